"""What somebody asked to be reminded of: kept, changed, put away and back again. It knows when and
whom, and a way in the app to lead to; never why in words."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import replace
from sqlalchemy import Connection, Row, Select, func, select

from app.foundation import clock
from app.foundation.errors import NoRoom
from app.foundation.words import Say, say
from app.people import Person, own, regrets
from app.reminders import choices, schedule
from app.reminders.models import occurrences, reminders
from app.reminders.when import EVERY_DAY, Next
from app.sharing import keeping

MOST = 20
"""Reminders that somebody has at the same time."""
LONGEST = 300
"""Characters in a greeting from oneself."""


@dataclass(frozen=True)
class Kind:
    """`leads`: where a tap goes when the room that asked does not say."""

    code: str
    icon: str
    title: Say
    leads: str = "/"


KINDS: Mapping[str, Kind] = {
    each.code: each
    for each in (
        Kind("day", "sun", say("Dagen")),
        Kind("step", "footprints", say("Et skridt"), "/maal"),
        Kind("appointment", "calendar-check", say("Noget der sker"), "/det-sker"),
        Kind("place", "compass", say("Et sted"), "/steder/gemte"),
        Kind("hello", "mail", say("En hilsen fra dig selv")),
    )
}


class Wish(msgspec.Struct, frozen=True):
    """What is sealed of a reminder. `at` in minutes of the day where its owner lives; `once` is a
    date instead of weekdays; `text` stands inside the app only."""

    kind: str
    path: str
    at: int
    weekdays: tuple[int, ...] = EVERY_DAY
    once: str = ""
    text: str = ""
    rests: bool = False
    """It went with the thing it leads to, and comes back with it; nobody took it away."""

    def next(self, now: int, of: choices.Choices, last: date | None = None) -> Next | None:
        """When it rings next from the minute `now` on. A week of rest is passed over; what is to
        come once comes into the app instead."""
        begins = now if self.once else max(now, of.rest_until)
        return schedule.next_of(self, begins, of, last)


@dataclass(frozen=True, slots=True)
class Reminder:
    """`rings` is the minute in which it rings next; None when it does not."""

    id: UUID
    wish: Wish
    rings: int | None
    about: UUID | None

    @property
    def kind(self) -> Kind:
        return KINDS[self.wish.kind]

    @property
    def path(self) -> str:
        return f"/paamindelser/{self.id}"


def keep(db: Connection, me: Person, row: UUID, wish: Wish, about: UUID | None = None) -> UUID:
    """A new one; the same form twice keeps one. Raises NoRoom."""
    if len(all_of(db, me)) >= MOST and not _there(db, me, row):
        raise NoRoom
    now = clock.minute()
    kept = keeping.keep(db, me, reminders, row, wish, written_minute=now, about=about)
    _plan(db, me, kept, wish)
    return kept


def change(db: Connection, me: Person, row: UUID, wish: Wish) -> UUID:
    own.change(db, me, reminders, row, wish)
    _plan(db, me, row, wish)
    return row


def _plan(db: Connection, me: Person, row: UUID, wish: Wish) -> None:
    """Lay it down; where they had stopped, the others too."""
    stopped = choices.of(db, me).stopped
    of = choices.put(db, me, lambda now: _asked_again(now, me))
    if stopped:
        plan_all(db, me, of)
    else:
        schedule.put(db, me, row, wish, of)


def _asked_again(now: choices.Choices, me: Person) -> choices.Choices:
    """Who chooses a reminder wants them; the first one, chosen on a day marked hard, not today."""
    hard = me.low and me.profile.low_by_day
    hushed = me.today.isoformat() if hard else now.hushed
    return replace(now, zone=me.zone, stopped=False, unopened=0, hushed=hushed)


def find(db: Connection, me: Person, row: UUID) -> Reminder:
    found = own.find(db, me, reminders, row)
    due = select(occurrences.c.due_minute).where(occurrences.c.reminder == row)
    return _opened(me, found, db.execute(due).scalar())


def all_of(db: Connection, me: Person) -> list[Reminder]:
    """Those that ring soonest first; those that do not ring last."""
    rows = db.execute(_mine(me)).all()
    found = [_opened(me, row, row.due_minute) for row in rows]
    return sorted(found, key=lambda each: (each.rings is None, each.rings or 0))


def of_thing(db: Connection, me: Person, about: UUID) -> Reminder | None:
    """The one that leads to this thing, if there is one."""
    there = (reminders.c.about == about, occurrences.c.due_minute.is_not(None))
    row = db.execute(_mine(me).where(*there).limit(1)).first()
    return _opened(me, row, row.due_minute) if row else None


def things(db: Connection, me: Person, abouts: Collection[UUID]) -> frozenset[UUID]:
    """Which of these things somebody is reminded of: none while they have stopped."""
    mine = _mine(me).with_only_columns(reminders.c.about)
    found = mine.where(reminders.c.about.in_(abouts), occurrences.c.due_minute.is_not(None))
    there = frozenset(db.execute(found).scalars()) if abouts else frozenset()
    return there if there and not choices.of(db, me).stopped else frozenset()


def remove(db: Connection, me: Person, row: UUID) -> None:
    schedule.drop(db, me, [row])
    own.remove(db, me, reminders, row)


def bring_back(db: Connection, me: Person, row: UUID) -> None:
    own.bring_back(db, me, reminders, row)
    wish = find(db, me, row).wish
    schedule.put(db, me, row, wish, choices.of(db, me))


def regret(db: Connection, me: Person, row: UUID) -> regrets.Regret:
    return regrets.find(db, me, reminders, row)


def let_go(db: Connection, me: Person, abouts: Collection[UUID]) -> None:
    """These things are done or gone: nobody is reminded of them."""
    mine = _of_things(me, abouts).where(reminders.c.gone_minute.is_(None))
    for row in db.execute(mine).all() if abouts else ():
        schedule.drop(db, me, [row.id])
        own.change(db, me, reminders, row.id, replace(_wish(me, row), rests=True))
        own.remove(db, me, reminders, row.id)


def come_back(db: Connection, me: Person, abouts: Collection[UUID]) -> None:
    """They are here again after all: so are those that went with them within the day."""
    mine = _of_things(me, abouts).where(reminders.c.gone_minute > clock.minute() - own.REGRET)
    for row in db.execute(mine).all() if abouts else ():
        if (wish := _wish(me, row)).rests:
            own.change(db, me, reminders, row.id, fresh := replace(wish, rests=False))
            schedule.put(db, me, row.id, fresh, choices.of(db, me))


def _of_things(me: Person, abouts: Collection[UUID]) -> Select[Any]:
    return select(reminders).where(reminders.c.owner == me.id, reminders.c.about.in_(abouts))


def plan_all(db: Connection, me: Person, of: choices.Choices) -> None:
    """All of mine again, after something was chosen for all of them."""
    for each in db.execute(_mine(me)).all():
        schedule.put(db, me, each.id, _wish(me, each), of)


def count(db: Connection, me: Person) -> int:
    mine = select(func.count()).where(reminders.c.owner == me.id, reminders.c.gone_minute.is_(None))
    return int(db.execute(mine).scalar_one())


def _there(db: Connection, me: Person, row: UUID) -> bool:
    this = select(reminders.c.id).where(reminders.c.id == row, reminders.c.owner == me.id)
    return db.execute(this).first() is not None


def _mine(me: Person) -> Select[Any]:
    return (
        select(reminders, occurrences.c.due_minute)
        .outerjoin(occurrences, occurrences.c.reminder == reminders.c.id)
        .where(reminders.c.owner == me.id, reminders.c.gone_minute.is_(None))
        .order_by(reminders.c.number)
    )


def _wish(me: own.Holder, row: Row[Any]) -> Wish:
    return own.opened(me, reminders, Wish, row)


def _opened(me: own.Holder, row: Row[Any], due: int | None) -> Reminder:
    return Reminder(row.id, _wish(me, row), due, row.about)
