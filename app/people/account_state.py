"""Whether an account stays, as a condition in a query, and changes of who may see, one after
another."""

from typing import Any
from uuid import UUID

from sqlalchemy import Column, ColumnElement, Connection, exists, select

from app.people.models import people


def stays(owner: Column[Any]) -> ColumnElement[bool]:
    """For a query over rows with `owner`: the account is not waiting to be erased."""
    leaving = exists().where(people.c.id == owner, people.c.erase_minute.is_not(None))
    return ~leaving.correlate(owner.table)


def one_at_a_time(db: Connection, owner: UUID) -> None:
    """What one person changes about sharing happens in turn: two tabs that stop and give at once
    cannot cross.

    It leaves the key alone (NO KEY UPDATE): whoever writes a line in this person's log meanwhile
    does not wait for it.
    """
    db.execute(select(people.c.id).where(people.c.id == owner).with_for_update(key_share=True))
