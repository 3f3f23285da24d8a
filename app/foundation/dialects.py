"""Where the two databases differ once a connection is open: nowhere else asks which one it is."""

from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert(db: Connection, table: Table) -> Any:
    """An insert that knows what to do where the row is there already (`on_conflict_do_nothing`,
    `on_conflict_do_update`): both databases do, each in words of its own."""
    return (postgresql if many_write(db) else sqlite).insert(table)


def many_write(db: Connection) -> bool:
    """Whether others write at the same time: PostgreSQL has rows locked and roles that policies
    bind; on SQLite there is one writer, and nothing to lock or to say."""
    return db.dialect.name == "postgresql"
