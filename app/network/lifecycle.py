"""A citizen's network on its way out."""

from typing import Any

from msgspec.structs import asdict
from sqlalchemy import Connection

from app.network import kept
from app.network.models import network_items
from app.people import Person, own


def export(db: Connection, me: Person) -> list[dict[str, Any]]:
    rows = own.taken(db, me, network_items, network_items.c.number)
    return [
        own.dated(me, row) | asdict(own.opened(me, network_items, kept.Words, row)) for row in rows
    ]
