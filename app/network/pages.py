"""Mit netværk: a picture and a list; write one thing at a time, change it, put it away."""

from typing import Any
from uuid import UUID

from litestar import get, post

from app.foundation import ids
from app.foundation.web.answers import (
    Messages,
    again,
    claim,
    flash,
    language,
    onwards,
    page,
    undoable,
)
from app.foundation.web.forms import read_form
from app.foundation.web.handler_types import Db, Page, PathId, Request
from app.foundation.web.putting_away import away_and_back
from app.foundation.words import say
from app.network import commands, drawing, kept
from app.network.kept import Words
from app.network.kinds import KINDS, NEARNESS
from app.people import own, regrets
from app.sign_in import Me, signed_in

NOTICES = {
    "gemt": claim(say("Gemt. Ingen andre i appen kan se det."), "network"),
    "slettet": claim(say("Det er væk herfra. Du kan hente det tilbage i et døgn.")),
    "tilbage": claim(say("Det er her igen.")),
}
WORDS: dict[str, Any] = {"kinds": KINDS, "nearness": NEARNESS}


@get("/netvaerk", guards=[signed_in])
async def network(request: Request, me: Me, db: Db) -> Page:
    found = await db.read(kept.some, me, request.query_params.get("fra", ""))
    regret = await regrets.named(db, kept.regret, me, undoable(request))
    drawn = drawing.draw(found.things, language(request).dir == "rtl") if found.things else None
    return page(
        request,
        "network/network.html",
        tab="mine",
        items=found.things,
        next=found.next,
        drawing=drawn,
        status=flash(request, NOTICES, regret.true),
        undo=regret.undo,
        **WORDS,
    )


@get("/netvaerk/nyt", guards=[signed_in])
async def new(request: Request, me: Me) -> Page:
    return page(
        request,
        "network/write.html",
        tab="mine",
        action="/netvaerk",
        new_id=ids.new(),
        words=Words(""),
        problems={},
        **WORDS,
    )


@post("/netvaerk", guards=[signed_in], words=("tekst", "giver"))
async def keep(request: Request, me: Me, db: Db) -> Page:
    asked = commands.keep(me, await read_form(request))
    if asked.problems:
        row, words = asked.typed
        return _again(request, "/netvaerk", row, words, asked.problems)
    return onwards(request, await db.write(asked.do))


@get("/netvaerk/{around_id:uuid}", guards=[signed_in])
async def show(request: Request, me: Me, db: Db, around_id: PathId) -> Page:
    return page(
        request,
        "network/item.html",
        tab="mine",
        item=await db.read(kept.find, me, around_id),
        **WORDS,
    )


@get("/netvaerk/{around_id:uuid}/ret", guards=[signed_in])
async def edit(request: Request, me: Me, db: Db, around_id: PathId) -> Page:
    item = await db.read(kept.find, me, around_id)
    return page(
        request,
        "network/write.html",
        tab="mine",
        action=f"{item.path}/ret",
        new_id=item.id,
        words=item.words,
        problems={},
        shown=own.mark(item.words),
        **WORDS,
    )


@post("/netvaerk/{around_id:uuid}/ret", guards=[signed_in], words=("tekst", "giver"))
async def change(request: Request, me: Me, db: Db, around_id: PathId) -> Page:
    words, problems = commands.read(form := await read_form(request))
    if problems:
        return _again(
            request, f"/netvaerk/{around_id}/ret", around_id, words, problems, form.get("vist")
        )
    await db.write(kept.change, me, around_id, words, form.get("vist"))
    return onwards(request, commands.KEPT)


HANDLERS = [
    network,
    new,
    keep,
    show,
    edit,
    change,
    *away_and_back("/netvaerk/{around_id:uuid}", kept, signed_in),
]


def _again(
    request: Request, action: str, row: UUID, words: Words, problems: Messages, shown: str = ""
) -> Page:
    return again(
        request,
        "network/write.html",
        tab="mine",
        action=action,
        new_id=row,
        words=words,
        problems=problems,
        shown=shown,
        **WORDS,
    )
