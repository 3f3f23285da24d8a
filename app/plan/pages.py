"""Min plan: write a part a page, read one part at a time, and have it on paper."""

from typing import Any
from uuid import UUID

from litestar import get, post
from sqlalchemy import Connection

from app import reminders
from app.foundation import ids
from app.foundation.errors import NotFound
from app.foundation.web.answers import again, claim, flash, onwards, page, undoable
from app.foundation.web.forms import read_form
from app.foundation.web.handler_types import Db, Page, PathId, PathNumber, Request
from app.foundation.words import say
from app.people import Person, regrets
from app.plan import commands, kept, ready, sections
from app.plan.kept import Words
from app.plan.parts import AT, GROUPS, PARTS, Part
from app.sharing import bonds
from app.sign_in import Doorkeeper, Me, proved, signed_in

NOTICES = {
    "gemt": claim(say("Gemt. Ingen andre i appen kan se det."), "plan"),
    "slettet": claim(say("Linjen er væk herfra. Du kan hente den tilbage i et døgn.")),
    "tilbage": claim(say("Linjen er her igen.")),
    "klar": claim(
        say("Klar. Der bliver ikke delt noget, før du trykker."),
        "plan",
        otherwise=say("Klar. Et tryk deler det i 24 timer."),
    ),
    "vaek": claim(say("Den forbindelse er slut. Der er ikke delt noget over den.")),
    "lukket": claim(say("Kontoen er ikke i brug mere. Der er ikke delt noget med den.")),
    "delt": say("Delt. Du kan stoppe det når som helst."),
    "tom": claim(
        say("De dele er tomme nu. Der er ikke delt noget."),
        "plan",
        otherwise=say("De dele er tomme nu."),
    ),
    "klar-slettet": say(
        "Det er ikke længere klar til at dele. Det der er delt, ser du under Deling."
    ),
}


@get("/plan", guards=[signed_in])
async def plan(request: Request, me: Me, db: Db) -> Page:
    """What there is of it, a row for each part, so that everything is one tap away."""
    whole = await db.read(kept.front, me)
    return page(
        request,
        "plan/plan.html",
        tab="plan",
        whole=whole,
        parts=PARTS,
        ready=await db.read(_to_tap, me),
    )


@get("/plan/skriv", guards=[signed_in])
async def parts(request: Request, me: Me, db: Db) -> Page:
    return page(
        request, "plan/parts.html", tab="plan", groups=GROUPS, whole=await db.read(kept.written, me)
    )


@get("/plan/papir", guards=[signed_in])
async def paper(request: Request, me: Me, db: Db) -> Page:
    """One sheet to hang up, and a card for the wallet: all of it, so it is read in a thread and
    nobody waits for it."""
    return page(
        request,
        "plan/paper.html",
        tab="plan",
        whole=await db.read_long(kept.whole, me),
        parts=PARTS,
    )


@get("/plan/laes/{place:int}", guards=[signed_in])
async def read(request: Request, me: Me, db: Db, place: PathNumber) -> Page:
    """One part, large and calm, and the way to the next."""
    part, there = _part(place), await db.read(kept.written, me)
    if part.code not in there:
        raise NotFound
    following = there[there.index(part.code) + 1 :]
    lines = await db.read_long(kept.of, me, part.code)
    return page(
        request,
        "plan/read.html",
        tab="plan",
        section=part,
        lines=lines,
        following=PARTS[following[0]] if following else None,
    )


@get("/plan/{place:int}", guards=[signed_in])
async def write(request: Request, me: Me, db: Db, place: PathNumber) -> Page:
    part, regret = _part(place), await regrets.named(db, kept.regret, me, undoable(request))
    return page(
        request,
        "plan/write.html",
        tab="plan",
        new_id=ids.new(),
        words=Words(""),
        problems={},
        undo=regret.undo,
        status=flash(request, NOTICES, regret.true),
        **await db.read(_written, me, part, request.query_params.get("fra", "")),
    )


