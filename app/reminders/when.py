"""When something rings: by the clock on the wall where somebody lives, once a local date, and never
in their quiet hours."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.foundation import clock

EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)
"""Monday is 0."""
DAY = 24 * 60
LATE = 120
"""Minutes after which it is missed and not sent: who is reminded at eleven of what was to be at
seven is not helped."""
LASTS = 240
"""Minutes for which a service keeps it for a phone that sleeps, unless it is quiet sooner."""


@dataclass(frozen=True, slots=True)
class Quiet:
    """From and until, in minutes of the day; equal is never. May go over midnight."""

    start: int
    end: int

    def holds(self, minute: int) -> bool:
        if self.start <= self.end:
            return self.start <= minute < self.end
        return minute >= self.start or minute < self.end


@dataclass(frozen=True, slots=True)
class Next:
    """`date` is the local date it was asked for; `minute` when it rings, which may be later where
    it is quiet."""

    date: date
    minute: int


def minute_of(day: date, at: int, zone: str) -> int:
    """The minute in which a clock on the wall shows `at` on a date."""
    return clock.minute(clock.moment(day, at, zone))


def is_quiet(at: datetime | int, zone: str, quiet: Quiet) -> bool:
    return quiet.holds(clock.on_the_wall(at, zone)[1])


def on(day: date, at: int, zone: str, quiet: Quiet) -> int:
    """When what was asked for on a date rings: then, or when it is quiet no more."""
    rings = minute_of(day, at, zone)
    if not is_quiet(rings, zone, quiet):
        return rings
    here = clock.on_the_wall(rings, zone)[0]
    ends = minute_of(here, quiet.end, zone)
    return ends if ends >= rings else minute_of(here + timedelta(days=1), quiet.end, zone)


def after(
    now: int,
    at: int,
    weekdays: Collection[int],
    zone: str,
    quiet: Quiet,
    last: date | None = None,
) -> Next | None:
    """The first time from `now` (a minute) on, later than the date `last`; None when no weekday was
    chosen. Looked for on eight dates and no further."""
    today = clock.on_the_wall(now, zone)[0]
    first = today - timedelta(days=1)  # yesterday's may still wait for the quiet to end
    if last is not None:
        first = max(first, last + timedelta(days=1))
    for day in (first + timedelta(days=n) for n in range(9)):
        if day.weekday() in weekdays and (rings := on(day, at, zone, quiet)) >= now:
            return Next(day, rings)
    return None


def seconds_left(due: int, now: int, zone: str, quiet: Quiet) -> int:
    """How long a service may keep it: some hours, and not into the quiet hours; a minute at
    least."""
    if is_quiet(now, zone, quiet):
        return 60
    begins = now + (quiet.start - clock.on_the_wall(now, zone)[1]) % DAY
    never = quiet.start == quiet.end
    return max(60, (min(due + LASTS, due + LASTS if never else begins) - now) * 60)
