"""Until when what is shown on a bond goes on being shown: one question for a kind, and nothing is
opened or fetched for it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Connection,
    Row,
    Select,
    Table,
    bindparam,
    case,
    func,
    or_,
    select,
)

from app.foundation import clock
from app.people import Person
from app.sharing import facts, narrowing, rule
from app.sharing.kinds import COMING, ITEM, KINDS, MOST, NOW
from app.sharing.models import bonds, grants

OWNER, UPTO = narrowing.OWNER, bindparam("upto", type_=BigInteger())


@dataclass(frozen=True)
class Shelf:
    """Where the things of a kind lie that its page shows, in its order, and by what a grant calls
    them. What lies within these things, as the steps of a goal, is younger than they are and called
    by them."""

    table: Table
    kind: str
    order: tuple[Any, ...]
    item: rule.Columns = rule.ID
    ends: str = ""
    """The column of the minute in which a thing is over by itself."""


@dataclass
class Lasting:
    """For one page of people. Where all that comes is shared, the page of a kind is the same on
    every bond, and asked for once."""

    db: Connection
    me: Person
    known: dict[tuple[UUID, str], Sequence[Row[Any]]] = field(default_factory=dict)

    def until(self, shelf: Shelf | None, live: Sequence[rule.Grant]) -> int | None:
        """The first minute in which nothing of it is shown any more, as its page says it; None when
        there is nothing."""
        whole = [grant for grant in live if grant.scope != ITEM]
        if shelf is None or _is_settled(live, whole):
            return max((grant.end for grant in whole), default=None)
        rows: Sequence[Any] = self._page(shelf, live)
        lowest = min((row.lowest for row in rows), default=None)
        if not whole and lowest is None:
            return None
        return facts.last_minute(live, lowest, {called for row in rows for called in row[1:]})

    def _page(self, shelf: Shelf, live: Sequence[rule.Grant]) -> Sequence[Row[Any]]:
        owner, scopes = live[0].owner, facts.scopes(live)
        if COMING in scopes and (owner, shelf.kind) in self.known:
            return self.known[owner, shelf.kind]
        asked = {
            "owner": owner,
            "most": min(MOST, KINDS[shelf.kind].most),
            "upto": max((grant.upto or 0 for grant in live), default=0),
        }
        asked |= rule.bind_params(live[0].bond, self.me.id, clock.minute(), second=self.me.second)
        rows = self.db.execute(_page(shelf, scopes), asked).all()
        if COMING in scopes:
            self.known[owner, shelf.kind] = rows
        return rows


def _is_settled(live: Sequence[rule.Grant], whole: Sequence[rule.Grant]) -> bool:
    """Whether it ends with the one that reaches farthest, whatever there is: nothing that is shown
    lasts longer. Single things do, when they are shared for longer than all of their kind, or
    beside what was there at some time, or without any of it."""
    if not whole:
        return False
    widest = max(whole, key=lambda grant: (grant.scope == COMING, grant.upto or 0))
    return all(grant.end <= widest.end for grant in live) and (
        widest.scope == COMING or len(live) == len(whole)
    )


@lru_cache(maxsize=64)
def _page(shelf: Shelf, scopes: frozenset[str]) -> Select[Any]:
    """The lowest number of what is on the page, with each name by which a grant calls any of it."""
    table, item, all_ = shelf.table, shelf.item, COMING in scopes
    named = [table.c[name] for name in item]
    alone = rule.granted(shelf.kind, rule.READER, rule.MINUTE, second=rule.SECOND).values()
    items = (
        select(grants.c.item)
        .select_from(grants.join(bonds, bonds.c.id == grants.c.bond))
        .where(*alone, grants.c.scope == ITEM)
    )
    # Asked once, not for each row.
    items = items.where(bonds.c.owner == OWNER if all_ else bonds.c.id == rule.ON)
    ways = {NOW: table.c.number <= UPTO, ITEM: or_(*(column.in_(items) for column in named))}
    theirs = narrowing.alone(table) if scopes == {ITEM} else table.c.owner == OWNER
    seen = [theirs, *rule.of_thing(table, shelf.kind, item).values()]
    seen += [] if all_ else [or_(*(ways[scope] for scope in sorted(scopes)))]
    seen += [table.c[shelf.ends] > rule.MINUTE] if shelf.ends else []
    there = (
        select(table.c.number, *named)
        .where(*seen)
        .order_by(*shelf.order)
        .limit(bindparam("most"))
        .subquery()
    )
    told = select(
        there.c.number,
        *(case((there.c[name].in_(items), there.c[name])).label(name) for name in item),
    ).subquery()
    called = [told.c[name] for name in item]
    return select(func.min(told.c.number).label("lowest"), *called).group_by(*called)
