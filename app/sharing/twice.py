"""Two bonds between the same two: what is said of one is true of the person, who may see something over the other as well."""

from collections import Counter
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, exists, select

from app.identity import Person
from app.sharing import bonds
from app.sharing.bonds import Mine
from app.sharing.models import bonds as rows


def others(db: Connection, me: Person, bond: UUID) -> list[Mine]:
    """My other bonds to whoever is on this one, also once this one has ended: over those they may see something."""
    whom = select(rows.c.other).where(rows.c.id == bond, rows.c.owner == me.id).scalar_subquery()
    found = db.execute(bonds.living(me).where(rows.c.other == whom, rows.c.id != bond)).all()
    return [bonds.opened(me, row) for row in found if row.at_work]


def among(there: Sequence[Row[Any]]) -> frozenset[UUID]:
    """Those of my living bonds whose person is on another of them as well."""
    times = Counter(row.other for row in there if row.other and row.at_work)
    return frozenset(row.id for row in there if times[row.other] > 1)


def is_left(db: Connection, me: Person, bond: UUID) -> bool:
    """The same from the other side: whether I am still connected with whoever this was with."""
    owner = select(rows.c.owner).where(rows.c.id == bond, rows.c.other == me.id).scalar_subquery()
    alive = (rows.c.owner == owner, rows.c.other == me.id, rows.c.ended_minute.is_(None))
    return bool(db.execute(select(exists().where(*alive))).scalar_one())
