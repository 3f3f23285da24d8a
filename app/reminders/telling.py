"""A word for today, a part of a plan, a question: whoever it is for may be told that there is
something, when they have said yes to that. Nothing of what it is."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Connection, delete, select

from app.foundation import actor, clock
from app.foundation.database import Database
from app.people import Keyring, Person
from app.reminders import boxes, choices, phones, schedule, when
from app.reminders.models import occurrences, reminder_choices, ring_consents
from app.sharing import bonds

RING = "ring"


def ring(db: Connection, me: Person, bonds_: Collection[UUID]) -> frozenset[UUID]:
    """There is something for these people; in the transaction that makes it so. Whoever has not
    said yes is told nothing, and who is about to be told is told once. Returns who is told."""
    if not bonds_:
        return frozenset()
    here = bonds.connected(db, me, bonds_)
    may = select(ring_consents.c.bond, ring_consents.c.owner)
    yes = db.execute(may.where(ring_consents.c.bond.in_(here))).all()
    for each in yes:
        schedule.at_once(db, each.owner, RING, each.bond)
    return frozenset(each.bond for each in yes)


def said_yes(db: Connection, me: Person, bonds_: Collection[UUID]) -> frozenset[UUID]:
    """Those of my bonds on which the other still says yes: what was to ring and is not any more is
    not claimed."""
    here = bonds.connected(db, me, bonds_) if bonds_ else ()
    if not here:
        return frozenset()
    found = select(ring_consents.c.bond).where(ring_consents.c.bond.in_(here))
    return frozenset(db.execute(found).scalars())


def take_back(db: Connection, bonds_: Collection[UUID]) -> None:
    """There is nothing any more: who was not told yet is not told."""
    if bonds_:
        db.execute(
            delete(occurrences).where(
                occurrences.c.bond.in_(list(bonds_)), occurrences.c.kind == RING
            )
        )


async def reached(db: Database, keys: Keyring, bonds_: Collection[UUID]) -> frozenset[UUID]:
    """On which of these bonds whoever it is for would be told on their phone now. It is asked in
    the ringer's way, and nothing else of them is told."""
    if not bonds_:
        return frozenset()
    with actor.by(actor.RINGER):
        return await db.read(_reached, keys, list(bonds_))


def _reached(db: Connection, keys: Keyring, bonds_: list[UUID]) -> frozenset[UUID]:
    asked = (
        select(ring_consents, reminder_choices.c.sealed)
        .outerjoin(reminder_choices, reminder_choices.c.owner == ring_consents.c.owner)
        .where(ring_consents.c.bond.in_(bonds_))
    )
    return frozenset(
        row.bond
        for row in db.execute(asked).all()
        if phones.any_of(db, row.owner)
        and (row.at_night or not quiet_now(_choices(db, keys, row.owner, row.sealed)))
    )


def _choices(db: Connection, keys: Keyring, owner: UUID, sealed: bytes | None) -> choices.Choices:
    if sealed is None:
        return choices.Choices()
    return choices.opened(boxes.of(db, keys, owner), owner, sealed)


def quiet_now(of: choices.Choices) -> bool:
    return when.is_quiet(clock.now(), of.zone, of.quietly)
