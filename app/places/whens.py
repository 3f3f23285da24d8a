"""The days on which something happens, by the calendar on the wall: no hour of a night in which the
clock changes moves them.

An interval belongs to the day on which it begins, also when it ends the next morning.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import count, takewhile

from app.foundation import clock
from app.foundation.holidays import is_one
from app.places.listing import When

WEEK, MONTH, ONCE = "week", "month", "once"
EVERY = (ONCE, WEEK, MONTH)
DAY = 24 * 60
LAST = -1
AHEAD = 400
"""Days in which the next time is looked for."""
MONTHS = 12


def days(when: When, first: date, last: date) -> Iterator[date]:
    """Those from `first` to `last` on which it begins."""
    until = min(last, when.until or last)
    for day in takewhile(lambda day: day <= until, _all(when, first)):
        if day >= first and day not in when.off and not (when.holidays is False and is_one(day)):
            yield day


def _all(when: When, first: date) -> Iterator[date]:
    """Every day of the rule, from the last one before `first` on."""
    if when.every == WEEK:
        return _weekly(when, first)
    return _monthly(when, first) if when.every == MONTH else iter((when.start,))


def _weekly(when: When, first: date) -> Iterator[date]:
    step = 7 * when.step
    gone = max(0, (first - when.start).days) // step
    return (when.start + timedelta(days=step * n) for n in count(gone))


def _monthly(when: When, first: date) -> Iterator[date]:
    """A month that has no such day is passed over."""
    begins = when.start.year * MONTHS + when.start.month - 1
    months = first.year * MONTHS + first.month - 1 - begins
    for n in count(max(0, months) // when.step * when.step, when.step):
        found = _nth(*divmod(begins + n, MONTHS), when.start.weekday(), when.nth)
        if found is not None and found >= when.start:
            yield found


def _nth(year: int, month: int, weekday: int, nth: int) -> date | None:
    """The `nth` such weekday of a month (0 is January), -1 the last one."""
    begins = date(year, month + 1, 1)
    found = begins + timedelta(days=(weekday - begins.weekday()) % 7)
    if nth == LAST:
        fifth = found + timedelta(days=28)
        return fifth if fifth.month == begins.month else fifth - timedelta(days=7)
    found += timedelta(days=7 * (nth - 1))
    return found if found.month == begins.month else None


def next_day(when: When, today: date, minute: int) -> date | None:
    """The first day on which it begins after now, or goes on still."""
    since = today - timedelta(days=1) if over_midnight(when) else today
    for day in days(when, since, today + timedelta(days=AHEAD)):
        if not _over(when, day, today, minute):
            return day
    return None


def over_midnight(when: When) -> bool:
    return when.ends is not None and when.ends <= when.begins


def _over(when: When, day: date, today: date, minute: int) -> bool:
    ends = when.begins if when.ends is None else when.ends
    last = day + timedelta(days=over_midnight(when))
    return (last, ends) <= (today, minute)


def next_of(whens: tuple[When, ...], at: datetime | None = None) -> tuple[date, When] | None:
    """What comes first of several, by the clock in Denmark."""
    return next_after(whens, *clock.on_the_wall(at or clock.now(), clock.HOME_ZONE))


@lru_cache(maxsize=2048)
def next_after(whens: tuple[When, ...], today: date, minute: int) -> tuple[date, When] | None:
    """The same for whoever has looked at the clock. Much happens at the same times."""
    found = [(day, when) for when in whens if (day := next_day(when, today, minute))]
    return min(found, key=lambda each: (each[0], each[1].begins)) if found else None


def unsure(when: When, day: date) -> bool:
    """On a public holiday nobody knows whether it happens, unless somebody said."""
    return when.holidays is None and when.every != ONCE and is_one(day)
