"""Danish public holidays: the days on which «helligdage» in opening hours holds. Easter is
reckoned, so no list runs out."""

from datetime import date, timedelta
from functools import lru_cache

AFTER_EASTER = (-3, -2, 0, 1, 39, 49, 50)
"""Skærtorsdag, langfredag, the two days of Easter, Kristi himmelfart, and the two of Whitsun. Store
bededag ended with 2023."""
FIXED = ((1, 1), (12, 25), (12, 26))
HALF = frozenset({(6, 5), (12, 24), (12, 31)})
"""Grundlovsdag, juleaftensdag and nytårsaftensdag are no holidays by law, and yet many keep other
hours: nothing is promised."""


@lru_cache(maxsize=32)
def of(year: int) -> frozenset[date]:
    """The public holidays of a year, 2024 and later."""
    moved = {easter(year) + timedelta(days=days) for days in AFTER_EASTER}
    return frozenset(moved | {date(year, month, day) for month, day in FIXED})


def is_one(day: date) -> bool:
    return day in of(day.year)


def is_half(day: date) -> bool:
    return (day.month, day.day) in HALF


def easter(year: int) -> date:
    """Easter Sunday in the Gregorian calendar, by the method of Meeus, Jones and Butcher."""
    century, rest = divmod(year, 100)
    golden = year % 19
    moon = (
        19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15
    ) % 30
    sunday = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (golden + 11 * moon + 22 * sunday) // 451
    month, day = divmod(moon + sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)
