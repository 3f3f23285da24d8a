"""What others may read of somebody's good things: what the rule lets through, newest first."""

from sqlalchemy import Connection, select

from app.good_things.kept import GoodThing, opened
from app.good_things.models import good_things
from app.sharing import View


def shared(db: Connection, view: View) -> list[GoodThing]:
    mine = select(good_things).where(view.sees(good_things, "good_things"))
    return [opened(view, row) for row in db.execute(mine.order_by(good_things.c.number.desc()).limit(view.most))]
