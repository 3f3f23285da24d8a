"""Forslag: first as everybody will see it, then the yes; and what became of it."""

from uuid import UUID

from litestar import get, post

from app.foundation import ids
from app.foundation.errors import NoRoom, NotFound
from app.foundation.web.answers import again, claim, flash, onwards, page, undoable
from app.foundation.web.forms import read_form
from app.foundation.web.handler_types import Db, Page, PathId, Request
from app.foundation.web.putting_away import away_and_back
from app.foundation.words import say
from app.initiatives import commands, kept
from app.initiatives.commands import Typed
from app.initiatives.kept import OFTEN
from app.people import own, regrets
from app.places import Listed, showing
from app.sign_in import Me, signed_in

NOTICES = {
    "sendt": say("Det er sendt. Svaret kommer her."),
    "trukket": say("Det er trukket tilbage."),
    "slettet": claim(say("Det er væk herfra. Du kan hente det tilbage i et døgn.")),
    "tilbage": claim(say("Det er her igen. Stedet er ikke spurgt på ny.")),
}
FULL = say("Stedet har mange forslag, der venter. Prøv igen senere, eller vælg et andet sted.")


@get("/steder/forslag", guards=[signed_in])
async def all_(request: Request, me: Me, db: Db) -> Page:
    start = request.query_params.get("fra", "")
    found = await db.read(kept.newest, me, start)
    regret = await regrets.named(db, kept.regret, me, undoable(request))
    return page(
        request,
        "initiatives/initiatives.html",
        tab="find",
        all=found.things,
        next=found.next,
        start=own.place(start),
        often=OFTEN,
        status=flash(request, NOTICES, regret.true),
        undo=regret.undo,
    )


@get("/steder/{place_id:uuid}/foreslaa", guards=[signed_in])
async def blank(request: Request, db: Db, place_id: PathId) -> Page:
    return _form(request, await _place(db, place_id), Typed())


@post(
    "/steder/{place_id:uuid}/foreslaa",
    guards=[signed_in],
    words=("tekst", "linje", "vaerter"),
    taps=("ja",),
    status_code=200,
)
async def send(request: Request, me: Me, db: Db, place_id: PathId) -> Page:
    """First as everybody will see it, then the yes."""
    form = await read_form(request)
    listed, typed = await _place(db, place_id), commands.read(me, form)
    row = ids.parse_or_new(form.get("id"))
    if typed.problems:
        return _form(request, listed, typed, row)
    words = typed.words(listed)
    if form.get("ja") != "1":
        shown = showing.of_activity(listed.place, kept.activity(row, words))
        return page(
            request,
            "initiatives/look.html",
            tab="find",
            listed=listed,
            shown=shown,
            fields=typed.fields,
            row=row,
        )
    try:
        await db.write(kept.propose, me, row, words)
    except NoRoom:
        typed.problems["tekst"] = FULL
        return _form(request, listed, typed, row)
    return onwards(request, "/steder/forslag?besked=sendt")


@post("/steder/forslag/{initiative_id:uuid}/traek", guards=[signed_in])
async def take_back(request: Request, me: Me, db: Db, initiative_id: PathId) -> Page:
    await db.write(kept.take_back, me, initiative_id)
    return onwards(request, "/steder/forslag?besked=trukket")


HANDLERS = [
    all_,
    blank,
    send,
    take_back,
    *away_and_back("/steder/forslag/{initiative_id:uuid}", kept, signed_in),
]


async def _place(db: Db, place_id: PathId) -> Listed:
    """One that can be asked. Raises NotFound."""
    found = await db.read(kept.open_place, place_id)
    if found is None:
        raise NotFound
    return found


def _form(request: Request, listed: Listed, typed: Typed, row: UUID | None = None) -> Page:
    answer = again if typed.problems else page
    return answer(
        request,
        "initiatives/propose.html",
        tab="find",
        listed=listed,
        typed=typed,
        often=OFTEN,
        row=row or ids.new(),
        problems=typed.problems,
    )
