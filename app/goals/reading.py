"""What others may read of somebody's goals and small steps. A single goal that is shared brings its
steps along."""

from typing import Any

from sqlalchemy import Connection, exists

from app.goals import small_steps
from app.goals.kept import Goal, opened
from app.goals.models import goals, steps
from app.sharing import Shelf, View

NEWEST, NEWEST_STEPS, GOAL = (goals.c.number.desc(),), (steps.c.number.desc(),), ("goal",)
GOAL_IS_THERE = (
    exists().where(goals.c.id == steps.c.goal, goals.c.gone_minute.is_(None)).correlate(steps)
)
"""Of a goal that is put away no step is looked for: neither the page nor its room for steps may
tell of it."""
SHELF = Shelf(goals, "goals", NEWEST)
MOST_STEPS = 2.5
"""Steps on a page for each goal it has room for; with the goals no more than one line of the log
can name."""


def shared(db: Connection, view: View) -> list[Goal]:
    """Goals in the order they were made, newest first. Steps of a goal that is not shown are not
    opened."""
    rows = view.find(db, goals, "goals", *NEWEST)
    there, most = {row.id for row in rows}, int(MOST_STEPS * view.most)
    newest = view.find(db, steps, "goals", *NEWEST_STEPS, item=GOAL, also=GOAL_IS_THERE, most=most)
    found: dict[object, list[Any]] = {}
    for row in view.show([row for row in reversed(newest) if row.goal in there], steps, GOAL):
        found.setdefault(row.goal, []).append(row)
    return [
        opened(view, row, [small_steps.opened(view, step) for step in found.get(row.id, [])])
        for row in view.show(rows, goals)
    ]
