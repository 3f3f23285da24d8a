"""A citizen's entries on their way out."""

from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from app.identity import Person, own
from app.journal import entries
from app.journal.models import entries as table


def export(db: Connection, me: Person) -> list[dict[str, Any]]:
    return [
        {
            "date": entry.date.isoformat(),
            "text": entry.text,
            "also": entry.also,
            "helped": entry.helped,
            "company": entry.company,
            "dimensions": entry.dimensions,
        }
        for entry in entries.everything(db, me)
    ]


def erase(db: Connection, owner: UUID) -> None:
    own.erase(db, table, owner)


def reseal(db: Connection, me: Person) -> int:
    return own.reseal(db, me, table)


def sweep(db: Connection) -> int:
    return own.sweep(db, table)
