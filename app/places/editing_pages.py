"""Pages for whoever keeps a place true: its form, what happens there, its versions, and what a
second person says yes to."""

from functools import partial
from typing import Any

from litestar import get, post

from app.chime import DIMENSIONS
from app.foundation import ids
from app.foundation.errors import NotFound
from app.foundation.web.answers import Messages, again, flash, onwards, page
from app.foundation.web.forms import Form, read_form
from app.foundation.web.handler_types import Db, Page, PathId, PathNumber, Request
from app.foundation.words import say
from app.municipality import Colleague, team
from app.people import Person
from app.places import editing, forms, shelf
from app.places.listing import FOR, KINDS, WISHES
from app.places.pages import directory
from app.places.shelf import Listed, Stale
from app.places.showing import ASKED
from app.sign_in import Doorkeeper, Me, keeps_places

NOTICES = {
    "gemt": say("Gemt. Alle kan se det nu."),
    "venter": say("Gemt. Telefon, e-mail og link venter på, at en kollega også siger ja."),
    "rigtigt": say("Tak. Der står, at det er tjekket i dag."),
    "lukket": say("Stedet er lukket. Dem der har gemt det, kan se det."),
    "aaben": say("Stedet er åbent igen."),
    "sagt-ja": say("Ændringen står på siden nu."),
    "en-anden": say("Ændringen er en anden nu. Se den her, før du svarer."),
    "sagt-nej": say("Du sagde nej. Ændringen kommer ikke på siden."),
}
HOW = {
    shelf.EDITED: say("Rettet"),
    shelf.CONFIRMED: say("Stadig rigtigt"),
    shelf.BROUGHT_BACK: say("Hentet tilbage"),
    shelf.IMPORTED: say("Læst ind"),
    shelf.SHIPPED: say("Fulgte med appen"),
    shelf.SHUT: say("Lukket"),
    shelf.FED: say("Fra stedets kalender"),
    shelf.PROPOSED: say("Foreslået af borgere"),
    shelf.TAKEN_BACK: say("Trukket tilbage"),
}


@get("/steder/nyt", guards=[keeps_places])
async def new(request: Request) -> Page:
    return _form(request, "/steder/nyt", {}, {}, id=ids.new())


@post("/steder/nyt", guards=[keeps_places], words=("omtale",))
async def add(request: Request, me: Me, db: Db) -> Page:
    form = await read_form(request)
    place, problems = forms.place(forms.row_of(form))
    row = ids.parse_or_new(form.get("id"))
    if place is None:
        return _form(request, "/steder/nyt", forms.row_of(form), problems, id=row)
    return await _kept(request, db, await db.write(editing.add, job(me), place, row))


@get("/steder/{place_id:uuid}/ret", guards=[keeps_places])
async def edit(request: Request, me: Me, db: Db, place_id: PathId) -> Page:
    found = await db.read(editing.find, job(me), place_id)
    action = f"{found.path}/ret"
    return _form(request, action, forms.shown(found.place), {}, listed=found, status=_said(request))


@post("/steder/{place_id:uuid}/ret", guards=[keeps_places], words=("omtale",))
async def change(request: Request, me: Me, db: Db, place_id: PathId) -> Page:
    form = await read_form(request)
    place, problems = forms.place(forms.row_of(form))
    found = await db.read(editing.find, job(me), place_id)
    action = f"{found.path}/ret"
    if place is None:
        return _form(request, action, forms.row_of(form), problems, listed=found, seen=_seen(form))
    try:
        waits = await db.write(editing.change, job(me), place_id, _seen(form), place)
    except Stale as newer:
        return _form(request, action, forms.row_of(form), {}, listed=newer.now, stands=newer.now)
    await directory(request).look(db, now=True)
    return onwards(request, f"{found.path}/ret?besked={'venter' if waits else 'gemt'}")


@get("/steder/{place_id:uuid}/aktivitet", guards=[keeps_places])
async def new_activity(request: Request, me: Me, db: Db, place_id: PathId) -> Page:
    found = await db.read(editing.find, job(me), place_id)
    return _activity(request, found, {}, {}, id=ids.new())


@get("/steder/{place_id:uuid}/aktivitet/{activity_id:uuid}", guards=[keeps_places])
async def edit_activity(
    request: Request, me: Me, db: Db, place_id: PathId, activity_id: PathId
) -> Page:
    found = await db.read(editing.find, job(me), place_id)
    one = next((each for each in found.place.activities if each.id == activity_id), None)
    if one is None:
        raise NotFound
    return _activity(request, found, forms.shown_activity(one), {}, id=activity_id, known=True)


@post("/steder/{place_id:uuid}/aktivitet", guards=[keeps_places], words=("aktivitet_omtale",))
async def keep_activity(request: Request, me: Me, db: Db, place_id: PathId) -> Page:
    form = await read_form(request)
    row = ids.parse_or_new(form.get("id"))
    activity, problems = forms.activity(forms.row_of(form), row)
    found = await db.read(editing.find, job(me), place_id)
    if activity is None:
        return _activity(
            request,
            found,
            forms.row_of(form),
            problems,
            id=row,
            seen=_seen(form),
            known=form.get("stod") == "1",
        )
    try:
        there = form.get("stod") == "1"
        await db.write(
            partial(editing.keep_activity, there=there), job(me), place_id, _seen(form), activity
        )
    except Stale as newer:
        row_ = forms.row_of(form)
        return _activity(request, newer.now, row_, {}, id=row, stands=newer.now, known=there)
    return await _kept(request, db, place_id)


