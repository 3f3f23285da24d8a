"""Påmindelser: what, when and where, and never more than was chosen. Also whether somebody may have
another's phone ring."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post

from app.foundation import clock, ids
from app.foundation.database import Database
from app.foundation.errors import NotFound
from app.foundation.web.answers import again, claim, flash, language, onwards, page, undoable
from app.foundation.web.forms import read_form
from app.foundation.web.handler_types import Db, Page, PathId, Request
from app.foundation.web.putting_away import away_and_back
from app.foundation.words import say
from app.people import Person, browsers, regrets
from app.reminders import (
    choices,
    chosen,
    commands,
    consents,
    phones,
    showing,
    testing,
)
from app.reminders.commands import Typed, clock_at, minutes
from app.sign_in import Doorkeeper, Me, reader, signed_in

NOTICES = {
    "gemt": say("Gemt. Den kommer, når det er tid."),
    "slettet": claim(say("Påmindelsen er væk herfra. Du kan hente den tilbage i et døgn.")),
    "tilbage": claim(say("Den er her igen.")),
    "set": say("Det er set."),
    "ro": say("Der er stille nu. Du kan begynde igen, når du vil."),
    "i-gang": say("De kommer igen, når det er tid."),
    "stille": say("Gemt."),
    "ingen": say("Der kommer ingen flere. Du kan altid vælge nye."),
    "proeve": say("Prøven er på vej. Den kommer om lidt."),
    "ringer": say("Den her telefon ringer nu."),
    "telefon-vaek": say("Den ringer ikke mere."),
    "ja": say("Gemt. Det gælder kun den person."),
    "nej": say("Gemt. Du kan sige ja igen, når du vil."),
}
ASKED = {"dag": "day", "hilsen": "hello"}
"""What can be asked for here; other kinds are asked for where the thing stands."""
SOMEBODY = say("En du kender")


@get("/paamindelser", guards=[signed_in])
async def reminders(request: Request, me: Me, db: Db) -> Page:
    regret = await regrets.named(db, chosen.regret, me, undoable(request))
    of, found = await db.read(choices.of, me), await db.read(chosen.all_of, me)
    where = await _phones(request, me, db)
    true = regret.true | {
        "gemt": bool(found),
        "ro": of.rests,
        "i-gang": not (of.rests or of.stopped),
        "ingen": not found,
        "proeve": await db.read(testing.waits, me),
        "ringer": any(each.here for each in where["phones"]),
    }
    return page(
        request,
        "reminders/reminders.html",
        tab="mine",
        all=found,
        of=of,
        rests_until=clock.last_day(of.rest_until, me.zone) if of.rests else None,
        undo=regret.undo,
        status=flash(request, NOTICES, true),
        in_app=showing.too_many(of, found),
        most=chosen.MOST,
        by_mail=of.mails and request.app.state["settings"].mails,
        **where,
    )


@get("/paamindelser/ny", guards=[signed_in])
async def blank(request: Request, me: Me) -> Page:
    kind = ASKED.get(request.query_params.get("om", ""), "day")
    return asks(request, me, "/paamindelser", commands.blank(kind), ids.new(), back="/paamindelser")


@post("/paamindelser", guards=[signed_in], words=("tekst",))
async def keep(request: Request, me: Me, db: Db) -> Page:
    form = await read_form(request)
    kind, row = ASKED.get(form.get("om"), "day"), ids.parse_or_new(form.get("id"))
    typed = commands.read(me, form, kind)
    if typed.problems:
        return asks(request, me, "/paamindelser", typed, row, back="/paamindelser")
    leads = f"/paamindelser/{row}/hilsen" if kind == "hello" else "/"
    await db.write(chosen.keep, me, row, typed.wish(leads))
    return onwards(request, "/paamindelser?besked=gemt")


@get("/paamindelser/{reminder_id:uuid}", guards=[signed_in])
async def edit(request: Request, me: Me, db: Db, reminder_id: PathId) -> Page:
    found = await db.read(chosen.find, me, reminder_id)
    return asks(request, me, found.path, commands.of(found.wish), reminder_id, kept=found)


@post("/paamindelser/{reminder_id:uuid}", guards=[signed_in], words=("tekst",))
async def change(request: Request, me: Me, db: Db, reminder_id: PathId) -> Page:
    found = await db.read(chosen.find, me, reminder_id)
    typed = commands.read(me, await read_form(request), found.wish.kind)
    if typed.problems:
        return asks(request, me, found.path, typed, reminder_id, kept=found)
    await db.write(chosen.change, me, reminder_id, typed.wish(found.wish.path))
    return onwards(request, "/paamindelser?besked=gemt")


@get("/paamindelser/{reminder_id:uuid}/hilsen", guards=[signed_in])
async def greeting(request: Request, me: Me, db: Db, reminder_id: PathId) -> Page:
    """The words somebody wrote to themselves: here, and on no screen outside."""
    found = await db.read(chosen.find, me, reminder_id)
    if found.wish.kind != "hello":
        raise NotFound
    return page(request, "reminders/greeting.html", tab="mine", text=found.wish.text)


@get("/paamindelser/{reminder_id:uuid}/kalender", guards=[signed_in])
async def to_calendar(request: Request, me: Me, db: Db, reminder_id: PathId) -> Page:
    from app.reminders import calendar  # what few ask for is not loaded at the start

    found = await db.read(chosen.find, me, reminder_id)
    text = calendar.file(language(request), found, await db.read(choices.of, me))
    headers = {"content-disposition": 'attachment; filename="paamindelse.ics"'}
    return Response(text, media_type="text/calendar; charset=utf-8", headers=headers)


@get("/paamindelser/stille", guards=[signed_in])
async def ask_quiet(request: Request, me: Me, db: Db) -> Page:
    of = await db.read(choices.of, me)
    start, end = map(clock_at, of.quiet)
    typed = commands.Rest(start, end, str(of.most), of.hard_too, of.by_mail)
    return _asks_quiet(request, typed, of)


@post("/paamindelser/stille", guards=[signed_in])
async def quiet(request: Request, me: Me, db: Db) -> Page:
    typed = commands.read_rest(await read_form(request))
    of = await db.read(choices.of, me)
    if typed.problems:
        return _asks_quiet(request, typed, of)
    fresh: dict[str, object] = {
        "quiet": (minutes(typed.start), minutes(typed.end)),
        "most": int(typed.most),
        "hard_too": typed.hard_too,
        "by_mail": typed.by_mail and bool(of.email),
        "language": language(request).code,
    }
    await db.write(showing.choose, me, fresh)
    return onwards(request, "/paamindelser?besked=stille")


@post("/paamindelser/ro", guards=[signed_in])
async def rest(request: Request, me: Me, db: Db) -> Page:
    await db.write(showing.rest, me)
    return onwards(request, "/paamindelser?besked=ro")


@post("/paamindelser/ro/slut", guards=[signed_in])
async def rest_no_more(request: Request, me: Me, db: Db) -> Page:
    await db.write(showing.rest_no_more, me)
    return onwards(request, "/paamindelser?besked=i-gang")


@post("/paamindelser/igen", guards=[signed_in])
async def again_please(request: Request, me: Me, db: Db) -> Page:
    await db.write(showing.again, me)
    return onwards(request, "/paamindelser?besked=i-gang")


@post("/paamindelser/nej", guards=[signed_in])
async def no_more(request: Request, me: Me, db: Db) -> Page:
    await db.write(showing.no_more, me)
    return onwards(request, "/paamindelser?besked=ingen")


@post("/paamindelser/set", guards=[signed_in])
async def seen(request: Request, me: Me, db: Db) -> Page:
    await db.write(showing.seen, me)
    return onwards(request, "/paamindelser?besked=set")


@post("/telefon/ringer", guards=[reader], by_itself=True)
async def rings_here(request: Request, me: Me, db: Db, door: Doorkeeper) -> Page:
    """This browser's subscription, sent by its page: when it was asked for, and at each opening
    after that (`igen`). Only where it is one's own phone; what was taken away stays away."""
    form = await read_form(request)
    typed = phones.read(request.app.state["signer"], form.get)
    if typed is None or me.shared or me.looking:
        return Response(b"", status_code=422, media_type="text/plain")
    again = form.get("igen") == "1"
    if again and await db.read(phones.stays_away, door.keys, me, typed.endpoint):
        return Response(b"", status_code=410, media_type="text/plain")
    kind = browsers.kind_of(request.headers.get("user-agent", ""))
    await phones.save(door.db, door.keys, me, typed, kind, language(request).code)
    await door.db.write(showing.opened, me)
    return Response(b"", status_code=204, media_type="text/plain")


