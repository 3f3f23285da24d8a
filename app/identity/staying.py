"""Whether an account stays, as a condition in a query: while everything waits to be erased, nothing of it is shown to others."""

from typing import Any

from sqlalchemy import Column, ColumnElement, exists

from app.identity.models import people


def stays(owner: Column[Any]) -> ColumnElement[bool]:
    """For a query over rows with `owner`: the account is not waiting to be erased."""
    leaving = exists().where(people.c.id == owner, people.c.erase_minute.is_not(None))
    return ~leaving.correlate(owner.table)