@post("/plan/{place:int}", guards=[signed_in], words=("tekst", "nummer", "hvem"))
async def keep(request: Request, me: Me, db: Db, place: PathNumber) -> Page:
    part = _part(place)
    asked = commands.keep(me, await read_form(request), part.place)
    if asked.problems:
        row, words = asked.typed
        return again(
            request,
            "plan/write.html",
            tab="plan",
            new_id=row,
            words=words,
            problems=asked.problems,
            undo=None,
            **await db.read(_written, me, part),
        )
    return onwards(request, await db.write(asked.do))


@get("/plan/linje/{line_id:uuid}/ret", guards=[signed_in])
async def edit(request: Request, me: Me, db: Db, line_id: PathId) -> Page:
    line = await db.read(kept.find, me, line_id)
    return page(
        request,
        "plan/change.html",
        tab="plan",
        section=PARTS[line.part],
        row=line.id,
        words=line.words,
        seen=line.words.mark,
        problems=commands.about(line.words.number),
    )


@post("/plan/linje/{line_id:uuid}/ret", guards=[signed_in], words=("tekst", "nummer", "hvem"))
async def change(request: Request, me: Me, db: Db, line_id: PathId) -> Page:
    form = await read_form(request)
    asked = commands.change(me, form, line_id)
    if asked.problems:
        line = await db.read(kept.find, me, line_id)
        return again(
            request,
            "plan/change.html",
            tab="plan",
            section=PARTS[line.part],
            row=line.id,
            words=asked.typed[1],
            seen=form.get("vist"),
            problems=asked.problems,
        )
    return onwards(request, await db.write(asked.do))


@post("/plan/linje/{line_id:uuid}/slet", guards=[signed_in])
async def remove(request: Request, me: Me, db: Db, line_id: PathId) -> Page:
    return onwards(
        request, await db.write(commands.remove(me, await read_form(request), line_id).do)
    )


@post("/plan/linje/{line_id:uuid}/fortryd", guards=[signed_in])
async def bring_back(request: Request, me: Me, db: Db, line_id: PathId) -> Page:
    line = await db.write(kept.bring_back, me, line_id)
    return onwards(request, f"{PARTS[line.part].path}?besked=tilbage&fortryd={line_id}")


@post("/plan/linje/{line_id:uuid}/op", guards=[signed_in])
async def up(request: Request, me: Me, db: Db, line_id: PathId) -> Page:
    line = await db.write(kept.move_up, me, line_id, (await read_form(request)).get("vist"))
    return onwards(request, PARTS[line.part].path)


@get("/plan/orden", guards=[signed_in])
async def order(request: Request, me: Me, db: Db) -> Page:
    """The parts in one's own order."""
    return page(
        request, "plan/order.html", tab="plan", whole=await db.read(kept.written, me), parts=PARTS
    )


@post("/plan/{place:int}/op", guards=[signed_in])
async def part_up(request: Request, me: Me, db: Db, place: PathNumber) -> Page:
    await db.write(kept.move_part_up, me, _part(place).code, (await read_form(request)).get("vist"))
    return onwards(request, "/plan/orden")


@post("/plan/{place:int}/eksempler", guards=[signed_in])
async def examples(request: Request, me: Me, db: Db, place: PathNumber) -> Page:
    """Put one example out of sight, or take all of them out again."""
    part, which = _part(place), (await read_form(request)).get("skjul")
    if which == "":
        await db.write(sections.show_all, me, part.code)
    elif which in {str(number) for number in range(len(part.examples))}:
        await db.write(sections.hide, me, part.code, int(which))
    return onwards(request, f"{part.path}#eksempler")


