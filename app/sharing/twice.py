"""Two bonds between the same two: what is said of one is true of the person, who may see something
over the other as well."""

from collections import Counter
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, exists, or_, select

from app.foundation import ids
from app.people import Person
from app.sharing import bonds
from app.sharing.bonds import Mine
from app.sharing.grants import is_given
from app.sharing.models import bonds as rows

PARTED, CONNECTED, SHARING = SAID = "slut", "slut-her", "slut-deler"
"""What can be said of an end: there is no bond between the two, there is one, or over one they may
see something of mine."""


def others(db: Connection, me: Person, bond: UUID) -> list[Mine]:
    """My other bonds to whoever is on this one, also once this one has ended: over those they may
    see something."""
    whom = select(rows.c.other).where(rows.c.id == bond, rows.c.owner == me.id).scalar_subquery()
    found = db.execute(bonds.living(me).where(rows.c.other == whom, rows.c.id != bond)).all()
    return [bonds.opened(me, row) for row in found if row.at_work]


def among(there: Sequence[Row[Any]]) -> frozenset[UUID]:
    """Those of my living bonds whose person is on another of them as well."""
    times = Counter(row.other for row in there if row.other and row.at_work)
    return frozenset(row.id for row in there if times[row.other] > 1)


def parted(db: Connection, me: Person, bond: UUID) -> str:
    """What is so for either of the two once this bond has ended: each may have invited the other,
    and sees over their own bond what they saw before. Empty while it has not ended."""
    both = or_(rows.c.owner == me.id, rows.c.other == me.id)
    ended = db.execute(
        select(rows.c.owner, rows.c.other).where(
            rows.c.id == bond, both, rows.c.ended_minute.is_not(None)
        )
    ).first()
    if ended is None or ended.other is None:
        return ""
    whom = ended.other if ended.owner == me.id else ended.owner
    mine = db.execute(bonds.living(me).where(rows.c.other == whom)).all()
    if any(is_given(db, me, each.id) for each in mine if each.at_work):
        return SHARING
    theirs = exists().where(
        rows.c.owner == whom, rows.c.other == me.id, rows.c.ended_minute.is_(None)
    )
    return CONNECTED if mine or db.execute(select(theirs)).scalar_one() else PARTED


def so_far(db: Connection, me: Person, said: str, bond: str) -> dict[str, bool]:
    """Whether what an address says of an end is so now. They may have been connected again
    since."""
    return {said: said == parted(db, me, ids.parse_or_new(bond))} if said in SAID else {}
