"""What stands in the app of reminders: what did not ring, that they have stopped, and whether there
are any. For the pages of other rooms as well."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from msgspec.structs import replace as changed
from sqlalchemy import Connection

from app.foundation import clock
from app.people import Person
from app.reminders import choices, chosen
from app.reminders.choices import Choices, Waiting
from app.reminders.chosen import Reminder

WEEK = 7


@dataclass(frozen=True)
class Shown:
    """For I dag. `reminded`: there is a reminder already, so nobody is asked whether they want
    one."""

    waiting: tuple[Waiting, ...] = ()
    stopped: bool = False
    reminded: bool = False
    unopened: bool = False


NOTHING = Shown()


def look(db: Connection, me: Person) -> Shown:
    """What I dag says of them."""
    of = choices.of(db, me)
    return Shown(of.waiting, of.stopped, chosen.count(db, me) > 0, of.unopened > 0)


def too_many(of: Choices, reminders: Sequence[Reminder]) -> frozenset[UUID]:
    """Which of these, the soonest first, do not ring but stand in the app: on their date so many
    ring already."""
    over, rings = set(), Counter({of.rung_on: of.rung})
    for each in reminders:
        if each.rings is not None:
            day = clock.on_the_wall(each.rings, of.zone)[0].isoformat()
            rings[day] += 1
            if rings[day] > of.most:
                over.add(each.id)
    return frozenset(over)


def opened(db: Connection, me: Person) -> None:
    """They are here: nothing has gone unopened."""
    if choices.of(db, me).unopened:
        choices.put(db, me, lambda now: changed(now, unopened=0))


def seen(db: Connection, me: Person) -> None:
    """What stood here has been looked at."""
    choices.put(db, me, lambda now: changed(now, waiting=(), unopened=0))


def again(db: Connection, me: Person) -> None:
    """They want them again."""
    of = choices.put(db, me, lambda now: changed(now, stopped=False, unopened=0))
    chosen.plan_all(db, me, of)


def no_more(db: Connection, me: Person) -> None:
    """They stay as they are, stopped, and nobody asks again: what was chosen is put away."""
    for each in chosen.all_of(db, me):
        chosen.remove(db, me, each.id)
    choices.put(db, me, lambda now: changed(now, stopped=False, unopened=0))


def rest(db: Connection, me: Person) -> None:
    """None for a week, from now to the end of the day."""
    last = me.today.toordinal() + WEEK
    ends = clock.after(date.fromordinal(last), me.zone)
    of = choices.put(db, me, lambda now: changed(now, rest_until=ends, unopened=0))
    chosen.plan_all(db, me, of)


def rest_no_more(db: Connection, me: Person) -> None:
    of = choices.put(db, me, lambda now: changed(now, rest_until=0))
    chosen.plan_all(db, me, of)


def choose(db: Connection, me: Person, fresh: dict[str, object]) -> Choices:
    """What holds for all of them; those that stand are laid down anew."""
    of = choices.put(db, me, lambda now: changed(now, zone=me.zone, **fresh))
    chosen.plan_all(db, me, of)
    return of


def moved(db: Connection, me: Person, zone: str) -> None:
    """Their owner lives by another clock from now on: wall times are kept."""
    if choices.there(db, me):
        of = choices.put(db, me, lambda now: changed(now, zone=zone))
        chosen.plan_all(db, me, of)
