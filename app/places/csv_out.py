"""Places as a table, as `csv_in` reads it: a row for each, and for each thing that happens there. A
cell that a spreadsheet would reckon with is written with a mark in front."""

import csv
from collections.abc import Iterable, Iterator
from io import StringIO

from app.places import typed
from app.places.csv_in import COLUMNS, FIRST, GUARD, OFFER, PLACE, RISKY
from app.places.forms import said
from app.places.listing import OFFERED, Activity
from app.places.shelf import Listed

MARK = "\ufeff"
"""In front, so that a spreadsheet knows that it is UTF-8."""


def pieces(listed: Iterable[Listed]) -> Iterator[bytes]:
    """The file, a place at a time."""
    yield (MARK + _line(COLUMNS)).encode()
    for each in listed:
        yield "".join(_line(row) for row in _rows(each)).encode()


def _rows(listed: Listed) -> Iterator[list[str]]:
    """What holds of the place itself first, then what happens there. What citizens proposed is not
    handed on in a file: nobody could take it back from there."""
    own = (each for each in listed.place.activities if not each.key.startswith(OFFERED))
    for activity in (None, *own):
        yield [_cell(value) for value in _values(listed, activity)]


def _values(listed: Listed, activity: Activity | None) -> Iterator[str]:
    place, told = listed.place, _told(listed, activity)
    for column in COLUMNS:
        if column in PLACE:
            yield said(getattr(place, PLACE[column][0]))
        elif column in OFFER:
            yield said(getattr(activity or place, OFFER[column][0]))
        elif column in FIRST:
            yield getattr(place.first, FIRST[column])
        else:
            yield told[column]


def _told(listed: Listed, activity: Activity | None) -> dict[str, str]:
    place = listed.place
    return {
        "id": listed.source_key,
        "kommune": listed.municipality_name,
        "bredde": said(place.lat),
        "laengde": said(place.lon),
        "telefon": place.phone,
        "tjekket": said(listed.checked_on),
        "lukket": "" if listed.open else "ja",
        "aktivitet": activity.name if activity else "",
        "aktivitet_id": activity.key if activity else "",
        "aktivitet_linje": activity.line if activity else "",
        "aktivitet_omtale": activity.about if activity else "",
        "hvornaar": " | ".join(map(typed.told, activity.whens)) if activity else "",
        "kursus": "ja" if activity and activity.course else "",
    }


def _cell(text: str) -> str:
    return GUARD + text if text.lstrip().startswith(RISKY) else text


def _line(row: Iterable[str]) -> str:
    out = StringIO(newline="")
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerow(row)
    return out.getvalue()
