"""What others may read of somebody's flowers: what the rule lets through, newest first, only those that are finished."""

from sqlalchemy import Connection, select

from app.flower.kept import Flower, opened
from app.flower.models import flowers
from app.sharing import View


def shared(db: Connection, view: View) -> list[Flower]:
    mine = select(flowers).where(view.sees(flowers, "flower"), flowers.c.finished)
    return [opened(view, row) for row in db.execute(mine.order_by(flowers.c.number.desc()).limit(view.most))]
