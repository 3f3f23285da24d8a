"""Acts that touch more than one room, each whole in one transaction."""

from datetime import date
from uuid import UUID

from sqlalchemy import Connection

from app import days, goals, good_things, hard_days, hopes
from app.days import Mark
from app.identity import Person


def mark_day(db: Connection, me: Person, day: date, mark: Mark) -> Mark | None:
    """Mark a day. A hard day that is today brings low energy until the morning; another kind takes it away again."""
    before = days.marks.put(db, me, day, mark)
    if day == me.today and mark.kind == "hard":
        hard_days.low_energy.begin(db, me)
    elif day == me.today and before and before.kind == "hard":
        hard_days.low_energy.end_of_day(db, me)
    return before


def undo_day(db: Connection, me: Person, day: date, before: Mark | None) -> None:
    """Put a day back as it was; low energy that came with a hard day goes with it."""
    now = days.marks.on(db, me, day)
    days.marks.put_back(db, me, day, before)
    if day == me.today and now and now.kind == "hard" and not (before and before.kind == "hard"):
        hard_days.low_energy.end_of_day(db, me)


def goal_from_hope(db: Connection, me: Person, hope: UUID, row: UUID, text: str) -> UUID:
    """A goal that grows from a hope. The hope stays as it is; it is not used up."""
    hopes.kept.find(db, me, hope)
    return goals.kept.keep(db, me, row, goals.kept.Words(text), hope)


def good_thing_from_step(db: Connection, me: Person, step: UUID, row: UUID) -> UUID:
    """What was done becomes a kept moment, in the same words. Returns the step's goal."""
    done = goals.small_steps.find(db, me, step)
    good_things.kept.keep(db, me, row, good_things.kept.Words(done.text))
    return done.goal
