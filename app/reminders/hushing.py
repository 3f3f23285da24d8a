"""A day marked hard: no reminder comes, unless its owner wants them then too. It is said from
above; what the day was is not known here."""

from datetime import date

from msgspec.structs import replace as changed
from sqlalchemy import Connection, select

from app.people import Person
from app.reminders import choices
from app.reminders.models import reminder_choices


def begin(db: Connection, me: Person, day: date) -> None:
    """None on this date."""
    if _any(db, me):
        choices.put(db, me, lambda now: changed(now, hushed=day.isoformat()))


def end(db: Connection, me: Person, day: date) -> None:
    """On this date as on others."""

    def again(now: choices.Choices) -> choices.Choices:
        return changed(now, hushed="") if now.hushed == day.isoformat() else now

    if _any(db, me):
        choices.put(db, me, again)


def _any(db: Connection, me: Person) -> bool:
    """Whoever has chosen nothing has nothing that could ring, and what a hard day leaves behind is
    not begun for them."""
    mine = select(reminder_choices.c.owner).where(reminder_choices.c.owner == me.id)
    return db.execute(mine).first() is not None
