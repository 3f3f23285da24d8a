"""A citizen's good things on their way out."""

from typing import Any

from sqlalchemy import Connection

from app.good_things import kept
from app.good_things.models import good_things
from app.people import Person, own


def export(db: Connection, me: Person) -> list[dict[str, Any]]:
    rows = own.taken(db, me, good_things, good_things.c.number.desc())
    return [
        {
            "date": row.date.isoformat(),
            "text": own.opened(me, good_things, kept.Words, row).text,
            **own.dated(me, row),
        }
        for row in rows
    ]
