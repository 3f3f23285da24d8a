"""Sealing a person's things anew with the key in use now: gone through in the order of an index, a
piece at a time, so that neither what is held nor what is looked at grows with how much somebody has
written."""

from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import msgspec
from sqlalchemy import Column, Connection, Table, select, tuple_, update

from app.people.people import Person

MOST = 500
"""Things looked at in one transaction."""


@dataclass
class Walk:
    """How far a person's things have been gone through: `step` steps, and in each column so far.
    `sealed` were sealed anew."""

    step: int = 0
    sealed: int = 0
    at: dict[str, tuple[Any, ...]] = field(default_factory=dict)

    def copied(self) -> "Walk":
        """For a job that may be tried again from the beginning."""
        return replace(self, at=dict(self.at))


def things(db: Connection, me: Person, table: Table, walk: Walk, sealed: Column[Any]) -> int:
    """The next of my things in this table, of one sealed column; returns how many were looked at, 0
    at the end."""
    order, place = _order(table), sealed.info.get("place", "{id}")
    mine = select(
        *dict.fromkeys((*order, *table.primary_key, table.c.owner)), sealed.label("now")
    ).where(table.c.owner == me.id, sealed.is_not(None))
    if (last := walk.at.get(str(sealed))) is not None:
        mine = mine.where(tuple_(*order) > last)
    found = db.execute(mine.order_by(*order).limit(MOST).with_for_update(key_share=True)).all()
    for row in (each for each in found if not me.box.fresh(each.now)):
        at = place.format_map(row._mapping)
        raw = me.box.open(msgspec.Raw, table.name, at, row.now, sealed.name)
        fresh = me.box.seal(table.name, at, raw, sealed.name)
        this = [column == getattr(row, column.name) for column in table.primary_key]
        db.execute(update(table).where(*this).values({sealed.name: fresh}))
        walk.sealed += 1
    if found:
        walk.at[str(sealed)] = tuple(getattr(found[-1], column.name) for column in order)
    return len(found)


@lru_cache(maxsize=64)
def _order(table: Table) -> tuple[Column[Any], ...]:
    """Their own order, where an index of the owner's knows it, or what else tells them apart."""
    key = tuple(column for column in table.primary_key if column.name != "owner") or (
        table.c.owner,
    )
    for index in table.indexes:
        names = [column.name for column in index.columns]
        if names[0] == "owner" and names[-1] == "number":
            return (*(table.c[name] for name in names[1:]), *key)
    return key
