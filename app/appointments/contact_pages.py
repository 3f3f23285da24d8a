"""Hvem er hvem: those around somebody, and what each of them takes care of."""

from uuid import UUID

from litestar import get, post

from app.appointments import commands, contacts
from app.appointments.contacts import Words
from app.foundation import ids
from app.foundation.web.answers import Messages, again, claim, flash, onwards, page, undoable
from app.foundation.web.forms import read_form
from app.foundation.web.handler_types import Db, Page, PathId, Request
from app.foundation.web.putting_away import away_and_back
from app.foundation.words import say
from app.people import own, regrets
from app.sign_in import Me, signed_in

NOTICES = {
    "gemt": claim(say("Det er gemt. Ingen andre i appen kan se det.")),
    "slettet": claim(say("Det er væk herfra. Du kan hente det tilbage i et døgn.")),
    "tilbage": claim(say("Det er her igen.")),
}
WRITTEN = ("tekst", "rolle", "ansvar", "kontakt")


@get("/det-sker/hvem", guards=[signed_in])
async def around(request: Request, me: Me, db: Db) -> Page:
    regret = await regrets.named(db, contacts.regret, me, undoable(request))
    return page(
        request,
        "appointments/contacts.html",
        tab="mine",
        all=await db.read(contacts.all_of, me),
        status=flash(request, NOTICES, regret.true),
        undo=regret.undo,
    )


@get("/det-sker/hvem/ny", guards=[signed_in])
async def blank(request: Request) -> Page:
    return _form(request, "/det-sker/hvem", ids.new(), Words(""), {})


@post("/det-sker/hvem", guards=[signed_in], words=WRITTEN)
async def keep(request: Request, me: Me, db: Db) -> Page:
    words, problems = commands.read_contact(form := await read_form(request))
    row = ids.parse_or_new(form.get("id"))
    if problems:
        return _form(request, "/det-sker/hvem", row, words, problems)
    await db.write(contacts.keep, me, row, words)
    return onwards(request, "/det-sker/hvem?besked=gemt")


@get("/det-sker/hvem/{contact_id:uuid}", guards=[signed_in])
async def edit(request: Request, me: Me, db: Db, contact_id: PathId) -> Page:
    found = await db.read(contacts.find, me, contact_id)
    return _form(request, found.path, found.id, found.words, {}, own.mark(found.words))


@post("/det-sker/hvem/{contact_id:uuid}", guards=[signed_in], words=WRITTEN)
async def change(request: Request, me: Me, db: Db, contact_id: PathId) -> Page:
    words, problems = commands.read_contact(form := await read_form(request))
    if problems:
        action = f"/det-sker/hvem/{contact_id}"
        return _form(request, action, contact_id, words, problems, form.get("vist"))
    await db.write(contacts.change, me, contact_id, words, form.get("vist"))
    return onwards(request, "/det-sker/hvem?besked=gemt")


HANDLERS = [
    around,
    blank,
    keep,
    edit,
    change,
    *away_and_back("/det-sker/hvem/{contact_id:uuid}", contacts, signed_in),
]


def _form(
    request: Request, action: str, row: UUID, words: Words, problems: Messages, shown: str = ""
) -> Page:
    answer = again if problems else page
    return answer(
        request,
        "appointments/contact.html",
        tab="mine",
        action=action,
        new_id=row,
        words=words,
        problems=problems,
        shown=shown,
    )
