"""What each kind looks like to others: the room that reads it and the template that shows it, for
view and preview alike."""

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import Connection

from app import days, journal, rooms
from app.days import Mark
from app.foundation.room import Shown
from app.sharing import KINDS, Shelf, View

Read = Callable[[Connection, View], Any]


def _days_words(db: Connection, view: View) -> list[tuple[date, Mark | None, list[str]]]:
    """No older than what was cut goes, or a day would stand there without the mark it has. What is
    left out is not opened."""
    found, first = view.cut_at(lambda: days.reading.found(db, view, "days_words"))
    told, then = view.cut_at(lambda: journal.reading.found(db, view))
    first = max(first, then)
    marks = days.reading.shown(view, [row for row in found if row.date >= first])
    words = journal.reading.helped(view, [row for row in told if row.date >= first])
    return [
        (day, marks.get(day), words.get(day, [])) for day in sorted({*marks, *words}, reverse=True)
    ]


BOTH = {"days_words": Shown(_days_words, "circle/_days.html")}
"""What is of two rooms at once."""
READ: dict[str, tuple[Read, str]] = {
    code: (shown.read, shown.template) for code, shown in (rooms.SHOWS | BOTH).items()
}
SHELVES: dict[str, Shelf] = {
    code: shown.shelf for code, shown in rooms.SHOWS.items() if shown.shelf is not None
}
"""Where the things lie of each kind of which single ones can be shared."""
assert READ.keys() == KINDS.keys(), (
    f"shown by a room or listed in app/sharing/kinds.py, not both: {READ.keys() ^ KINDS.keys()}"
)
