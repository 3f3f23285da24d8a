"""Gemte steder: kept for oneself alone, with what happens there next and how it was."""

from litestar import get, post

from app import reminders
from app.foundation import ids
from app.foundation.web.answers import claim, flash, onwards, page, undoable
from app.foundation.web.forms import read_form
from app.foundation.web.handler_types import Db, Page, PathId, Request
from app.foundation.web.putting_away import away_and_back
from app.foundation.words import say
from app.people import people, regrets
from app.places import next_of, showing, towns
from app.reminders import asks
from app.saved_places import commands, kept
from app.saved_places.kept import AFTERWARDS, Saved
from app.sign_in import Me, signed_in

NOTICES = {
    "gemt": say("Gemt. Stedet får ikke noget at vide."),
    "slettet": claim(say("Stedet er ikke gemt mere. Du kan hente det tilbage i et døgn.")),
    "tilbage": claim(say("Stedet er her igen.")),
    "sagt": say("Gemt til dig selv."),
}
BEFORE = 60
"""Minutes before something begins that somebody is reminded of it, until they say otherwise."""


@get("/steder/gemte", guards=[signed_in])
async def saved(request: Request, me: Me, db: Db) -> Page:
    regret = await regrets.named(db, kept.regret, me, undoable(request))
    return page(
        request,
        "saved_places/saved.html",
        tab="find",
        saved=await db.read(kept.all_of, me),
        afterwards=AFTERWARDS,
        status=flash(request, NOTICES, regret.true),
        undo=regret.undo,
    )


@post("/steder/{place_id:uuid}/gem", guards=[signed_in])
async def keep(request: Request, me: Me, db: Db, place_id: PathId) -> Page:
    asked = commands.keep(me, await read_form(request), place_id)
    return onwards(request, await db.write(asked.do))


@post("/steder/by", guards=[signed_in])
async def choose_town(request: Request, me: Me, db: Db) -> Page:
    """Near which town something may stand on I dag after a good day; none takes it away."""
    town = towns.town((await read_form(request)).get("by"))
    code = town.code if town else ""
    await db.write(lambda db: people.change(db, me, town=code))
    return onwards(request, f"/steder?besked={'by-valgt' if town else 'by-vaek'}")


@get("/steder/gemte/{saved_id:uuid}", guards=[signed_in])
async def show(request: Request, me: Me, db: Db, saved_id: PathId) -> Page:
    found = await db.read(kept.find, me, saved_id)
    return page(
        request,
        "saved_places/place.html",
        tab="find",
        saved=found,
        shown=showing.whole(found.now) if found.now else None,
        afterwards=AFTERWARDS,
        reminded=await db.read(reminders.chosen.of_thing, me, saved_id),
        status=flash(request, NOTICES),
    )


@post("/steder/gemte/{saved_id:uuid}/bagefter", guards=[signed_in])
async def afterwards(request: Request, me: Me, db: Db, saved_id: PathId) -> Page:
    says = (await read_form(request)).get("sagt")
    await db.write(kept.say_afterwards, me, saved_id, says)
    return onwards(request, f"/steder/gemte/{saved_id}?besked=sagt")


@get("/steder/gemte/{saved_id:uuid}/mind-mig", guards=[signed_in])
async def ask_when(request: Request, me: Me, db: Db, saved_id: PathId) -> Page:
    """When to be reminded: an hour before what happens there next, until they say otherwise."""
    found = await db.read(kept.find, me, saved_id)
    if there := await db.read(reminders.chosen.of_thing, me, saved_id):
        return onwards(request, there.path)
    typed = _before(found)
    return asks(request, me, f"{found.path}/mind-mig", typed, ids.new(), back=found.path)


@post("/steder/gemte/{saved_id:uuid}/mind-mig", guards=[signed_in])
async def remind(request: Request, me: Me, db: Db, saved_id: PathId) -> Page:
    found, form = await db.read(kept.find, me, saved_id), await read_form(request)
    typed = reminders.commands.read(me, form, "place")
    row = ids.parse_or_new(form.get("id"))
    if typed.problems:
        return asks(request, me, f"{found.path}/mind-mig", typed, row, back=found.path)
    there = await db.read(reminders.chosen.of_thing, me, saved_id)
    if there and there.id != row:  # another tab was quicker: a place has one
        return onwards(request, there.path)
    await db.write(reminders.chosen.keep, me, row, typed.wish(found.path), saved_id)
    return onwards(request, "/paamindelser?besked=gemt")


HANDLERS = [
    saved,
    keep,
    choose_town,
    show,
    afterwards,
    ask_when,
    remind,
    *away_and_back("/steder/gemte/{saved_id:uuid}", kept, signed_in),
]


def _before(found: Saved) -> reminders.commands.Typed:
    """By the clock in Denmark, where the place is."""
    activities = found.now.place.activities if found.now else ()
    there = next_of(tuple(when for each in activities for when in each.whens))
    if there is None:
        return reminders.commands.blank("place")
    day, when = there
    at = reminders.commands.clock_at(max(0, when.begins - BEFORE))
    if when.every == "once":
        return reminders.commands.Typed("place", at, once=day.isoformat())
    return reminders.commands.Typed("place", at, (day.weekday(),))
