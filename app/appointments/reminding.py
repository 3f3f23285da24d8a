"""The reminder of an appointment: an hour before it, until somebody says otherwise; and it moves
along when the appointment does."""

from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from msgspec.structs import replace
from sqlalchemy import Connection

from app import reminders
from app.foundation import clock
from app.people import Person

if TYPE_CHECKING:
    from app.appointments.kept import Appointment

BEFORE = 60
"""Minutes before it begins."""
When = tuple[str, int]
"""A day, or none, and the minute of it, or -1."""


def blank(found: "Appointment") -> reminders.commands.Typed:
    """As its form first shows it."""
    words = found.words
    if found.next is None:
        return reminders.commands.blank("appointment")
    at = (
        reminders.commands.clock_at(max(0, words.at - BEFORE))
        if words.at >= 0
        else reminders.commands.USUAL
    )
    if words.often in ("gang", "anden", "fjerde"):
        return reminders.commands.Typed("appointment", at, once=found.next.isoformat())
    return reminders.commands.Typed("appointment", at, (found.next.weekday(),))


def goes_along(db: Connection, me: Person, row: UUID, before: When, after: When) -> None:
    """As many days and minutes from it as it was. Where nobody knows when it was or will be it
    stays as it is."""
    there = reminders.chosen.of_thing(db, me, row)
    if there is None or before == after:
        return
    wish, first, then = there.wish, clock.read_day(before[0]), clock.read_day(after[0])
    days = (then - first).days if first and then else 0
    minutes = after[1] - before[1] if min(before[1], after[1]) >= 0 else 0
    fresh = replace(
        wish,
        at=min(max(0, wish.at + minutes), 24 * 60 - 1),
        once=_later(wish.once, days),
        weekdays=tuple(sorted((day + days) % 7 for day in wish.weekdays)),
    )
    if fresh != wish:
        reminders.chosen.change(db, me, there.id, fresh)


def let_go(db: Connection, me: Person, row: UUID) -> None:
    reminders.chosen.let_go(db, me, [row])


def come_back(db: Connection, me: Person, row: UUID) -> None:
    reminders.chosen.come_back(db, me, [row])


def _later(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat() if day else ""
