"""A table of places as a spreadsheet writes it: one row for each thing that happens, rows of one
place together by its `id`. docs/operating.md says what each column means.

UTF-8 with or without a mark in front, or Latin-1; semicolons, commas or tabs.
"""

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from io import StringIO
from typing import Any
from uuid import UUID, uuid5

from app.chime import DIMENSIONS
from app.foundation.words import Say, say
from app.places import towns, typed
from app.places.listing import FOR, KINDS, WISHES, Activity, First, Place
from app.places.typed import Unclear

MOST_ROWS = 50_000
KEY = 200
"""Characters of what a source calls a place."""
NEEDED = ("id", "navn")
SPACE = UUID("5f0d1a4e-7c43-5c1b-9a55-6f64666165a7")
"""In which the ids of activities are made from what their source calls them."""
FIVE = tuple(each.code for each in DIMENSIONS)
GUARD = "'"
RISKY = ("=", "+", "-", "@")
"""How a cell begins that a spreadsheet would reckon with; ours are written with a mark before
it."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that was not taken, and why. `number` is its line in the file."""

    number: int
    key: str
    why: Say
    column: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A place as a file tells it. `number` is the line of its first row."""

    number: int
    key: str
    place: Place
    municipality: str = ""
    checked_on: date | None = None
    closed: bool = False


@dataclass
class Read:
    """What a file tells. Without the columns it needs there is only `missing`."""

    told: list[Told] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    missing: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    rows: int = 0


Row = Mapping[str, str]
PLACE: Mapping[str, tuple[str, Callable[[str], Any]]] = {
    "navn": ("name", lambda value: _needed(typed.line(value, typed.NAME))),
    "slags": ("kind", lambda value: _kind(value)),
    "linje": ("line", typed.line),
    "omtale": ("about", lambda value: typed.text(value, typed.ABOUT)),
    "adresse": ("address", typed.line),
    "postnummer": ("postcode", typed.postcode),
    "by": ("town", lambda value: typed.line(value, 60)),
    "email": ("email", typed.email),
    "hjemmeside": ("url", typed.link),
    "kalender": ("feed", typed.link),
    "toilet": ("toilet", typed.whether),
    "kilde": ("source", typed.line),
}
OFFER: Mapping[str, tuple[str, Callable[[str], Any]]] = {
    "lyst": ("wishes", lambda value: typed.codes(value, WISHES)),
    "fem": ("five", lambda value: typed.codes(value, FIVE)),
    "for": ("audience", lambda value: typed.codes(value, FOR)),
    "sprog": ("languages", lambda value: _languages(value)),
    "pris": ("price", typed.kroner),
    "pris_ord": ("price_says", typed.line),
    "aaben_for_alle": ("open_to_all", typed.whether),
    "tilmelding": ("sign_up", typed.whether),
    "personale": ("staff", typed.whether),
    "stille": ("quiet", typed.whether),
    "kom_og_gaa": ("come_and_go", typed.whether),
    "koerestol": ("wheelchair", typed.whether),
    "foelges": ("companion", typed.whether),
    "hjem": ("comes_to_you", typed.whether),
}
FIRST: Mapping[str, str] = {
    "foerste_tager_imod": "meets",
    "foerste_sker": "happens",
    "foerste_hvor_mange": "many",
    "foerste_larm": "loud",
    "foerste_doer": "door",
    "foerste_gaa_igen": "leave",
}
OTHERS = (
    "id", "kommune", "bredde", "laengde", "telefon", "tjekket", "lukket",
    "aktivitet", "aktivitet_id", "aktivitet_linje", "aktivitet_omtale", "hvornaar", "kursus",
)  # fmt: skip
COLUMNS = (*OTHERS[:2], *PLACE, *OTHERS[2:7], *OFFER, *FIRST, *OTHERS[7:])
"""In the order in which they are written."""


def decoded(raw: bytes) -> str:
    """The text of a file, with or without a mark in front."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def read(raw: bytes, source: str) -> Read:
    """What a file tells of places. `source` is whose it is: ids are made within it."""
    text = decoded(raw).replace("\0", "")
    found = Read()
    rows = csv.DictReader(StringIO(text, newline=""), dialect=_dialect(text), restkey="")
    names = [_column(name) for name in rows.fieldnames or ()]
    rows.fieldnames = names
    found.missing = tuple(name for name in NEEDED if name not in names)
    found.unknown = tuple(name for name in names if name not in COLUMNS)
    if not found.missing:
        _read_all(rows, source, found)
    return found


def _read_all(rows: "csv.DictReader[str]", source: str, found: Read) -> None:
    """Rows of a place stand together by its id. Of one that is refused the rest is taken."""
    places: dict[str, list[tuple[int, Row]]] = {}
    for number, row in _lines(rows, found):
        key = " ".join(row.get("id", "").split())[:KEY]
        places.setdefault(key, []).append((number, row))
    for key, told in places.items():
        if not key:
            found.refused += [
                Refused(n, "", say("Rækken har ikke noget id."), "id") for n, _ in told
            ]
            continue
        _one(key, told, source, found)


