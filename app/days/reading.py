"""What others may read of somebody's days: the mark of each day, newest first."""

from datetime import date

from sqlalchemy import Connection

from app.days.marks import Mark, place
from app.days.models import days
from app.sharing import View

NEWEST = (days.c.date.desc(),)


def shared(db: Connection, view: View, kind: str = "days") -> dict[date, Mark]:
    rows = view.rows(db, days, kind, *NEWEST)
    return {row.date: view.box.open(Mark, "days", place(view.id, row.date), row.sealed) for row in rows}
