"""Low energy: fewer things to look at. Chosen by the citizen, never inferred, and over when they or
the morning say so."""

from sqlalchemy import Connection

from app.foundation import clock
from app.people import FOR_EVER, Person, people


def begin(db: Connection, me: Person, *, lasting: bool = False, by_day: bool = False) -> None:
    """Until the next 04:00 where the citizen lives, or, when `lasting`, until they say so
    themselves.

    `by_day` says that a hard day brought it; what the citizen had chosen before that stays theirs.
    """
    if by_day and people.stored(db, me).low:
        return
    until = FOR_EVER if lasting else clock.minute(clock.next_morning(me.zone))
    people.change(db, me, low_until=until, low_by_day=by_day)


def end(db: Connection, me: Person) -> None:
    people.change(db, me, low_until=None, low_by_day=False)


def end_with_day(db: Connection, me: Person) -> None:
    """Take away the low energy that came with the day; what was chosen stays."""
    if people.stored(db, me).low_by_day:
        end(db, me)
