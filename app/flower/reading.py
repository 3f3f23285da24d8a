"""What others may read of somebody's flowers: what the rule lets through, newest first; it lets through those that are finished."""

from sqlalchemy import Connection

from app.flower.kept import Flower, opened
from app.flower.models import flowers
from app.sharing import Shelf, View

NEWEST = (flowers.c.number.desc(),)
SHELF = Shelf(flowers, "flower", NEWEST)


def shared(db: Connection, view: View) -> list[Flower]:
    return [opened(view, row) for row in view.rows(db, flowers, "flower", *NEWEST)]
