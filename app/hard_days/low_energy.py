"""Low energy: fewer things to look at. Chosen by the citizen, never inferred, and over when they or the morning say so."""

from sqlalchemy import Connection

from app.foundation import clock
from app.identity import FOR_EVER, Person, people


def begin(db: Connection, me: Person, *, lasting: bool = False) -> None:
    """Until the next 04:00 where the citizen lives, or, when `lasting`, until they say so themselves."""
    until = FOR_EVER if lasting else max(clock.minute(clock.next_morning(me.zone)), me.profile.low_until or 0)
    me.profile = people.change(db, me, low_until=until)


def end(db: Connection, me: Person) -> None:
    me.profile = people.change(db, me, low_until=None)


def end_of_day(db: Connection, me: Person) -> None:
    """Takes away the low energy that came with the day; what was chosen to last stays."""
    if me.profile.low_until != FOR_EVER:
        end(db, me)
