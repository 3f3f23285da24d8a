"""A help line: a number with whose it is, where it was seen and when. What is not confirmed is left
out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.foundation.letters import dialled
from app.help_now import hours
from app.help_now.hours import Hours

OLD = 180
"""Days after which a number may well have changed, and the page and the operator's check say so."""
WORDS = ("name", "for", "owner", "source")
MAY = {*WORDS, "number", "order", "open", "beside", "checked_on", "first", "relatives"}
LONGEST = 400


@dataclass(frozen=True, slots=True)
class Line:
    """`order` is its place on the page; `beside` stands after the hours and says none itself;
    `file` is where it is kept."""

    name: str
    number: str
    about: str
    order: int
    hours: Hours | None
    beside: str
    owner: str
    source: str
    checked_on: date
    first: bool
    relatives: bool
    file: str

    @property
    def tel(self) -> str:
        return f"tel:{dialled(self.number)}"

    def days_old(self, today: date) -> int:
        return (today - self.checked_on).days

    def old(self, today: date) -> bool:
        return self.days_old(today) > OLD


def line(each: Mapping[str, Any], file: str) -> Line:
    """One entry of a file. Raises ValueError with the reason: better no server than a wrong
    number."""
    if unknown := sorted(set(each) - MAY):
        raise ValueError(f"{unknown[0]} is not known here")
    name, about, owner, source = (_words(each, key) for key in WORDS)
    beside = _words(each, "beside") if "beside" in each else ""
    if any(char.isdigit() for char in beside):
        raise ValueError("beside says no times: they are said from open")
    return Line(
        name,
        _number(each),
        about,
        _order(each),
        hours.parsed(each.get("open")),
        beside,
        owner,
        source,
        _date(each),
        _yes(each, "first"),
        _yes(each, "relatives"),
        file,
    )


def _words(each: Mapping[str, Any], key: str) -> str:
    given = each.get(key)
    if (
        not isinstance(given, str)
        or not given.strip()
        or len(given) > LONGEST
        or not given.isprintable()
    ):
        raise ValueError(f"{key} is one line of words")
    return given


def _number(each: Mapping[str, Any]) -> str:
    given = each.get("number")
    if not (
        isinstance(given, str)
        and given.replace(" ", "").removeprefix("+").isascii()
        and dialled(given)
    ):
        raise ValueError('number is a telephone number, as in "70 20 12 01"')
    return str(given)


def _order(each: Mapping[str, Any]) -> int:
    given = each.get("order")
    if not isinstance(given, int) or isinstance(given, bool):
        raise ValueError("order is a whole number: what saves a life stands first")
    return given


def _date(each: Mapping[str, Any]) -> date:
    given = each.get("checked_on")
    if type(given) is not date:
        raise ValueError("checked_on is a date without quotes, as in 2026-11-01")
    return given


def _yes(each: Mapping[str, Any], key: str) -> bool:
    given = each.get(key, False)
    if not isinstance(given, bool):
        raise ValueError(f"{key} is true or false")
    return given
