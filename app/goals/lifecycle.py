"""A citizen's goals and steps on their way out."""

from typing import Any
from uuid import UUID

from msgspec.structs import asdict
from sqlalchemy import Connection

from app.goals import kept, small_steps
from app.goals.models import goals, steps
from app.people import Person, own


def export(db: Connection, me: Person) -> list[dict[str, Any]]:
    under: dict[UUID, list[dict[str, Any]]] = {}
    for row in own.taken(db, me, steps, steps.c.number):
        words = asdict(own.opened(me, steps, small_steps.Words, row))
        under.setdefault(row.goal, []).append({"state": row.state, **words, **_dated(me, row)})
    rows = sorted(
        own.taken(db, me, goals, goals.c.number.desc()),
        key=lambda row: kept.STATES.index(row.state),
    )
    return [
        {
            "text": own.opened(me, goals, kept.Words, row).text,
            "state": row.state,
            "hope": str(row.hope) if row.hope else None,
            "steps": under.get(row.id, []),
            **_dated(me, row),
        }
        for row in rows
    ]


def _dated(me: Person, row: Any) -> dict[str, str | None]:
    """Since when it has been as it is, too."""
    told = own.dated(me, row)
    return {"since" if name == "state" else name: at for name, at in told.items()}