@post("/steder/{place_id:uuid}/aktivitet/{activity_id:uuid}/fjern", guards=[keeps_places])
async def drop_activity(
    request: Request, me: Me, db: Db, place_id: PathId, activity_id: PathId
) -> Page:
    await db.write(editing.drop_activity, job(me), place_id, activity_id)
    return await _kept(request, db, place_id)


@post("/steder/{place_id:uuid}/stadig-rigtigt", guards=[keeps_places])
async def still_right(request: Request, me: Me, db: Db, place_id: PathId) -> Page:
    await db.write(editing.still_right, job(me), place_id)
    return await _kept(request, db, place_id, "rigtigt")


@post("/steder/{place_id:uuid}/luk", guards=[keeps_places])
async def close(request: Request, me: Me, db: Db, place_id: PathId) -> Page:
    await db.write(editing.close, job(me), place_id)
    return await _kept(request, db, place_id, "lukket")


@post("/steder/{place_id:uuid}/aaben", guards=[keeps_places])
async def open_again(request: Request, me: Me, db: Db, place_id: PathId) -> Page:
    await db.write(editing.open_again, job(me), place_id)
    return await _kept(request, db, place_id, "aaben")


@get("/steder/{place_id:uuid}/historik", guards=[keeps_places])
async def history(request: Request, me: Me, db: Db, door: Doorkeeper, place_id: PathId) -> Page:
    found = await db.read(editing.find, job(me), place_id)
    names = await db.read(team.of, door.keys.root, job(me).municipality)
    return page(
        request,
        "places/history.html",
        tab="places",
        listed=found,
        versions=await db.read(shelf.versions, place_id),
        how=HOW,
        names={each.person: each.name for each in names},
    )


@post("/steder/{place_id:uuid}/historik/{version:int}/tilbage", guards=[keeps_places])
async def bring_back(
    request: Request, me: Me, db: Db, place_id: PathId, version: PathNumber
) -> Page:
    waits = await db.write(editing.bring_back, job(me), place_id, version)
    return await _kept(request, db, place_id, "venter" if waits else "gemt")


@post("/steder/{place_id:uuid}/forslag/ja", guards=[keeps_places])
async def accept(request: Request, me: Me, db: Db, place_id: PathId) -> Page:
    mark = (await read_form(request)).get("set")
    said = await db.write(editing.accept, job(me), place_id, mark)
    await directory(request).look(db, now=True)
    return onwards(request, f"/steder/overblik?besked={'sagt-ja' if said else 'en-anden'}")


@post("/steder/{place_id:uuid}/forslag/nej", guards=[keeps_places])
async def turn_down(request: Request, me: Me, db: Db, place_id: PathId) -> Page:
    mark = (await read_form(request)).get("set")
    said = await db.write(editing.turn_down, job(me), place_id, mark)
    return onwards(request, f"/steder/overblik?besked={'sagt-nej' if said else 'en-anden'}")


HANDLERS = [
    new,
    add,
    edit,
    change,
    new_activity,
    edit_activity,
    keep_activity,
    drop_activity,
    still_right,
    close,
    open_again,
    history,
    bring_back,
    accept,
    turn_down,
]
CHOICES: dict[str, Any] = {
    "wishes": WISHES,
    "five_words": {each.code: each.word for each in DIMENSIONS},
    "audience": FOR,
    "kinds": KINDS,
    "asked": ASKED,
}


def job(me: Person) -> Colleague:
    """The door has seen to it that there is one."""
    if me.colleague is None:
        raise NotFound
    return me.colleague


def _seen(form: Form) -> int:
    said = form.get("version")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 9 else 0


def _said(request: Request) -> Any:
    return flash(request, NOTICES)


async def _kept(request: Request, db: Any, place: Any, said: str = "gemt") -> Page:
    """Whoever changed it sees it at once."""
    await directory(request).look(db, now=True)
    return onwards(request, f"/steder/{place}/ret?besked={said}")


def _form(
    request: Request, action: str, row: dict[str, str], problems: Messages, **more: Any
) -> Page:
    """`stands` is what somebody else wrote meanwhile: both are shown."""
    listed: Listed | None = more.get("listed")
    answer = again if problems or more.get("stands") else page
    shown = {
        "status": None,
        "stands": None,
        "id": None,
        "listed": None,
        "proposal": None,
        "seen": listed.version if listed else 0,
    }
    return answer(
        request,
        "places/edit.html",
        tab="places",
        action=action,
        row=row,
        problems=problems,
        **CHOICES,
        **(shown | more),
    )


def _activity(
    request: Request, found: Listed, row: dict[str, str], problems: Messages, **more: Any
) -> Page:
    answer = again if problems or more.get("stands") else page
    shown = {"stands": None, "known": False, "seen": found.version}
    return answer(
        request,
        "places/edit_activity.html",
        tab="places",
        listed=found,
        row=row,
        problems=problems,
        **CHOICES,
        **(shown | more),
    )
