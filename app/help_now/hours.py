"""Opening hours as data: whether a line answers now, and when it opens. Days and times are those of
Denmark.

What the data do not say is never guessed: an hour nobody confirmed is neither open nor closed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.foundation import clock, holidays

ZONE = ZoneInfo(clock.HOME_ZONE)
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
GROUPS = {
    "weekdays": frozenset(WEEK[:5]),
    "weekend": frozenset(WEEK[5:]),
    "holidays": frozenset({"holidays"}),
    "daily": frozenset({*WEEK, "holidays", "daily"}),
}
MIDNIGHT = 24 * 60
AHEAD = 7
"""Days in which an opening is looked for; a weekday's name says no more."""
TIMES = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)")


@dataclass(frozen=True, slots=True)
class Rule:
    """On these days from `begins` to `ends`, in minutes after midnight. An `ends` not after
    `begins` is the next morning."""

    days: tuple[str, ...]
    covers: frozenset[str]
    begins: int
    ends: int
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Hours:
    """Without rules it is always open."""

    rules: tuple[Rule, ...] = ()

    @property
    def always(self) -> bool:
        return not self.rules


@dataclass(frozen=True, slots=True)
class Standing:
    """`open` is None where nobody knows. `opens` is when a closed line opens, in Danish time, where
    that is known."""

    open: bool | None
    opens: datetime | None = None


def parsed(given: object) -> Hours | None:
    """`open` of a line: "always", a list of rules, or nothing where it is not confirmed. Raises
    ValueError with the reason."""
    if given is None:
        return None
    if given == "always":
        return Hours()
    if not isinstance(given, list) or not given or not all(isinstance(each, str) for each in given):
        raise ValueError(
            'open is "always" or a list like ["weekdays 09:00-15:00", "holidays closed"]'
        )
    rules = tuple(_rule(each) for each in given)
    if all(rule.closed for rule in rules):
        raise ValueError("open says only when it is closed")
    return Hours(rules)


def standing(hours: Hours | None, at: datetime) -> Standing:
    """Whether it is open at a moment (aware)."""
    if hours is None or hours.always:
        return Standing(None if hours is None else True)
    today = at.astimezone(ZONE).date()
    spans = _joined(hours, today)
    if any(begins <= at < ends for begins, ends in spans):
        return Standing(True)
    if not _known(hours, today):
        return Standing(None)
    return Standing(False, _next(hours, today, [begins for begins, _ in spans if begins > at]))


def _next(hours: Hours, today: date, openings: list[datetime]) -> datetime | None:
    """The first opening, unless a day comes before of which nobody knows."""
    if not openings:
        return None
    opens = openings[0].astimezone(ZONE)
    between = [today + timedelta(days=n) for n in range((opens.date() - today).days)]
    return opens if all(_known(hours, day) for day in between) else None


def _joined(hours: Hours, today: date) -> list[tuple[datetime, datetime]]:
    """From yesterday on, as moments; what goes on over midnight is one."""
    found: list[tuple[datetime, datetime]] = []
    for begins, ends in sorted(
        span for n in range(-1, AHEAD) for span in _on(hours, today + timedelta(days=n))
    ):
        if found and begins <= found[-1][1]:
            begins, ends = found[-1][0], max(found.pop()[1], ends)
        found.append((begins, ends))
    return found


def _on(hours: Hours, day: date) -> Iterator[tuple[datetime, datetime]]:
    """What begins on a day. On a holiday only what is said of holidays counts."""
    name = (
        "holidays"
        if holidays.is_one(day)
        else "daily"
        if holidays.is_half(day)
        else WEEK[day.weekday()]
    )
    for rule in hours.rules:
        if name in rule.covers and not rule.closed:
            later = MIDNIGHT if rule.ends <= rule.begins else 0
            yield min(_moments(day, rule.begins)), max(_moments(day, rule.ends + later))


def _known(hours: Hours, day: date) -> bool:
    """Whether the hours say anything of the day."""
    name = "holidays" if holidays.is_one(day) else "daily" if holidays.is_half(day) else ""
    return not name or any(name in rule.covers for rule in hours.rules)


def _moments(day: date, minutes: int) -> tuple[datetime, datetime]:
    """A time by the clock on the wall, both ways it may be read on the nights when the clocks
    change."""
    wall = datetime.combine(day, time()) + timedelta(minutes=minutes)
    first, second = (wall.replace(tzinfo=ZONE, fold=fold).astimezone(UTC) for fold in (0, 1))
    return first, second


def _rule(text: str) -> Rule:
    days, _, times = text.partition(" ")
    names = tuple(days.split(","))
    covers = frozenset[str]().union(*(_covered(name) for name in names))
    if times == "closed":
        return Rule(names, covers, 0, 0, closed=True)
    found = TIMES.fullmatch(times)
    if found is None:
        raise ValueError(f"«{text}»: after the days comes a time like 09:00-15:00, or closed")
    begins, ends = (int(found[n]) * 60 + int(found[n + 1]) for n in (1, 3))
    if ends > MIDNIGHT or begins == ends:
        raise ValueError(f"«{text}»: all day is 00:00-24:00")
    return Rule(names, covers, begins, ends)


def _covered(name: str) -> frozenset[str]:
    """The days that a word of a rule stands for."""
    if name in GROUPS:
        return GROUPS[name]
    first, _, last = name.partition("-")
    last = last or first
    if first in WEEK and last in WEEK and WEEK.index(first) <= WEEK.index(last):
        return frozenset(WEEK[WEEK.index(first) : WEEK.index(last) + 1])
    raise ValueError(
        f"«{name}» is no day: use mon to sun, mon-fri, weekdays, weekend, holidays or daily"
    )
