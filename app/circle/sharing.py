"""Who shares with a reader now: whom they see on their first page, what of each, and until when."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import Connection

from app.circle.shared_views import SHELVES
from app.foundation import clock
from app.people import Keyring, Person
from app.sharing import RELATIVE, Lasting, active_grants, bonds


def people(db: Connection, me: Person) -> list[bonds.Theirs]:
    """Those I know, and the citizens who share something with me as their guide."""
    held = active_grants.by(db, me)
    return [each for each in bonds.with_me(db, me) if each.role == RELATIVE or each.id in held]


def to_be_seen(
    db: Connection, keys: Keyring, me: Person, shown: Sequence[bonds.Theirs]
) -> dict[UUID, dict[str, date]]:
    """The last day of each kind by bond, as its page says it: the owner's own, for it is their
    promise. Where only single things are shared, one of them must be there."""
    found: dict[UUID, dict[str, date]] = {}
    owners, zones, last = (
        {each.id: each.owner for each in shown},
        dict[UUID, str](),
        Lasting(db, me),
    )
    for bond, kinds in active_grants.to_me(db, me, owners).items():
        zone = zones.get(owners[bond]) or zones.setdefault(
            owners[bond], active_grants.zone_of(db, keys, me, bond)
        )
        for code, live in kinds.items():
            if (until := last.until(SHELVES.get(code), live)) is not None:
                found.setdefault(bond, {})[code] = clock.last_day(until, zone)
    return found
