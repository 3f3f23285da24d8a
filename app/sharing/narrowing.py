"""Where a query for what is shared looks first. It opens nothing: whatever it finds is held against the rule.

Without it a reader's page would walk through all that is kept from them, and the time it takes would tell how much that is.
"""

from functools import lru_cache
from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement, Select, Table, Uuid, and_, bindparam, case, func, or_, select

from app.sharing import rule
from app.sharing.kinds import COMING, ITEM, KINDS
from app.sharing.models import grants

OWNER: BindParameter[UUID] = bindparam("owner", type_=Uuid())
FAR = 2**62
"""Above every number there is."""


@lru_cache(maxsize=64)
def near(table: Table, kind: str, item: rule.Columns, *, whole: bool) -> ColumnElement[bool]:
    """This owner's rows that grants could reach. Of a kind of which only single things are shared, those are found by what they are
    called: the owner's own index is kept out of it, since that would walk through everything of theirs."""
    if not whole:
        return and_(func.coalesce(table.c.owner, table.c.owner) == OWNER, _named(table, kind, item))
    reach = case((grants.c.scope == COMING, FAR), else_=grants.c.upto)
    furthest = _live(kind).with_only_columns(func.max(reach)).where(grants.c.scope != ITEM).scalar_subquery()
    reached = table.c.number <= furthest
    return and_(table.c.owner == OWNER, or_(reached, _named(table, kind, item)) if ITEM in KINDS[kind].scopes else reached)


def _named(table: Table, kind: str, item: rule.Columns) -> ColumnElement[bool]:
    called = _live(kind).with_only_columns(grants.c.item).where(grants.c.scope == ITEM)
    return or_(*(table.c[name].in_(called) for name in item if name in table.c))


def _live(kind: str) -> Select[tuple[int]]:
    """Grants of a kind on the bond that is read, as far as their own row says that they hold."""
    minute = rule.MINUTE
    holds = (grants.c.start_minute <= minute, grants.c.end_minute > minute, grants.c.ended_minute.is_(None))
    return select(grants.c.upto).where(grants.c.bond == rule.ON, grants.c.kind == kind, *holds)
