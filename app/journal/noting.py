"""Entries from before it was noted whether they say what helped: looked through once, each with its owner's own key."""

from uuid import UUID

from sqlalchemy import Connection

from app.foundation import actor
from app.foundation.database import Database
from app.identity import Keyring, people
from app.journal import entries


def everyone(db: Database, keys: Keyring) -> int:
    """Some entries to a commit; returns how many. Until an entry is looked through nobody else sees what helped in it."""
    with actor.by(actor.STRONGROOM):
        owners = db.write_now(people.everyone)
    return sum(_of(db, keys, owner) for owner in owners)


def _of(db: Database, keys: Keyring, owner: UUID) -> int:
    noted = 0
    with actor.by(person=owner):
        while some := db.write_now(_some, keys, owner):
            noted += some
    return noted


def _some(db: Connection, keys: Keyring, owner: UUID) -> int:
    me = people.get(db, keys, owner)
    return entries.fill_in(db, me) if me is not None else 0
