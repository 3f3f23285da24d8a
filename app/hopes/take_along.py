"""A citizen's hopes on their way out."""

from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from app.foundation import clock
from app.hopes import kept
from app.hopes.models import hopes
from app.identity import Person, own


def export(db: Connection, me: Person) -> list[dict[str, Any]]:
    return [
        {
            "id": str(hope.id),
            "written": clock.day_of(hope.written_minute, me.zone).isoformat(),
            "text": hope.text,
            "dimension": hope.dimension,
        }
        for hope in kept.all_of(db, me)
    ]


def erase(db: Connection, owner: UUID) -> None:
    own.erase(db, hopes, owner)


def reseal(db: Connection, me: Person) -> int:
    return own.reseal(db, me, hopes)


def sweep(db: Connection) -> int:
    return own.sweep(db, hopes)
