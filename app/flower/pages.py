"""Blomsten: one statement a page, every one can be skipped; then the flower, and two beside each
other."""

from typing import Any

from litestar import get, post

from app.chime import ANSWERS, CODES, dimension
from app.flower import drawing, kept
from app.flower.kept import Flower
from app.foundation import ids
from app.foundation.errors import NotFound
from app.foundation.web.answers import claim, flash, onwards, page, undoable
from app.foundation.web.forms import read_form
from app.foundation.web.handler_types import Db, Page, PathId, PathNumber, Request
from app.foundation.web.putting_away import away_and_back
from app.foundation.words import say
from app.people import regrets
from app.sign_in import Me, signed_in

NOTICES = {
    "gemt": claim(say("Din blomst er gemt. Ingen andre i appen kan se den."), "flower"),
    "slettet": claim(say("Blomsten er væk herfra. Du kan hente den tilbage i et døgn.")),
    "tilbage": claim(say("Blomsten er her igen.")),
}
SKIP = "spring-over"
GIVEN: dict[str, int | None] = {SKIP: None} | {str(n): n for n in range(len(ANSWERS))}


@get("/blomst", guards=[signed_in])
async def flowers(request: Request, me: Me, db: Db) -> Page:
    first = await db.read(kept.newest, me, finished=True)
    found = await db.read(kept.grown, me, request.query_params.get("fra", ""))
    regret = await regrets.named(db, kept.regret, me, undoable(request))
    return page(
        request,
        "flower/flowers.html",
        tab="mine",
        new_id=ids.new(),
        newest=_drawn(first) if first else None,
        before=[each for each in found.things if each != first],
        next=found.next,
        begun=await db.read(kept.newest, me, finished=False),
        status=flash(request, NOTICES, regret.true),
        undo=regret.undo,
    )


@post("/blomst", guards=[signed_in])
async def begin(request: Request, me: Me, db: Db) -> Page:
    row = await db.write(kept.begin, me, ids.parse_or_new((await read_form(request)).get("id")))
    return onwards(request, f"/blomst/{row}/1")


@get("/blomst/{flower_id:uuid}", guards=[signed_in])
async def show(request: Request, me: Me, db: Db, flower_id: PathId) -> Page:
    flower = await db.read(kept.find, me, flower_id)
    found = await db.read(kept.grown, me)
    return page(
        request,
        "flower/flower.html",
        tab="mine",
        shown=_drawn(flower),
        next=found.next,
        status=flash(request, NOTICES),
        others=[each for each in found.things if each.id != flower_id],
    )


@get("/blomst/{flower_id:uuid}/ved-siden-af", guards=[signed_in])
async def beside(request: Request, me: Me, db: Db, flower_id: PathId) -> Page:
    """Then and now, beside each other. No difference is reckoned; the eyes may rest where they
    like."""
    now = await db.read(kept.find, me, flower_id)
    then = await db.read(kept.find, me, ids.parse(request.query_params.get("anden", "")))
    pair = sorted((now, then), key=lambda f: f.date)
    return page(
        request, "flower/beside.html", tab="mine", pair=[_drawn(f, drawing.SMALL) for f in pair]
    )


@get("/blomst/{flower_id:uuid}/{place:int}", guards=[signed_in])
async def statement(request: Request, me: Me, db: Db, flower_id: PathId, place: PathNumber) -> Page:
    flower = await db.read(kept.find, me, flower_id)
    return page(
        request,
        "flower/statement.html",
        part="flower/_statement.html",
        tab="mine",
        **_statement(flower, place),
    )


@post("/blomst/{flower_id:uuid}/{place:int}", guards=[signed_in])
async def answer(request: Request, me: Me, db: Db, flower_id: PathId, place: PathNumber) -> Page:
    given = (await read_form(request)).get("svar", SKIP)
    if given not in GIVEN:
        raise NotFound
    await db.write(kept.answer, me, flower_id, _code(place), GIVEN[given])
    done = f"/blomst/{flower_id}?besked=gemt"
    return onwards(request, f"/blomst/{flower_id}/{place + 1}" if place < len(CODES) else done)


HANDLERS = [
    flowers,
    begin,
    show,
    beside,
    statement,
    answer,
    *away_and_back("/blomst/{flower_id:uuid}", kept, signed_in),
]


def _drawn(flower: Flower, size: int = drawing.FULL) -> dict[str, Any]:
    return {
        "flower": flower,
        "drawing": drawing.draw(flower.answers, size),
        "answers": flower.answers,
    }


def _code(place: int) -> str:
    if not 1 <= place <= len(CODES):
        raise NotFound
    return CODES[place - 1]


def _statement(flower: Flower, place: int) -> dict[str, Any]:
    code = _code(place)
    return {
        "flower": flower,
        "place": place,
        "places": len(CODES),
        "dimension": dimension(code),
        "options": ANSWERS,
        "given": flower.answers[code],
    }
