"""Looks through every citizen's log, link by link. Says which are broken, never what they say."""

from uuid import UUID

from sqlalchemy import Connection

from app import sharing
from app.foundation import actor
from app.foundation.database import Database
from app.people import Keyring, people


def logs(db: Database, keys: Keyring) -> tuple[int, dict[UUID, str]]:
    """How many were looked through, and what is wrong with those that are broken."""
    with actor.by(actor.STRONGROOM):
        owners = db.write_now(people.everyone)
    wrong: dict[UUID, str] = {}
    for owner in owners:
        with actor.by(person=owner):
            said = db.write_now(_one, keys, owner)
        if said is not None:
            wrong[owner] = said
    return len(owners), wrong


def _one(db: Connection, keys: Keyring, owner: UUID) -> str | None:
    person = people.get(db, keys, owner)
    return sharing.log.broken(db, keys.root, person.box) if person else None
