"""What I dag shows: the day's mark and, depending on it, one or two small things. Never more."""

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection

from app import appointments, days, goals, good_things, hard_days, journal, reminders, sharing
from app.days import Mark
from app.foundation import clock
from app.foundation.words import Say
from app.goals import Step
from app.hard_days import Asking
from app.people import Person

HELPED_SHOWN = 3
LOOKED_BACK = 60
"""Entries looked through for what has helped before."""


@dataclass(frozen=True)
class Today:
    """`step` only after a good day; `helped`, `good_thing`, `hoped` and `tells` only after a hard
    one; `seen` when somebody has looked since."""

    mark: Mark | None
    step: Step | None = None
    helped: tuple[str, ...] = ()
    good_thing: bool = False
    hoped: tuple[Asking, ...] = ()
    """Words somebody wrote for a day like this; opened only by a tap."""
    tells: bool = False
    """There is somebody who can be told a word in one tap."""
    told: bool = False
    """A word stands there now: then the page does not say that nobody was told anything."""
    seen: Say | None = None
    seen_day: date | None = None
    seen_line: int = 0
    """Its number in the log: what «Det har jeg set» quiets, and nothing after it."""
    next: appointments.Appointment | None = None
    """What happens next, when that is soon."""
    reminded: reminders.showing.Shown = reminders.showing.NOTHING
    """What stands here of reminders: that something did not ring, or that they have stopped."""


def look(db: Connection, me: Person) -> Today:
    soon = appointments.kept.soonest(db, me)
    today = replace(_today(db, me), next=soon, reminded=reminders.showing.look(db, me))
    line = sharing.log.newest_look(db, me.box, me.profile.log_read)
    if line is None:
        return today
    day = clock.day_of(line.minute, me.zone)
    return replace(today, seen=sharing.sentence(line.event), seen_day=day, seen_line=line.number)


def _today(db: Connection, me: Person) -> Today:
    mark = days.marks.on(db, me, me.today)
    if me.low:
        return _hard(db, me, mark)
    if mark and mark.kind == "good":
        return Today(mark, step=goals.small_steps.next_one(db, me))
    return Today(mark)


def _hard(db: Connection, me: Person, mark: Mark | None) -> Today:
    recent = journal.entries.timeline(db, me, size=LOOKED_BACK).entries
    helped = journal.entries.helped_before(recent, HELPED_SHOWN)
    hoped = hard_days.askings.hoped(db, me, HELPED_SHOWN)
    return Today(
        mark,
        helped=tuple(helped),
        good_thing=good_things.kept.any_there(db, me),
        hoped=tuple(hoped),
        tells=bool(me.profile.tells) and bool(hard_days.day_words.chosen(db, me)),
        told=hard_days.day_words.today(db, me) is not None,
    )
