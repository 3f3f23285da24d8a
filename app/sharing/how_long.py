"""How long something may be shared: what can be chosen, and the minute in which it ends."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from app.foundation import clock
from app.foundation.words import Say, say
from app.people import Person
from app.sharing.kinds import GUIDE, ITEM, RELATIVE


@dataclass(frozen=True)
class Length:
    """How long: `months` from today, 0 for today only."""

    code: str
    word: Say
    months: int


CHOSEN = (
    Length("i-dag", say("Kun i dag"), 0),
    Length("1", say("En måned"), 1),
    Length("3", say("Tre måneder"), 3),
    Length("6", say("Seks måneder"), 6),
    Length("12", say("Et år"), 12),
)


ITS_OWN = Length("til", say("Til den er forbi"), 0)
ONE_DAY = Length("doegn", say("I 24 timer"), 0)
"""From the tap on: for what was made ready beforehand, and for single things only."""


UNTIL, FARTHEST = ITS_OWN.code, 400 * 24 * 60
"""A single thing may end at a minute of its own, as an agreement does after its day; and how many
minutes ahead that is at most."""


def lengths(role: str, scope: str) -> Mapping[str, Length]:
    """What may be chosen. Nothing is endless; a kind that opens to a relative in a day cannot end
    today."""
    longest = 12 if role == GUIDE else 3
    waits = role == RELATIVE and scope != ITEM
    return {
        each.code: each
        for each in CHOSEN
        if each.months <= longest and not (waits and each.months == 0)
    }


def last_day(me: Person, length: Length) -> date:
    """The last day it holds: the same day of the month, or the last one the month has."""
    if length.months == 0:
        return me.today
    year, month = divmod(me.today.month - 1 + length.months, 12)
    first = date(me.today.year + year, month + 1, 1)
    following = (first + timedelta(days=32)).replace(day=1)
    return min(first + timedelta(days=me.today.day - 1), following - timedelta(days=1))


def asked(role: str, scope: str, code: str, until: int = 0) -> Length | None:
    """The length that was chosen; None for one that may not be."""
    if scope == ITEM and code == ONE_DAY.code:
        return ONE_DAY
    if scope == ITEM and code == UNTIL:
        return ITS_OWN if 0 < until - clock.minute() <= FARTHEST else None
    return lengths(role, scope).get(code)


def end(me: Person, length: Length, start: int, until: int = 0) -> int:
    """The first minute in which it does not hold any more."""
    if length is ITS_OWN:
        return until
    return start + 24 * 60 if length is ONE_DAY else clock.after(last_day(me, length), me.zone)
