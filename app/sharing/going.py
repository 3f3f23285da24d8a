"""Bonds on which somebody is only asked to come along: made when the citizen asks, since whoever
stands on the list of companions has said yes to being asked."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Connection, insert, select

from app.foundation import clock, ids
from app.people import Person
from app.sharing import turns
from app.sharing.called import Names
from app.sharing.kinds import COMPANION
from app.sharing.models import bonds


def persons_on(db: Connection, me: Person, among: Collection[UUID]) -> set[UUID]:
    """Who they are on these of my bonds; nothing is opened to tell."""
    mine = select(bonds.c.other).where(bonds.c.owner == me.id, bonds.c.id.in_(among))
    return {other for (other,) in db.execute(mine) if other is not None}


def with_companion(db: Connection, me: Person, person: UUID, municipality: UUID, name: str) -> UUID:
    """The one there is, or a new one. It shows nothing by itself, and nothing but what a grant of
    this kind names."""
    turns.in_turn(db, me)
    mine = select(bonds.c.id).where(
        bonds.c.owner == me.id,
        bonds.c.other == person,
        bonds.c.role == COMPANION,
        bonds.c.municipality == municipality,
        bonds.c.ended_minute.is_(None),
    )
    there: UUID | None = db.execute(mine.limit(1)).scalar()
    if there is not None:
        return there
    row, now = ids.new(), clock.minute()
    db.execute(
        insert(bonds).values(
            id=row,
            owner=me.id,
            other=person,
            role=COMPANION,
            municipality=municipality,
            made_minute=now,
            expires_minute=now,
            accepted_minute=now,
            sealed=me.box.seal("bonds", row, Names(name, name)),
        )
    )
    return row
