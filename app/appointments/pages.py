"""Det sker der: what comes, one thing of it, and what has been."""

from uuid import UUID

from litestar import get, post

from app import reminders
from app.appointments import commands, contact_pages, joint_pages, kept, reminding
from app.appointments.commands import Typed
from app.appointments.kept import OFTEN, Words
from app.foundation import ids
from app.foundation.web.answers import again, claim, flash, onwards, page, undoable
from app.foundation.web.forms import read_form
from app.foundation.web.handler_types import Db, Page, PathId, Request
from app.foundation.web.putting_away import away_and_back
from app.foundation.words import say
from app.people import own, regrets
from app.reminders import asks
from app.sign_in import Me, signed_in

NOTICES = {
    "gemt": claim(say("Det er gemt. Ingen andre i appen kan se det."), "appointments"),
    "aflyst": say("Den gang er aflyst."),
    "slettet": claim(say("Det er væk herfra. Du kan hente det tilbage i et døgn.")),
    "tilbage": claim(say("Det er her igen.")),
}
WRITTEN = ("tekst", "hvem", "rolle", "sted", "laenge", "hvorfor", "medbring", "aarsag")


@get("/det-sker", guards=[signed_in])
async def to_come(request: Request, me: Me, db: Db) -> Page:
    regret = await regrets.named(db, kept.regret, me, undoable(request))
    return page(
        request,
        "appointments/appointments.html",
        tab="mine",
        all=await db.read(kept.to_come, me),
        status=flash(request, NOTICES, regret.true),
        undo=regret.undo,
    )


@get("/det-sker/foer", guards=[signed_in])
async def been(request: Request, me: Me, db: Db) -> Page:
    found = await db.read(kept.over, me, request.query_params.get("fra", ""))
    return page(request, "appointments/been.html", tab="mine", all=found.things, next=found.next)


@get("/det-sker/ny", guards=[signed_in])
async def blank(request: Request) -> Page:
    return _form(request, "/det-sker", ids.new(), Typed(Words("")))


@post("/det-sker", guards=[signed_in], words=WRITTEN)
async def keep(request: Request, me: Me, db: Db) -> Page:
    asked = commands.keep(me, await read_form(request))
    if asked.problems:
        return _form(request, "/det-sker", *asked.typed)
    return onwards(request, await db.write(asked.do))


@get("/det-sker/{appointment_id:uuid}", guards=[signed_in])
async def show(request: Request, me: Me, db: Db, appointment_id: PathId) -> Page:
    return page(
        request,
        "appointments/appointment.html",
        tab="mine",
        each=await db.read(kept.find, me, appointment_id),
        reminded=await db.read(reminders.chosen.of_thing, me, appointment_id),
        status=flash(request, NOTICES),
    )


@get("/det-sker/{appointment_id:uuid}/ret", guards=[signed_in])
async def edit(request: Request, me: Me, db: Db, appointment_id: PathId) -> Page:
    found = await db.read(kept.find, me, appointment_id)
    shown = own.mark(kept.bare(found.words))
    return _form(request, f"{found.path}/ret", found.id, commands.of(found.words), shown)


@post("/det-sker/{appointment_id:uuid}/ret", guards=[signed_in], words=WRITTEN)
async def change(request: Request, me: Me, db: Db, appointment_id: PathId) -> Page:
    typed = commands.read(form := await read_form(request))
    if typed.problems:
        action = f"/det-sker/{appointment_id}/ret"
        return _form(request, action, appointment_id, typed, form.get("vist"))
    await db.write(kept.change, me, appointment_id, typed.words, form.get("vist"), typed.why)
    return onwards(request, "/det-sker?besked=gemt")


@post("/det-sker/{appointment_id:uuid}/aflys", guards=[signed_in])
async def call_off(request: Request, me: Me, db: Db, appointment_id: PathId) -> Page:
    day = (await read_form(request)).get("dato")
    await db.write(kept.call_off, me, appointment_id, day)
    return onwards(request, f"/det-sker/{appointment_id}?besked=aflyst")


@get("/det-sker/{appointment_id:uuid}/mind-mig", guards=[signed_in])
async def ask_when(request: Request, me: Me, db: Db, appointment_id: PathId) -> Page:
    found = await db.read(kept.find, me, appointment_id)
    if there := await db.read(reminders.chosen.of_thing, me, appointment_id):
        return onwards(request, there.path)
    action = f"{found.path}/mind-mig"
    return asks(request, me, action, reminding.blank(found), ids.new(), back=found.path)


@post("/det-sker/{appointment_id:uuid}/mind-mig", guards=[signed_in])
async def remind(request: Request, me: Me, db: Db, appointment_id: PathId) -> Page:
    found, form = await db.read(kept.find, me, appointment_id), await read_form(request)
    typed = reminders.commands.read(me, form, "appointment")
    row = ids.parse_or_new(form.get("id"))
    if typed.problems:
        return asks(request, me, f"{found.path}/mind-mig", typed, row, back=found.path)
    there = await db.read(reminders.chosen.of_thing, me, appointment_id)
    if there and there.id != row:  # another tab was quicker: one thing has one
        return onwards(request, there.path)
    await db.write(reminders.chosen.keep, me, row, typed.wish(found.path), appointment_id)
    return onwards(request, "/paamindelser?besked=gemt")


HANDLERS = [
    to_come,
    been,
    blank,
    keep,
    show,
    edit,
    change,
    call_off,
    ask_when,
    remind,
    *away_and_back("/det-sker/{appointment_id:uuid}", kept, signed_in),
    *contact_pages.HANDLERS,
    *joint_pages.HANDLERS,
]


def _form(request: Request, action: str, row: UUID, typed: Typed, shown: str = "") -> Page:
    answer = again if typed.problems else page
    return answer(
        request,
        "appointments/write.html",
        tab="mine",
        action=action,
        new_id=row,
        typed=typed,
        words=typed.words,
        often=OFTEN,
        problems=typed.problems,
        shown=shown,
    )
