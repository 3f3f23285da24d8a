"""What holds for somebody who reads: which kinds, until when."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, not_, select

from app.foundation import clock
from app.identity import Person
from app.sharing import rule
from app.sharing.kinds import ITEM, KINDS
from app.sharing.models import bonds as bond_rows
from app.sharing.models import grants


@dataclass(frozen=True, slots=True)
class Open:
    """What holds of a kind on a bond: until when, and whether the whole kind does or single things only."""

    end: int
    whole: bool


def to_me(db: Connection, me: Person) -> dict[UUID, dict[str, Open]]:
    """What others share with me now: by bond, each kind."""
    return held(db, me.id, clock.minute(), second=me.second)


def held(
    db: Connection, reader: UUID, now: int, *, second: bool, but: ColumnElement[bool] | None = None
) -> dict[UUID, dict[str, Open]]:
    """`but` leaves some grants out, as if they had been replaced already."""
    found: dict[UUID, dict[str, Open]] = {}
    columns = (grants.c.bond, grants.c.end_minute, grants.c.scope)
    for kind in KINDS:
        held_ = select(*columns).select_from(grants.join(bond_rows, bond_rows.c.id == grants.c.bond))
        held_ = held_.where(*rule.granted(kind, reader, now, second=second).values())
        for row in db.execute(held_ if but is None else held_.where(not_(but))):
            kinds = found.setdefault(row.bond, {})
            before = kinds.get(kind, Open(0, whole=False))
            kinds[kind] = Open(max(row.end_minute, before.end), row.scope != ITEM or before.whole)
    return found