@post("/telefon/aabnet", guards=[reader], by_itself=True)
async def opened(request: Request, me: Me, db: Db) -> Page:
    """A tap on what rang: told by the worker on the phone, wherever in the app the tap leads."""
    await db.write(showing.opened, me)
    return Response(b"", status_code=204, media_type="text/plain")


@post("/telefon/ringer/{phone_id:uuid}/fjern", guards=[reader])
async def rings_no_more(request: Request, me: Me, db: Db, phone_id: PathId) -> Page:
    home = _home(me, (await read_form(request)).get("til"))
    await db.write(phones.forget, me, phone_id)
    return onwards(request, f"{home}?besked=telefon-vaek")


@post("/telefon/proev", guards=[reader])
async def test(request: Request, me: Me, db: Db) -> Page:
    """One to oneself, now: nobody has to wait a day to see whether it works."""
    home = _home(me, (await read_form(request)).get("til"))
    await db.write(testing.ring, me)
    return onwards(request, f"{home}?besked=proeve")


@get("/kreds/ring", guards=[reader])
async def who_may_ring(request: Request, me: Me, db: Db) -> Page:
    """Said for one person at a time, by the one whose phone it is."""
    where = await _phones(request, me, db)
    true = {
        "proeve": await db.read(testing.waits, me),
        "ringer": any(each.here for each in where["phones"]),
    }
    return page(
        request,
        "reminders/who_may_ring.html",
        tab="circle",
        people=await db.read(consents.askers, me),
        yes=await db.read(consents.mine, me),
        somebody=SOMEBODY,
        status=flash(request, NOTICES, true),
        **where,
    )


