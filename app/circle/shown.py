"""What each kind looks like to others: the room that reads it and the template that shows it. One list for view and preview."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy import Connection

from app import days, flower, goals, good_things, hard_days, hopes, journal, plan
from app.days import Mark
from app.flower import drawing
from app.sharing import Shelf, View

Read = Callable[[Connection, View], Any]


def _flowers(db: Connection, view: View) -> list[dict[str, Any]]:
    """Each is drawn where the page is made, which for many of them is a thread."""
    found = flower.reading.shared(db, view)
    return [{"flower": each, "draw": partial(drawing.draw, each.answers, drawing.FULL), "answers": each.answers} for each in found]


def _days(db: Connection, view: View) -> list[tuple[date, Mark | None, list[str]]]:
    return [(day, mark, []) for day, mark in days.reading.shared(db, view).items()]


def _days_words(db: Connection, view: View) -> list[tuple[date, Mark | None, list[str]]]:
    """No older than what was cut goes, or a day would stand there without the mark it has. What is left out is not opened."""
    found, first = view.cut_at(lambda: days.reading.found(db, view, "days_words"))
    told, then = view.cut_at(lambda: journal.reading.found(db, view))
    first = max(first, then)
    marks = days.reading.shown(view, [row for row in found if row.date >= first])
    words = journal.reading.helped(view, [row for row in told if row.date >= first])
    return [(day, marks.get(day), words.get(day, [])) for day in sorted({*marks, *words}, reverse=True)]


READ: dict[str, tuple[Read, str]] = {
    "days": (_days, "circle/_days.html"),
    "days_words": (_days_words, "circle/_days.html"),
    "flower": (_flowers, "circle/_flowers.html"),
    "hopes": (hopes.reading.shared, "circle/_hopes.html"),
    "goals": (goals.reading.shared, "circle/_goals.html"),
    "good_things": (good_things.reading.shared, "circle/_good_things.html"),
    "plan": (plan.reading.shared, "circle/_plan.html"),
    "word": (hard_days.reading.word, "circle/_word.html"),
    "asks": (hard_days.reading.asks, "circle/_asks.html"),
    "entries": (journal.reading.shared, "circle/_entries.html"),
}

SHELVES: dict[str, Shelf] = {
    "flower": flower.reading.SHELF,
    "hopes": hopes.reading.SHELF,
    "goals": goals.reading.SHELF,
    "good_things": good_things.reading.SHELF,
    "plan": plan.reading.SHELF,
    "word": hard_days.reading.WORDS,
    "asks": hard_days.reading.ASKED,
    "entries": journal.reading.SHELF,
}
"""Where the things lie of each kind of which single ones can be shared."""
