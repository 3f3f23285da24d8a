"""A place's own calendar (RFC 5545), made one form at the border: by the clock on the wall in
Denmark, whatever zone it was written in. What repeats as we can say it is a rule; all else is the
single times of the coming months. The same event under a new title is the same event.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from app.foundation import clock
from app.foundation.words import say
from app.places import typed
from app.places.csv_in import SPACE
from app.places.listing import FEED, Activity, When
from app.places.typed import Unclear

ZONE = ZoneInfo(clock.HOME_ZONE)
MOST, MOST_TIMES = 60, 40
"""Activities of one calendar, and single times of one event."""
AHEAD = timedelta(days=180)
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
NOT_READ = say("Kalenderen kan ikke læses.")
KNOWN = frozenset(("FREQ", "INTERVAL", "BYDAY", "UNTIL", "WKST"))


def activities(raw: bytes, place: UUID, now: datetime) -> tuple[Activity, ...]:
    """What it tells of, A to Å. Raises Unclear for what is no calendar."""
    from icalendar import Calendar  # what few places have is not loaded at the start

    try:
        events = Calendar.from_ical(raw).events
    except (ValueError, KeyError, IndexError, TypeError, RecursionError):
        raise Unclear(NOT_READ) from None
    told: dict[str, list[Any]] = {}
    for event in events:
        told.setdefault(str(event.get("UID", "")), []).append(event)
    found = (_activity(uid, some, place, now) for uid, some in told.items() if uid)
    there = [each for each in found if each is not None and each.whens]
    return tuple(sorted(there, key=lambda each: (each.name, each.key))[:MOST])


def beside(own: Iterable[Activity], fed: tuple[Activity, ...]) -> tuple[Activity, ...]:
    """What a place says itself, and what its calendar says now. What an editor has added to
    something of the calendar stays; its name and times are the calendar's."""
    before = {each.id: each for each in own}
    kept = [each for each in before.values() if not each.key.startswith(FEED)]
    fresh = (
        typed.replaced(before[each.id], name=each.name, line=each.line, whens=each.whens)
        if each.id in before
        else each
        for each in fed
    )
    return (*kept, *fresh)


def _activity(uid: str, events: list[Any], place: UUID, now: datetime) -> Activity | None:
    """One event, with those of its times that were moved or called off."""
    whole = [event for event in events if "RECURRENCE-ID" not in event]
    moved = [event for event in events if "RECURRENCE-ID" in event]
    first = (whole or moved)[0]
    if str(first.get("CLASS", "PUBLIC")).upper() != "PUBLIC":
        return None
    try:
        name = typed.line(str(first.get("SUMMARY", "")), typed.NAME)
        off = {_wall(event["RECURRENCE-ID"].dt).date() for event in moved}
        whens = [when for event in whole for when in _whens(event, off, now)]
        whens += [when for event in moved if not _called_off(event) for when in _once(event)]
        line = typed.line(str(first.get("DESCRIPTION", ""))[: typed.LINE])
    except (Unclear, ValueError, KeyError, AttributeError, TypeError, OverflowError):
        return None
    if not name or all(map(_called_off, whole or moved)):
        return None
    row = uuid5(SPACE, f"{place}\n{uid}")
    return Activity(id=row, key=f"{FEED}{uid}"[:200], name=name, line=line, whens=tuple(whens))


def _called_off(event: Any) -> bool:
    return str(event.get("STATUS", "")).upper() == "CANCELLED"


def _whens(event: Any, off: set[date], now: datetime) -> Iterator[When]:
    if "RRULE" not in event and "RDATE" not in event:
        yield from _once(event)
        return
    off = off | set(_left_out(event))
    rule = event.get("RRULE")
    plain = None if "RDATE" in event or isinstance(rule, list) else _plain(event, rule, off)
    yield from _single(event, off, now) if plain is None else plain


def _once(event: Any) -> Iterator[When]:
    begins, ends = _span(event)
    if begins.date() >= clock.EARLIEST:
        yield When(begins.date(), _minute(begins), ends)


