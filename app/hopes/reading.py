"""What others may read of somebody's hopes: what the rule lets through, newest first."""

from sqlalchemy import Connection, select

from app.hopes.kept import Hope, opened
from app.hopes.models import hopes
from app.sharing import View


def shared(db: Connection, view: View) -> list[Hope]:
    rows = db.execute(select(hopes).where(view.sees(hopes, "hopes")).order_by(hopes.c.number.desc()).limit(view.most))
    return [opened(view, row) for row in rows]
