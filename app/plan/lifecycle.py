"""A plan on its way out."""

from typing import Any
from uuid import UUID

from msgspec.structs import asdict
from sqlalchemy import Connection

from app.people import Person, own
from app.plan import kept, ready, sections
from app.plan.models import plan_lines, ready_shares
from app.plan.parts import PARTS
from app.sharing import bonds


def export(db: Connection, me: Person) -> list[dict[str, Any]]:
    rows = {row.id: row for row in own.taken(db, me, plan_lines)}
    return [
        {
            "part": part,
            **asdict(each.words),
            "place": each.place,
            "section": _id(rows[each.id].section),
        }
        | own.dated(me, rows[each.id])
        for part, lines in kept.whole(db, me).items()
        for each in lines
    ]


def export_parts(db: Connection, me: Person) -> list[dict[str, Any]]:
    """The parts somebody has put in an order, with the names a share knows them by, and the
    examples they put out of sight."""
    found = sorted(sections.of(db, me).values(), key=lambda section: section.place)
    return [
        {
            "id": str(each.id),
            "part": each.part,
            "place": each.place,
            "put_out_of_sight": _hidden(each),
        }
        for each in found
    ]


def _hidden(section: sections.Section) -> list[str]:
    """By what they say, for the file has no list of examples to count in."""
    return [
        example.text for at, example in enumerate(PARTS[section.part].examples) if section.hides(at)
    ]


def export_ready(db: Connection, me: Person) -> list[dict[str, Any]]:
    """With whom the plan can be shared in one tap, what a tap shares, and what was chosen since and
    not looked at.

    From its own table: somebody's number and choice are theirs also when the other is not there any
    more.
    """
    names = {each.id: each.label for each in bonds.everyone(db, me)}
    rows = list(own.taken(db, me, ready_shares, ready_shares.c.number))
    there = bonds.connected(db, me, {row.bond for row in rows})
    whose = [
        {"with": names.get(row.bond, ""), "bond": str(row.bond), "connected": row.bond in there}
        for row in rows
    ]
    found = [asdict(own.opened(me, ready_shares, ready.Words, row)) for row in rows]
    return [
        who | words | own.dated(me, row) for row, who, words in zip(rows, whose, found, strict=True)
    ]


def _id(row: UUID | None) -> str | None:
    return None if row is None else str(row)
