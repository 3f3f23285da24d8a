"""Marking a day: good, in between or hard, changed as often as one likes, on any day there has
been."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, bindparam, delete, func, select

from app.days.models import days
from app.foundation import clock, dialects
from app.foundation.words import Say, say
from app.people import Person, own, people

KINDS: Mapping[str, Say] = {
    "good": say("God dag"),
    "between": say("Midt imellem"),
    "hard": say("Svær dag"),
}
BOTH = "both"
"""«Lidt af begge dele»: kept as a day in between that says so."""


class Mark(msgspec.Struct, frozen=True):
    """What is sealed of a day. `before` is what it was marked before, so that a slip of the thumb
    can be undone."""

    kind: str
    both: bool = False
    before: str = ""

    @property
    def chosen(self) -> str:
        """The button it came from."""
        return BOTH if self.both else self.kind

    @property
    def shown(self) -> str:
        """What a form says it showed."""
        return own.mark(self)


def chosen(kind: str) -> Mark | None:
    """The mark a button stands for, or None for a kind that does not exist."""
    if kind == BOTH:
        return Mark("between", both=True)
    return Mark(kind) if kind in KINDS else None


def put(db: Connection, me: Person, day: date, mark: Mark) -> Mark | None:
    """Mark a day; returns the mark it had before."""
    before = on(db, me, day)
    if before is not None:
        earlier = before.before if before.chosen == mark.chosen else before.chosen
        mark = msgspec.structs.replace(mark, before=earlier)
    values: dict[str, Any] = {
        "number": people.next_number(db, me.id),
        "written_minute": clock.minute(),
        "sealed": me.box.seal("days", place(me.id, day), mark),
    }
    insert = dialects.insert(db, days)
    db.execute(
        insert.values(owner=me.id, date=day, **values).on_conflict_do_update(
            index_elements=["owner", "date"], set_=values
        )
    )
    return before


def take_away(db: Connection, me: Person, day: date) -> None:
    db.execute(delete(days).where(days.c.owner == me.id, days.c.date == day))


def stands(db: Connection, me: Person, day: date, seen: str) -> bool:
    """Whether a day is still marked as a form showed it: what was undone once is not undone again
    by the same form."""
    now = on(db, me, day)
    return now is not None and seen in (now.shown, "")


def undo(db: Connection, me: Person, day: date) -> None:
    """The mark before, or none."""
    now = on(db, me, day)
    before = chosen(now.before) if now else None
    take_away(db, me, day)
    if before is not None:
        put(db, me, day, before)


def on(db: Connection, me: Person, day: date) -> Mark | None:
    return between(db, me, day, day).get(day)


def between(db: Connection, me: Person, first: date, last: date) -> dict[date, Mark]:
    """The marks of my days from `first` to `last`, both included."""
    rows = db.execute(
        select(days.c.date, days.c.sealed)
        .where(days.c.owner == me.id, days.c.date.between(first, last))
        .order_by(days.c.date)
    ).all()
    return {row.date: me.box.open(Mark, "days", place(me.id, row.date), row.sealed) for row in rows}


NEWEST_BEFORE = select(func.max(days.c.date)).where(
    days.c.owner == bindparam("owner"), days.c.date < bindparam("day")
)
"""Found by the index of the table: the years cost what there are of them, not of days."""


def years(db: Connection, me: Person) -> list[int]:
    """The years in which there is a mark, newest first."""
    found: list[int] = []
    newest = db.execute(NEWEST_BEFORE, {"owner": me.id, "day": date.max}).scalar()
    while newest is not None:
        found.append(newest.year)
        newest = db.execute(
            NEWEST_BEFORE, {"owner": me.id, "day": date(newest.year, 1, 1)}
        ).scalar()
    return found


def place(owner: UUID, day: date) -> str:
    return f"{owner}:{day.isoformat()}"
