"""What others may read of somebody's good things: what the rule lets through, newest first."""

from sqlalchemy import Connection

from app.good_things.kept import GoodThing, opened
from app.good_things.models import good_things
from app.sharing import Shelf, View

NEWEST = (good_things.c.number.desc(),)
SHELF = Shelf(good_things, "good_things", NEWEST)


def shared(db: Connection, view: View) -> list[GoodThing]:
    return [opened(view, row) for row in view.rows(db, good_things, "good_things", *NEWEST)]
