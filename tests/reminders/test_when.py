"""R85, R87: by the clock on the wall, once a local date, on the nights when the clock changes and
wherever somebody lives."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.foundation import clock
from app.reminders import when
from app.reminders.when import EVERY_DAY, Next, Quiet

HOME = "Europe/Copenhagen"
NEVER, USUAL = Quiet(0, 0), Quiet(20 * 60, 9 * 60)
CHANGES = {
    2026: (date(2026, 3, 29), date(2026, 10, 25)),
    2027: (date(2027, 3, 28), date(2027, 10, 31)),
    2028: (date(2028, 3, 26), date(2028, 10, 29)),
    2029: (date(2029, 3, 25), date(2029, 10, 28)),
    2030: (date(2030, 3, 31), date(2030, 10, 27)),
}
"""The last Sunday of March and of October, by EU directive 2000/84."""


def at(day: date, hour: int, minute: int = 0, zone: str = HOME) -> int:
    return clock.minute(datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo(zone)))


@pytest.mark.parametrize("year", CHANGES)
def test_what_a_spring_night_leaves_out_rings_an_hour_later(year: int) -> None:
    spring = CHANGES[year][0]
    rings = when.on(spring, 2 * 60 + 30, HOME, NEVER)
    assert clock.here(rings, HOME).strftime("%d %H:%M") == f"{spring:%d} 03:30"


@pytest.mark.parametrize("year", CHANGES)
def test_of_the_doubled_hour_it_is_the_first_and_once(year: int) -> None:
    autumn = CHANGES[year][1]
    rings = when.on(autumn, 2 * 60 + 30, HOME, NEVER)
    wall = clock.here(rings, HOME)
    assert (wall.hour, wall.minute, wall.fold) == (2, 30, 0)
    again = when.after(rings + 1, 150, EVERY_DAY, HOME, NEVER, autumn)
    assert again == Next(autumn + timedelta(days=1), at(autumn + timedelta(days=1), 2, 30))


@pytest.mark.parametrize("year", CHANGES)
@pytest.mark.parametrize("wall", [0, 59, 120, 150, 179, 180, 240, 600, 1439])
def test_every_local_date_has_one_and_the_next_is_later(year: int, wall: int) -> None:
    """The whole year, one after another, as the worker goes on: no date twice, none left out, each
    strictly later (medTimer#56, LAMP-platform#439)."""
    now, last, dates = at(date(year, 1, 1), 0), date(year - 1, 12, 31), []
    while True:
        found = when.after(now, wall, EVERY_DAY, HOME, NEVER, last)
        assert found is not None
        assert found.minute >= now
        if found.date.year > year:
            break
        dates.append(found.date)
        now, last = found.minute + 1, found.date
    assert len(dates) == len(set(dates)) == (date(year, 12, 31) - date(year, 1, 1)).days + 1


@pytest.mark.parametrize(
    ("asked", "rings"),
    [
        ("19:59", "19:59"),
        ("20:00", "09:00"),
        ("23:30", "09:00"),
        ("08:59", "09:00"),
        ("09:00", "09:00"),
    ],
)
def test_in_the_quiet_hours_it_waits_until_they_end(asked: str, rings: str) -> None:
    hour, minute = map(int, asked.split(":"))
    found = when.on(date(2026, 3, 14), hour * 60 + minute, HOME, USUAL)
    wall = clock.here(found, HOME)
    assert wall.strftime("%H:%M") == rings
    assert wall.date() == date(2026, 3, 15 if asked in ("20:00", "23:30") else 14)


def test_two_dates_never_ring_in_one_quiet_night() -> None:
    """What is asked for at 21 and rings at nine the next day belongs to its own date."""
    now, last, seen = at(date(2026, 3, 14), 12), None, []
    for _ in range(10):
        found = when.after(now, 21 * 60, EVERY_DAY, HOME, USUAL, last)
        assert found is not None
        seen.append(found)
        now, last = found.minute + 1, found.date
    assert len({each.minute for each in seen}) == 10
    assert all(clock.here(each.minute, HOME).hour == 9 for each in seen)


def test_only_the_days_that_were_chosen() -> None:
    now, last = at(date(2026, 3, 14), 12), None  # a Saturday
    found = when.after(now, 600, (0, 2), HOME, NEVER, last)
    assert found is not None
    assert found.date == date(2026, 3, 16)
    assert when.after(now, 600, (), HOME, NEVER) is None


def test_just_now_is_now_and_a_minute_ago_is_tomorrow() -> None:
    ten = at(date(2026, 3, 14), 10)
    first = when.after(ten, 600, EVERY_DAY, HOME, NEVER)
    later = when.after(ten + 1, 600, EVERY_DAY, HOME, NEVER)
    assert first is not None and later is not None
    assert (first.minute, later.date) == (ten, date(2026, 3, 15))


@pytest.mark.parametrize("zone", ["America/Nuuk", "Asia/Kabul", "Asia/Tehran", "Pacific/Apia"])
def test_elsewhere_it_is_their_clock(zone: str) -> None:
    now = clock.minute(datetime(2026, 3, 14, 11, tzinfo=UTC))
    found = when.after(now, 600, EVERY_DAY, zone, NEVER)
    assert found is not None
    assert clock.here(found.minute, zone).strftime("%H:%M") == "10:00"


def test_a_service_keeps_it_for_some_hours_and_not_into_the_quiet() -> None:
    ten, evening = at(date(2026, 3, 14), 10), at(date(2026, 3, 14), 19)
    assert when.seconds_left(ten, ten, HOME, USUAL) == 4 * 3600
    assert when.seconds_left(evening, evening, HOME, USUAL) == 3600
    assert when.seconds_left(evening, evening + 200, HOME, USUAL) == 60
    assert when.seconds_left(ten, ten, HOME, NEVER) == 4 * 3600
    assert when.seconds_left(ten, ten + 90, HOME, NEVER) == 150 * 60
