"""A new key for a citizen: made, used for everything they wrote, and the old one taken away. Resumable at every step."""

from uuid import UUID

from sqlalchemy import Connection

from app import days, flower, goals, good_things, hard_days, hopes, journal, network, plan, sharing
from app.foundation import actor
from app.foundation.database import Database
from app.identity import Keyring, Person, devices, passkeys, people, recovery, second_factor

ROOMS = (
    days,
    journal,
    hopes,
    goals,
    good_things,
    flower,
    plan,
    hard_days,
    network,
    sharing,
    recovery,
    second_factor,
    passkeys,
    devices,
    people,
)


def everyone(db: Database, keys: Keyring) -> int:
    """Turn every citizen's key, one citizen after another; returns how many."""
    with actor.by(actor.STRONGROOM):
        owners = db.write_now(people.everyone)
    for owner in owners:
        of(db, keys, owner)
    return len(owners)


def of(db: Database, keys: Keyring, owner: UUID) -> None:
    """Turn one citizen's key. Stopped halfway, both keys stay and everything still opens; run again, it goes on."""
    with actor.by(person=owner):
        db.write_now(_begin, keys, owner)
        while db.write_now(_some, keys, owner):
            pass
        db.write_now(_end, keys, owner)


def _begin(db: Connection, keys: Keyring, owner: UUID) -> None:
    me = _person(db, keys, owner)
    if me is not None and not people.turning(db, owner):
        people.new_key(db, keys, me)


def _some(db: Connection, keys: Keyring, owner: UUID) -> int:
    me = _person(db, keys, owner)
    if me is None:
        return 0
    sharing.bonds.in_turn(db, me)
    return sum(room.reseal(db, me) for room in ROOMS)


def _end(db: Connection, keys: Keyring, owner: UUID) -> None:
    """Once more with everything of theirs in hand, the end of their log last: what others wrote meanwhile is sealed anew too."""
    me = _person(db, keys, owner)
    if me is None or _some(db, keys, owner):
        return
    sharing.log.hold(db, owner)
    if not _some(db, keys, owner):
        people.forget_old_keys(db, me)


def _person(db: Connection, keys: Keyring, owner: UUID) -> Person | None:
    return people.get(db, keys, owner)
