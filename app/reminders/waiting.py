"""What waits to ring, for whoever runs the server: counts and ages, no persons. It only reads, so
it may be asked beside a server that runs."""

from datetime import timedelta

from sqlalchemy import Connection, select

from app.foundation import actor, clock
from app.foundation.engines import engine_to_look
from app.reminders import due
from app.reminders.models import tallies

DAYS = 7
LATE = 5
"""Minutes after which what is due should have rung, or somebody should look at the worker."""


def look(url: str) -> list[str]:
    """A few lines in English, for the operator; none when there is no database yet."""
    engine = engine_to_look(url)
    if engine is None:
        return []
    try:
        with actor.by(actor.RINGER), engine.begin() as db:
            return _lines(db)
    finally:
        engine.dispose()


def _lines(db: Connection) -> list[str]:
    now = due.ages(db, int(clock.now().timestamp()))
    slow = (
        "  Is a worker running? Look for «worker_failed» in its log."
        if now.oldest > LATE and now.due > now.again
        else ""
    )
    first = (
        f"{now.due} reminders are due, the oldest for {now.oldest} minutes; {now.again} of them "
        f"are tried again.{slow}"
        if now.due
        else "No reminder waits."
    )
    return [first, *_days(db)]


def _days(db: Connection) -> list[str]:
    since = clock.day_of_counts() - timedelta(days=DAYS)
    rows = db.execute(
        select(tallies).where(tallies.c.date > since).order_by(tallies.c.date, tallies.c.outcome)
    ).all()
    by: dict[str, list[str]] = {}
    for row in rows:
        by.setdefault(row.date.isoformat(), []).append(f"{row.count} {row.outcome}")
    return [f"{day}  reminders: {', '.join(said)}" for day, said in by.items()]
