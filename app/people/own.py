"""How a citizen's thing is kept: sealed for its place, numbered in their own order, once however
often it arrives.

Every table of things has `id`, `owner`, `number`, `sealed` and `gone_minute`. Nothing here can
reach another person's rows: the owner stands in every statement, and another's words would not open
with this person's key.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

import msgspec
from sqlalchemy import (
    ColumnElement,
    Connection,
    Executable,
    Row,
    Select,
    Table,
    Update,
    bindparam,
    delete,
    func,
    literal,
    or_,
    select,
    tuple_,
    update,
)

from app.foundation import clock, dialects, ids
from app.foundation.errors import NoRoom, NotFound
from app.people.account_state import one_at_a_time
from app.people.people import Person, next_number

T = TypeVar("T")

REGRET = 24 * 60
"""Minutes in which a deleted thing can be brought back."""
PIECE = 100
"""Rows that are erased in one transaction. On SQLite everybody's saving waits for it, and long
texts are written over."""
MOST = 50_000
"""Things of one kind that somebody keeps: thirteen a day for ten years. What is kept apart of them
is passed over wherever the rest is shown, and others wait meanwhile."""
A_PAGE = 100
"""Things on one page of a list. Opening and showing them takes what everybody else waits for; few
people have as many."""


@dataclass(frozen=True)
class Some(Generic[T]):
    """A page of a list, and where the next one begins; None when nothing follows."""

    things: list[T]
    next: int | None


def some(
    db: Connection,
    asked: Select[*tuple[Any, ...]],
    open_: Callable[[Row[*tuple[Any, ...]]], T],
    start: str = "",
    size: int | None = None,
) -> Some[T]:
    """What is asked for from `start` on, as it stands in an address, and no more than a page of it
    is opened. A page that has become empty, since the last of it was taken away, is the first one.
    """
    size = size or A_PAGE
    first = place(start)
    rows = db.execute(asked.offset(first).limit(size + 1)).all()
    if first and not rows:
        return some(db, asked, open_, size=size)
    return Some([open_(row) for row in rows[:size]], first + size if len(rows) > size else None)


def up_to(db: Connection, asked: Select[*tuple[Any, ...]], most: int) -> int:
    """How many of these there are, and no further than `most`: whoever only wants to know whether
    there are several does not wait for all of them to be counted."""
    some_ = asked.with_only_columns(literal(1), maintain_column_froms=True).limit(most).subquery()
    return db.execute(select(func.count()).select_from(some_)).scalar_one()


def place(start: str) -> int:
    """Where a page of a list begins, as an address or a form says it; anything else is the
    beginning."""
    return int(start) if start.isascii() and start.isdigit() and len(start) < 10 else 0


def some_of(things: Sequence[T], start: str = "", size: int | None = None) -> Some[T]:
    """The same of what is in an order that no database knows, as A–Å by names that are sealed."""
    size = size or A_PAGE
    first = place(start) if place(start) < len(things) else 0
    return Some(
        [*things[first : first + size]], first + size if len(things) > first + size else None
    )


def keep(
    db: Connection,
    me: Person,
    table: Table,
    row: UUID,
    words: object,
    typed: Mapping[str, object] | None = None,
    /,
    **plain: object,
) -> tuple[UUID, bool]:
    """Keep something new under the id its form carried; where it lies, and whether it lies there
    first now. The same form twice keeps one; changed words keep both, and so does anything else the
    form said of it, as its day: that stands in plain in `typed`.

    Raises NoRoom. Rooms ask `sharing.keeping`, which lies above and knows what of it others may
    see."""
    typed = typed or {}
    number = next_number(db, me.id)
    if number > MOST and _full(db, me, table, row):
        raise NoRoom
    values = {"owner": me.id, "number": number, **typed, **plain}
    for each in (row, ids.new()):
        sealed = me.box.seal(table.name, each, words)
        if (
            db.execute(
                _unless_there(db, table, *values),
                {"id": each, "sealed": sealed, **values},
            ).rowcount
            == 1
        ):
            return each, True
        if _is(db, me, table, each, words, typed):
            return each, False
    raise AssertionError("a fresh random id was taken")


def _full(db: Connection, me: Person, table: Table, row: UUID) -> bool:
    """Whether there is no room for this one, which is not there yet."""
    mine = select(table.c.id).where(table.c.owner == me.id)
    here = mine.where(table.c.gone_minute.is_(None))
    return (
        up_to(db, here, MOST) >= MOST and db.execute(mine.where(table.c.id == row)).first() is None
    )


_inserts: dict[tuple[object, ...], Executable] = {}


def _unless_there(db: Connection, table: Table, *names: str) -> Executable:
    """The insert that the database itself turns away when the id is there; built once per table."""
    which = (dialects.many_write(db), table, names)
    if which not in _inserts:
        values: dict[str, object] = {name: bindparam(name) for name in ("id", "sealed", *names)}
        _inserts[which] = dialects.insert(db, table).values(values).on_conflict_do_nothing()
    return _inserts[which]


def _is(
    db: Connection, me: Person, table: Table, row: UUID, words: object, typed: Mapping[str, object]
) -> bool:
    """Whether the very same thing of mine already lies under this id. If it was put away, it is
    wanted after all."""
    there = db.execute(select(table).where(table.c.id == row)).first()
    if (
        there is None
        or there.owner != me.id
        or me.box.open(type(words), table.name, row, there.sealed) != words
    ):
        return False
    if any(there._mapping[name] != value for name, value in typed.items()):
        return False
    db.execute(update(table).where(table.c.id == row).values(gone_minute=None))
    return True


def find(
    db: Connection, me: Person, table: Table, row: UUID, *, gone: bool = False
) -> Row[*tuple[Any, ...]]:
    """One of my own things. Another's and a missing one are both simply not found."""
    found = select(table).where(table.c.id == row, table.c.owner == me.id)
    there = db.execute(found if gone else found.where(table.c.gone_minute.is_(None))).first()
    if there is None:
        raise NotFound
    return there


