"""A citizen's network on its way out."""

from typing import Any
from uuid import UUID

from msgspec.structs import asdict
from sqlalchemy import Connection

from app.identity import Person, own, resealing
from app.network import kept
from app.network.models import network_items


def export(db: Connection, me: Person) -> list[dict[str, Any]]:
    rows = own.taken(db, me, network_items, network_items.c.number)
    return [own.dated(me, row) | asdict(own.opened(me, network_items, kept.Words, row)) for row in rows]


def erase(db: Connection, owner: UUID) -> int:
    return own.erase(db, owner, network_items)


def reseal(db: Connection, me: Person, walk: resealing.Walk) -> int:
    return resealing.things(db, me, network_items, walk)


def sweep(db: Connection) -> int:
    return own.sweep(db, network_items)
