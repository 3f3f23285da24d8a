"""A new key for a citizen: made, used for everything they wrote, and the old one taken away.
Resumable at every step."""

from collections.abc import Callable
from uuid import UUID

import msgspec
from sqlalchemy import Connection

from app import sharing
from app.foundation import actor, logs
from app.foundation.database import Database
from app.foundation.errors import CannotStart, SealBroken
from app.people import Keyring, Person, lifecycle, people, resealing

STEPS: tuple[Callable[[Connection, Person, resealing.Walk], int], ...] = (
    lambda db, me, walk: _whole(walk, sharing.reseal(db, me)),
    lifecycle.reseal,
    lambda db, me, walk: _whole(walk, people.reseal(db, me)),
    lambda db, me, walk: sharing.log.reseal(db, me, walk),
)
"""Each looks at a piece, until nothing in it is left to look at. Bonds first and the log last, as
everywhere."""


def everyone(db: Database, keys: Keyring) -> int:
    """Turn every citizen's key, one citizen after another; returns how many. Ends with a sentence
    when some could not be."""
    with actor.by(actor.STRONGROOM):
        owners = db.write_now(people.everyone)
    turned = sum(_turned(db, keys, owner) for owner in owners)
    if left := len(owners) - turned:
        raise CannotStart(
            f"{turned} citizens have a new key; {left} could not be turned and keep both. Look "
            "for «turning_failed» above."
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
    """Turn one citizen's key. Stopped halfway, both keys stay and everything still opens; run
    again, it goes on."""
    with actor.by(person=owner):
        db.write_now(_begin, keys, owner)
        walk: resealing.Walk | None = resealing.Walk()
        while walk is not None:
            walk = db.write_now(_some, keys, owner, walk)
        db.write_now(_end, keys, owner)


def _begin(db: Connection, keys: Keyring, owner: UUID) -> None:
    me = _person(db, keys, owner)
    if me is not None and not people.turning(db, owner):
        people.new_key(db, keys, me)


def _some(
    db: Connection, keys: Keyring, owner: UUID, walk: resealing.Walk
) -> resealing.Walk | None:
    """A piece further; None at the end. What was gone through is not looked at again, also when
    this is tried twice."""
    me, further = _person(db, keys, owner), walk.copied()
    if me is None:
        return None
    sharing.turns.in_turn(db, me)
    return further if _further(db, me, further) else None


def _further(db: Connection, me: Person, walk: resealing.Walk) -> bool:
    while walk.step < len(STEPS):
        if STEPS[walk.step](db, me, walk):
            return True
        walk.step += 1
    return False


def _whole(walk: resealing.Walk, sealed: int) -> int:
    """Of what is looked at as a whole, until nothing in it is old."""
    walk.sealed += sealed
    return sealed


def _end(db: Connection, keys: Keyring, owner: UUID) -> None:
    """Once more with everything of theirs in hand, the end of their log last: what others wrote
    meanwhile is sealed anew too."""
    me = _person(db, keys, owner)
    if me is None:
        return
    sharing.turns.in_turn(db, me)
    if _late(db, me):
        return
    sharing.log.hold(db, owner)
    if not _late(db, me):
        people.forget_old_keys(db, me)


def _late(db: Connection, me: Person) -> int:
    """How many were still sealed with an old key, and are not now."""
    walk = resealing.Walk()
    while _further(db, me, walk):
        pass
    return walk.sealed


def _person(db: Connection, keys: Keyring, owner: UUID) -> Person | None:
    return people.get(db, keys, owner)
