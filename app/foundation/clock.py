"""Time. One clock for the whole house, so that a test can hold it still.

A citizen's day begins at 04:00 where they live: what is marked at 01:30 belongs to the evening
before. Every date that somebody is shown or promised comes from here, with their zone: a stored
minute has no day of its own.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

DAY_BEGINS = time(4)
HOME_ZONE = "Europe/Copenhagen"

_held: datetime | None = None


def now() -> datetime:
    """The moment, in UTC."""
    return _held or datetime.now(UTC)


@contextmanager
def held(at: datetime) -> Iterator[None]:
    """Hold the clock at `at` (aware) for the length of a test or a rehearsal."""
    global _held
    before, _held = _held, at.astimezone(UTC)
    try:
        yield
    finally:
        _held = before


def minute(at: datetime | None = None) -> int:
    """Whole minutes since 1970, UTC. Stored times carry no seconds, so they tell less about a
    person."""
    return int((at or now()).timestamp()) // 60


def from_minute(stored: int) -> datetime:
    return datetime.fromtimestamp(stored * 60, UTC)


def today(zone: str) -> date:
    """The citizen's local date, counted from 04:00."""
    return day_of(now(), zone)


def here(at: datetime | int, zone: str) -> datetime:
    """A moment, or a stored minute, as the clock on the wall shows it where the citizen lives."""
    return (from_minute(at) if isinstance(at, int) else at).astimezone(ZoneInfo(zone))


def comes(day: date | None, zone: str, most: int) -> bool:
    """Whether it is today or one of the `most` days after, by the clock on the wall there."""
    today, _ = on_the_wall(now(), zone)
    return day is not None and 0 <= (day - today).days <= most


def on_the_wall(at: datetime | int, zone: str) -> tuple[date, int]:
    """The calendar's date and the minute of the day, as the clock on the wall shows them where the
    citizen lives: for what is asked for by the clock, and not for whose day it is."""
    wall = here(at, zone)
    return wall.date(), wall.hour * 60 + wall.minute


def moment(day: date, at: int, zone: str) -> datetime:
    """When a clock on the wall there shows `at` (minutes of the day) on a date. What a spring night
    leaves out is an hour later, and of two in an autumn night it is the first (PEP 495, fold=0)."""
    return datetime.combine(day, time(at // 60, at % 60), ZoneInfo(zone))


def day_of_counts() -> date:
    """The date under which the operator's counts of now stand, in UTC: nobody's own day."""
    return now().date()


def knows(zone: str) -> bool:
    """Whether this machine has that time zone."""
    try:
        return bool(ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False


def told(stored: int | None, zone: str) -> str | None:
    """A stored minute for a file to take along: as the clock on the citizen's own wall showed it,
    with how far that is from others'."""
    return None if stored is None else here(stored, zone).isoformat()


def milliseconds() -> int:
    """Since 1970: two pages of one minute are not one. Only where that has to be told apart, and
    sealed."""
    return int(now().timestamp() * 1000)


def told_exactly(stored: int, zone: str) -> str | None:
    """The same as `told`, of milliseconds; 0 is never."""
    return here(datetime.fromtimestamp(stored / 1000, UTC), zone).isoformat() if stored else None


def day_of(at: datetime | int, zone: str) -> date:
    """The local date a moment or a stored minute belongs to, counted from 04:00."""
    wall = here(at, zone)
    return wall.date() if wall.time() >= DAY_BEGINS else wall.date() - timedelta(days=1)


def after(last: date, zone: str) -> int:
    """The first minute after a whole day: 04:00 the next morning. What is promised until the end of
    a day holds until then."""
    return minute(datetime.combine(last + timedelta(days=1), DAY_BEGINS, ZoneInfo(zone)))


def last_day(end: int, zone: str) -> date:
    """The last day of what holds until minute `end`. When it ends at another hour than a day does,
    with that hour: a datetime."""
    wall = here(end, zone)
    return wall if wall.time() != DAY_BEGINS else wall.date() - timedelta(days=1)


def next_morning(zone: str) -> datetime:
    """The next 04:00 where the citizen lives, in UTC; right on nights when the clock changes
    too."""
    return from_minute(after(today(zone), zone))


def is_this_year(day: date) -> bool:
    """Whether it is this year wherever somebody lives: only then may a date be said without its
    year."""
    return {day.year} == {here(now(), zone).year for zone in ("Etc/GMT+12", "Etc/GMT-14")}


DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
EARLIEST = date(1900, 1, 1)


def past_day(typed: str, today: date) -> date | None:
    """A typed date that has been: neither in the future nor unreadable."""
    day = read_day(typed)
    return day if day is not None and EARLIEST <= day <= today else None


def read_day(typed: str) -> date | None:
    """A date as a date field writes it; weeks and other spellings are none, for the field shows
    nothing of them."""
    if not DAY.fullmatch(typed):
        return None
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None
