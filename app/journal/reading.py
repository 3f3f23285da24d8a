"""What others may read of somebody's diary: single entries, and what helped on days that are shared with words."""

from datetime import date

from sqlalchemy import Connection

from app.identity import own
from app.journal.entries import Entry, Words, opened
from app.journal.models import entries
from app.sharing import View

NEWEST = (entries.c.date.desc(), entries.c.number.desc())


def shared(db: Connection, view: View) -> list[Entry]:
    return [opened(view, row) for row in view.rows(db, entries, "entries", *NEWEST)]


def helped(db: Connection, view: View) -> dict[date, list[str]]:
    """What helped, by day, in the citizen's own words. The text itself stays where it is."""
    found: dict[date, list[str]] = {}
    for row in view.rows(db, entries, "days_words", *NEWEST):
        words = own.opened(view, entries, Words, row).helped
        if words:
            found.setdefault(row.date, []).extend(words)
    return found
