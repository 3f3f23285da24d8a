"""What others may read of somebody's diary: single entries, and what helped on days that are shared with words."""

from datetime import date

from sqlalchemy import Connection, select

from app.identity import own
from app.journal.entries import COLUMNS, Entry, Words, opened
from app.journal.models import entries
from app.sharing import View

NEWEST = (entries.c.date.desc(), entries.c.number.desc())


def shared(db: Connection, view: View) -> list[Entry]:
    rows = db.execute(select(*COLUMNS).where(view.sees(entries, "entries")).order_by(*NEWEST).limit(view.most))
    return [opened(view, row) for row in rows]


def helped(db: Connection, view: View) -> dict[date, list[str]]:
    """What helped, by day, in the citizen's own words. The text itself stays where it is."""
    found: dict[date, list[str]] = {}
    for row in db.execute(select(*COLUMNS).where(view.sees(entries, "days_words")).order_by(*NEWEST).limit(view.most)):
        words = own.opened(view, entries, Words, row).helped
        if words:
            found.setdefault(row.date, []).extend(words)
    return found
