"""«Hvem har set hvad»: what was shown to whom, and every change to who may see. One chain for each
citizen.

A line is written in the transaction that opens the words, before a byte of them leaves. Its mark is
an HMAC over the mark before it and everything the line says, so that a line that is changed, moved,
taken out or cut off either end is noticed (`verify-log`). The end is sworn to with the root key at
every line, the beginning whenever old lines are forgotten. Whoever holds the root key could make a
new chain; that is what the server's own keys are guarded for.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, Row, Uuid, bindparam, delete, insert, select, update

from app.foundation import clock, dialects
from app.foundation.keys import Root
from app.foundation.sealing import Box
from app.people import Person, one_at_a_time, people, resealing, turned
from app.sharing.models import grants, log_heads, readings

KEPT = 2 * 365 * 24 * 60
"""Minutes for which lines are kept."""
NOTHING = bytes(32)
END, BEGINNING = "log end", "log beginning"


class Event(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is sealed of a line. `who` is the name the citizen knows; `items` are the ids of what
    was shown."""

    what: str
    who: str = ""
    role: str = ""
    kind: str = ""
    scope: str = ""
    until: int = 0
    how: str = ""
    items: tuple[Any, ...] = ()
    """Ids and dates; as text when the line is read again."""


@dataclass(frozen=True, slots=True)
class Line:
    number: int
    minute: int
    event: Event

    def at(self, zone: str) -> datetime:
        """The time of it on the wall where the citizen lives. Its day is `clock.day_of`."""
        return clock.here(self.minute, zone)


def write(db: Connection, root: Root, box: Box, event: Event, reader: UUID | None = None) -> None:
    """Add a line to the chain of the box's owner. Raises when it cannot: then nothing may be
    shown."""
    owner = box.owner
    head = db.execute(HEAD, {"of": owner}).first() or _begun(db, root, owner)
    turned.still_there(db, box)
    number, before = head.number + 1, head.mark
    minute = clock.minute()
    mark = _mark(root, before, owner, number, minute, reader, event)
    sealed = box.seal("readings", f"{owner}|{number}", event)
    db.execute(
        LINE,
        {
            "owner": owner,
            "number": number,
            "minute": minute,
            "reader": reader,
            "sealed": sealed,
            "mark": mark,
        },
    )
    sworn = _sworn(root, END, owner, number, mark)
    looked = number if event.what == "seen" else head.looked
    db.execute(LINKED, {"of": owner, "to": number, "with": mark, "sworn": sworn, "look": looked})


def _begun(db: Connection, root: Root, owner: UUID) -> Row[int, bytes, int]:
    """The end of a chain that has no line yet. Two who write the first line at once begin it once,
    and wait for each other here."""
    insert_ = dialects.insert(db, log_heads)
    sworn = _sworn(root, END, owner, 0, NOTHING)
    fresh = insert_.values(
        owner=owner, number=0, mark=NOTHING, end_sworn=sworn, forgotten=0, looked=0
    )
    db.execute(fresh.on_conflict_do_nothing())
    return db.execute(HEAD, {"of": owner}).one()


ENDS = select(log_heads.c.number, log_heads.c.mark, log_heads.c.looked)
HEAD = ENDS.where(log_heads.c.owner == bindparam("of")).with_for_update(key_share=True)
LINE = insert(readings).values(
    {name: bindparam(name) for name in ("owner", "number", "minute", "reader", "sealed", "mark")}
)
LAST: dict[str, Any] = {
    "number": bindparam("to"),
    "mark": bindparam("with"),
    "end_sworn": bindparam("sworn"),
    "looked": bindparam("look"),
}
LINKED = update(log_heads).where(log_heads.c.owner == bindparam("of")).values(**LAST)
"""Built once: they run for every page that shows what somebody shares."""


def hold(db: Connection, owner: UUID) -> None:
    """Nobody writes a line until this transaction ends."""
    db.execute(HEAD, {"of": owner})


