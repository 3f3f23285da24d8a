"""Håb: write one, keep it, change it, put it away."""

from uuid import UUID

from litestar import get, post

from app.chime import DIMENSIONS
from app.foundation import ids
from app.foundation.web.answers import Messages, again, claim, flash, onwards, page, undoable
from app.foundation.web.forms import read_form
from app.foundation.web.handler_types import Db, Page, PathId, Request
from app.foundation.web.putting_away import away_and_back
from app.foundation.words import say
from app.hopes import commands, kept
from app.hopes.kept import Words
from app.people import own, regrets
from app.sign_in import Me, signed_in

NOTICES = {
    "gemt": claim(say("Dit håb er gemt. Ingen andre i appen kan se det."), "hopes"),
    "slettet": claim(say("Håbet er væk herfra. Du kan hente det tilbage i et døgn.")),
    "tilbage": claim(say("Dit håb er her igen.")),
}


@get("/haab", guards=[signed_in])
async def hopes(request: Request, me: Me, db: Db) -> Page:
    found = await db.read(kept.newest, me, request.query_params.get("fra", ""))
    regret = await regrets.named(db, kept.regret, me, undoable(request))
    return page(
        request,
        "hopes/hopes.html",
        tab="mine",
        hopes=found.things,
        next=found.next,
        new_id=ids.new(),
        text="",
        chosen=None,
        dimensions=DIMENSIONS,
        problems={},
        status=flash(request, NOTICES, regret.true),
        undo=regret.undo,
    )


@post("/haab", guards=[signed_in], words=("tekst",))
async def keep(request: Request, me: Me, db: Db) -> Page:
    asked = commands.keep(me, await read_form(request))
    if asked.problems:
        row, words = asked.typed
        return _again(request, "/haab", row, words, asked.problems)
    return onwards(request, await db.write(asked.do))


@get("/haab/{hope_id:uuid}", guards=[signed_in])
async def show(request: Request, me: Me, db: Db, hope_id: PathId) -> Page:
    return page(
        request,
        "hopes/hope.html",
        tab="mine",
        hope=await db.read(kept.find, me, hope_id),
        new_id=ids.new(),
        problems={},
    )


@get("/haab/{hope_id:uuid}/ret", guards=[signed_in])
async def edit(request: Request, me: Me, db: Db, hope_id: PathId) -> Page:
    hope = await db.read(kept.find, me, hope_id)
    return page(
        request,
        "hopes/write.html",
        tab="mine",
        action=f"{hope.path}/ret",
        new_id=hope.id,
        text=hope.text,
        chosen=hope.dimension,
        dimensions=DIMENSIONS,
        problems={},
        shown=own.mark(Words(hope.text, hope.dimension)),
    )


@post("/haab/{hope_id:uuid}/ret", guards=[signed_in], words=("tekst",))
async def change(request: Request, me: Me, db: Db, hope_id: PathId) -> Page:
    words, problems = commands.read(form := await read_form(request))
    if problems:
        return _again(request, f"/haab/{hope_id}/ret", hope_id, words, problems, form.get("vist"))
    await db.write(kept.change, me, hope_id, words, form.get("vist"))
    return onwards(request, "/haab?besked=gemt")


HANDLERS = [
    hopes,
    keep,
    show,
    edit,
    change,
    *away_and_back("/haab/{hope_id:uuid}", kept, signed_in),
]


def _again(
    request: Request, action: str, row: UUID, words: Words, problems: Messages, shown: str = ""
) -> Page:
    return again(
        request,
        "hopes/write.html",
        tab="mine",
        action=action,
        new_id=row,
        text=words.text,
        chosen=words.dimension,
        dimensions=DIMENSIONS,
        problems=problems,
        shown=shown,
    )
