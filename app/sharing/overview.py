"""What Deling shows: whom one shares with and what, a page at a time. «Stop al deling» stands on
each page and ends everything."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, exists, func, or_, select

from app.foundation import clock
from app.people import Person, own
from app.sharing import bonds, outlived, twice
from app.sharing.bonds import Mine
from app.sharing.grants import Given, opened
from app.sharing.kinds import ITEM
from app.sharing.models import bonds as bond_rows
from app.sharing.models import grants, held_apart

A_PAGE = 50
"""Lines: each is a sentence with a form of its own."""
PARTS = 2
"""Of the single things of a plan as many as tell that there are several: they are one line, until
the last of them is over."""


@dataclass(frozen=True)
class Overview:
    """A page of it: the people, and under each what they may see. Somebody who may see much stands
    on the next page too.

    `twice` are bonds to somebody who is on another one as well."""

    people: list[Mine]
    given: dict[UUID, list[Given]]
    next: int | None
    twice: frozenset[UUID]


def of(db: Connection, me: Person, start: str = "") -> Overview:
    """A page of lines, so that nobody waits for whoever shares a thousand things with one person,
    or one with a thousand."""
    there = db.execute(bonds.living(me)).all()
    lines = own.some(db, _lines(me, there), lambda row: (row.bond, row.line), start, A_PAGE)
    here = {bond for bond, _ in lines.things}
    people = [bonds.opened(me, row) for row in there if row.id in here]
    shown = [line for _, line in lines.things if line] + list(
        db.execute(_of_plans(me, here)).scalars()
    )
    given: dict[UUID, list[Given]] = {}
    for row in db.execute(
        select(grants).where(grants.c.id.in_(shown)).order_by(grants.c.made_minute, grants.c.id)
    ):
        given.setdefault(row.bond, []).append(opened(me, row))
    return Overview(people, given, lines.next, twice.among(there))


def _lines(me: Person, there: Sequence[Row[Any]]) -> Select[tuple[UUID, UUID]]:
    """Each person, and each thing they may see, but for parts of a plan. A guide who is not at work
    sees nothing."""
    mine, seeing = [row.id for row in there], [row.id for row in there if row.at_work]
    open_ = and_(
        grants.c.bond.in_(seeing), _live(), or_(grants.c.kind != "plan", grants.c.scope != ITEM)
    )
    found = bond_rows.outerjoin(grants, and_(grants.c.bond == bond_rows.c.id, open_))
    lines = select(bond_rows.c.id.label("bond"), grants.c.id.label("line")).select_from(found)
    asked = lines.where(bond_rows.c.owner == me.id, bond_rows.c.id.in_(mine))
    return asked.order_by(
        bond_rows.c.made_minute, bond_rows.c.id, grants.c.made_minute, grants.c.id
    )


def _of_plans(me: Person, here: set[UUID]) -> Select[tuple[UUID]]:
    """The parts of the plan that each of these may see: those that last longest, and what is kept
    apart after all others."""
    kept = (
        exists()
        .where(held_apart.c.owner == grants.c.owner, held_apart.c.item == grants.c.item)
        .correlate(grants)
    )
    turn = func.row_number().over(
        partition_by=grants.c.bond, order_by=(kept, grants.c.end_minute.desc(), grants.c.id)
    )
    parts = select(grants.c.id, turn.label("turn")).where(
        grants.c.owner == me.id, grants.c.bond.in_(here), _live()
    )
    found = parts.where(grants.c.kind == "plan", grants.c.scope == ITEM).subquery()
    return select(found.c.id).where(found.c.turn <= PARTS)


def _live() -> ColumnElement[bool]:
    """What the other can see, or will: a thing that is put away is not said to be seen, and what
    comes back stands here again."""
    return and_(
        grants.c.ended_minute.is_(None), grants.c.end_minute > clock.minute(), outlived.to_be_seen()
    )