def _plain(event: Any, rule: Any, off: set[date]) -> list[When] | None:
    """As a rule of ours; None when it repeats in another way."""
    if not set(rule) <= KNOWN or rule["FREQ"][0] not in ("WEEKLY", "MONTHLY"):
        return None
    begins, ends = _span(event)
    step = int(rule.get("INTERVAL", [1])[0])
    days = [str(day) for day in rule.get("BYDAY", [DAYS[begins.weekday()]])]
    if not 1 <= step <= typed.MOST_STEP or len(off) > typed.MOST_OFF:
        return None
    if rule["FREQ"][0] == "MONTHLY" and "BYDAY" not in rule:
        return None
    until = _last_day(rule, begins)
    made = [_ruled(day, rule["FREQ"][0], begins, ends, step, until, off) for day in days]
    found = [each for each in made if each is not None]
    return found if len(found) == len(made) else None


def _ruled(
    day: str, often: str, begins: datetime, ends: int | None, step: int, until: Any, off: set[date]
) -> When | None:
    if day[-2:] not in DAYS:
        return None
    nth = int(day[:-2] or 0)
    monthly = often == "MONTHLY"
    if monthly != bool(nth) or nth not in (0, 1, 2, 3, 4, 5, -1):
        return None
    weekday, first = DAYS.index(day[-2:]), begins.date()
    # of every other week, the days of the first one that come before it belong to the next turn
    start = first + timedelta(days=(weekday - first.weekday()) % 7)
    if not monthly and step > 1 and weekday < first.weekday():
        start += timedelta(days=7 * (step - 1))
    mine = tuple(sorted(each for each in off if each.weekday() == weekday))
    every = "month" if monthly else "week"
    return When(start, _minute(begins), ends, every, step, nth, until, mine)


def _single(event: Any, off: set[date], now: datetime) -> Iterator[When]:
    """The times of the coming months, one by one."""
    from dateutil.rrule import rruleset, rrulestr

    begins, ends = _span(event)
    every = rruleset()
    rules = event.get("RRULE", [])
    for rule in rules if isinstance(rules, list) else [rules]:
        bare = begins.replace(tzinfo=None)
        every.rrule(rrulestr(_without_end(rule), dtstart=bare).replace(until=_naive(_until(rule))))
    more = event.get("RDATE", [])
    for dates in more if isinstance(more, list) else [more]:
        for each in dates.dts:
            every.rdate(_wall(each.dt).replace(tzinfo=None))
    since = now.astimezone(ZONE).replace(tzinfo=None)
    for at in every.between(since, since + AHEAD, inc=True)[:MOST_TIMES]:
        if at.date() not in off:
            yield When(at.date(), _minute(at), ends)


def _without_end(rule: Any) -> str:
    parts = rule.to_ical().decode().split(";")
    return ";".join(part for part in parts if not part.upper().startswith("UNTIL="))


def _naive(at: datetime | None) -> datetime | None:
    return None if at is None else at.replace(tzinfo=None)


def _left_out(event: Any) -> Iterator[date]:
    told = event.get("EXDATE", [])
    for dates in told if isinstance(told, list) else [told]:
        yield from (_wall(each.dt).date() for each in dates.dts)


def _span(event: Any) -> tuple[datetime, int | None]:
    """When it begins on the wall, and the minute at which it ends, if that is within a day."""
    begins = _wall(event["DTSTART"].dt)
    ends = event.get("DTEND")
    if ends is None or (isinstance(ends.dt, date) and not isinstance(ends.dt, datetime)):
        return begins, None
    end = _wall(ends.dt)
    long = end - begins
    if not timedelta() < long < timedelta(days=1):
        return begins, None
    return begins, _minute(end)


def _last_day(rule: Any, begins: datetime) -> date | None:
    """The last day on which it may begin: moments are compared, whatever zone they were written
    in (recurring-ical-events#27)."""
    last = _until(rule)
    if last is None:
        return None
    return last.date() - timedelta(days=last.time() < begins.time())


def _until(rule: Any) -> datetime | None:
    """The last moment, on the wall; of a whole day its end."""
    told = rule.get("UNTIL", [None])[0]
    if told is None:
        return None
    if not isinstance(told, datetime):
        return datetime.combine(told, time.max, ZONE)
    return _wall(told)


def _wall(at: date | datetime) -> datetime:
    """A moment of any zone as the clock on the wall in Denmark shows it; one without a zone is
    meant so already, and a whole day begins at midnight."""
    if not isinstance(at, datetime):
        return datetime.combine(at, time(), ZONE)
    return at.replace(tzinfo=ZONE) if at.tzinfo is None else at.astimezone(UTC).astimezone(ZONE)


def _minute(at: datetime) -> int:
    return at.hour * 60 + at.minute
