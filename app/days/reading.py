"""What others may read of somebody's days: the mark of each day, newest first."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row

from app.days.marks import Mark, place
from app.days.models import days
from app.sharing import View

NEWEST = (days.c.date.desc(),)


def found(db: Connection, view: View, kind: str = "days") -> Sequence[Row[Any]]:
    return view.find(db, days, kind, *NEWEST)


def shown(view: View, rows: Sequence[Row[Any]]) -> dict[date, Mark]:
    return {
        row.date: view.box.open(Mark, "days", place(view.id, row.date), row.sealed)
        for row in view.show(rows, days)
    }


def shared(db: Connection, view: View, kind: str = "days") -> dict[date, Mark]:
    return shown(view, found(db, view, kind))


def without_words(db: Connection, view: View) -> list[tuple[date, Mark | None, list[str]]]:
    """As the days with what helped are shown, with none of it."""
    return [(day, mark, []) for day, mark in shared(db, view).items()]
