"""A file that is being read in: begun by somebody, carried on beside everything else, and its
report kept for a while. Whoever looks sees how far it is, from whichever process."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from uuid import UUID

import msgspec
from sqlalchemy import Connection, delete, insert, select, update

from app.foundation import clock, logs
from app.foundation.database import Database
from app.foundation.errors import NotFound
from app.foundation.words import Say
from app.places import importing
from app.places.csv_in import Read
from app.places.importing import Bringer, Line
from app.places.models import place_imports

KEPT = 90 * 24 * 60
"""Minutes for which a report is kept."""
DIED = 60
"""Seconds without a step, after which nobody carries it on any more."""
AT_ONCE = 100


class Row(msgspec.Struct, frozen=True, omit_defaults=True):
    """A line of a report, as it is kept: `why` is the Danish sentence and its values."""

    number: int
    key: str
    name: str
    state: str
    why: str = ""
    values: dict[str, str] = {}

    @property
    def reason(self) -> Say | None:
        return Say(self.why, self.values) if self.why else None


@dataclass(frozen=True, slots=True)
class Import:
    id: UUID
    source: str
    dry: bool
    minute: int
    rows: int
    done: int
    finished: bool
    died: bool
    report: list[Row]

    @property
    def counts(self) -> dict[str, int]:
        found = {
            state: sum(row.state == state for row in self.report) for state in importing.STATES
        }
        return {state: many for state, many in found.items() if many}

    @property
    def refused(self) -> list[Row]:
        return [row for row in self.report if row.state == importing.REFUSED]


def begin(db: Connection, row: UUID, by: Bringer, read: Read, *, dry: bool) -> None:
    assert by.here is not None
    begun = [_row(line) for line in importing.begun(read, dry=dry).lines]
    db.execute(
        insert(place_imports).values(
            id=row,
            municipality=by.here,
            who=by.who,
            source=by.source,
            dry=dry,
            minute=clock.minute(),
            seen=int(time.time()),
            rows=len(read.told),
            done=0,
            finished=not read.told,
            report=_written(begun),
        )
    )


async def carry_on(db: Database, row: UUID, by: Bringer, read: Read, *, dry: bool) -> None:
    """All the pieces, one transaction each: others write in between."""
    try:
        for piece in importing.pieces(read):
            await db.write(_step, row, partial(importing.keep, by=by, told=piece, dry=dry))
    except Exception as error:  # noqa: BLE001 - nobody waits for it, and its page says that it died
        logs.fault("import_failed", error)


def _step(db: Connection, row: UUID, keep: Callable[[Connection], list[Line]]) -> None:
    lines = keep(db)
    found = db.execute(select(place_imports).where(place_imports.c.id == row)).one()
    done = found.done + len(lines)
    told = {"done": done, "finished": done >= found.rows, "seen": int(time.time())}
    report = _written([*_read(found.report), *map(_row, lines)])
    db.execute(update(place_imports).where(place_imports.c.id == row).values(**told, report=report))


def find(db: Connection, municipality: UUID, row: UUID) -> Import:
    """One of a municipality's. Raises NotFound."""
    mine = (place_imports.c.municipality == municipality) & (place_imports.c.id == row)
    found = db.execute(select(place_imports).where(mine)).first()
    if found is None:
        raise NotFound
    died = not found.finished and found.seen < time.time() - DIED
    report = sorted(_read(found.report), key=lambda line: line.number)
    return Import(
        found.id,
        found.source.partition("/")[2] or found.source,
        found.dry,
        found.minute,
        found.rows,
        found.done,
        found.finished,
        died,
        report,
    )


def newest(db: Connection, municipality: UUID, most: int = 5) -> list[tuple[UUID, str, int]]:
    """Those that came last: which, whose, when; dry runs are none."""
    mine = select(place_imports.c.id, place_imports.c.source, place_imports.c.minute)
    rows = db.execute(
        mine.where(place_imports.c.municipality == municipality, ~place_imports.c.dry)
        .order_by(place_imports.c.minute.desc())
        .limit(most)
    )
    return [(row.id, row.source.partition("/")[2] or row.source, row.minute) for row in rows]


def forget(db: Connection) -> int:
    """A piece of the reports that are too old; how many."""
    old = (
        select(place_imports.c.id)
        .where(place_imports.c.minute < clock.minute() - KEPT)
        .limit(AT_ONCE)
    )
    return db.execute(delete(place_imports).where(place_imports.c.id.in_(old))).rowcount


_encoder, _decoder = msgspec.json.Encoder(), msgspec.json.Decoder(list[Row])


def _written(rows: list[Row]) -> str:
    return _encoder.encode(rows).decode()


def _read(text: str) -> list[Row]:
    return _decoder.decode(text)


def _row(line: Line) -> Row:
    if line.why is None:
        return Row(line.number, line.key, line.name, line.state)
    values = {name: importing.in_danish(value) for name, value in line.why.values.items()}
    return Row(line.number, line.key, line.name, line.state, line.why.text, values)
