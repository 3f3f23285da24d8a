"""What others may read of somebody's goals and small steps. A single goal that is shared brings its steps along."""

from typing import Any

from sqlalchemy import Connection

from app.goals import small_steps
from app.goals.kept import Goal, opened
from app.goals.models import goals, steps
from app.sharing import View

NEWEST, OLDEST = (goals.c.number.desc(),), (steps.c.number,)


def shared(db: Connection, view: View) -> list[Goal]:
    """Goals in the order they were made, newest first. Steps of a goal that is not shown are not opened."""
    rows = view.rows(db, goals, "goals", *NEWEST)
    found: dict[object, list[Any]] = {}
    for row in view.rows(db, steps, "goals", *OLDEST, item=("goal",), most=10 * view.most):
        found.setdefault(row.goal, []).append(row)
    return [opened(view, row, [small_steps.opened(view, step) for step in found.get(row.id, [])]) for row in rows]
