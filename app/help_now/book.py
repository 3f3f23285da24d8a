"""The book of help lines: those for everybody, those of a region, those of a municipality. Facts in
files, read as a whole.

A set with a mistake is refused as a whole, with the file, the line and the reason: better none of
it than a wrong number.
"""

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.foundation.errors import CannotStart
from app.foundation.letters import collated
from app.foundation.words import say
from app.help_now.lines import Line, line

SHIPPED = Path(__file__).parent / "data"
EVERYWHERE = "everywhere.toml"
NAMES = re.compile(r"everywhere\.toml|(regions|municipalities)/[a-z]+(-[a-z]+)*\.toml")
MAY = {
    "everywhere": {"until_chosen", "line"},
    "regions": {"line"},
    "municipalities": {"name", "region", "cluster", "line"},
}
"""What may stand in a file; a misspelt word would be a number that is not there."""
FEWEST = 3
"""So that there is always a next one when nobody answers."""
ELSEWHERE = "andet-sted"
RESERVED, LONGEST = ("ingen", ELSEWHERE), 40
"""Words of the choice itself, and how long a code may be to lie on a phone."""


@dataclass(frozen=True, slots=True)
class Municipality:
    """Where somebody lives, as far as help lines differ. `region` is empty where none of its
    numbers is known here."""

    code: str
    name: str
    region: str
    cluster: str = ""
    lines: tuple[Line, ...] = ()


REST = Municipality(ELSEWHERE, say("Et andet sted i Danmark").text, "")


@dataclass(frozen=True)
class Book:
    """`until_chosen` is the region whose lines are there at once; they say in their names which
    region it is."""

    everywhere: tuple[Line, ...]
    regions: Mapping[str, tuple[Line, ...]]
    municipalities: Mapping[str, Municipality]
    until_chosen: str
    mark: str

    def find(self, code: str) -> Municipality | None:
        return REST if code == ELSEWHERE else self.municipalities.get(code)

    def lines(self, code: str = "") -> tuple[Line, ...]:
        """What somebody there may call, 112 first. Who has chosen nothing is given numbers all the
        same."""
        here = self.find(code)
        region = self.until_chosen if here is None else here.region
        found = (*self.everywhere, *self.regions.get(region, ()), *(here.lines if here else ()))
        return tuple(sorted(found, key=lambda each: (not each.first, each.order)))

    def for_relatives(self, code: str = "") -> tuple[Line, ...]:
        """Whom somebody can talk to who is close to a person in trouble."""
        return tuple(each for each in self.lines(code) if each.relatives)

    def choices(self) -> list[Municipality]:
        """A to Å; whole regions after the municipalities."""
        return sorted(
            self.municipalities.values(), key=lambda each: (not each.cluster, collated(each.name))
        )

    def everything(self) -> list[Line]:
        """Every line there is, file by file."""
        regional = [each for lines in self.regions.values() for each in lines]
        return [
            *self.everywhere,
            *regional,
            *(each for here in self.municipalities.values() for each in here.lines),
        ]


def read(own: Path | None = None) -> Book:
    """The files that come with the app; those in the operator's own folder are put beside them, or
    in their place."""
    files = {name: _loaded(name, path) for name, path in sorted(_files(own).items())}
    first = files.get(EVERYWHERE, {})
    if not isinstance(first.get("until_chosen", ""), str):
        raise _refused(EVERYWHERE, "until_chosen is the name of one region")
    book = Book(
        everywhere=_lines(EVERYWHERE, first),
        regions={
            _code(name): _lines(name, each)
            for name, each in files.items()
            if name.startswith("regions/")
        },
        municipalities={
            _code(name): _municipality(name, each)
            for name, each in files.items()
            if name.startswith("municip")
        },
        until_chosen=first.get("until_chosen", ""),
        mark=hashlib.sha256(repr(files).encode()).hexdigest()[:12],
    )
    _sound(book)
    return book


