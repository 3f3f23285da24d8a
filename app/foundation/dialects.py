"""Where the two databases differ once a connection is open: nowhere else asks which one it is."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from sqlalchemy import Column, Connection, Table, Update, bindparam, func, update
from sqlalchemy import column as column_of
from sqlalchemy.dialects import postgresql, sqlite


def insert(db: Connection, table: Table) -> Any:
    """An insert that knows what to do where the row is there already (`on_conflict_do_nothing`,
    `on_conflict_do_update`): both databases do, each in words of its own."""
    return (postgresql if many_write(db) else sqlite).insert(table)


def many_write(db: Connection) -> bool:
    """Whether others write at the same time: PostgreSQL has rows locked and roles that policies
    bind; on SQLite there is one writer, and nothing to lock or to say."""
    return db.dialect.name == "postgresql"


class Each:
    """Changes many rows of a table, each to values of its own, in one message. On PostgreSQL it is
    one statement, for the policies that guard a row cost much more than the row; on SQLite they
    come one after another.

    `where` and `to` pair the name of a value in each row with a column; `fixed` is the same for
    all.
    """

    def __init__(
        self,
        table: Table,
        where: Mapping[str, Column[Any]],
        to: Mapping[str, Column[Any]],
        fixed: Mapping[str, Any] = MappingProxyType({}),
    ) -> None:
        named = {**where, **to}
        self._names = tuple(named)
        one = {name: bindparam(name, type_=column.type) for name, column in named.items()}
        self._one = self._made(table, where, to, fixed, one)
        arrays = [
            bindparam(name, type_=postgresql.ARRAY(column.type)) for name, column in named.items()
        ]
        columns = [column_of(name, each.type) for name, each in named.items()]
        many = func.unnest(*arrays).table_valued(*columns).render_derived(name="each")
        self._many = self._made(table, where, to, fixed, {name: many.c[name] for name in named})

    @staticmethod
    def _made(
        table: Table,
        where: Mapping[str, Column[Any]],
        to: Mapping[str, Column[Any]],
        fixed: Mapping[str, Any],
        values: Mapping[str, Any],
    ) -> Update:
        these = [column == values[name] for name, column in where.items()]
        changed = {column: values[name] for name, column in to.items()}
        return update(table).where(*these).values({**changed, **fixed})

    def run(self, db: Connection, rows: Sequence[Mapping[str, Any]]) -> int:
        """How many there were to change."""
        if not rows:
            return 0
        if many_write(db):
            values = {name: [row[name] for row in rows] for name in self._names}
            return db.execute(self._many, values).rowcount
        return db.execute(self._one, rows).rowcount
