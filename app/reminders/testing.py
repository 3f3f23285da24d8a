"""A reminder to oneself, now, to see what it looks like; and what is swept of the room."""

from datetime import timedelta

from sqlalchemy import Connection, delete, select

from app.foundation import clock
from app.people import Person
from app.reminders import schedule
from app.reminders.models import occurrences, tallies

TEST = "test"
KEPT = 30
"""Days for which the counts of a day stand."""


def ring(db: Connection, me: Person) -> None:
    """On all of my phones, at the worker's next turn; tapped twice it is one."""
    if not waits(db, me):
        schedule.at_once(db, me.id, TEST)


def waits(db: Connection, me: Person) -> bool:
    """Whether one is on its way."""
    mine = (occurrences.c.owner == me.id, occurrences.c.kind == TEST)
    return db.execute(select(occurrences.c.id).where(*mine)).first() is not None


def sweep(db: Connection) -> int:
    """Counts of long ago. They are nobody's."""
    oldest = clock.day_of_counts() - timedelta(days=KEPT)
    return db.execute(delete(tallies).where(tallies.c.date < oldest)).rowcount
