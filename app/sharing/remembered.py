"""What stands in the profile about sharing, so that every page says truly who can see it, without
asking again."""

from functools import lru_cache
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Integer,
    Select,
    Uuid,
    bindparam,
    func,
    select,
)

from app.foundation import clock
from app.people import Person, one_at_a_time, people
from app.sharing import outlived
from app.sharing.kinds import KINDS
from app.sharing.models import bonds, grants


def remember(db: Connection, me: Person) -> None:
    """Note which kinds are shared and until when. Asked in the owner's turn: what is given beside
    this is noted too."""
    one_at_a_time(db, me.id)
    people.change(db, me, shared_until=shared_until(db, me))


def shared_until(db: Connection, me: Person) -> dict[str, int]:
    """Which kinds are open, and until when. One that ends last is looked for, all only where none
    is there: they may be many."""
    asked, found = {"me": me.id, "now": clock.minute()}, dict[str, int]()
    for kind, end in db.execute(EACH_LAST, asked).all():
        one = db.execute(_one_of(kind), asked | {"end": end}).first()
        if until := end if one else db.scalar(_last_of(kind), asked):
            found[kind] = until
    return found


def live(me: Person) -> tuple[ColumnElement[bool], ...]:
    """Of grants: mine that hold or will, of bonds that have not ended."""
    return _live(me.id, clock.minute())


def _live(
    owner: UUID | BindParameter[UUID], now: int | BindParameter[int]
) -> tuple[ColumnElement[bool], ...]:
    here = select(bonds.c.id).where(bonds.c.owner == owner, bonds.c.ended_minute.is_(None))
    return (
        grants.c.owner == owner,
        grants.c.ended_minute.is_(None),
        grants.c.end_minute > now,
        grants.c.bond.in_(here),
    )


# Built once: they run whenever Deling is opened and whenever something is shared or stopped.

MINE = _live(bindparam("me", type_=Uuid()), bindparam("now", type_=Integer()))
LAST = func.max(grants.c.end_minute)
EACH_LAST = select(grants.c.kind, LAST).where(*MINE).group_by(grants.c.kind)


@lru_cache
def _one_of(kind: str) -> Select[UUID]:
    there = (*MINE, grants.c.kind == kind, outlived.not_erased(KINDS[kind]))
    return (
        select(grants.c.id)
        .where(*there, grants.c.end_minute == bindparam("end", type_=Integer()))
        .limit(1)
    )


@lru_cache
def _last_of(kind: str) -> Select[int | None]:
    return select(LAST).where(*MINE, grants.c.kind == kind, outlived.not_erased(KINDS[kind]))
