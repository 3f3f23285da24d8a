"""Who may ring me: whoever is given something says yes for that person, and takes it back when they
like."""

from uuid import UUID

from msgspec.structs import replace
from sqlalchemy import Connection, delete, select

from app.foundation import dialects
from app.foundation.errors import NotFound
from app.people import Person
from app.reminders import choices
from app.reminders.models import occurrences, ring_consents
from app.sharing import RELATIVE, active_grants, bonds


def allow(db: Connection, me: Person, bond: UUID, *, at_night: bool) -> None:
    """This person may have my phone ring. Raises NotFound for a bond that is not mine to answer."""
    _is_with_me(db, me, bond)
    choices.put(db, me, lambda now: replace(now, zone=me.zone))  # whose night it is
    insert = dialects.insert(db, ring_consents).values(bond=bond, owner=me.id, at_night=at_night)
    db.execute(
        insert.on_conflict_do_update(
            index_elements=["bond"], set_={"at_night": at_night, "owner": me.id}
        )
    )


def end(db: Connection, me: Person, bond: UUID) -> None:
    """Not any more; what was just about to ring does not."""
    _is_with_me(db, me, bond)
    mine = (ring_consents.c.bond == bond, ring_consents.c.owner == me.id)
    db.execute(delete(ring_consents).where(*mine))
    db.execute(delete(occurrences).where(occurrences.c.bond == bond, occurrences.c.owner == me.id))


def askers(db: Connection, me: Person) -> list[bonds.Theirs]:
    """Those who may be said yes to; a guide sees nobody there who shares nothing with them now."""
    held = active_grants.by(db, me)
    return [each for each in bonds.with_me(db, me) if each.role == RELATIVE or each.id in held]


def _is_with_me(db: Connection, me: Person, bond: UUID) -> None:
    """Somebody who waits to be erased is answered no more than somebody who is not there."""
    if not bonds.is_with_me(db, me, bond):
        raise NotFound


def mine(db: Connection, me: Person) -> dict[UUID, bool]:
    """The bonds on which somebody may ring me, and whether at night too."""
    rows = db.execute(select(ring_consents).where(ring_consents.c.owner == me.id)).all()
    return {row.bond: row.at_night for row in rows}
