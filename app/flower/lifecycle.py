"""A citizen's flowers on their way out."""

from typing import Any

from sqlalchemy import Connection

from app.flower import kept
from app.flower.models import flowers
from app.people import Person, own


def export(db: Connection, me: Person) -> list[dict[str, Any]]:
    rows = own.taken(db, me, flowers, flowers.c.number.desc())
    found = [(row, kept.opened(me, row)) for row in rows]
    return [
        {
            "date": row.date.isoformat(),
            "answers": flower.answers,
            "finished": flower.finished,
            **own.dated(me, row),
        }
        for row, flower in found
    ]
