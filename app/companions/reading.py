"""What the one who is asked may read: who asks, where to and when, and how it stands."""

from sqlalchemy import Connection

from app.companions import goings as asked
from app.companions.models import goings
from app.sharing import Shelf, View

NEWEST = (goings.c.number.desc(),)
SHELF = Shelf(goings, "going", NEWEST)


def shared(db: Connection, view: View) -> list[asked.Going]:
    return [asked.opened(view, row) for row in view.rows(db, goings, "going", *NEWEST)]
