"""Whose turn it is on a bond: it comes first, before anything on it is asked, shown or changed
(decisions: one order of locks)."""

from uuid import UUID

from sqlalchemy import Connection, select

from app.foundation import dialects
from app.people import Person, one_at_a_time
from app.sharing.models import bonds


def in_turn(db: Connection, me: Person) -> None:
    """Before anything I share is changed: my own turn, and my bonds. Whoever reads or answers on
    one of them, ends it or erases it comes wholly before this, line and all, or asks what holds
    when this is done: nothing stopped is shown after it."""
    one_at_a_time(db, me.id)
    if dialects.many_write(db):
        mine_ = (
            select(bonds.c.id)
            .where(bonds.c.owner == me.id, bonds.c.ended_minute.is_(None))
            .order_by(bonds.c.id)
        )
        db.execute(mine_.with_for_update(key_share=True))


def in_their_turn(db: Connection, bond: UUID) -> None:
    """Before the other on a bond asks what they may see, to read it or to answer it. What is asked
    before this is old after it: the owner may have stopped it meanwhile, and was told so."""
    if dialects.many_write(db):
        db.execute(select(bonds.c.id).where(bonds.c.id == bond).with_for_update(key_share=True))
