"""A citizen's days on their way out: in the download, and when everything is erased."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete

from app.days import marks
from app.days.models import days
from app.identity import Person


def export(db: Connection, me: Person) -> list[dict[str, Any]]:
    found = marks.between(db, me, date.min, date.max)
    return [{"date": day.isoformat(), "kind": mark.kind, "both": mark.both} for day, mark in found.items()]


def erase(db: Connection, owner: UUID) -> None:
    db.execute(delete(days).where(days.c.owner == owner))


def reseal(db: Connection, me: Person) -> int:
    """Seal my days anew with the key in use now; 0 when all are."""
    return marks.reseal(db, me)
