"""Whose turn it is to change what is shared: a bond comes first, before anything on it (decisions: one order of locks)."""

from uuid import UUID

from sqlalchemy import Connection, select

from app.identity import Person, one_at_a_time
from app.sharing.models import bonds


def in_turn(db: Connection, me: Person) -> None:
    """Before anything I share is changed: my own turn, and my bonds as they are. Whoever ends or erases one waits until this is
    done, or this waits for them, and so the two never hold what the other needs."""
    one_at_a_time(db, me.id)
    if db.dialect.name == "postgresql":
        mine_ = select(bonds.c.id).where(bonds.c.owner == me.id, bonds.c.ended_minute.is_(None)).order_by(bonds.c.id)
        db.execute(mine_.with_for_update(read=True, key_share=True))


def in_their_turn(db: Connection, bond: UUID) -> None:
    """Before the other on a bond writes something of its owner's: the bond comes first here too, as when either is erased."""
    if db.dialect.name == "postgresql":
        db.execute(select(bonds.c.id).where(bonds.c.id == bond).with_for_update(key_share=True))