@post("/kreds/{bond_id:uuid}/ring", guards=[reader])
async def may_ring(request: Request, me: Me, db: Db, bond_id: PathId) -> Page:
    form = await read_form(request)
    if form.get("maa") == "1":
        await db.write(consents.allow, me, bond_id, at_night=form.get("nat") == "1")
        return onwards(request, "/kreds/ring?besked=ja")
    await db.write(consents.end, me, bond_id)
    return onwards(request, "/kreds/ring?besked=nej")


HANDLERS = [
    reminders, blank, keep, edit, change, greeting, to_calendar, ask_quiet, quiet, rest,
    rest_no_more, again_please, no_more, seen, rings_here, opened, rings_no_more, test,
    who_may_ring, may_ring, *away_and_back("/paamindelser/{reminder_id:uuid}", chosen, signed_in),
]  # fmt: skip


def asks(
    request: Request,
    me: Person,
    action: str,
    typed: Typed,
    row: UUID,
    *,
    back: str = "/paamindelser",
    kept: chosen.Reminder | None = None,
) -> Page:
    """The form for when to be reminded, also in the rooms that ask for one."""
    return (again if typed.problems else page)(
        request,
        "reminders/write.html",
        tab="mine",
        action=action,
        typed=typed,
        kind=chosen.KINDS[typed.kind],
        new_id=row,
        back_to=back,
        kept=kept,
        problems=typed.problems,
        today=clock.on_the_wall(clock.now(), me.zone)[0],
    )


def _asks_quiet(request: Request, typed: commands.Rest, of: choices.Choices) -> Page:
    return (again if typed.problems else page)(
        request,
        "reminders/quiet.html",
        tab="mine",
        typed=typed,
        of=of,
        mails=request.app.state["settings"].mails,
        problems=typed.problems,
    )


async def _phones(request: Request, me: Person, db: Database) -> dict[str, Any]:
    """What a page needs to say where somebody is rung, and to ask this browser."""
    return {
        "phones": await db.read(phones.of, me),
        "push_key": request.app.state["signer"].public(),
        "told": browsers.called,
    }


def _home(me: Person, came: str) -> str:
    """The page on which the form stood; colleagues have no reminders of their own."""
    return "/kreds/ring" if me.at_work or came == "/kreds/ring" else "/paamindelser"
