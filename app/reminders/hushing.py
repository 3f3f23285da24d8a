"""A day marked hard: no reminder comes, unless its owner wants them then too. It is said from
above; what the day was is not known here."""

from datetime import date

from msgspec.structs import replace as changed
from sqlalchemy import Connection

from app.people import Person
from app.reminders import choices


def begin(db: Connection, me: Person, day: date) -> None:
    """None on this date."""
    if choices.there(db, me):
        choices.put(db, me, lambda now: changed(now, hushed=day.isoformat()))


def end(db: Connection, me: Person, day: date) -> None:
    """On this date as on others."""

    def again(now: choices.Choices) -> choices.Choices:
        return changed(now, hushed="") if now.hushed == day.isoformat() else now

    if choices.there(db, me):
        choices.put(db, me, again)
