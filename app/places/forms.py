"""What an editor typed of a place: all of it understood, or messages by field. The fields are those
of the table (`csv_in`), so that a form and a file mean the same."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from app.foundation.web.answers import Messages
from app.foundation.web.forms import Form
from app.places import typed
from app.places.csv_in import FIRST, OFFER, PLACE, Row
from app.places.listing import Activity, First, Place
from app.places.typed import Unclear

SEVERAL = ("lyst", "fem", "for")
"""Fields of which several may be ticked."""
ACTIVITY: Mapping[str, tuple[str, Callable[[str], Any]]] = {
    "aktivitet": ("name", PLACE["navn"][1]),
    "aktivitet_linje": ("line", typed.line),
    "aktivitet_omtale": ("about", PLACE["omtale"][1]),
    "hvornaar": ("whens", lambda value: typed.whens(value.replace("\n", "|"))),
}


def row_of(form: Form) -> dict[str, str]:
    """As a row of the table would say it."""
    row = form.as_dict()
    return row | {name: ",".join(form.all(name)) for name in SEVERAL}


def place(row: Row) -> tuple[Place | None, Messages]:
    """None where something cannot be used."""
    problems: Messages = {}
    facts = _facts(row, PLACE, problems) | _facts(row, OFFER, problems)
    phone = _one("telefon", row, typed.phone, problems)
    spot = _one("bredde", row, lambda north: typed.point(north, row.get("laengde", "")), problems)
    first = First(**{name: _one(column, row, _short, problems) for column, name in FIRST.items()})
    if problems:
        return None, problems
    shown, calls = phone
    lat, lon = spot or (None, None)
    return Place(**facts, first=first, phone=shown, calls=calls, lat=lat, lon=lon), {}


def activity(row: Row, id: UUID) -> tuple[Activity | None, Messages]:
    problems: Messages = {}
    facts = _facts(row, ACTIVITY, problems) | _facts(row, OFFER, problems)
    course = _one("kursus", row, typed.whether, problems)
    if problems:
        return None, problems
    return Activity(**facts, id=id, key=str(id), course=course is True), {}


def shown(place: Place) -> dict[str, str]:
    """A place as its form is filled in."""
    row = {column: said(getattr(place, name)) for column, (name, _) in PLACE.items()}
    row |= {column: said(getattr(place, name)) for column, (name, _) in OFFER.items()}
    row |= {column: getattr(place.first, name) for column, name in FIRST.items()}
    return row | {
        "telefon": place.phone,
        "bredde": said(place.lat),
        "laengde": said(place.lon),
    }


def shown_activity(activity: Activity) -> dict[str, str]:
    row = {column: said(getattr(activity, name)) for column, (name, _) in OFFER.items()}
    return row | {
        "aktivitet": activity.name,
        "aktivitet_linje": activity.line,
        "aktivitet_omtale": activity.about,
        "hvornaar": "\n".join(map(typed.told, activity.whens)),
        "kursus": said(activity.course or None),
    }


def _facts(
    row: Row, columns: Mapping[str, tuple[str, Callable[[str], Any]]], problems: Messages
) -> dict[str, Any]:
    return {name: _one(column, row, read, problems) for column, (name, read) in columns.items()}


def _one(column: str, row: Row, read: Callable[[str], Any], problems: Messages) -> Any:
    try:
        return read(row.get(column) or "")
    except Unclear as wrong:
        problems[column] = wrong.says
        return ""


def _short(value: str) -> str:
    return typed.text(value, typed.SHORT)


def said(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nej"
    return ",".join(value) if isinstance(value, tuple) else str(value)
