"""What others may read of somebody's diary: single entries, and what helped on days that are shared
with words."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import Connection, Row

from app.journal.entries import Entry, opened
from app.journal.models import entries
from app.people import own
from app.sharing import Shelf, View

NEWEST = (entries.c.date.desc(), entries.c.number.desc())
SHELF = Shelf(entries, "entries", NEWEST)


class Helped(msgspec.Struct, frozen=True):
    """All that is read of an entry's words here. The rest is sealed with them and is not looked
    at."""

    helped: tuple[str, ...] = ()


def shared(db: Connection, view: View) -> list[Entry]:
    return [opened(view, row) for row in view.rows(db, entries, "entries", *NEWEST)]


def found(db: Connection, view: View) -> Sequence[Row[Any]]:
    """Entries that say what helped. An entry that does not is neither found, counted nor opened, as
    if it were not there."""
    return view.find(db, entries, "days_words", *NEWEST)


def helped(view: View, rows: Sequence[Row[Any]]) -> dict[date, list[str]]:
    """What helped, by day, in the citizen's own words. The text itself stays where it is."""
    told: dict[date, list[str]] = {}
    for row in view.show(rows, entries):
        told.setdefault(row.date, []).extend(own.opened(view, entries, Helped, row).helped)
    return told
