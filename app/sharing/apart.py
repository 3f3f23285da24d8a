"""What the citizen keeps for themselves, whatever is granted."""

from collections.abc import Collection
from functools import lru_cache
from uuid import UUID

from sqlalchemy import (
    Connection,
    Executable,
    Table,
    Uuid,
    bindparam,
    delete,
    func,
    literal,
    select,
    union_all,
)

from app.foundation import dialects
from app.foundation.database import metadata
from app.foundation.errors import NotFound, Refused
from app.people import Keyring, Person, own
from app.sharing import log, once, turns
from app.sharing.kinds import KINDS
from app.sharing.models import held_apart

MOST = 10_000
"""Things one can keep to oneself; whoever reaches it is told, never left to think that one more is
kept."""
HELD = select(held_apart.c.item).where(
    held_apart.c.owner == bindparam("owner"), held_apart.c.item == bindparam("item")
)
"""Built once: what is made of another thing asks it each time it is kept."""


def withhold(db: Connection, keys: Keyring, me: Person, item: UUID) -> None:
    """Keep one thing to oneself, whatever is granted. It may be anything of mine that others could
    be shown, also what is put away and may come back. Raises NotFound for anything else, missing or
    another's: what nobody could be shown takes no room from what is kept apart, and no time from
    whoever is asked about it."""
    turns.in_turn(db, me)
    _is_mine(db, me, item)
    if db.execute(select(func.count()).where(held_apart.c.owner == me.id)).scalar_one() >= MOST:
        raise Refused
    if _put(db, me, item):
        log.write(db, keys.root, me.box, log.Event("kept_apart", items=log.items([item])))


def also(db: Connection, me: Person, item: UUID, *like: UUID) -> None:
    """What comes of a thing that is kept to oneself is kept so too, as `keeping` asks of all that
    is new."""
    if holds(db, me, *like):
        _put(db, me, item)


def release(db: Connection, keys: Keyring, me: Person, item: UUID, tap: UUID | None = None) -> None:
    """It is shared with the rest again. An old form sent again lets nothing in that is kept apart
    anew."""
    turns.in_turn(db, me)
    if tap is not None and not once.first(db, me, tap):
        return
    if db.execute(
        delete(held_apart).where(held_apart.c.owner == me.id, held_apart.c.item == item)
    ).rowcount:
        log.write(db, keys.root, me.box, log.Event("let_in", items=log.items([item])))


def put_away(db: Connection, me: Person, table: Table, row: UUID) -> None:
    """From here and from everybody's page. Whoever is just reading it comes before this or finds it
    gone."""
    turns.in_turn(db, me)
    own.remove(db, me, table, row)


def holds(db: Connection, me: Person, *items: UUID) -> bool:
    """Whether one of these is kept to oneself."""
    return any(
        db.execute(HELD, {"owner": me.id, "item": item}).first() is not None for item in items
    )


def of_mine(db: Connection, me: Person, item: UUID) -> bool:
    """Whether this thing of mine is kept to oneself. Raises NotFound for what could not be."""
    _is_mine(db, me, item)
    return holds(db, me, item)


def among(db: Connection, me: Person, items: Collection[UUID]) -> frozenset[UUID]:
    """Those of these; whoever keeps thousands to themselves is not asked about all of them, and so
    there is no list of all."""
    mine = select(held_apart.c.item).where(
        held_apart.c.owner == me.id, held_apart.c.item.in_(items)
    )
    return frozenset(db.execute(mine).scalars())


def _is_mine(db: Connection, me: Person, item: UUID) -> None:
    if db.execute(_mine(), {"owner": me.id, "item": item}).first() is None:
        raise NotFound


@lru_cache(maxsize=1)
def _mine() -> Executable:
    """Whether somebody has such a thing, in any table of things that others could be shown. A day
    has no name of its own."""
    names = dict.fromkeys(name for kind in KINDS.values() for name in (*kind.tables, *kind.parts))
    tables = [table for table in map(metadata.tables.__getitem__, names) if "id" in table.c]
    owner, item = bindparam("owner", type_=Uuid()), bindparam("item", type_=Uuid())
    return union_all(
        *(select(literal(1)).where(table.c.id == item, table.c.owner == owner) for table in tables)
    )


def _put(db: Connection, me: Person, item: UUID) -> bool:
    """Whether it was not there."""
    insert = dialects.insert(db, held_apart)
    return db.execute(insert.values(owner=me.id, item=item).on_conflict_do_nothing()).rowcount == 1
