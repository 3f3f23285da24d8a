"""Where a query for what is shared looks first. It opens nothing: whatever it finds is held against
the rule.

Without it a reader's page would walk through all that is kept from them, and the time it takes
would tell how much that is.
"""

from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    Table,
    Uuid,
    and_,
    bindparam,
    exists,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import FunctionElement

from app.sharing import rule
from app.sharing.kinds import COMING, ITEM, KINDS, NOW
from app.sharing.models import bonds, grants

OWNER: BindParameter[UUID] = bindparam("owner", type_=Uuid())


class unindexed(FunctionElement[UUID]):
    """A column that SQLite is not to look up by an index, where another one finds fewer rows."""

    inherit_cache = True


@compiles(unindexed)
def _as_it_is(element: unindexed, compiler: SQLCompiler, **more: Any) -> str:
    return compiler.process(element.clauses, **more)


@compiles(unindexed, "sqlite")
def _plus(element: unindexed, compiler: SQLCompiler, **more: Any) -> str:
    return "+" + compiler.process(element.clauses, **more)


def alone(table: Table) -> ColumnElement[bool]:
    """Of this owner, where rows are found by what they are called: walking through everything of
    theirs would take the time of all that. PostgreSQL knows how many rows there are and chooses by
    itself; among everybody's it finds nothing without the owner."""
    return unindexed(table.c.owner) == OWNER


@lru_cache(maxsize=256)
def near(
    table: Table, kind: str, item: rule.Columns, scopes: frozenset[str]
) -> ColumnElement[bool]:
    """This owner's rows that grants of these scopes could reach."""
    theirs = table.c.owner == OWNER
    if COMING in scopes:
        return theirs
    if scopes == {ITEM}:
        return and_(alone(table), or_(*_named(table, kind, item)))
    furthest = (
        _live(kind)
        .with_only_columns(func.max(grants.c.upto))
        .where(grants.c.scope == NOW)
        .scalar_subquery()
    )
    reached = and_(theirs, table.c.number <= furthest)
    if ITEM not in scopes:
        return reached
    # Each by an index of its own.
    return or_(reached, *(and_(alone(table), named) for named in _named(table, kind, item)))


def seen(
    table: Table, kind: str, item: rule.Columns, scopes: frozenset[str]
) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """What narrows it, and the rule on one bond."""
    return near(table, kind, item, scopes), _standing(table, kind, item, scopes)


def _standing(
    table: Table, kind: str, item: rule.Columns, scopes: frozenset[str]
) -> ColumnElement[bool]:
    """Where all of a kind is shared, that is asked once and not of every row: of twenty thousand it
    would be the same answer each time, and whoever asks for something else would wait for it."""
    each = rule.standing(table, kind, item)
    if COMING not in scopes or COMING not in KINDS[kind].scopes:
        return each
    live = rule.granted(kind, rule.READER, rule.MINUTE, second=rule.SECOND).values()
    found = select(literal(1)).select_from(grants.join(bonds, bonds.c.id == grants.c.bond))
    all_ = exists(
        found.where(*live, bonds.c.id == rule.ON, grants.c.owner == OWNER, grants.c.scope == COMING)
    )
    return and_(*rule.of_thing(table, kind, item).values(), or_(all_, each))


def _named(table: Table, kind: str, item: rule.Columns) -> list[ColumnElement[bool]]:
    called = _live(kind).with_only_columns(grants.c.item).where(grants.c.scope == ITEM)
    return [table.c[name].in_(called) for name in item if name in table.c]


def _live(kind: str) -> Select[tuple[int]]:
    """Grants of a kind on the bond that is read, as far as their own row says that they hold."""
    minute = rule.MINUTE
    holds = (
        grants.c.start_minute <= minute,
        grants.c.end_minute > minute,
        grants.c.ended_minute.is_(None),
    )
    return select(grants.c.upto).where(grants.c.bond == rule.ON, grants.c.kind == kind, *holds)
