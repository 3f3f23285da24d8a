"""A new key for a citizen: made, used for everything they wrote, and the old one taken away. Resumable at every step."""

from uuid import UUID

import msgspec
from sqlalchemy import Connection

from app import days, flower, goals, good_things, hard_days, hopes, journal, network, plan, sharing
from app.foundation import actor, logs
from app.foundation.database import Database
from app.foundation.errors import CannotStart, SealBroken
from app.identity import Keyring, Person, devices, passkeys, people, recovery, second_factor

ROOMS = (
    sharing,
    days,
    journal,
    hopes,
    goals,
    good_things,
    flower,
    plan,
    hard_days,
    network,
    recovery,
    second_factor,
    passkeys,
    devices,
    people,
)
"""Bonds first, as everywhere."""


def everyone(db: Database, keys: Keyring) -> int:
    """Turn every citizen's key, one citizen after another; returns how many. Ends with a sentence when some could not be."""
    with actor.by(actor.STRONGROOM):
        owners = db.write_now(people.everyone)
    turned = sum(_turned(db, keys, owner) for owner in owners)
    if left := len(owners) - turned:
        raise CannotStart(
            f"{turned} citizens have a new key; {left} could not be turned and keep both. Look for «turning_failed» above."
        )
    return turned


def _turned(db: Database, keys: Keyring, owner: UUID) -> bool:
    """What does not open of one person's is never why the next one keeps an old key."""
    try:
        of(db, keys, owner)
    except (SealBroken, msgspec.DecodeError) as error:
        logs.fault("turning_failed", error)
        return False
    return True


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
    sharing.turns.in_turn(db, me)
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
