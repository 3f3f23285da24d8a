"""Links, phone numbers and mail addresses that somebody wants changed. One person alone could lead
everybody astray with them, so they wait until a second one has said yes (R112)."""

import hashlib
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, delete, insert, select

from app.foundation import clock
from app.foundation.errors import NotFound, Refused
from app.places import listing, shelf
from app.places.listing import CONTACT, Place
from app.places.models import place_proposals, places
from app.places.shelf import EDITED, Listed
from app.places.typed import replaced

FIELDS = (*CONTACT, "calls")


@dataclass(frozen=True, slots=True)
class Proposal:
    """What somebody wants it to be, and how it stands."""

    place: UUID
    minute: int
    who: UUID | None
    wanted: Place
    now: Listed

    @property
    def changes(self) -> list[tuple[str, str, str]]:
        """Field, as it is, as it would be."""
        pairs = (
            (name, getattr(self.now.place, name), getattr(self.wanted, name)) for name in CONTACT
        )
        return [(name, was, becomes) for name, was, becomes in pairs if was != becomes]

    @property
    def mark(self) -> str:
        """Of what is shown of it: a yes is to this and to nothing that came in its place."""
        shown = repr((self.changes, self.wanted.calls))
        return hashlib.sha256(shown.encode()).hexdigest()[:16]


def differs(before: Place, after: Place) -> bool:
    return any(getattr(before, name) != getattr(after, name) for name in FIELDS)


def without(before: Place, after: Place) -> Place:
    """What may be changed at once: all but how one is reached."""
    return replaced(after, **{name: getattr(before, name) for name in FIELDS})


def put(db: Connection, before: Listed, wanted: Place, who: UUID | None) -> None:
    """In the place of what was wanted before, of which somebody else says yes anew. The same once
    more changes nothing."""
    shelf.in_turn(db)
    facts = listing.written(_contact(wanted))
    one = place_proposals.c.place == before.id
    if db.execute(select(place_proposals.c.facts).where(one)).scalar() == facts:
        return
    take_back(db, before.id)
    kept = {"place": before.id, "minute": clock.minute(), "who": who, "facts": facts}
    db.execute(insert(place_proposals).values(kept))


def take_back(db: Connection, place: UUID) -> None:
    db.execute(delete(place_proposals).where(place_proposals.c.place == place))


def find(db: Connection, place: UUID) -> Proposal | None:
    row = db.execute(select(place_proposals).where(place_proposals.c.place == place)).first()
    return None if row is None else _proposal(db, row)


def waiting(db: Connection, municipality: UUID) -> list[Proposal]:
    """All that waits for a second person, the oldest first."""
    there = place_proposals.join(places, places.c.id == place_proposals.c.place)
    mine = select(place_proposals).select_from(there)
    rows = db.execute(
        mine.where(places.c.municipality == municipality).order_by(place_proposals.c.minute)
    )
    return [_proposal(db, row) for row in rows.all()]


def _held(db: Connection, place: UUID) -> Proposal:
    """What waits, and nobody puts another in its place before this is done. Raises NotFound."""
    shelf.in_turn(db)
    if (found := find(db, place)) is None:
        raise NotFound
    return found


def accept(db: Connection, place: UUID, who: UUID, mark: str) -> bool:
    """A second person says yes to what they were shown; whether it still was that. Raises Refused
    for whoever asked for it, NotFound when it is gone."""
    found = _held(db, place)
    if found.who == who:
        raise Refused
    if found.mark != mark:
        return False
    fresh = {name: getattr(found.wanted, name) for name in FIELDS}
    shelf.change(db, found.now, how=EDITED, who=who, place=replaced(found.now.place, **fresh))
    take_back(db, place)
    return True


def turn_down(db: Connection, place: UUID, mark: str) -> bool:
    """The same of a no."""
    if _held(db, place).mark != mark:
        return False
    take_back(db, place)
    return True


def _proposal(db: Connection, row: Row[Any]) -> Proposal:
    wanted = listing.read(row.facts)
    return Proposal(row.place, row.minute, row.who, wanted, shelf.find(db, row.place))


def _contact(wanted: Place) -> Place:
    return Place(name="", **{name: getattr(wanted, name) for name in FIELDS})
