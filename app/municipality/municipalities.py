"""Municipalities: founded by whoever runs the server, known by name."""

from uuid import UUID

from sqlalchemy import Connection, insert, select

from app.foundation import clock, ids
from app.municipality.models import municipalities

LONGEST = 100
"""Characters in a name."""


def found(db: Connection, name: str) -> UUID:
    """A new municipality. Asked again with a name that is known, the known one."""
    known: UUID | None = db.execute(
        select(municipalities.c.id).where(municipalities.c.name == name)
    ).scalar()
    if known is not None:
        return known
    fresh = ids.new()
    db.execute(insert(municipalities).values(id=fresh, name=name, created_minute=clock.minute()))
    return fresh


def names(db: Connection) -> dict[UUID, str]:
    """What each is called."""
    return {
        row.id: row.name for row in db.execute(select(municipalities.c.id, municipalities.c.name))
    }
