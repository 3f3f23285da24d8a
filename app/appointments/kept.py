"""Appointments: what happens, when, where and with whom, as far as it is known. What was changed
says when and why."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import replace
from sqlalchemy import ColumnElement, Connection, Row, Select, or_, select

from app.appointments import reminding
from app.appointments.limits import leaves_room
from app.appointments.models import appointments
from app.foundation import clock, ids
from app.foundation.errors import NotFound
from app.foundation.words import Say, say
from app.people import Person, one_at_a_time, own, regrets
from app.sharing import apart, keeping

OFTEN = {
    "gang": say("Én gang"),
    "uge": say("Hver uge"),
    "anden": say("Hver anden uge"),
    "fjerde": say("Hver fjerde uge"),
}
STEPS = {"uge": 7, "anden": 14, "fjerde": 28}
"""Days from one time to the next."""
TOLD = {
    "day": say("Dagen"),
    "at": say("Klokken"),
    "often": say("Hvor tit"),
    "where": say("Stedet"),
    "who": say("Hvem"),
    "off": say("Aflyst den gang"),
}
"""What is told of a change."""
AS_IT_WAS: dict[str, Callable[[str], Any]] = {
    "day": clock.read_day,
    "off": clock.read_day,
    "at": int,
    "often": lambda code: OFTEN[code],
}
KEPT_CHANGES = 20
SOON = 7
"""Days within which the next one stands on I dag; on a hard day only today's and tomorrow's."""
NOT_KNOWN = -1


class Change(msgspec.Struct, frozen=True):
    """On which day it was written, what stood there before, and why, in the writer's words."""

    day: str
    was: dict[str, str]
    why: str = ""


class Words(msgspec.Struct, frozen=True):
    """What is sealed. An empty day, a time of -1 and any empty text say «det ved vi ikke endnu».
    `at` is the minute by the clock on the wall; `off` are the times that were called off."""

    what: str
    day: str = ""
    at: int = NOT_KNOWN
    often: str = "gang"
    who: str = ""
    role: str = ""
    known: bool = False
    where: str = ""
    why: str = ""
    lasts: str = ""
    bring: str = ""
    off: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Appointment:
    """`next` is the next day on which it happens; None when nobody knows it, or it is over."""

    id: UUID
    number: int
    words: Words
    next: date | None

    @property
    def path(self) -> str:
        return f"/det-sker/{self.id}"

    @property
    def day(self) -> date | None:
        """The first one."""
        return clock.read_day(self.words.day)

    @property
    def often(self) -> Say | None:
        return OFTEN[self.words.often] if self.words.often in STEPS else None

    @property
    def over(self) -> bool:
        return self.next is None and bool(self.words.day)

    @property
    def changes(self) -> Iterator[tuple[date, list[tuple[str, Any]], str]]:
        """The newest first: on which day, what stood there before, and why."""
        for each in reversed(self.words.changes):
            was = [(name, AS_IT_WAS.get(name, str)(old)) for name, old in each.was.items()]
            yield date.fromisoformat(each.day), was, each.why

    @property
    def order(self) -> tuple[Any, ...]:
        """The soonest first; what nobody knows the day or the time of comes last."""
        at = self.words.at if self.words.at != NOT_KNOWN else 24 * 60
        return (self.next is None, self.next or date.max, at, self.number)