def change(
    db: Connection,
    me: Person,
    table: Table,
    row: UUID,
    words: object | None = None,
    **plain: object,
) -> None:
    """New words or a new state for one of my own things.

    What was put away in another tab comes back with its new words: what somebody just wrote must
    not be lost.
    """
    mine = update(table).where(table.c.id == row, table.c.owner == me.id)
    if words is None:
        mine = mine.where(table.c.gone_minute.is_(None))
    else:
        plain |= {"sealed": me.box.seal(table.name, row, words), "gone_minute": None}
    done = db.execute(mine.values(**plain))
    if done.rowcount == 0:
        raise NotFound


def mark(words: object) -> str:
    """What a form says it showed."""
    return hashlib.sha256(msgspec.json.encode(words)).hexdigest()[:12]


def changed_elsewhere(
    db: Connection, me: Person, table: Table, row: UUID, words: object, seen: str
) -> bool:
    """Whether a thing has other words than the form showed, and other ones than were typed: then
    both are kept, in turn."""
    one_at_a_time(db, me.id)
    there = opened(me, table, type(words), find(db, me, table, row, gone=True))
    return bool(seen) and mark(there) not in (seen, mark(words))


def remove(db: Connection, me: Person, table: Table, row: UUID) -> None:
    """Put away, however often it is asked; it can be brought back for a day from the first time."""
    done = db.execute(
        _mine_within_the_day(table, row, me).values(
            gone_minute=func.coalesce(table.c.gone_minute, clock.minute())
        )
    )
    if done.rowcount == 0:
        raise NotFound


def bring_back(db: Connection, me: Person, table: Table, row: UUID) -> None:
    """Here again, however often it is asked."""
    done = db.execute(_mine_within_the_day(table, row, me).values(gone_minute=None))
    if done.rowcount == 0:
        raise NotFound


def _mine_within_the_day(table: Table, row: UUID, me: Person) -> Update:
    there = or_(table.c.gone_minute.is_(None), table.c.gone_minute > clock.minute() - REGRET)
    return update(table).where(table.c.id == row, table.c.owner == me.id, there)


def sweep(db: Connection, table: Table) -> int:
    """Erase what nobody brought back within the day, a piece at a time: how many; as many as a
    piece when there may be more."""
    return _piece(db, table, table.c.gone_minute <= clock.minute() - REGRET)


class Opener(Protocol):
    """A box: one's own, or another's as far as the rule lets one see."""

    def open(
        self, kind: type[T], table: str, row: object, sealed: bytes, column: str = "sealed"
    ) -> T: ...


class Holder(Protocol):
    """Whoever has a box to open things with: the owner, or a reader's view of them."""

    @property
    def box(self) -> Opener: ...


def opened(me: Holder, table: Table, kind: type[T], row: Row[*tuple[Any, ...]]) -> T:
    return me.box.open(kind, table.name, row.id, row.sealed)


def taken(db: Connection, me: Person, table: Table, *order: Any) -> Iterator[Row[*tuple[Any, ...]]]:
    """My things on their way out, in this order, one at a time; what was put away is gone within
    the day."""
    mine = select(table).where(table.c.owner == me.id, table.c.gone_minute.is_(None))
    with db.execute(mine.order_by(*order)) as rows:
        yield from rows


def dated(me: Person, row: Row[*tuple[Any, ...]]) -> dict[str, str | None]:
    """What comes along of every thing: its name, by which the sharing and its log call it, and each
    time that is kept of it."""
    told: dict[str, str | None] = {"id": str(row.id)} if "id" in row._fields else {}
    times = {
        name: getattr(row, name)
        for name in row._fields
        if name.endswith("_minute") and name != "gone_minute"
    }
    return told | {
        name.removesuffix("_minute"): clock.told(minute, me.zone) for name, minute in times.items()
    }


def erase(db: Connection, owner: UUID, *tables: Table) -> int:
    """A piece of what is somebody's, of the first of these tables that has any; 0 when nothing is
    left."""
    return next(
        (gone for table in tables if (gone := _piece(db, table, table.c.owner == owner))), 0
    )


def _piece(db: Connection, table: Table, which: ColumnElement[bool]) -> int:
    key = tuple_(*table.primary_key)
    return db.execute(
        delete(table).where(key.in_(select(*table.primary_key).where(which).limit(PIECE)))
    ).rowcount