def _lines(rows: "csv.DictReader[str]", found: Read) -> Iterator[tuple[int, Row]]:
    while True:
        try:
            row = next(rows, None)
        except csv.Error:
            found.refused.append(Refused(rows.line_num, "", say("Linjen kan ikke læses.")))
            continue
        if row is None:
            return
        found.rows += 1
        if found.rows > MOST_ROWS:
            most = say("Der er plads til {n} rækker. Resten er ikke læst.", n=MOST_ROWS)
            found.refused.append(Refused(rows.line_num, "", most))
            return
        yield rows.line_num, {name: _bare(value) for name, value in row.items()}


def _one(key: str, told: list[tuple[int, Row]], source: str, found: Read) -> None:
    """A place is what the first of its good rows says of it."""
    place: Told | None = None
    activities: dict[UUID, Activity] = {}
    for line, row in told:
        try:
            here, activity = _told(line, key, row), _activity(row, key, source)
        except _At as wrong:
            found.refused.append(Refused(line, key, wrong.says, wrong.column))
            continue
        place = place or here
        if activity is not None:
            activities[activity.id] = _joined(activities.get(activity.id), activity)
    if place is not None:
        whole = typed.replaced(place.place, activities=tuple(activities.values()))
        found.told.append(replace(place, place=whole))


def _told(number: int, key: str, row: Row) -> Told:
    return Told(
        number,
        key,
        _place(row),
        _at("kommune", row, lambda value: typed.line(value, 100)),
        _at("tjekket", row, typed.day),
        _at("lukket", row, typed.whether) is True,
    )


class _At(Exception):
    """A cell that cannot be used, and in which column."""

    def __init__(self, column: str, says: Say) -> None:
        super().__init__(column)
        self.column, self.says = column, says


def _at(column: str, row: Row, read: Callable[[str], Any]) -> Any:
    try:
        return read(row.get(column) or "")
    except Unclear as wrong:
        raise _At(column, wrong.says) from None


def _place(row: Row) -> Place:
    facts = {name: _at(column, row, read) for column, (name, read) in PLACE.items()}
    facts |= _offer(row) if not row.get("aktivitet", "").strip() else {}
    facts["phone"], facts["calls"] = _at("telefon", row, typed.phone)
    point = _at("bredde", row, lambda value: typed.point(value, row.get("laengde") or ""))
    facts["lat"], facts["lon"] = point or (None, None)
    if not facts["town"] and (known := towns.postcodes().get(facts["postcode"])):
        facts["town"] = known.town
    return Place(**facts, first=_first(row))


def _offer(row: Row) -> dict[str, Any]:
    return {name: _at(column, row, read) for column, (name, read) in OFFER.items()}


def _first(row: Row) -> First:
    short = lambda value: typed.text(value, typed.SHORT)
    return First(**{name: _at(column, row, short) for column, name in FIRST.items()})


def _activity(row: Row, key: str, source: str) -> Activity | None:
    name = _at("aktivitet", row, lambda value: typed.line(value, typed.NAME))
    if not name:
        return None
    own = _at("aktivitet_id", row, lambda value: typed.line(value, 200)) or name
    return Activity(
        id=uuid5(SPACE, f"{source}\n{key}\n{own}"),
        key=own,
        name=name,
        line=_at("aktivitet_linje", row, typed.line),
        about=_at("aktivitet_omtale", row, lambda value: typed.text(value, typed.ABOUT)),
        whens=_at("hvornaar", row, typed.whens),
        course=_at("kursus", row, typed.whether) is True,
        **_offer(row),
    )


def _joined(before: Activity | None, after: Activity) -> Activity:
    """Two rows of the same activity are two times of it."""
    if before is None:
        return after
    fresh = tuple(when for when in after.whens if when not in before.whens)
    return typed.replaced(before, whens=before.whens + fresh)


def _needed(value: str) -> str:
    if not value:
        raise Unclear(say("Skriv et navn."))
    return value


def _kind(value: str) -> str:
    found = typed.codes(value, KINDS)
    return found[0] if found else "sted"


def _languages(value: str) -> tuple[str, ...]:
    found = tuple(
        dict.fromkeys(part for each in value.split(",") if (part := each.strip().lower()))
    )
    if any(not (each.isascii() and each.isalpha() and len(each) in (2, 3)) for each in found):
        raise Unclear(say("Sprog skrives med to bogstaver, som da, en, ar."))
    return found


def _bare(value: Any) -> str:
    """A cell without the mark that keeps a spreadsheet from reckoning with it."""
    text = value if isinstance(value, str) else ""
    guarded = text.startswith(GUARD) and text[1:].lstrip().startswith(RISKY)
    return text[1:] if guarded else text


def _column(name: str | None) -> str:
    return (name or "").strip().strip("\ufeff").lower()


def _dialect(text: str) -> type[csv.Dialect]:
    """By the sign that stands most often in the first line."""
    first = text.partition("\n")[0]
    sign = max(";,\t", key=first.count)

    class Sheet(csv.excel):
        delimiter = sign

    return Sheet
