"""Whom somebody went with, on its way out."""

from typing import Any

from msgspec.structs import asdict
from sqlalchemy import Connection

from app.companions.goings import Words
from app.companions.models import goings
from app.people import Person, own


def export(db: Connection, me: Person) -> list[dict[str, Any]]:
    rows = own.taken(db, me, goings, goings.c.number.desc())
    return [
        own.dated(me, row) | {"state": row.state} | asdict(own.opened(me, goings, Words, row))
        for row in rows
    ]
