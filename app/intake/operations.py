"""What a phone kept while there was no net, carried out exactly once.

An operation is a form as its page would have posted it. Whatever it asks for and its receipt are
one transaction: an answer that was lost on the way is given again, and nothing happens twice.
"""

import base64
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import msgspec
from sqlalchemy import Connection, delete, insert, select

from app import rooms
from app.foundation import clock, sealed_box
from app.foundation.errors import NoRoom, NotFound
from app.foundation.web import dated
from app.foundation.web.commands import Command
from app.foundation.web.forms import Form, clean, widest
from app.foundation.words import Say, say
from app.intake import commands
from app.intake.models import operations
from app.people import Keyring, Person, one_at_a_time

KEPT = 365 * 24 * 60
"""Minutes for which receipts are kept: a phone can lie in a drawer for long."""
AHEAD = timedelta(days=2)
"""A phone's clock may be this far ahead; what it calls tomorrow is today."""
LONGEST_PATH, MOST_FIELDS = 200, 100
OK, REJECTED = "ok", "rejected"
LARGE = say("Det fylder for meget. Kopiér det, og del det i to.")
FULL = say("Der er ikke plads til mere her. Slet noget du ikke vil beholde, og send det igen.")
SEALED = say("Det kunne ikke åbnes her. Lås op på telefonen, og send det igen.")


class Head(msgspec.Struct, frozen=True):
    """What is read first of every operation: one of a newer version may hold what is unknown here,
    and waits all the same."""

    op: UUID
    v: int = 1


class Operation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One form: `path` is where it posts to, `fields` are its names and values in order, `day` is
    the writer's own day.

    From a locked phone those three lie in `box`, sealed for this server (base64).
    """

    op: UUID
    path: str = ""
    fields: list[tuple[str, str]] = []
    day: str = ""
    v: int = 1
    box: str = ""


class Boxed(msgspec.Struct, frozen=True):
    path: str
    fields: list[tuple[str, str]]
    day: str = ""


VERSION = 1
"""Of what an operation looks like. Every older one is understood for ever; a newer one waits for a
newer server."""


@dataclass(frozen=True)
class Outcome:
    """`rejected` is for ever; with `again` it is worth sending later. `says` is what the form
    needs."""

    status: str
    place: str = ""
    code: str = ""
    says: Say | None = None
    again: bool = False
    replay: bool = False


NEWER = Outcome(REJECTED, code="client_newer", again=True)
Ask = Callable[..., Command]
WAYS: Mapping[str, Ask] = {"/dag": commands.mark_day, **rooms.FORMS}
"""Every form that works without net, and the function of its room behind it: the very one its page
uses."""


def receive(db: Connection, keys: Keyring, me: Person, operation: Operation) -> Outcome:
    """Carry it out and note it, or say again what was said when it came before."""
    one_at_a_time(db, me.id)
    opened = _unboxed(keys, me, operation) if operation.box else operation
    return (
        Outcome(REJECTED, code="sealed", says=SEALED)
        if opened is None
        else _once(db, keys, me, opened)
    )


def _once(db: Connection, keys: Keyring, me: Person, operation: Operation) -> Outcome:
    mark = keys.root.mac(
        "operation", msgspec.json.encode((operation.path, operation.fields, operation.day))
    )
    before = db.execute(
        select(operations).where(operations.c.owner == me.id, operations.c.op == operation.op)
    ).first()
    if before is not None:
        same = before.mark == mark
        return Outcome(OK, replay=True) if same else Outcome(REJECTED, code="op_reused")
    outcome = _carried_out(db, me, operation)
    if outcome.status == OK:
        values = {
            "owner": me.id,
            "op": operation.op,
            "mark": mark,
            "received_minute": clock.minute(),
        }
        db.execute(insert(operations).values(**values))
    return outcome


def _unboxed(keys: Keyring, me: Person, operation: Operation) -> Operation | None:
    """What is in the box, if it was sealed for us, by this person's phone, for this operation."""
    try:
        box = base64.b64decode(operation.box, validate=True)
        plain = sealed_box.opened(keys.root, f"server|{me.mark}|{operation.op}", box)
        inner = msgspec.json.decode(plain or b"", type=Boxed)
    except (ValueError, RecursionError, msgspec.DecodeError):
        return None
    return msgspec.structs.replace(
        operation, path=inner.path, fields=inner.fields, day=inner.day, box=""
    )


def _carried_out(db: Connection, me: Person, operation: Operation) -> Outcome:
    found = _way(operation.path)
    if found is None or len(operation.fields) > MOST_FIELDS:
        return Outcome(REJECTED, code="unknown")
    if sum(len(part.encode()) for pair in operation.fields for part in pair) > widest(
        operation.path
    ):
        return Outcome(REJECTED, code="large", says=LARGE)
    ask, things = found
    asked = ask(me, _typed(operation, me), *things)
    if asked.problems:
        return Outcome(REJECTED, code="needs", says=next(iter(asked.problems.values())))
    try:
        return Outcome(OK, asked.do(db))
    except NotFound:
        return Outcome(REJECTED, code="not_found")
    except NoRoom:
        return Outcome(REJECTED, code="full", says=FULL)


def _way(path: str) -> tuple[Ask, list[UUID | int]] | None:
    for pattern, ask in WAYS.items():
        if len(path) <= LONGEST_PATH and (match := re.fullmatch(pattern, path)):
            try:
                # By their length: digits alone are no number where an id stands.
                return ask, [UUID(each) if len(each) > 3 else int(each) for each in match.groups()]
            except ValueError:
                return None
    return None


def _typed(operation: Operation, me: Person) -> Form:
    """The form, on the day its writer had. A phone whose clock is ahead means today; only a day
    that was chosen is asked about."""
    came = Form([(name, clean(value)) for name, value in operation.fields])
    typed = dated.on_its_day(came, operation.day)
    day = clock.read_day(typed.get(dated.WHEN))
    if day is None:
        return typed
    if me.today < day and (day <= me.today + AHEAD or not dated.is_chosen(came)):
        day = me.today
    return dated.on_its_day(
        Form([each for each in typed.pairs if each[0] != dated.WHEN]), day.isoformat()
    )


def sweep(db: Connection) -> int:
    return db.execute(
        delete(operations).where(operations.c.received_minute < clock.minute() - KEPT)
    ).rowcount
