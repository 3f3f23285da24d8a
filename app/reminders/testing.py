"""A reminder to oneself, now, to see what it looks like; and what is swept of the room."""

from datetime import timedelta

from sqlalchemy import Connection, delete, insert, select

from app.foundation import clock, ids
from app.people import Person
from app.reminders.models import occurrences, tallies
from app.reminders.schedule import DUE

TEST = "test"
KEPT = 30
"""Days for which the counts of a day stand."""


def ring(db: Connection, me: Person) -> None:
    """On all of my phones, at the worker's next turn; tapped twice it is one."""
    mine = (occurrences.c.owner == me.id, occurrences.c.kind == TEST)
    if db.execute(select(occurrences.c.id).where(*mine)).first() is not None:
        return
    now = clock.minute()
    row = {
        "id": ids.new(),
        "owner": me.id,
        "kind": TEST,
        "date": clock.day_of_counts(),
        "due_minute": now,
        "state": DUE,
        "look_at": now * 60,
    }
    db.execute(insert(occurrences).values(**row))


def sweep(db: Connection) -> int:
    """Counts of long ago. They are nobody's."""
    oldest = clock.day_of_counts() - timedelta(days=KEPT)
    return db.execute(delete(tallies).where(tallies.c.date < oldest)).rowcount
