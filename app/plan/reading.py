"""What others may read of somebody's plan: the lines the rule lets through, in their parts and
their writer's order."""

from sqlalchemy import Connection, exists

from app.plan.kept import Line, opened
from app.plan.models import plan_lines, plan_sections
from app.plan.parts import PARTS, Part
from app.sharing import Shelf, View

PLACE = plan_sections.c.place
IN_ORDER = (plan_lines.c.place, plan_lines.c.number)
NAMED = ("id", "section")
"""A grant may name a line, or the part it stands in."""
SHELF = Shelf(plan_lines, "plan", IN_ORDER, NAMED)
HOLDS_A_LINE = (
    exists()
    .where(plan_lines.c.section == plan_sections.c.id, plan_lines.c.gone_minute.is_(None))
    .correlate(plan_sections)
)
"""A part is looked for only while there is a line in it."""


def shared(db: Connection, view: View) -> list[tuple[Part, list[Line]]]:
    """A part of which only single lines are shared stands where it stands in every plan: its own
    place is not shared. What is shown is the lines alone: a part without any looks like nothing."""
    places = {
        row.part: row.place
        for row in view.find(db, plan_sections, "plan", PLACE, also=HOLDS_A_LINE)
    }
    found: dict[str, list[Line]] = {}
    for row in view.rows(db, plan_lines, "plan", *IN_ORDER, item=NAMED):
        found.setdefault(row.part, []).append(opened(view, row))
    ordered = sorted(
        found, key=lambda part: (places.get(part, PARTS[part].place), PARTS[part].place)
    )
    return [(PARTS[part], found[part]) for part in ordered]
