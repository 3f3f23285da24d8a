"""Columns and indexes that tables of many rooms have alike."""

from typing import Any

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, Table, Uuid


def kept(struct: str) -> tuple[Column[Any], ...]:
    """What every kept thing has: its id, whose it is, its place in its owner's own order, when it
    was written and when it was put away, and its words, which are `struct` sealed."""
    return (
        Column("id", Uuid, primary_key=True),
        Column("owner", ForeignKey("people.id", ondelete="CASCADE"), nullable=False),
        Column("number", BigInteger, nullable=False),
        Column("written_minute", Integer, nullable=False),
        Column("gone_minute", Integer),
        Column("sealed", LargeBinary, nullable=False, info={"sealed": struct}),
    )


def of_what_was_put_away(table: Table) -> Index:
    """For the round that erases it, and for nothing else: what is there has no minute, and an index
    with everybody's NULL in it is one that a database may walk through to find the few rows it was
    asked for."""
    gone = table.c.gone_minute
    put_away = gone.is_not(None)
    return Index(
        f"ix_{table.name}_gone_minute", gone, sqlite_where=put_away, postgresql_where=put_away
    )


def in_the_order_of_numbers(table: Table) -> Index:
    """Somebody's things as they came: the newest are found, and those up to a number, without
    looking at any of the others."""
    return Index(f"ix_{table.name}_owner_number", table.c.owner, table.c.number)