def next_day(words: Words, today: date) -> date | None:
    if (first := clock.read_day(words.day)) is None:
        return None
    step = STEPS.get(words.often)
    if step is None:
        return first if first >= today and words.day not in words.off else None
    day = max(first, first + timedelta(days=-(-(today - first).days // step) * step))
    while day.isoformat() in words.off:
        day += timedelta(days=step)
    return day


def last_day(words: Words) -> date | None:
    return clock.read_day(words.day) if words.often == "gang" else None


def bare(words: Words) -> Words:
    """What a form shows of it."""
    return replace(words, off=(), changes=())


def keep(db: Connection, me: Person, row: UUID, words: Words, *, of: Iterable[UUID] = ()) -> UUID:
    if _comes(me, words):
        leaves_room(db, me, appointments, row, _to_come(me))
    plain: dict[str, Any] = {"written_minute": clock.minute(), "last_day": last_day(words)}
    return keeping.keep(db, me, appointments, row, words, of=of, **plain)


def change(
    db: Connection, me: Person, row: UUID, words: Words, seen: str = "", why: str = ""
) -> None:
    """What stood there is told with the change, and a reminder of it goes along. When it was
    changed elsewhere since the form was shown, both stand there."""
    one_at_a_time(db, me.id)
    there = _words(me, own.find(db, me, appointments, row, gone=True))
    if seen and own.mark(bare(there)) not in (seen, own.mark(words)):
        keep(db, me, ids.new(), words, of=(row,))
        return
    _put(db, me, row, there, words, why)


def call_off(db: Connection, me: Person, row: UUID, day: str) -> None:
    """Not that time; the others stay. Raises NotFound for a day on which it does not happen."""
    one_at_a_time(db, me.id)
    there = _words(me, own.find(db, me, appointments, row))
    asked = clock.read_day(day)
    if day in there.off:
        return
    if asked is None or next_day(replace(there, off=()), asked) != asked:
        raise NotFound
    _keep_change(db, me, row, replace(there, off=(*there.off, day)), {"off": day}, "")


def _put(db: Connection, me: Person, row: UUID, there: Words, words: Words, why: str) -> None:
    was = {
        name: str(old)
        for name in ("day", "at", "often", "where", "who")
        if (old := getattr(there, name)) != getattr(words, name)
    }
    same_times = (there.day, there.often) == (words.day, words.often)
    fresh = replace(words, off=there.off if same_times else (), changes=there.changes)
    _keep_change(db, me, row, fresh, was, why)
    reminding.goes_along(db, me, row, (there.day, there.at), (words.day, words.at))


def _keep_change(
    db: Connection, me: Person, row: UUID, words: Words, was: dict[str, str], why: str
) -> None:
    if was:
        told = Change(today(me).isoformat(), was, why)
        words = replace(words, changes=(*words.changes, told)[-KEPT_CHANGES:])
    if _comes(me, words):
        leaves_room(db, me, appointments, row, _to_come(me))
    own.change(db, me, appointments, row, words, last_day=last_day(words))


def to_come(db: Connection, me: Person) -> list[Appointment]:
    """What happens from today on, the soonest first, and what nobody knows the day of last."""
    found = [opened(me, row, today(me)) for row in db.execute(_mine(me).where(_to_come(me)))]
    return sorted((each for each in found if not each.over), key=lambda each: each.order)


def over(db: Connection, me: Person, start: str = "") -> own.Some[Appointment]:
    """What has been, the newest first."""
    been = _mine(me).where(appointments.c.last_day < today(me))
    newest = been.order_by(appointments.c.last_day.desc(), appointments.c.number.desc())
    return own.some(db, newest, lambda row: opened(me, row, today(me)), start)


def soonest(db: Connection, me: Person) -> Appointment | None:
    """The one that stands on I dag."""
    within = timedelta(days=1 if me.low else SOON)
    found = to_come(db, me)[:1]
    return next((each for each in found if each.next and each.next <= today(me) + within), None)


def find(db: Connection, me: Person, row: UUID) -> Appointment:
    return opened(me, own.find(db, me, appointments, row), today(me))


def remove(db: Connection, me: Person, row: UUID) -> None:
    """What somebody was to be reminded of goes along."""
    apart.put_away(db, me, appointments, row)
    reminding.let_go(db, me, row)


def bring_back(db: Connection, me: Person, row: UUID) -> None:
    own.bring_back(db, me, appointments, row)
    reminding.come_back(db, me, row)


def regret(db: Connection, me: Person, row: UUID) -> regrets.Regret:
    return regrets.find(db, me, appointments, row)


def today(me: Person) -> date:
    """By the calendar on the wall: what is at ten tomorrow is not today's, also after midnight."""
    return clock.on_the_wall(clock.now(), me.zone)[0]


def opened(me: own.Holder, row: Row[Any], day: date) -> Appointment:
    words = _words(me, row)
    return Appointment(row.id, row.number, words, next_day(words, day))


def _to_come(me: Person) -> ColumnElement[bool]:
    return or_(appointments.c.last_day.is_(None), appointments.c.last_day >= today(me))


def _comes(me: Person, words: Words) -> bool:
    last = last_day(words)
    return last is None or last >= today(me)


def _words(me: own.Holder, row: Row[Any]) -> Words:
    return own.opened(me, appointments, Words, row)


def _mine(me: Person) -> Select[Any]:
    return select(appointments).where(
        appointments.c.owner == me.id, appointments.c.gone_minute.is_(None)
    )
