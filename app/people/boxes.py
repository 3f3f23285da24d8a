"""Another person's box, for a Decision that the rule has made: to open what they share, or to write
in their log."""

from sqlalchemy import Connection, bindparam, select

from app.foundation.errors import NotFound
from app.foundation.sealing import Box, Decision, WrappedKey
from app.people.models import citizen_keys, people
from app.people.people import Keyring
from app.people.profile import Profile

FOUND = (
    select(citizen_keys.c.number, citizen_keys.c.master, citizen_keys.c.wrapped, people.c.sealed)
    .join(people, people.c.id == citizen_keys.c.owner)
    .where(citizen_keys.c.owner == bindparam("owner"))
)
"""Built once: it runs for every page that shows what somebody shares."""


def box_of(db: Connection, keys: Keyring, decision: Decision) -> Box:
    """The owner's box, for whoever need not know what they are called. Raises NotFound when the
    account is gone, key and all."""
    rows = db.execute(select(citizen_keys).where(citizen_keys.c.owner == decision.owner)).all()
    if not rows:
        raise NotFound
    return keys.vault.open_box(
        decision, [WrappedKey(row.owner, row.number, row.master, row.wrapped) for row in rows]
    )


def opened_for(db: Connection, keys: Keyring, decision: Decision) -> tuple[Box, Profile]:
    """The owner's box and profile: what they are called, and where they live."""
    owner = decision.owner
    rows = db.execute(FOUND, {"owner": owner}).all()
    if not rows:
        raise NotFound
    box = keys.vault.open_box(
        decision, [WrappedKey(owner, row.number, row.master, row.wrapped) for row in rows]
    )
    return box, box.open(Profile, "people", owner, rows[0].sealed)
