"""Help lines: facts with a source and a date, read from a file at start. Nobody signs in to see them and no database is asked."""

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from app.foundation.errors import CannotStart

FILE = Path(__file__).parent / "lines.toml"
FEWEST = 3
"""So that there is always a next one when nobody answers."""


@dataclass(frozen=True)
class Line:
    name: str
    number: str
    about: str
    hours: str | None
    owner: str
    source: str
    checked_on: date
    first: bool
    relatives: bool

    @property
    def tel(self) -> str:
        return "tel:" + "".join(char for char in self.number if char.isdigit() or char == "+")


def read(file: Path = FILE) -> tuple[Line, ...]:
    """The lines in the file. A file with a mistake stops the start: better no server than a wrong number."""
    try:
        found = tuple(_line(each) for each in tomllib.loads(file.read_text(encoding="utf-8"))["line"])
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise CannotStart(f"The help lines in {file.name} cannot be read: {error}") from error
    if len(found) < FEWEST or not found[0].first:
        raise CannotStart(f"{file.name} needs at least {FEWEST} lines, the first of them marked first = true.")
    return found


def _line(each: dict[str, Any]) -> Line:
    number = str(each["number"])
    if not all(char.isdigit() or char in " +" for char in number):
        raise TypeError(f"{each['name']}: the number is not one")
    return Line(each["name"], number, each["for"], each.get("hours"), each["owner"], each["source"], each["checked_on"],
                bool(each.get("first")), bool(each.get("relatives")))  # fmt: skip


LINES = read()
FOR_RELATIVES = tuple(line for line in LINES if line.relatives)
"""Whom somebody can talk to who is close to a person in trouble."""
