"""The doors for acts that touch more than one room, and the one through which a phone sends what it
kept."""

from typing import Any

import msgspec
from litestar import Response, post

from app import goals, hopes
from app.foundation import clock, ids, logs
from app.foundation.database import Database
from app.foundation.errors import AppError, NotFound
from app.foundation.web import dated
from app.foundation.web.answers import again, language, onwards, wants_part
from app.foundation.web.edge import NOBODY
from app.foundation.web.forms import body_of, read_form
from app.foundation.web.handler_types import Db, Page, PathDay, PathId, Request
from app.foundation.web.lines import line
from app.intake import acts, commands, operations
from app.intake.operations import REJECTED, VERSION, Operation, Outcome
from app.people import STAFF, Keyring, Person
from app.sign_in import Doorkeeper, Me, perhaps, signed_in


@post("/dag", guards=[signed_in])
async def mark(request: Request, me: Me, db: Db) -> Page:
    """One tap marks today; with a date it marks that day."""
    form = await read_form(request)
    asked = commands.mark_day(me, form)
    if asked.problems:
        return again(
            request,
            "look_back/another.html",
            tab="mine",
            typed_date=form.get("dato"),
            problems=asked.problems,
        )
    return onwards(request, await db.write(asked.do))


@post("/dag/{day:str}/fortryd", guards=[signed_in])
async def undo(request: Request, me: Me, db: Db, day: PathDay) -> Page:
    found = clock.past_day(day, me.today)
    if found is None:
        raise NotFound
    form = await read_form(request)
    if dated.from_another_day(form, me.today):
        return onwards(request, "/?besked=fra-en-anden-dag")
    clear = form.get("fjern") == "1"
    await db.write(acts.clear_day if clear else acts.undo_day, me, found, form.get("vist"))
    said = "fjernet" if clear else "fortrudt"
    return onwards(
        request, f"/?besked={said}" if found == me.today else f"/dag/{day}?besked={said}"
    )


@post("/haab/{hope_id:uuid}/maal", guards=[signed_in], words=("tekst",))
async def goal_from_hope(request: Request, me: Me, db: Db, hope_id: PathId) -> Page:
    form = await read_form(request)
    text, problems = line(form, "tekst", goals.kept.LONGEST)
    row = ids.parse_or_new(form.get("id"))
    if problems:
        hope = await db.read(hopes.kept.find, me, hope_id)
        return again(
            request,
            "hopes/hope.html",
            tab="mine",
            hope=hope,
            new_id=row,
            text=text,
            problems=problems,
        )
    goal = await db.write(acts.goal_from_hope, me, hope_id, row, text)
    return onwards(request, f"/maal/{goal}/skridt")


@post("/skridt/{step_id:uuid}/god-ting", guards=[signed_in])
async def good_thing(request: Request, me: Me, db: Db, step_id: PathId) -> Page:
    goal = await db.write(
        acts.good_thing_from_step,
        me,
        step_id,
        ids.parse_or_new((await read_form(request)).get("id")),
    )
    return onwards(
        request,
        f"/maal/{goal}?besked=god-ting" if wants_part(request) else "/gode-ting?besked=gemt",
    )


MOST = 20
"""Operations in one batch."""
UNREADABLE = (msgspec.DecodeError, RecursionError, UnicodeDecodeError)
"""What is no JSON of ours; also a list within a list a thousand times, and bytes that are no text.
"""


class Batch(msgspec.Struct, frozen=True):
    """`account` is the mark of whoever wrote: nothing is taken in for anybody else."""

    account: str
    ops: list[msgspec.Raw]


@post("/sync", guards=[perhaps], status_code=200, by_itself=True)
async def sync(request: Request, door: Doorkeeper) -> Page:
    """Each operation gets an answer of its own. 401 sign in · 503 later · 409 another account · 410
    the account is being erased."""
    if not request.headers.get("content-type", "").startswith("application/json"):
        return _said(415, {})
    try:
        batch = msgspec.json.decode(await body_of(request), type=Batch)
    except (*UNREADABLE, AppError):
        return _said(400, {})
    me: Person | None = request.scope["state"]["me"]
    if me is None:  # who it is could not be asked just now: nobody is sent to sign in for that
        return _said(401 if request.scope["state"].get("login") == NOBODY else 503, {})
    if me.erase_minute is not None:
        return _said(410, {})
    if me.looking or me.kind == STAFF:
        return _said(403, {})
    if batch.account != me.mark:
        return _said(409, {})
    results = [_told(request, *await _one(door.db, door.keys, me, raw)) for raw in batch.ops[:MOST]]
    return _said(200, {"v": VERSION, "now": clock.minute(), "results": results})


HANDLERS = [mark, undo, goal_from_hope, good_thing, sync]


async def _one(db: Database, keys: Keyring, me: Person, raw: msgspec.Raw) -> tuple[str, Outcome]:
    """One that cannot be read, or breaks something here, is set aside; the others go on."""
    try:
        head = msgspec.json.decode(raw, type=operations.Head)
        if head.v > operations.VERSION:
            return str(head.op), operations.NEWER
        operation = msgspec.json.decode(raw, type=Operation)
    except UNREADABLE:
        return _name_of(raw), Outcome(REJECTED, code="unreadable")
    try:
        return str(operation.op), await db.write(operations.receive, keys, me, operation)
    except AppError:
        raise
    except Exception as error:  # noqa: BLE001 - our own fault: said, and kept on the phone
        logs.fault("operation_failed", error)
        return str(operation.op), Outcome(REJECTED, code="our_fault")


def _name_of(raw: msgspec.Raw) -> str:
    try:
        found: Any = msgspec.json.decode(raw)
    except UNREADABLE:
        return ""
    name = found.get("op", "") if isinstance(found, dict) else ""
    return name[:36] if isinstance(name, str) else ""


def _told(request: Request, op: str, outcome: Outcome) -> dict[str, Any]:
    says = str(language(request).say(outcome.says)) if outcome.says else ""
    return {
        "op": op,
        "status": outcome.status,
        "place": outcome.place,
        "code": outcome.code,
        "says": says,
        "again": outcome.again,
        "replay": outcome.replay,
    }


def _said(status: int, what: dict[str, Any]) -> Page:
    return Response(msgspec.json.encode(what), status_code=status, media_type="application/json")
