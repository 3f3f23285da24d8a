"""What Deling shows: whom one shares with and what, a page at a time. «Stop al deling» stands on each page and ends everything."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select

from app.foundation import clock
from app.identity import Person, own
from app.sharing import bonds
from app.sharing.bonds import Mine
from app.sharing.grants import Given, opened
from app.sharing.kinds import ITEM
from app.sharing.models import bonds as bond_rows
from app.sharing.models import grants

PARTS = 2
"""Of the single things of a plan as many as tell that there are several: they are one line, until the last of them is over."""


@dataclass(frozen=True)
class Overview:
    """A page of it: the people, and under each what they may see. Somebody who may see much stands on the next page too."""

    people: list[Mine]
    given: dict[UUID, list[Given]]
    next: int | None


def of(db: Connection, me: Person, start: str = "") -> Overview:
    """A page of lines, so that nobody waits for whoever shares a thousand things with one person, or one with a thousand."""
    lines = own.some(db, _lines(me), lambda row: (row.bond, row.line), start)
    here = {bond for bond, _ in lines.things}
    people = [bonds.opened(me, row) for row in db.execute(bonds.living(me).where(bond_rows.c.id.in_(here)))]
    shown = [line for _, line in lines.things if line] + list(db.execute(_of_plans(me, here)).scalars())
    given: dict[UUID, list[Given]] = {}
    for row in db.execute(select(grants).where(grants.c.id.in_(shown)).order_by(grants.c.made_minute, grants.c.id)):
        given.setdefault(row.bond, []).append(opened(me, row))
    return Overview(people, given, lines.next)


def _lines(me: Person) -> Select[tuple[UUID, UUID]]:
    """Each person, and each thing they may see, but for parts of a plan. A guide who is not at work sees nothing."""
    mine = bonds.living(me).subquery()
    there = and_(grants.c.bond == mine.c.id, mine.c.at_work, _live(), or_(grants.c.kind != "plan", grants.c.scope != ITEM))
    lines = select(mine.c.id.label("bond"), grants.c.id.label("line")).select_from(mine.outerjoin(grants, there))
    return lines.order_by(mine.c.made_minute, mine.c.id, grants.c.made_minute, grants.c.id)


def _of_plans(me: Person, here: set[UUID]) -> Select[tuple[UUID]]:
    """The parts of the plan that each of these may see: those that last longest."""
    turn = func.row_number().over(partition_by=grants.c.bond, order_by=(grants.c.end_minute.desc(), grants.c.id))
    parts = select(grants.c.id, turn.label("turn")).where(grants.c.owner == me.id, grants.c.bond.in_(here), _live())
    found = parts.where(grants.c.kind == "plan", grants.c.scope == ITEM).subquery()
    return select(found.c.id).where(found.c.turn <= PARTS)


def _live() -> ColumnElement[bool]:
    return and_(grants.c.ended_minute.is_(None), grants.c.end_minute > clock.minute())
