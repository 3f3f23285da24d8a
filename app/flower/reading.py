"""What others may read of somebody's flowers: what the rule lets through, newest first; it lets
through those that are finished."""

from functools import partial
from typing import Any

from sqlalchemy import Connection

from app.flower import drawing
from app.flower.kept import Flower, opened
from app.flower.models import flowers
from app.sharing import Shelf, View

NEWEST = (flowers.c.number.desc(),)
SHELF = Shelf(flowers, "flower", NEWEST)


def shared(db: Connection, view: View) -> list[Flower]:
    return [opened(view, row) for row in view.rows(db, flowers, "flower", *NEWEST)]


def drawn(db: Connection, view: View) -> list[dict[str, Any]]:
    """Each is drawn where the page is made, which for many of them is a thread."""
    return [
        {
            "flower": each,
            "draw": partial(drawing.draw, each.answers, drawing.FULL),
            "answers": each.answers,
        }
        for each in shared(db, view)
    ]
