"""Fælles plan: its lines, one of them, and all of it on one page to print or show."""

from uuid import UUID

from litestar import get, post

from app.appointments import commands, contacts, joint
from app.appointments.joint import Words
from app.foundation import ids
from app.foundation.web.answers import Messages, again, claim, flash, onwards, page, undoable
from app.foundation.web.forms import read_form
from app.foundation.web.handler_types import Db, Page, PathId, Request
from app.foundation.web.putting_away import away_and_back
from app.foundation.words import say
from app.people import own, regrets
from app.sign_in import Me, signed_in

NOTICES = {
    "gemt": claim(say("Det er gemt. Ingen andre i appen kan se det."), "joint"),
    "gjort": say("Det er gjort."),
    "ikke-gjort": say("Det er ikke gjort endnu."),
    "slettet": claim(say("Det er væk herfra. Du kan hente det tilbage i et døgn.")),
    "tilbage": claim(say("Det er her igen.")),
}
WRITTEN = ("tekst", "hvem", "inden")


@get("/faelles-plan", guards=[signed_in])
async def lines(request: Request, me: Me, db: Db) -> Page:
    regret = await regrets.named(db, joint.regret, me, undoable(request))
    return page(
        request,
        "appointments/joint.html",
        tab="mine",
        all=await db.read(joint.all_of, me),
        status=flash(request, NOTICES, regret.true),
        undo=regret.undo,
    )


@get("/faelles-plan/paa-papir", guards=[signed_in])
async def on_paper(request: Request, me: Me, db: Db) -> Page:
    return page(
        request,
        "appointments/joint_paper.html",
        tab="mine",
        all=await db.read(joint.all_of, me),
        around=await db.read(contacts.all_of, me),
    )


@get("/faelles-plan/ny", guards=[signed_in])
async def blank(request: Request) -> Page:
    return _form(request, "/faelles-plan", ids.new(), Words(""), {})


@post("/faelles-plan", guards=[signed_in], words=WRITTEN)
async def keep(request: Request, me: Me, db: Db) -> Page:
    words, problems = commands.read_joint(form := await read_form(request))
    row = ids.parse_or_new(form.get("id"))
    if problems:
        return _form(request, "/faelles-plan", row, words, problems)
    await db.write(joint.keep, me, row, words)
    return onwards(request, "/faelles-plan?besked=gemt")


@get("/faelles-plan/{joint_id:uuid}", guards=[signed_in])
async def edit(request: Request, me: Me, db: Db, joint_id: PathId) -> Page:
    found = await db.read(joint.find, me, joint_id)
    words = Words(found.words.goal, found.words.who, found.words.by)
    return _form(request, found.path, found.id, words, {}, own.mark(words))


@post("/faelles-plan/{joint_id:uuid}", guards=[signed_in], words=WRITTEN)
async def change(request: Request, me: Me, db: Db, joint_id: PathId) -> Page:
    words, problems = commands.read_joint(form := await read_form(request))
    if problems:
        action = f"/faelles-plan/{joint_id}"
        return _form(request, action, joint_id, words, problems, form.get("vist"))
    await db.write(joint.change, me, joint_id, words, form.get("vist"))
    return onwards(request, "/faelles-plan?besked=gemt")


@post("/faelles-plan/{joint_id:uuid}/gjort", guards=[signed_in])
async def done(request: Request, me: Me, db: Db, joint_id: PathId) -> Page:
    await db.write(joint.turn, me, joint_id, done=True)
    return onwards(request, "/faelles-plan?besked=gjort")


@post("/faelles-plan/{joint_id:uuid}/gjort/slut", guards=[signed_in])
async def not_done(request: Request, me: Me, db: Db, joint_id: PathId) -> Page:
    await db.write(joint.turn, me, joint_id, done=False)
    return onwards(request, "/faelles-plan?besked=ikke-gjort")


HANDLERS = [
    lines,
    on_paper,
    blank,
    keep,
    edit,
    change,
    done,
    not_done,
    *away_and_back("/faelles-plan/{joint_id:uuid}", joint, signed_in),
]


def _form(
    request: Request, action: str, row: UUID, words: Words, problems: Messages, shown: str = ""
) -> Page:
    answer = again if problems else page
    return answer(
        request,
        "appointments/joint_line.html",
        tab="mine",
        action=action,
        new_id=row,
        words=words,
        problems=problems,
        shown=shown,
    )
