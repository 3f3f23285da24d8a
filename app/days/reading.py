"""What others may read of somebody's days: the mark of each day, newest first."""

from datetime import date

from sqlalchemy import Connection, select

from app.days.marks import Mark, place
from app.days.models import days
from app.sharing import View


def shared(db: Connection, view: View, kind: str = "days") -> dict[date, Mark]:
    rows = db.execute(select(days).where(view.sees(days, kind)).order_by(days.c.date.desc()).limit(view.most))
    return {row.date: view.box.open(Mark, "days", place(row.owner, row.date), row.sealed) for row in rows}