@get("/plan/del", guards=[signed_in])
async def ready_shares(request: Request, me: Me, door: Doorkeeper) -> Page:
    """With whom the plan can be shared in one tap, and, when it is, how to call them; whether it
    rings at theirs, or they see it only when they open the app."""
    db = door.db
    made = await db.read(ready.all_of, me)
    open_ = await db.read(ready.shared_until, me, made)
    people = [each for each in await db.read(bonds.mine, me) if each.accepted and each.at_work]
    said, row = request.query_params.get("besked", ""), request.query_params.get("klar", "")
    true = {
        "delt": ids.parse_or_new(row) in {each.id for each in made if each.bond in open_},
        "tom": not open_,
    }
    true |= await db.read(ready.so_far, me, said, row)
    return page(
        request,
        "plan/ready.html",
        tab="plan",
        made=made,
        open_=open_,
        people=people,
        yes=await db.read(reminders.telling.said_yes, me, [each.bond for each in made]),
        rung=await reminders.telling.reached(db, door.keys, [each.bond for each in made]),
        status=flash(request, NOTICES, true),
    )


@get("/plan/del/{own_bond_id:uuid}", guards=[proved])
async def make_ready(request: Request, me: Me, db: Db, own_bond_id: PathId) -> Page:
    choices = await db.read(_choices, me, own_bond_id)
    return page(
        request,
        "plan/make_ready.html",
        tab="plan",
        problems=commands.about(choices["number"]),
        **choices,
    )


@post("/plan/del/{own_bond_id:uuid}", guards=[proved])
async def keep_ready(request: Request, me: Me, db: Db, own_bond_id: PathId) -> Page:
    chosen, number, problems = commands.ready(await read_form(request))
    if problems:
        choices = await db.read(_choices, me, own_bond_id) | {"chosen": chosen, "number": number}
        return again(request, "plan/make_ready.html", tab="plan", problems=problems, **choices)
    row = await db.write(ready.keep, me, own_bond_id, chosen, number)
    kept_as_it_was = not (await db.read(ready.find, me, row)).words.wished
    return onwards(request, "/plan/del?besked=klar" if kept_as_it_was else f"/deling/klar/{row}")


@post("/plan/del/{ready_id:uuid}/slet", guards=[signed_in])
async def not_ready(request: Request, me: Me, db: Db, ready_id: PathId) -> Page:
    await db.write(ready.remove, me, ready_id)
    return onwards(request, f"/plan/del?besked=klar-slettet&klar={ready_id}")


HANDLERS = [
    plan, parts, paper, read, write, keep, edit, change, remove, bring_back, up, order, part_up,
    examples, ready_shares, make_ready, keep_ready, not_ready,
]  # fmt: skip


def _written(db: Connection, me: Person, part: Part, start: str = "") -> dict[str, Any]:
    """A part as it is written: a page of its lines, what can be shared under its name, and the
    examples one still wants to see."""
    there = sections.of(db, me).get(part.code)
    shown = [
        (number, each)
        for number, each in enumerate(part.examples)
        if there is None or not there.hides(number)
    ]
    found = kept.some(db, me, part.code, start)
    return {
        "section": part,
        "lines": found.things,
        "next": found.next,
        "above": kept.above(db, me, found.things[0]) if found.things and start.strip("0") else None,
        "named": there.id if there else None,
        "examples": shown,
    }


def _to_tap(db: Connection, me: Person) -> list[ready.Ready]:
    """Only what its maker has looked at can be shared in one tap."""
    return [each for each in ready.all_of(db, me) if each.words.looked]


def _choices(db: Connection, me: Person, bond: UUID) -> dict[str, Any]:
    """What can be chosen for somebody, and what was chosen before."""
    before = next((each.words for each in ready.all_of(db, me) if each.bond == bond), ready.Words())
    written = [PARTS[code] for code in kept.written(db, me)]
    return {
        "person": bonds.one_of_mine(db, me, bond),
        "written": written,
        "chosen": before.chosen,
        "number": before.number,
    }


def _part(place: int) -> Part:
    found = AT.get(place)
    if found is None:
        raise NotFound
    return found
