"""A plan on its way out."""

from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from app.identity import Person, own
from app.plan import kept
from app.plan.models import plan_lines


def export(db: Connection, me: Person) -> list[dict[str, Any]]:
    whole = kept.whole(db, me)
    return [
        {"part": part, "text": each.words.text, "number": each.words.number, "who": each.words.who}
        for part, lines in whole.items()
        for each in lines
    ]


def erase(db: Connection, owner: UUID) -> None:
    own.erase(db, plan_lines, owner)


def reseal(db: Connection, me: Person) -> int:
    return own.reseal(db, me, plan_lines)


def sweep(db: Connection) -> int:
    return own.sweep(db, plan_lines)
