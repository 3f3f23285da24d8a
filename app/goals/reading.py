"""What others may read of somebody's goals and small steps. A single goal that is shared brings its steps along."""

from typing import Any

from sqlalchemy import Connection, select

from app.goals import small_steps
from app.goals.kept import Goal, opened
from app.goals.models import goals, steps
from app.sharing import View


def shared(db: Connection, view: View) -> list[Goal]:
    """Goals in the order they were made, newest first. Steps of a goal that is not shown are not opened."""
    rows = db.execute(select(goals).where(view.sees(goals, "goals")).order_by(goals.c.number.desc()).limit(view.most)).all()
    found: dict[object, list[Any]] = {}
    for row in db.execute(select(steps).where(view.sees(steps, "goals", "goal")).order_by(steps.c.number)):
        found.setdefault(row.goal, []).append(row)
    return [opened(view, row, [small_steps.opened(view, step) for step in found.get(row.id, [])]) for row in rows]
