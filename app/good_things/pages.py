"""Gode ting: keep a moment, and have one shown when it is needed."""

from litestar import get, post

from app.foundation import ids
from app.foundation.web.answers import again, claim, flash, onwards, page, undoable
from app.foundation.web.forms import read_form
from app.foundation.web.handler_types import Db, Page, PathId, Request
from app.foundation.web.lines import line
from app.foundation.web.putting_away import away_and_back
from app.foundation.words import say
from app.good_things import commands, kept
from app.good_things.kept import Words
from app.people import own, regrets
from app.sign_in import Me, signed_in

NOTICES = {
    "gemt": claim(say("Gemt. Du kan finde det igen her."), "good_things"),
    "slettet": claim(say("Det er væk herfra. Du kan hente det tilbage i et døgn.")),
    "tilbage": claim(say("Det er her igen.")),
}


@get("/gode-ting", guards=[signed_in])
async def box(request: Request, me: Me, db: Db) -> Page:
    any_ = await db.read(kept.any_there, me)
    regret = await regrets.named(db, kept.regret, me, undoable(request))
    return page(
        request,
        "good_things/box.html",
        tab="mine",
        any=any_,
        new_id=ids.new(),
        text="",
        problems={},
        status=flash(request, NOTICES, regret.true),
        undo=regret.undo,
    )


@post("/gode-ting", guards=[signed_in], words=("tekst",))
async def keep(request: Request, me: Me, db: Db) -> Page:
    asked = commands.keep(me, await read_form(request))
    if asked.problems:
        row, text = asked.typed
        return again(
            request,
            "good_things/write.html",
            tab="mine",
            action="/gode-ting",
            new_id=row,
            text=text,
            problems=asked.problems,
        )
    return onwards(request, await db.write(asked.do))


@get("/gode-ting/en", guards=[signed_in])
async def one(request: Request, me: Me, db: Db) -> Page:
    seen = request.query_params.get("efter", "")
    found = await db.read(kept.any_one, me, ids.parse_or_new(seen) if seen else None)
    return page(
        request, "good_things/one.html", part="good_things/_one.html", tab="mine", thing=found
    )


@get("/gode-ting/alle", guards=[signed_in])
async def everything(request: Request, me: Me, db: Db) -> Page:
    found = await db.read(kept.newest, me, request.query_params.get("fra", ""))
    return page(request, "good_things/all.html", tab="mine", things=found.things, next=found.next)


@get("/gode-ting/{thing_id:uuid}/ret", guards=[signed_in])
async def edit(request: Request, me: Me, db: Db, thing_id: PathId) -> Page:
    thing = await db.read(kept.find, me, thing_id)
    return page(
        request,
        "good_things/write.html",
        tab="mine",
        action=f"{thing.path}/ret",
        new_id=thing.id,
        text=thing.text,
        problems={},
        shown=own.mark(Words(thing.text)),
    )


@post("/gode-ting/{thing_id:uuid}/ret", guards=[signed_in], words=("tekst",))
async def change(request: Request, me: Me, db: Db, thing_id: PathId) -> Page:
    text, problems = line(form := await read_form(request), "tekst", kept.LONGEST)
    if problems:
        return again(
            request,
            "good_things/write.html",
            tab="mine",
            action=f"/gode-ting/{thing_id}/ret",
            new_id=thing_id,
            text=text,
            problems=problems,
            shown=form.get("vist"),
        )
    await db.write(kept.change, me, thing_id, Words(text), form.get("vist"))
    return onwards(request, "/gode-ting?besked=gemt")


HANDLERS = [
    box,
    keep,
    one,
    everything,
    edit,
    change,
    *away_and_back("/gode-ting/{thing_id:uuid}", kept, signed_in),
]
