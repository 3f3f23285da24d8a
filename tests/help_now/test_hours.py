"""When a line answers: over midnight, weekends, holidays, half days, the nights the clocks change,
and the turn of the year."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.foundation import holidays
from app.foundation.words import Words
from app.help_now import in_words, read
from app.help_now.hours import ZONE, Hours, Standing, parsed, standing
from app.main import HERE

DOCTOR = ["weekdays 00:00-08:00", "weekdays 16:00-24:00", "weekend,holidays 00:00-24:00"]
NIGHTS = ["daily 09:00-05:00"]
OFFICE = ["mon-thu 10:00-16:00", "fri 10:00-13:30"]


def now(given: object, at: str) -> Standing:
    """How it stands at a time by the clock on a Danish wall."""
    return standing(parsed(given), datetime.fromisoformat(at).replace(tzinfo=ZONE))


def opens(given: object, at: str) -> str | None:
    found = now(given, at)
    assert found.open is False, f"it is {found.open} at {at}"
    return f"{found.opens:%Y-%m-%d %H:%M}" if found.opens else None


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        ("2026-03-16T00:30", True),  # Monday, the night after a Sunday
        ("2026-03-16T07:59", True),
        ("2026-03-16T08:00", False),
        ("2026-03-16T15:59", False),
        ("2026-03-16T16:00", True),
        ("2026-03-17T00:00", True),
        ("2026-03-20T23:59", True),  # Friday into Saturday
        ("2026-03-21T12:00", True),
        ("2026-03-22T12:00", True),
        ("2026-04-02T10:00", True),  # skærtorsdag
        ("2026-04-06T10:00", True),  # the second day of Easter
        ("2026-04-07T07:30", True),
        ("2026-04-07T10:00", False),
        ("2026-05-01T10:00", False),  # Store bededag is a day like others now
        ("2026-05-14T10:00", True),  # Kristi himmelfart
        ("2027-01-01T10:00", True),
        ("2026-12-31T07:00", None),
    ],
)
def test_the_out_of_hours_doctor_through_the_year(at: str, is_open: bool | None) -> None:
    assert now(DOCTOR, at).open is is_open


def test_when_it_opens_is_the_next_time_it_does() -> None:
    assert opens(DOCTOR, "2026-03-16T12:00") == "2026-03-16 16:00"
    assert opens(OFFICE, "2026-03-16T08:00") == "2026-03-16 10:00"
    assert opens(OFFICE, "2026-03-16T16:00") == "2026-03-17 10:00"
    assert opens(OFFICE, "2026-03-20T13:30") == "2026-03-23 10:00"
    assert opens(["mon 10:00-11:00"], "2026-03-16T12:00") is None, (
        "Monday a week from now would be read as today"
    )


def test_open_over_midnight_and_into_the_new_year() -> None:
    assert now(NIGHTS, "2026-03-16T04:59").open is True
    assert opens(NIGHTS, "2026-03-16T05:00") == "2026-03-16 09:00"
    assert now(NIGHTS, "2027-01-01T00:30").open is True, "what began on the last evening goes on"
    assert now(NIGHTS, "2026-12-24T12:00").open is True, "every day is every day"
    assert now(["sun 22:00-06:00"], "2026-03-16T05:59").open is True


def test_the_night_the_clocks_go_forward_and_the_night_they_go_back() -> None:
    """29 March 2026 has no half past two; 25 October 2026 has two of them, and a line is not called
    closed at the first."""
    spring, autumn = datetime(2026, 3, 29, 0, tzinfo=UTC), datetime(2026, 10, 25, 0, tzinfo=UTC)
    night = parsed(["daily 20:00-02:30"])
    minutes = [timedelta(minutes=each) for each in range(0, 180, 10)]
    assert [standing(night, spring + each).open for each in minutes] == [
        each < timedelta(minutes=90) for each in minutes
    ]
    assert [standing(night, autumn + each).open for each in minutes] == [
        each < timedelta(minutes=90) for each in minutes
    ]
    morning = standing(parsed(["daily 08:00-10:00"]), spring)
    assert morning.opens is not None and morning.opens.astimezone(UTC) == datetime(
        2026, 3, 29, 6, tzinfo=UTC
    )
    assert opens(["daily 08:00-10:00"], "2026-10-25T02:30") == "2026-10-25 08:00"
    around_the_clock = parsed(["daily 00:00-24:00"])
    assert all(standing(around_the_clock, autumn + each).open for each in minutes)


def test_a_holiday_nobody_said_anything_of_is_neither_open_nor_closed() -> None:
    assert now(OFFICE, "2026-04-06T11:00") == Standing(None)
    assert opens(OFFICE, "2026-04-01T17:00") is None, (
        "Thursday is a holiday: it may open then, and it may not"
    )
    assert opens([*OFFICE, "holidays closed"], "2026-04-01T17:00") == "2026-04-07 10:00"
    assert opens([*OFFICE, "holidays closed"], "2026-04-06T11:00") == "2026-04-07 10:00"


@pytest.mark.parametrize("day", ["2026-06-05", "2026-12-24", "2026-12-31"])
def test_a_day_many_take_off_is_never_called_closed(day: str) -> None:
    """They are no holidays by law, so the doctor's line would be called closed on Christmas Eve,
    when it may be all there is."""
    assert now(DOCTOR, f"{day}T12:00") == Standing(None)
    assert now("always", f"{day}T12:00").open is True


def test_hours_that_are_not_confirmed_stay_so() -> None:
    assert standing(None, datetime.now(UTC)) == Standing(None)


def test_closed_never_says_that_it_opens_while_it_is_open() -> None:
    """Every quarter of an hour in a year: what opens later is closed now and open then."""
    hours, at, closed = parsed(DOCTOR), datetime(2026, 1, 1, tzinfo=UTC), 0
    while at.year == 2026:
        found = standing(hours, at)
        if found.opens is not None:
            closed += 1
            assert (
                found.open is False
                and at < found.opens
                and standing(hours, found.opens).open is True
            )
        at += timedelta(minutes=15)
    assert closed > 1000


# Holidays

EASTERS = [
    "2024-03-31",
    "2025-04-20",
    "2026-04-05",
    "2027-03-28",
    "2028-04-16",
    "2030-04-21",
    "2035-03-25",
    "2038-04-25",
    "2049-04-18",
]
IN_2026 = ["01-01", "04-02", "04-03", "04-05", "04-06", "05-14", "05-24", "05-25", "12-25", "12-26"]


@pytest.mark.parametrize("known", EASTERS)
def test_easter_falls_where_the_almanac_has_it(known: str) -> None:
    assert holidays.easter(int(known[:4])).isoformat() == known


def test_the_holidays_of_a_year() -> None:
    assert sorted(f"{day:%m-%d}" for day in holidays.of(2026)) == IN_2026
    assert not holidays.is_one(date(2024, 4, 26)), "Store bededag ended with 2023"
    assert not any(holidays.is_one(date(2026, month, day)) for month, day in holidays.HALF)


# How it is written, and how it is said


@pytest.mark.parametrize(
    "given",
    [
        [],
        "sometimes",
        7,
        ["mon"],
        ["man 09:00-15:00"],
        ["mon 9-15"],
        ["mon 09:00-24:30"],
        ["mon 09:00-09:00"],
        ["fri-mon 09:00-15:00"],
        ["mon, tue 09:00-15:00"],
        ["mon 25:00-26:00"],
        ["holidays closed"],
        [1],
    ],
    ids=str,
)
def test_hours_that_cannot_be_read_are_refused(given: object) -> None:
    with pytest.raises(ValueError, match=r"open|day|time"):
        parsed(given)


@pytest.mark.parametrize(
    ("given", "danish", "english"),
    [
        (
            DOCTOR,
            "Hverdage klokken 16 til 8. Weekend og helligdage hele døgnet.",
            "Weekdays 16:00 to 08:00. Weekends and public holidays day and night.",
        ),
        (NIGHTS, "Alle dage klokken 9 til 5.", "Every day 09:00 to 05:00."),
        (
            [*OFFICE, "weekend,holidays closed"],
            "Mandag til torsdag klokken 10 til 16. Fredag klokken 10 til 13.30. Weekend og "
            "helligdage lukket.",
            "Monday to Thursday 10:00 to 16:00. Friday 10:00 to 13:30. Weekends and public "
            "holidays closed.",
        ),
        (
            ["mon,wed,fri 09:00-11:00", "mon,wed,fri 19:00-24:00"],
            "Mandag, onsdag og fredag klokken 9 til 11 og 19 til 24.",
            "Monday, Wednesday and Friday 09:00 to 11:00 and 19:00 to 24:00.",
        ),
        ("always", "Hele døgnet, alle dage.", "Day and night, every day."),
    ],
)
def test_hours_are_said_from_the_data(given: object, danish: str, english: str) -> None:
    words, hours = Words(HERE / "locales", HERE / "templates"), parsed(given)
    assert hours is not None
    assert in_words(words.get("da"), hours) == danish
    assert in_words(words.get("en"), hours) == english


def test_what_stands_beside_the_hours_says_none_itself() -> None:
    """So that what is read and what is reckoned cannot part."""
    beside = [line.beside for line in read().everything() if line.beside]
    assert beside == ["Ellers din egen læge."]
    assert Hours().always
