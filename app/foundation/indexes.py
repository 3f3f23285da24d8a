"""Indexes that tables of many rooms have alike."""

from sqlalchemy import Index, Table


def of_what_was_put_away(table: Table) -> Index:
    """For the round that erases it, and for nothing else: what is there has no minute, and an index with everybody's NULL in it is
    one that a database may walk through to find the few rows it was asked for."""
    gone = table.c.gone_minute
    put_away = gone.is_not(None)
    return Index(f"ix_{table.name}_gone_minute", gone, sqlite_where=put_away, postgresql_where=put_away)


def in_the_order_of_numbers(table: Table) -> Index:
    """Somebody's things as they came: the newest are found, and those up to a number, without looking at any of the others."""
    return Index(f"ix_{table.name}_owner_number", table.c.owner, table.c.number)
