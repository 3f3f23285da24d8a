"""The one door through which a phone sends what it kept. It answers machines, not people: JSON and plain codes."""

from typing import Any

import msgspec
from litestar import Response, post

from app.foundation import clock, logs
from app.foundation.database import Database
from app.foundation.errors import Calm
from app.foundation.web.answers import language
from app.foundation.web.asked import Asked, Page
from app.foundation.web.typed import body_of
from app.identity import STAFF, Doorkeeper, Keyring, Person, perhaps
from app.intake import operations
from app.intake.operations import REJECTED, VERSION, Operation, Outcome

MOST = 20
"""Operations in one batch."""


class Batch(msgspec.Struct, frozen=True):
    """`account` is the mark of whoever wrote: nothing is taken in for anybody else."""

    account: str
    ops: list[msgspec.Raw]


@post("/sync", guards=[perhaps], status_code=200)
async def sync(request: Asked, door: Doorkeeper) -> Page:
    """Each operation gets an answer of its own. 401 sign in · 409 another account · 410 the account is being erased."""
    if not request.headers.get("content-type", "").startswith("application/json"):
        return _said(415, {})
    try:
        batch = msgspec.json.decode(await body_of(request), type=Batch)
    except (msgspec.DecodeError, Calm):
        return _said(400, {})
    me: Person | None = request.scope["state"]["me"]
    if me is None:
        return _said(401, {})
    if me.erase_minute is not None:
        return _said(410, {})
    if me.looking or me.kind == STAFF:
        return _said(403, {})
    if batch.account != me.mark:
        return _said(409, {})
    results = [_told(request, *await _one(door.db, door.keys, me, raw)) for raw in batch.ops[:MOST]]
    return _said(200, {"v": VERSION, "now": clock.minute(), "results": results})


HANDLERS = [sync]


async def _one(db: Database, keys: Keyring, me: Person, raw: msgspec.Raw) -> tuple[str, Outcome]:
    """One that cannot be read, or breaks something here, is set aside; the others go on."""
    try:
        operation = msgspec.json.decode(raw, type=Operation)
    except msgspec.DecodeError:
        return _name_of(raw), Outcome(REJECTED, code="unreadable")
    try:
        return str(operation.op), await db.write(operations.receive, keys, me, operation)
    except Calm:
        raise
    except Exception as error:  # noqa: BLE001 - our own fault: said, and kept on the phone
        logs.fault("operation_failed", error)
        return str(operation.op), Outcome(REJECTED, code="our_fault")


def _name_of(raw: msgspec.Raw) -> str:
    try:
        found: Any = msgspec.json.decode(raw)
    except msgspec.DecodeError:
        return ""
    return str(found.get("op", ""))[:36] if isinstance(found, dict) else ""


def _told(request: Asked, op: str, outcome: Outcome) -> dict[str, Any]:
    says = str(language(request).say(outcome.says)) if outcome.says else ""
    return {"op": op, "status": outcome.status, "place": outcome.place, "code": outcome.code, "says": says,
            "again": outcome.again, "replay": outcome.replay}  # fmt: skip


def _said(status: int, what: dict[str, Any]) -> Page:
    return Response(msgspec.json.encode(what), status_code=status, media_type="application/json")
