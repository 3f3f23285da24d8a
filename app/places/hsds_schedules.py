"""Times as Open Referral writes them: iCalendar's words, a date, and an hour with how far it is
from UTC. And back, to the clock on the wall in Denmark."""

import re
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid5

from app.foundation import clock
from app.foundation.words import Say, say
from app.places import hsds_terms, typed, whens
from app.places.hsds_terms import BY_CODE, TIMES, Said
from app.places.listing import When
from app.places.typed import Unclear

NAMES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FREQUENCIES = {"WEEKLY": whens.WEEK, "MONTHLY": whens.MONTH}
BY_FREQUENCY = {every: name for name, every in FREQUENCIES.items()}
DAY = 24 * 60
FURTHEST = 14 * 60
"""Minutes from UTC of the zones that are furthest from it."""
WEEK = timedelta(days=7)
NTH = (-1, 1, 2, 3, 4, 5)
BYDAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
HOUR = re.compile(r"(\d{1,2}:\d{2})(?::\d{2}(?:\.\d+)?)?\s*(Z|[+-]\d{2}(?::?\d{2})?)?")
ELSEWISE = ("bymonthday", "byyearday", "byweekno")
"""Rules for which a time of ours has no room."""
NO_ROOM = say("Reglen for tiden kan ikke skrives her. Tiden er ikke taget med.")
NO_START = say("Tiden siger ikke hvornår den begynder. Den er ikke taget med.")


class Passed(Exception):
    """A time that means something and for which there is no room here: it is passed over, and
    said."""

    def __init__(self, says: Say) -> None:
        super().__init__(says.text)
        self.says = says


def told(when: When, number: int, service: UUID) -> dict[str, Any]:
    """A time of a service; `number` is its place among them."""
    row = uuid5(service, f"schedule/{number}")
    offset = _offset(when.start, when.begins)
    name = NAMES[when.start.weekday()]
    found: dict[str, Any] = {
        "id": str(row),
        "service_id": str(service),
        "dtstart": when.start.isoformat(),
        "timezone": offset / 60,
        "opens_at": _hour(when.begins, offset),
    }
    if when.ends is not None:
        found["closes_at"] = _hour(when.ends % DAY, offset)
    if when.every == whens.ONCE:
        found["count"] = 1
    else:
        found |= {"freq": BY_FREQUENCY[when.every], "interval": when.step}
        found["byday"] = f"{when.nth}{name}" if when.every == whens.MONTH else name
    if when.until:
        found["until"] = when.until.isoformat()
    return found | {"attributes": hsds_terms.attributes(row, "schedule", iter(_said(when)))}


def _said(when: When) -> list[Said]:
    found = [Said(BY_CODE[TIMES, hsds_terms.WALL], clock.HOME_ZONE)]
    if when.holidays is not None:
        code = hsds_terms.HOLIDAYS if when.holidays else hsds_terms.NO_HOLIDAYS
        found.append(Said(BY_CODE[TIMES, code]))
    return found + [Said(BY_CODE[TIMES, hsds_terms.OFF], day.isoformat()) for day in when.off]


def _hour(minute: int, offset: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}{_sign(offset)}"


def _sign(offset: int) -> str:
    hours, minutes = divmod(abs(offset), 60)
    return f"{'-' if offset < 0 else '+'}{hours:02}:{minutes:02}"


def _offset(day: date, minute: int) -> int:
    """Minutes that Denmark is ahead of UTC then."""
    ahead = clock.moment(day, minute % DAY, clock.HOME_ZONE).utcoffset()
    return int(ahead.total_seconds()) // 60 if ahead else 0


def read(schedule: dict[str, Any], said: list[Said]) -> tuple[When, ...]:
    """The times that a schedule tells of; `said` are the terms of ours that stand on it. Raises
    Unclear of what cannot be so, and Passed of what we have no room for."""
    every, step = _every(schedule), _step(schedule)
    start = typed.day(_text(schedule, "dtstart")[:10]) or typed.day(
        _text(schedule, "valid_from")[:10]
    )
    if start is None and (every == whens.ONCE or step > 1):
        raise Passed(NO_START)
    begins, ends, moved = _hours(schedule, start or typed.EARLIEST, said)
    if moved and every == whens.MONTH:
        raise Passed(NO_ROOM)
    first = (start or typed.EARLIEST) + timedelta(days=moved)
    until = typed.day(_text(schedule, "until")[:10])
    common: dict[str, Any] = {"ends": ends, "off": _off(said), "holidays": _holidays(said)}
    if every == whens.ONCE:
        return (When(start=first, begins=begins, until=until, **common),)
    rules = [
        (_first(first, nth, (weekday + moved) % 7, step), nth)
        for nth, weekday in _days(schedule, start or typed.EARLIEST, every)
    ]
    last = until or _counted(schedule, rules, every, step)
    if last and any(last < begin for begin, _ in rules):
        raise Unclear(say("Den sidste dag ligger før den første."))
    return tuple(
        When(begin, begins, every=every, step=step, nth=nth, until=last, **common)
        for begin, nth in rules
    )


def _off(said: list[Said]) -> tuple[date, ...]:
    days = (typed.day(each.value) for each in said if each.term.code == hsds_terms.OFF)
    return tuple(filter(None, days))[: typed.MOST_OFF]