def _files(own: Path | None) -> dict[str, Path]:
    found: dict[str, Path] = {}
    if own is not None and own.exists() and not own.is_dir():
        raise _refused(
            str(own),
            "it is a file. Make a folder of that name, or take it away: then the lines are "
            "those that come along.",
        )
    for folder in (SHIPPED, own):
        if folder is not None and folder.is_dir():
            found |= {path.relative_to(folder).as_posix(): path for path in folder.rglob("*.toml")}
    if strange := [name for name in sorted(found) if not NAMES.fullmatch(name)]:
        raise _refused(
            strange[0],
            "it has no place here; regions/… and municipalities/… have names of a to z and hyphens",
        )
    return found


def _loaded(name: str, path: Path) -> dict[str, Any]:
    """What stands in a file, and under `line` where in it each entry begins."""
    try:
        text = path.read_text(encoding="utf-8")
        found = tomllib.loads(text)
    except (OSError, ValueError) as error:
        raise _refused(name, str(error)) from error
    if unknown := sorted(set(found) - MAY[re.split(r"[/.]", name)[0]]):
        raise _refused(name, f"{unknown[0]} is not known here")
    if not isinstance(found.get("line", []), list):
        raise _refused(name, "an entry begins with [[line]]")
    begins = [
        number
        for number, each in enumerate(text.splitlines(), start=1)
        if each.strip().startswith("[[line]]")
    ]
    return found | {"begins": begins}


def _lines(name: str, found: Mapping[str, Any]) -> tuple[Line, ...]:
    return tuple(
        _line(name, each, found["begins"], number)
        for number, each in enumerate(found.get("line", []))
    )


def _line(name: str, each: object, begins: list[int], number: int) -> Line:
    try:
        if not isinstance(each, dict):
            raise ValueError("an entry begins with [[line]]")
        return line(each, name)
    except ValueError as error:
        raise _refused(
            f"{name}, line {begins[number] if number < len(begins) else '?'}", str(error)
        ) from error


def _municipality(name: str, found: Mapping[str, Any]) -> Municipality:
    wrong = [
        key
        for key in ("name", "region")
        if not isinstance(found.get(key), str) or not found[key].strip()
    ]
    if wrong or not isinstance(found.get("cluster", ""), str):
        raise _refused(name, f"{(wrong or ['cluster'])[0]} is one line of words")
    return Municipality(
        _code(name), found["name"], found["region"], found.get("cluster", ""), _lines(name, found)
    )


def _sound(book: Book) -> None:
    """112 first and once, always a next line, and no municipality in a region that is not there."""
    if (
        not book.everywhere
        or [each.first for each in book.everything()].count(True) != 1
        or not book.lines()[0].first
    ):
        raise _refused(EVERYWHERE, "one line, and one only, is marked first = true")
    if book.until_chosen not in book.regions:
        raise _refused(
            EVERYWHERE, f"until_chosen names a region with a file: {book.until_chosen!r} has none"
        )
    if empty := [code for code, lines in book.regions.items() if not lines]:
        raise _refused(f"regions/{empty[0]}.toml", "a region has at least one line of its own")
    if taken := [code for code in book.municipalities if code in RESERVED or len(code) > LONGEST]:
        raise _refused(
            f"municipalities/{taken[0]}.toml",
            f"another name, of at most {LONGEST} letters: this one is used here",
        )
    for here in (REST, *book.municipalities.values()):
        if here is not REST and here.region not in book.regions:
            raise _refused(
                f"municipalities/{here.code}.toml", f"the region {here.region!r} has no file"
            )
        if len(book.lines(here.code)) < FEWEST:
            raise _refused(EVERYWHERE, f"{here.name} needs at least {FEWEST} lines")
    if book.lines()[0].number != "112":
        raise _refused(EVERYWHERE, "the line that is marked first is 112")


def _refused(where: str, reason: str) -> CannotStart:
    return CannotStart(f"The help lines cannot be used. {where}: {reason}")


def _code(name: str) -> str:
    return name.partition("/")[2].removesuffix(".toml")
