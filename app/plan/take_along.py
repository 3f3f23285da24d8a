"""A plan on its way out."""

from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from app.identity import Person, own
from app.plan import kept, ready
from app.plan.models import plan_lines, plan_sections, ready_shares


def export(db: Connection, me: Person) -> list[dict[str, Any]]:
    whole = kept.whole(db, me)
    return [
        {"part": part, "text": each.words.text, "number": each.words.number, "who": each.words.who}
        for part, lines in whole.items()
        for each in lines
    ]


def export_ready(db: Connection, me: Person) -> list[dict[str, Any]]:
    """With whom the plan can be shared in one tap, and which parts of it."""
    return [{"with": each.name, "parts": list(each.words.chosen), "number": each.words.number} for each in ready.all_of(db, me)]


def erase(db: Connection, owner: UUID) -> None:
    for table in (ready_shares, plan_lines, plan_sections):
        own.erase(db, table, owner)


def reseal(db: Connection, me: Person) -> int:
    return own.reseal(db, me, plan_lines) + own.reseal(db, me, ready_shares)


def sweep(db: Connection) -> int:
    return own.sweep(db, plan_lines) + own.sweep(db, ready_shares)
