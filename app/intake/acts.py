"""Acts that touch more than one room, each whole in one transaction."""

from datetime import date
from uuid import UUID

from sqlalchemy import Connection

from app import days, goals, good_things, hard_days, hopes, reminders
from app.days import Mark
from app.people import Person


def mark_day(db: Connection, me: Person, day: date, mark: Mark) -> None:
    """Mark a day. A hard day that is today brings low energy until the morning; another kind takes
    that away again."""
    days.marks.put(db, me, day, mark)
    _follow(db, me, day)


def undo_day(db: Connection, me: Person, day: date, seen: str = "") -> None:
    """Put a day back as it was before the tap that the form showed; the same form twice goes back
    once."""
    if days.marks.stands(db, me, day, seen):
        days.marks.undo(db, me, day)
        _follow(db, me, day)


def clear_day(db: Connection, me: Person, day: date, seen: str = "") -> None:
    """Take the mark away that the form showed; one that was chosen since stays."""
    if days.marks.stands(db, me, day, seen):
        days.marks.take_away(db, me, day)
        _follow(db, me, day)


def _follow(db: Connection, me: Person, day: date) -> None:
    """Low energy follows today's mark, and only the low energy that came with it."""
    if day != me.today:
        return
    mark = days.marks.on(db, me, day)
    if mark is not None and mark.kind == "hard":
        hard_days.low_energy.begin(db, me, by_day=True)
        reminders.hushing.begin(db, me, day)
    else:
        hard_days.low_energy.end_with_day(db, me)
        reminders.hushing.end(db, me, day)


def goal_from_hope(db: Connection, me: Person, hope: UUID, row: UUID, text: str) -> UUID:
    """A goal that grows from a hope. The hope stays as it is; it is not used up. Of one kept to
    oneself the goal is kept so too."""
    hopes.kept.find(db, me, hope)
    return goals.kept.keep(db, me, row, goals.kept.Words(text), hope, of=(hope,))


def good_thing_from_step(db: Connection, me: Person, step: UUID, row: UUID) -> UUID:
    """What was done becomes a kept moment, in the same words; who may not see those does not see
    them here. Returns the goal."""
    done = goals.small_steps.find(db, me, step)
    good_things.kept.keep(db, me, row, good_things.kept.Words(done.text), of=(step, done.goal))
    return done.goal
