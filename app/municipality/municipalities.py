"""Municipalities: founded by whoever runs the server, known by name."""

from typing import Any
from uuid import UUID

from sqlalchemy import Column, Connection, FromClause, insert, select

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


NAME = municipalities.c.name


def beside(rows: FromClause, column: Column[Any]) -> FromClause:
    """Rows that belong to one, and its name (`NAME`) beside each."""
    return rows.join(municipalities, municipalities.c.id == column)


def names(db: Connection) -> dict[UUID, str]:
    """What each is called."""
    return {
        row.id: row.name for row in db.execute(select(municipalities.c.id, municipalities.c.name))
    }