def lines(db: Connection, box: Box, *, before: int | None = None, most: int = 50) -> list[Line]:
    """The newest lines first; `before` is the number of the last one on the page before."""
    mine = (
        select(readings)
        .where(readings.c.owner == box.owner)
        .order_by(readings.c.number.desc())
        .limit(most)
    )
    rows = db.execute(mine if before is None else mine.where(readings.c.number < before)).all()
    return [Line(row.number, row.minute, _opened(box, row.number, row.sealed)) for row in rows]


def newest(db: Connection, owner: UUID) -> int:
    """The number of the last line."""
    return db.execute(select(log_heads.c.number).where(log_heads.c.owner == owner)).scalar() or 0


def have_read(db: Connection, me: Person, shown: str) -> None:
    """Quiet what was shown, by the number that its form says: never beyond the log's end, and never
    less than was read before."""
    number = int(shown) if shown.isascii() and shown.isdecimal() and len(shown) < 19 else 0
    one_at_a_time(db, me.id)
    people.change(
        db, me, log_read=max(people.stored(db, me).log_read, min(number, newest(db, me.id)))
    )


def newest_look(db: Connection, box: Box, after: int) -> Line | None:
    """The last time somebody looked, among the lines since number `after`. It costs the same
    whatever else stands there."""
    looked = db.execute(
        select(log_heads.c.looked).where(log_heads.c.owner == box.owner, log_heads.c.number > after)
    ).first()
    if looked is None:
        return None
    if looked.looked is None:
        return _sought(db, box, after)
    found = lines(db, box, before=looked.looked + 1, most=1) if looked.looked > after else []
    return next((line for line in found if line.number == looked.looked), None)


def _sought(db: Connection, box: Box, after: int) -> Line | None:
    """In a log from before that was noted: line by line."""
    before: int | None = None
    while found := [line for line in lines(db, box, before=before) if line.number > after]:
        for line in found:
            if line.event.what == "seen":
                return line
        before = found[-1].number
    return None


def fill_in(db: Connection, box: Box) -> bool:
    """Note once when somebody last looked, of a log from before that was noted; whether there was
    such a log."""
    ours = log_heads.c.owner == box.owner
    old = db.execute(
        select(log_heads.c.number)
        .where(ours, log_heads.c.looked.is_(None))
        .with_for_update(key_share=True)
    ).first()
    if old is not None:
        found = _sought(db, box, 0)
        db.execute(update(log_heads).where(ours).values(looked=found.number if found else 0))
    return old is not None


def broken(db: Connection, root: Root, box: Box) -> str | None:
    """What is wrong with a citizen's chain, or None when it is whole. Old lines that were kept
    their two years may be gone."""
    owner = box.owner
    found = db.execute(
        WHOLE, {"whose": owner}
    ).all()  # in one statement: a line may be written at this very moment
    rows, head = [row for row in found if row.number is not None], found[0]
    if head.end is None:
        begun = (
            rows or db.execute(select(grants.c.id).where(grants.c.owner == owner).limit(1)).first()
        )
        return "the end of the chain is missing" if begun else None  # who ever shared has a log
    last, known = head.forgotten, head.forgotten_mark or NOTHING
    if last and head.forgotten_sworn != _sworn(root, BEGINNING, owner, last, known):
        return "the beginning of the chain is not what was forgotten"
    for row in rows:
        if row.number != last + 1:
            return f"line {last + 1} is missing"
        if not _fits(root, box, known, row):
            return f"line {row.number} is not what was written"
        last, known = row.number, row.mark
    sworn = head.end_sworn == _sworn(root, END, owner, head.end, head.end_mark)
    return (
        None
        if sworn and (last, known) == (head.end, head.end_mark)
        else "the end of the chain is missing"
    )


