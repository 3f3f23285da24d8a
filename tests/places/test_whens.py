"""On which days something happens: weekly, monthly, once, over midnight, on holidays and in the
nights when the clock changes. What a library makes of the same rule is the other opinion."""

from datetime import UTC, date, datetime, timedelta
from itertools import islice

import pytest
from dateutil.rrule import MONTHLY, WEEKLY, rrule, weekday
from hypothesis import given
from hypothesis import strategies as st

from app.places import typed, whens
from app.places.listing import When
from app.places.typed import Unclear

DAYS = st.dates(date(2024, 1, 1), date(2030, 12, 31))


@st.composite
def rules(draw: st.DrawFn) -> When:
    start = draw(DAYS)
    begins = draw(st.integers(0, 24 * 60 - 1))
    ends = draw(st.none() | st.integers(0, 24 * 60 - 1).filter(lambda ends: ends != begins))
    every = draw(st.sampled_from(("week", "month")))
    return When(
        start=start,
        begins=begins,
        ends=ends,
        every=every,
        step=draw(st.integers(1, 12)),
        nth=draw(st.sampled_from((1, 2, 3, 4, 5, -1))) if every == "month" else 0,
        until=draw(st.none() | st.dates(start, start + timedelta(days=2000))),
        off=tuple(draw(st.lists(DAYS, max_size=3))),
        holidays=draw(st.sampled_from((None, True))),
    )


@given(rules(), DAYS)
def test_the_days_are_those_a_calendar_would_show(when: When, first: date) -> None:
    last = first + timedelta(days=800)
    told = {
        "interval": when.step,
        "until": datetime.combine(when.until or last, datetime.min.time()),
    }
    begins = datetime.combine(when.start, datetime.min.time())
    if when.every == "week":
        theirs = rrule(WEEKLY, begins, **told)
    else:
        day = weekday(when.start.weekday(), when.nth)
        theirs = rrule(MONTHLY, begins, byweekday=day, **told)
    other = [each.date() for each in theirs if first <= each.date() <= last]
    assert list(whens.days(when, first, last)) == [day for day in other if day not in when.off]


@given(rules())
def test_what_is_written_of_a_time_is_read_as_the_same(when: When) -> None:
    again = typed.whens(typed.told(when))
    same = list(whens.days(when, when.start, date(2032, 1, 1)))
    assert list(whens.days(again[0], when.start, date(2032, 1, 1))) == same
    assert (again[0].begins, again[0].ends) == (when.begins, when.ends)


@given(rules(), st.datetimes(datetime(2024, 1, 1), datetime(2031, 1, 1)))
def test_the_next_time_is_not_over_and_none_comes_before_it(when: When, at: datetime) -> None:
    today, minute = at.date(), at.hour * 60 + at.minute
    found = whens.next_day(when, today, minute)
    if found is not None:
        assert found >= today - timedelta(days=1)
        earlier = whens.days(when, today - timedelta(days=1), found - timedelta(days=1))
        assert all(whens._over(when, day, today, minute) for day in earlier)


def thursdays(text: str) -> list[date]:
    return list(islice(whens.days(typed.whens(text)[0], date(2026, 1, 1), date(2027, 1, 1)), 3))


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("torsdag 14-16", ["2026-01-01", "2026-01-08", "2026-01-15"]),
        ("hver anden torsdag 14-16 fra 2026-01-08", ["2026-01-08", "2026-01-22", "2026-02-05"]),
        ("hver femte fredag 10-12 fra 2026-01-02", ["2026-01-02", "2026-02-06", "2026-03-13"]),
        ("5. fredag 10-12", ["2026-01-30", "2026-05-29", "2026-07-31"]),
        ("sidste søndag i måneden 13", ["2026-01-25", "2026-02-22", "2026-03-29"]),
        ("3.12.2026 19-02", ["2026-12-03"]),
        (
            "torsdag 10 ikke på helligdage fra 2026-04-01",
            ["2026-04-09", "2026-04-16", "2026-04-23"],
        ),
        (
            "torsdag 10 fra 2026-05-07 undtagen 2026-05-14",
            ["2026-05-07", "2026-05-21", "2026-05-28"],
        ),
    ],
)
def test_times_as_people_write_them(text: str, days: list[str]) -> None:
    assert thursdays(text) == [date.fromisoformat(day) for day in days]


@pytest.mark.parametrize(
    "text",
    ["torsdag 25:00", "torsdag 14:75", "torsdag", "14-16", "hver anden torsdag 14", "torsdag 14-14",
     "31.2.2026 14", "torsdag 14 fra 2026-05-01 til og med 2026-04-01", "tordag 14", "torsdag 24"],
)  # fmt: skip
def test_a_time_that_cannot_be_is_refused_with_a_reason(text: str) -> None:
    with pytest.raises(Unclear) as refused:
        typed.whens(text)
    assert refused.value.says.text.endswith(".")


def test_a_night_belongs_to_the_day_it_begins() -> None:
    """Saturday 19 to 2 goes on still on Sunday at one, and a holiday takes nothing from it
    (opening_hours.js#441)."""
    when = typed.whens("lørdag 19-02 fra 2026-04-04 ikke på helligdage")[0]
    easter = date(2026, 4, 5)
    assert whens.next_day(when, easter, 60) == date(2026, 4, 4)
    assert whens.next_day(when, easter, 2 * 60) == date(2026, 4, 11)


@pytest.mark.parametrize("night", ["2026-03-29", "2026-10-25"])
def test_a_night_in_which_the_clock_changes_moves_nothing(night: str) -> None:
    """Every Sunday at half past two, also when there is none, or two."""
    when = typed.whens("søndag 2:30-4 fra 2026-01-04")[0]
    day = date.fromisoformat(night)
    found = list(whens.days(when, day - timedelta(days=7), day + timedelta(days=7)))
    assert found == [day - timedelta(days=7), day, day + timedelta(days=7)]
    at = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=6)
    assert whens.next_of((when,), at) == (day, when)


def test_on_a_holiday_nobody_knows_unless_somebody_said() -> None:
    christmas = date(2026, 12, 25)
    plain, says = typed.whens(
        "fredag 10 fra 2026-01-02 | fredag 10 fra 2026-01-02 også på helligdage"
    )
    assert whens.unsure(plain, christmas) and not whens.unsure(says, christmas)
