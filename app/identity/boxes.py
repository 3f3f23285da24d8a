"""Another person's box, for a Decision that the rule has made: to open what they share, or to write in their log."""

from sqlalchemy import Connection, select

from app.foundation.errors import NotFound
from app.foundation.sealing import Box, Decision, WrappedKey
from app.identity.models import citizen_keys, people
from app.identity.people import Keyring, Profile


def box_of(db: Connection, keys: Keyring, decision: Decision) -> Box:
    """The owner's box. Raises NotFound when the account is gone, key and all."""
    owner = decision.owner
    rows = db.execute(select(citizen_keys).where(citizen_keys.c.owner == owner)).all()
    if not rows:
        raise NotFound
    return keys.vault.open_box(decision, [WrappedKey(owner, row.number, row.master, row.wrapped) for row in rows])


def profile_of(db: Connection, box: Box) -> Profile:
    """The profile of the box's owner: what they are called, and where they live."""
    sealed = db.execute(select(people.c.sealed).where(people.c.id == box.owner)).scalar_one()
    return box.open(Profile, "people", box.owner, sealed)
