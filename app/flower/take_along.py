"""A citizen's flowers on their way out."""

from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from app.flower import kept
from app.flower.models import flowers
from app.identity import Person, own


def export(db: Connection, me: Person) -> list[dict[str, Any]]:
    return [{"date": flower.date.isoformat(), "answers": flower.answers} for flower in kept.all_of(db, me)]


def erase(db: Connection, owner: UUID) -> None:
    own.erase(db, flowers, owner)


def reseal(db: Connection, me: Person) -> int:
    return own.reseal(db, me, flowers)


def sweep(db: Connection) -> int:
    return own.sweep(db, flowers)