def _holidays(said: list[Said]) -> bool | None:
    codes = {each.term.code for each in said}
    if hsds_terms.HOLIDAYS in codes:
        return True
    return False if hsds_terms.NO_HOLIDAYS in codes else None


def _every(schedule: dict[str, Any]) -> str:
    frequency = _text(schedule, "freq").upper()
    if any(_text(schedule, name) for name in ELSEWISE):
        raise Passed(NO_ROOM)
    if not frequency:
        if _text(schedule, "byday"):
            raise Passed(NO_ROOM)
        return whens.ONCE
    if frequency not in FREQUENCIES:
        raise Passed(NO_ROOM)
    return FREQUENCIES[frequency]


def _step(schedule: dict[str, Any]) -> int:
    found = whole(schedule.get("interval"), 1)
    if found is None or not 1 <= found <= typed.MOST_STEP:
        raise Unclear(say("Der kan højst gå {n} uger eller måneder imellem.", n=typed.MOST_STEP))
    return found


def _hours(schedule: dict[str, Any], day: date, said: list[Said]) -> tuple[int, int | None, int]:
    """When it begins and ends by the clock on the wall, and how many days that moves it."""
    if not _text(schedule, "opens_at").strip():
        raise Passed(say("Tiden siger ikke hvad klokken er. Den er ikke taget med."))
    wall = any(each.term.code == hsds_terms.WALL for each in said)
    begins, moved = _on_the_wall(schedule, "opens_at", day, wall=wall)
    if not _text(schedule, "closes_at").strip():
        return begins % DAY, None, moved
    ends, _ = _on_the_wall(schedule, "closes_at", day, wall=wall)
    if begins == ends:
        raise Unclear(say("Det begynder og slutter på samme tid."))
    return begins % DAY, ends % DAY, moved


def _on_the_wall(schedule: dict[str, Any], name: str, day: date, *, wall: bool) -> tuple[int, int]:
    text = _text(schedule, name).strip()
    found = HOUR.fullmatch(text)
    if found is None:
        raise Unclear(say("Klokken {time} findes ikke.", time=typed.line(text[:20])))
    minute = typed.minute(found[1])
    ahead = None if wall else _ahead(found[2], schedule)
    if ahead is None:
        return minute, 0
    moved, on_the_wall = divmod(minute - ahead + _offset(day, minute), DAY)
    return on_the_wall, moved - (minute == DAY)


def _ahead(sign: str | None, schedule: dict[str, Any]) -> int | None:
    """Minutes ahead of UTC, as the hour itself or its schedule says. None is by our own clock."""
    zone = schedule.get("timezone")
    if sign:
        digits = sign[1:].replace(":", "").ljust(4, "0")
        found = float(int(digits[:2]) * 60 + int(digits[2:]))
        found = -found if sign[0] == "-" else found
    elif isinstance(zone, int | float) and not isinstance(zone, bool):
        found = zone * 60
    else:
        return None
    if not -FURTHEST <= found <= FURTHEST:
        raise Unclear(say("Tidszonen findes ikke."))
    return round(found)


def _days(schedule: dict[str, Any], first: date, every: str) -> list[tuple[int, int]]:
    """Which of a month (0 is every week), and which weekday."""
    text = _text(schedule, "byday").upper().replace(" ", "")
    if not text:
        if every == whens.MONTH:
            raise Passed(NO_ROOM)
        return [(0, first.weekday())]
    found = []
    for each in text.split(","):
        day = BYDAY.fullmatch(each)
        if day is None:
            raise Unclear(say("Ugedagen {word} findes ikke.", word=typed.line(each[:20])))
        nth = int(day[1] or 0)
        if (nth not in NTH) if every == whens.MONTH else nth:
            raise Passed(NO_ROOM)
        found.append((nth, NAMES.index(day[2])))
    return found


def _first(since: date, nth: int, weekday: int, step: int) -> date:
    """The first day on which a rule can fall. Of several days of a week those before the first are
    a whole step later."""
    ahead = (weekday - since.weekday()) % 7
    if not nth and weekday < since.weekday():
        return since + timedelta(days=ahead - 7) + WEEK * step
    found = since + timedelta(days=ahead)
    if nth and step > 1 and found.month != since.month:
        raise Passed(NO_ROOM)
    return found


def _counted(
    schedule: dict[str, Any], rules: list[tuple[date, int]], every: str, step: int
) -> date | None:
    """The last day of what happens so many times."""
    if schedule.get("count") is None:
        return None
    found = whole(schedule["count"], None)
    if found is None or not 1 <= found <= 1000 or every == whens.MONTH or len(rules) > 1:
        raise Passed(NO_ROOM)
    return rules[0][0] + WEEK * step * (found - 1)


def whole(value: object, otherwise: int | None) -> int | None:
    """A whole number, however it is written; `otherwise` when nobody has said. None is no such
    number."""
    if value is None:
        return otherwise
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value // 1:
        return None
    return int(value)


def _text(schedule: dict[str, Any], name: str) -> str:
    value = schedule.get(name)
    if value is not None and not isinstance(value, str):
        raise Unclear(say("{name} skal være tekst.", name=name))
    return value or ""
