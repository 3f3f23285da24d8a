"""A citizen's goals and steps on their way out."""

from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from app.foundation import clock
from app.goals import kept
from app.goals.models import goals, steps
from app.identity import Person, own


def export(db: Connection, me: Person) -> list[dict[str, Any]]:
    found = [goal for state in kept.all_of(db, me).values() for goal in state]
    return [
        {
            "written": clock.day_of(goal.written_minute, me.zone).isoformat(),
            "text": goal.text,
            "state": goal.state,
            "hope": str(goal.hope) if goal.hope else None,
            "steps": [{"text": s.text, "when": s.when, "who": s.who, "state": s.state} for s in goal.steps],
        }
        for goal in found
    ]


def erase(db: Connection, owner: UUID) -> None:
    own.erase(db, steps, owner)
    own.erase(db, goals, owner)


def reseal(db: Connection, me: Person) -> int:
    return own.reseal(db, me, goals) + own.reseal(db, me, steps)


def sweep(db: Connection) -> int:
    return own.sweep(db, steps) + own.sweep(db, goals)
