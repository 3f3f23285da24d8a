"""What was not noted in earlier versions: looked through once, each with its owner's own key."""

from uuid import UUID

from sqlalchemy import Connection

from app.foundation import actor, logs
from app.foundation.database import Database
from app.foundation.errors import SealBroken
from app.journal import entries
from app.people import Keyring, account_state, people
from app.sharing import log


def everyone(db: Database, keys: Keyring) -> int:
    """Some entries to a commit; returns how many. Until an entry is looked through nobody else sees
    what helped in it.

    Each owner is tried by themselves. Raises at the end when a new try may mend what failed for
    some of them.
    """
    with actor.by(actor.STRONGROOM):
        owners = db.write_now(people.everyone)
    noted, again = 0, None
    for owner in owners:
        try:
            noted += _of(db, keys, owner)
        except (
            SealBroken
        ) as error:  # their own key or profile does not open, and will not the next time
            logs.fault("noting_failed", error)
        except Exception as error:  # noqa: BLE001 - one person's fault is never why the others wait
            again = error
    if again is not None:
        raise again
    return noted


def _of(db: Database, keys: Keyring, owner: UUID) -> int:
    noted = 0
    with actor.by(person=owner):
        while some := db.write_now(_some, keys, owner):
            noted += some
        db.write_now(_look, keys, owner)
    return noted


def _look(db: Connection, keys: Keyring, owner: UUID) -> bool:
    """When somebody last looked, so that the front page need not seek it each time."""
    me = people.get(db, keys, owner)
    return me is not None and log.fill_in(db, me.box)


def _some(db: Connection, keys: Keyring, owner: UUID) -> int:
    # Nobody seals anything anew meanwhile: what does not open here does not open at all.
    account_state.one_at_a_time(db, owner)
    me = people.get(db, keys, owner)
    return entries.fill_in(db, me) if me is not None else 0
