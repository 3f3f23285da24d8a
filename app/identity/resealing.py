"""Sealing a person's things anew with the key in use now: gone through in the order of an index, a piece at a time, so that neither
what is held nor what is looked at grows with how much somebody has written."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import msgspec
from sqlalchemy import Column, Connection, Table, select, tuple_, update

from app.identity.people import Person

MOST = 500
"""Things looked at in one transaction."""


@dataclass
class Walk:
    """How far a person's things have been gone through: `room` rooms, and in each table so far. `sealed` were sealed anew."""

    room: int = 0
    sealed: int = 0
    at: dict[str, tuple[Any, ...]] = field(default_factory=dict)

    def copied(self) -> "Walk":
        """For a job that may be tried again from the beginning."""
        return replace(self, at=dict(self.at))


def things(db: Connection, me: Person, table: Table, walk: Walk, sealed: Column[Any] | None = None) -> int:
    """The next of my things in this table; returns how many were looked at, 0 at the end."""
    return rows(db, me, table, walk, _order(table), table.c.sealed if sealed is None else sealed, lambda row: row.id)


def rows(
    db: Connection,
    me: Person,
    table: Table,
    walk: Walk,
    order: tuple[Column[Any], ...],
    sealed: Column[Any],
    place: Callable[[Any], object],
) -> int:
    """The same in an order that is said, of a sealed column that is said, each row under its own `place`."""
    mine = select(*dict.fromkeys((*order, *table.primary_key)), sealed.label("now")).where(
        table.c.owner == me.id, sealed.is_not(None)
    )
    if (last := walk.at.get(str(sealed))) is not None:
        mine = mine.where(tuple_(*order) > last)
    found = db.execute(mine.order_by(*order).limit(MOST).with_for_update(key_share=True)).all()
    for row in (each for each in found if not me.box.fresh(each.now)):
        raw = me.box.open(msgspec.Raw, table.name, place(row), row.now, sealed.name)
        fresh = me.box.seal(table.name, place(row), raw, sealed.name)
        this = [column == getattr(row, column.name) for column in table.primary_key]
        db.execute(update(table).where(*this).values({sealed.name: fresh}))
        walk.sealed += 1
    if found:
        walk.at[str(sealed)] = tuple(getattr(found[-1], column.name) for column in order)
    return len(found)


@lru_cache(maxsize=64)
def _order(table: Table) -> tuple[Column[Any], ...]:
    """Their own order, where an index of the owner's knows it; otherwise there are few."""
    for index in table.indexes:
        names = [column.name for column in index.columns]
        if names[0] == "owner" and names[-1] == "number":
            return (*(table.c[name] for name in names[1:]), table.c.id)
    return (table.c.id,)
