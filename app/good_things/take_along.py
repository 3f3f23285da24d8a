"""A citizen's good things on their way out."""

from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from app.good_things import kept
from app.good_things.models import good_things
from app.identity import Person, own


def export(db: Connection, me: Person) -> list[dict[str, Any]]:
    return [{"date": thing.date.isoformat(), "text": thing.text} for thing in kept.all_of(db, me)]


def erase(db: Connection, owner: UUID) -> None:
    own.erase(db, good_things, owner)


def reseal(db: Connection, me: Person) -> int:
    return own.reseal(db, me, good_things)


def sweep(db: Connection) -> int:
    return own.sweep(db, good_things)