_WHOSE = select(bindparam("whose", type_=Uuid()).label("owner")).subquery()
_HEAD = (
    log_heads.c.number.label("end"),
    log_heads.c.mark.label("end_mark"),
    log_heads.c.end_sworn,
    log_heads.c.forgotten,
    log_heads.c.forgotten_mark,
    log_heads.c.forgotten_sworn,
)
WHOLE = (
    select(*_HEAD, readings)
    .select_from(
        _WHOSE.outerjoin(log_heads, log_heads.c.owner == _WHOSE.c.owner).outerjoin(
            readings, readings.c.owner == _WHOSE.c.owner
        )
    )
    .order_by(readings.c.number)
)
"""A citizen's whole chain with both its ends, as it stands at one moment."""


def sweep(db: Connection, root: Root) -> int:
    """Forget lines after two years. What the chain goes on from is sworn to: nothing more can be
    taken off its beginning."""
    old = select(readings.c.owner, readings.c.number, readings.c.mark).where(
        readings.c.minute < clock.minute() - KEPT
    )
    rows: dict[UUID, list[tuple[int, bytes]]] = {}
    for owner, number, mark in db.execute(old.order_by(readings.c.owner, readings.c.number)):
        rows.setdefault(owner, []).append((number, mark))
    return sum(_forget(db, root, owner, mine) for owner, mine in rows.items())


def _forget(db: Connection, root: Root, owner: UUID, old: list[tuple[int, bytes]]) -> int:
    """Only from the beginning and without a gap: a line that a wrong clock wrote waits for those
    before it."""
    ours = log_heads.c.owner == owner
    first: int = (
        db.execute(
            select(log_heads.c.forgotten).where(ours).with_for_update(key_share=True)
        ).scalar_one()
        + 1
    )
    gone = [line for place, line in enumerate(old) if line[0] == first + place]
    if not gone:
        return 0
    number, mark = gone[-1]
    db.execute(delete(readings).where(readings.c.owner == owner, readings.c.number <= number))
    sworn = _sworn(root, BEGINNING, owner, number, mark)
    db.execute(
        update(log_heads)
        .where(ours)
        .values(forgotten=number, forgotten_mark=mark, forgotten_sworn=sworn)
    )
    return len(gone)


def reseal(db: Connection, me: Person, walk: resealing.Walk) -> int:
    """The next lines, sealed anew, with the end in hand. The marks stay: they are over what the
    lines say, not how it is sealed."""
    hold(db, me.id)
    return resealing.things(db, me, readings, walk, readings.c.sealed)


def erase(db: Connection, owner: UUID) -> None:
    for table in (log_heads, readings):  # the end first, as whoever writes a line
        db.execute(delete(table).where(table.c.owner == owner))


def items(values: Iterable[object]) -> tuple[object, ...]:
    """Each once, in the order in which they were shown."""
    return tuple(dict.fromkeys(values))


def _opened(box: Box, number: int, sealed: bytes) -> Event:
    return box.open(Event, "readings", f"{box.owner}|{number}", sealed)


def _fits(root: Root, box: Box, before: bytes, row: object) -> bool:
    number, minute, reader, sealed, mark = (
        getattr(row, name) for name in ("number", "minute", "reader", "sealed", "mark")
    )
    try:
        event = _opened(box, number, sealed)
    except Exception:  # noqa: BLE001 - what does not open was changed
        return False
    return bool(_mark(root, before, box.owner, number, minute, reader, event) == mark)


def _mark(
    root: Root,
    before: bytes,
    owner: UUID,
    number: int,
    minute: int,
    reader: UUID | None,
    event: Event,
) -> bytes:
    said = msgspec.json.encode(
        (before.hex(), owner.hex, number, minute, reader.hex if reader else "", event)
    )
    return root.mac("log chain", said)


def _sworn(root: Root, where: str, owner: UUID, number: int, mark: bytes) -> bytes:
    """An end of the chain as the server left it; without the root key nobody can move it."""
    return root.mac(where, owner.bytes + number.to_bytes(8) + mark)
