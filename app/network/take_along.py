"""A citizen's network on its way out."""

from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection

from app.foundation import clock
from app.identity import Person, own
from app.network import kept
from app.network.models import network_items


def export(db: Connection, me: Person) -> list[dict[str, Any]]:
    return [
        {
            "id": str(item.id),
            "written": clock.day_of(item.written_minute, me.zone).isoformat(),
            **msgspec.structs.asdict(item.words),
        }
        for item in kept.all_of(db, me)
    ]


def erase(db: Connection, owner: UUID) -> None:
    own.erase(db, network_items, owner)


def reseal(db: Connection, me: Person) -> int:
    return own.reseal(db, me, network_items)


def sweep(db: Connection) -> int:
    return own.sweep(db, network_items)
