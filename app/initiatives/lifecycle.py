"""What somebody has proposed, on its way out."""

from typing import Any

from msgspec.structs import asdict
from sqlalchemy import Connection

from app.initiatives.kept import Words
from app.initiatives.models import initiatives
from app.people import Person, own


def export(db: Connection, me: Person) -> list[dict[str, Any]]:
    rows = own.taken(db, me, initiatives, initiatives.c.number.desc())
    return [own.dated(me, row) | asdict(own.opened(me, initiatives, Words, row)) for row in rows]
