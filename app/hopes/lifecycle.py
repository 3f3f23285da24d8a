"""A citizen's hopes on their way out."""

from typing import Any

from msgspec.structs import asdict
from sqlalchemy import Connection

from app.hopes import kept
from app.hopes.models import hopes
from app.people import Person, own


def export(db: Connection, me: Person) -> list[dict[str, Any]]:
    rows = own.taken(db, me, hopes, hopes.c.number.desc())
    return [own.dated(me, row) | asdict(own.opened(me, hopes, kept.Words, row)) for row in rows]
