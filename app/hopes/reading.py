"""What others may read of somebody's hopes: what the rule lets through, newest first."""

from sqlalchemy import Connection

from app.hopes.kept import Hope, opened
from app.hopes.models import hopes
from app.sharing import Shelf, View

NEWEST = (hopes.c.number.desc(),)
SHELF = Shelf(hopes, "hopes", NEWEST)


def shared(db: Connection, view: View) -> list[Hope]:
    return [opened(view, row) for row in view.rows(db, hopes, "hopes", *NEWEST)]
