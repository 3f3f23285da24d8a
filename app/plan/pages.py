"""Min plan: write a part a page, read one part at a time, and have it on paper."""

from litestar import get, post

from app.foundation import ids
from app.foundation.errors import NotFound
from app.foundation.web.answers import again, onwards, page, told, undoable
from app.foundation.web.asked import Asked, Db, Page, PathId, PathNumber
from app.foundation.web.typed import typed
from app.foundation.words import say
from app.identity import Me, signed_in
from app.plan import asks, kept
from app.plan.kept import Words
from app.plan.parts import AT, GROUPS, PARTS, Part

TOLD = {
    "gemt": say("Gemt. Ingen andre i appen kan se det."),
    "gemt-delt": say("Gemt. Du deler noget af det her."),
    "slettet": say("Linjen er væk herfra. Du kan hente den tilbage i et døgn."),
    "tilbage": say("Linjen er her igen."),
}


@get("/plan", guards=[signed_in])
async def plan(request: Asked, me: Me, db: Db) -> Page:
    """What there is of it, a row for each part, so that everything is one tap away."""
    whole = await db.read(kept.whole, me)
    return page(request, "plan/plan.html", tab="mine", whole=whole, parts=PARTS)


@get("/plan/skriv", guards=[signed_in])
async def parts(request: Asked, me: Me, db: Db) -> Page:
    return page(request, "plan/parts.html", tab="mine", groups=GROUPS, whole=await db.read(kept.whole, me))


@get("/plan/papir", guards=[signed_in])
async def paper(request: Asked, me: Me, db: Db) -> Page:
    """One sheet to hang up, and a card for the wallet."""
    return page(request, "plan/paper.html", tab="mine", whole=await db.read(kept.whole, me), parts=PARTS)


@get("/plan/laes/{place:int}", guards=[signed_in])
async def read(request: Asked, me: Me, db: Db, place: PathNumber) -> Page:
    """One part, large and calm, and the way to the next."""
    part = _part(place)
    whole = await db.read(kept.whole, me)
    if part.code not in whole:
        raise NotFound
    there = list(whole)
    following = there[there.index(part.code) + 1 :]
    return page(request, "plan/read.html", tab="mine", section=part, lines=whole[part.code],
                following=PARTS[following[0]] if following else None)  # fmt: skip


@get("/plan/{place:int}", guards=[signed_in])
async def write(request: Asked, me: Me, db: Db, place: PathNumber) -> Page:
    part = _part(place)
    lines = await db.read(kept.of, me, part.code)
    return page(request, "plan/write.html", tab="mine", section=part, lines=lines, new_id=ids.new(), words=Words(""), problems={},
                status=told(request, TOLD), undo=undoable(request))  # fmt: skip


@post("/plan/{place:int}", guards=[signed_in])
async def keep(request: Asked, me: Me, db: Db, place: PathNumber) -> Page:
    part = _part(place)
    asked = asks.keep(me, await typed(request), part.place)
    if asked.problems:
        row, words = asked.typed
        lines = await db.read(kept.of, me, part.code)
        return again(request, "plan/write.html", tab="mine", section=part, lines=lines, new_id=row, words=words,
                     problems=asked.problems, undo=None)  # fmt: skip
    return onwards(request, await db.write(asked.do))


@get("/plan/linje/{line_id:uuid}/ret", guards=[signed_in])
async def edit(request: Asked, me: Me, db: Db, line_id: PathId) -> Page:
    line = await db.read(kept.find, me, line_id)
    return page(request, "plan/change.html", tab="mine", section=PARTS[line.part], row=line.id, words=line.words,
                seen=line.words.mark, problems={})  # fmt: skip


@post("/plan/linje/{line_id:uuid}/ret", guards=[signed_in])
async def change(request: Asked, me: Me, db: Db, line_id: PathId) -> Page:
    form = await typed(request)
    asked = asks.change(me, form, line_id)
    if asked.problems:
        line = await db.read(kept.find, me, line_id)
        return again(request, "plan/change.html", tab="mine", section=PARTS[line.part], row=line.id, words=asked.typed[1],
                     seen=form.get("vist"), problems=asked.problems)  # fmt: skip
    return onwards(request, await db.write(asked.do))


@post("/plan/linje/{line_id:uuid}/slet", guards=[signed_in])
async def remove(request: Asked, me: Me, db: Db, line_id: PathId) -> Page:
    return onwards(request, await db.write(asks.remove(me, await typed(request), line_id).do))


@post("/plan/linje/{line_id:uuid}/fortryd", guards=[signed_in])
async def bring_back(request: Asked, me: Me, db: Db, line_id: PathId) -> Page:
    line = await db.write(kept.bring_back, me, line_id)
    return onwards(request, f"{PARTS[line.part].path}?besked=tilbage")


@post("/plan/linje/{line_id:uuid}/op", guards=[signed_in])
async def up(request: Asked, me: Me, db: Db, line_id: PathId) -> Page:
    line = await db.write(kept.move_up, me, line_id)
    return onwards(request, PARTS[line.part].path)


HANDLERS = [plan, parts, paper, read, write, keep, edit, change, remove, bring_back, up]


def _part(place: int) -> Part:
    found = AT.get(place)
    if found is None:
        raise NotFound
    return found
