"""A grant of one thing lasts no longer than the thing: what is put away is seen by nobody, and what
was erased never again.

Whoever erases things may not see what is shared. So whoever says what holds looks whether the thing
is there; and what is written anew under the name of an erased one, by an old form sent again, is
open to nobody.
"""

from functools import lru_cache
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Table,
    Update,
    Uuid,
    and_,
    bindparam,
    exists,
    or_,
    update,
)

from app.foundation import clock
from app.foundation.database import metadata
from app.people import Person
from app.sharing.kinds import ITEM, KINDS, Kind
from app.sharing.models import grants


@lru_cache(maxsize=1)
def to_be_seen() -> ColumnElement[bool]:
    """Of grants: those of a whole kind, those of a thing that is there and not put away, and those
    of a part of a plan."""
    return or_(
        grants.c.scope != ITEM, *(_is_there(kind, here=True) for kind in _of_single_things())
    )


def not_erased(kind: Kind | None = None) -> ColumnElement[bool]:
    """Of grants, or of those of one kind: also those of a thing that is put away. Brought back, it
    is shared as before."""
    return _not_erased(kind.code if kind else "")


@lru_cache(maxsize=64)
def _not_erased(code: str) -> ColumnElement[bool]:
    """Built once: every stop asks it."""
    kinds = [each for each in _of_single_things() if code in ("", each.code)]
    return or_(grants.c.scope != ITEM, *(_is_there(each, here=False) for each in kinds))


def end(db: Connection, me: Person, table: Table, item: UUID) -> bool:
    """This thing is new, so what was given of one that had its name is over. Returns whether
    anything was."""
    over = _over(table.name)
    return (
        over is not None
        and db.execute(over, {"me": me.id, "this": item, "now": clock.minute()}).rowcount > 0
    )


@lru_cache
def _over(table: str) -> Update | None:
    """Built once for a table: it runs for everything that is kept. Only for what a grant names: a
    day's word is no entry, whatever id it was given."""
    kinds = [kind.code for kind in _of_single_things() if table in (kind.tables[0], *kind.parts)]
    if not kinds:
        return None
    now = bindparam("now", type_=Integer())
    this = (
        grants.c.owner == bindparam("me", type_=Uuid()),
        grants.c.item == bindparam("this", type_=Uuid()),
    )
    live = (grants.c.ended_minute.is_(None), grants.c.end_minute > now)
    of = or_(*(grants.c.kind == kind for kind in kinds))  # `in` is written out anew each time
    return update(grants).where(*this, of, grants.c.scope == ITEM, *live).values(ended_minute=now)


def _of_single_things() -> list[Kind]:
    return [kind for kind in KINDS.values() if ITEM in kind.scopes]


def _is_there(kind: Kind, *, here: bool) -> ColumnElement[bool]:
    """The thing, or what holds several of them: that is there as long as it has a name, whatever is
    in it just now, and whatever comes into it is seen."""
    table = metadata.tables[kind.tables[0]]
    one = exists().where(table.c.owner == grants.c.owner, table.c.id == grants.c.item)
    one = one.where(table.c.gone_minute.is_(None)) if here else one
    wholes = [metadata.tables[name] for name in kind.parts]
    several = [
        exists().where(each.c.owner == grants.c.owner, each.c.id == grants.c.item)
        for each in wholes
    ]
    return and_(
        grants.c.kind == kind.code, or_(*(there.correlate(grants) for there in (one, *several)))
    )
