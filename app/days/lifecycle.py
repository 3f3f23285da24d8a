"""A citizen's days on their way out: in the download, and when everything is erased."""

from typing import Any

from sqlalchemy import Connection, select

from app.days import marks
from app.days.models import days
from app.people import Person, own


def export(db: Connection, me: Person) -> list[dict[str, Any]]:
    rows = db.execute(select(days).where(days.c.owner == me.id).order_by(days.c.date)).all()
    found = [
        (row, me.box.open(marks.Mark, "days", marks.place(me.id, row.date), row.sealed))
        for row in rows
    ]
    return [
        {
            "date": row.date.isoformat(),
            "kind": mark.kind,
            "both": mark.both,
            "before": mark.before,
            **own.dated(me, row),
        }
        for row, mark in found
    ]
