"""The next time of each reminder, laid down for the worker to find."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import Connection, delete

from app.foundation import clock, dialects, ids
from app.people import Person
from app.reminders import when
from app.reminders.choices import Choices
from app.reminders.models import occurrences
from app.reminders.when import Next

if TYPE_CHECKING:
    from app.reminders.chosen import Wish

REMINDER = "reminder"
DUE, CLAIMED, AGAIN = "due", "claimed", "again"
"""What a row says of itself: it waits for its time, a worker has it, it is tried again."""


def next_of(wish: "Wish", now: int, of: Choices, last: date | None) -> Next | None:
    """Its next time from the minute `now` on, after the date `last`."""
    if not wish.once:
        return when.after(now, wish.at, wish.weekdays, of.zone, of.quietly, last)
    day = date.fromisoformat(wish.once)
    rings = when.on(day, wish.at, of.zone, of.quietly)
    return Next(day, rings) if rings >= now and (last is None or day > last) else None


def last_of(row: UUID, of: Choices) -> date | None:
    """The date of this reminder that is over."""
    found = of.last.get(row.hex)
    return date.fromisoformat(found) if found else None


def put(db: Connection, me: Person, row: UUID, wish: "Wish", of: Choices) -> Next | None:
    """Lay down when it rings next, in place of what was laid down before; a worker that has just
    taken that finds that it is not its any more. Nothing while they have stopped."""
    now = clock.minute()
    found = None if of.stopped else wish.next(now, of, last_of(row, of))
    if found is None:
        drop(db, me, [row])
        return None
    values = {
        "date": found.date,
        "due_minute": found.minute,
        "state": DUE,
        "look_at": found.minute * 60,
        "leased_by": None,
        "tries": 0,
    }
    insert = dialects.insert(db, occurrences).values(
        id=ids.new(), owner=me.id, reminder=row, kind=REMINDER, **values
    )
    db.execute(insert.on_conflict_do_update(index_elements=["reminder"], set_=values))
    return found


def at_once(db: Connection, owner: UUID, kind: str, bond: UUID | None = None) -> None:
    """Something that rings now and once, at the worker's next turn; on a bond once until then."""
    now = clock.minute()
    insert = dialects.insert(db, occurrences).values(
        id=ids.new(),
        owner=owner,
        bond=bond,
        kind=kind,
        date=clock.day_of_counts(),
        due_minute=now,
        state=DUE,
        look_at=now * 60,
    )
    db.execute(insert.on_conflict_do_nothing())


def drop(db: Connection, me: Person, rows: Collection[UUID]) -> None:
    db.execute(
        delete(occurrences).where(
            occurrences.c.owner == me.id, occurrences.c.reminder.in_(list(rows))
        )
    )


def kept_dates(of: Choices, today: date) -> dict[str, str]:
    """Which dates are over, of the last days only: what is older can ring no more."""
    oldest = (today - timedelta(days=9)).isoformat()
    return {row: day for row, day in of.last.items() if day >= oldest}
