"""What citizens would like to do together at a place. The place is asked; when it says yes it
stands among what happens there, until whoever proposed it takes it back. Nothing here tells who
that is."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from app.foundation import clock, ids
from app.foundation.errors import NoRoom, NotFound
from app.municipality import Colleague
from app.places import listing, shelf, whens
from app.places.listing import OFFERED, Activity
from app.places.models import place_offers, place_versions, places
from app.places.shelf import PROPOSED, TAKEN_BACK, Listed
from app.places.typed import replaced

ASKED, YES, NO, ENDED, OVER = "asked", "yes", "no", "ended", "over"
MOST = 20
"""That wait for one place."""
MOST_ACTIVITIES = 60
AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Offered:
    """One that waits for an answer."""

    id: UUID
    activity: Activity
    now: Listed


def as_activity(initiative: UUID, **told: Any) -> Activity:
    """As it will stand among what happens at the place, under a name of its own: that of what
    somebody keeps for themselves is not told to everybody."""
    row = uuid5(initiative, "place")
    return Activity(id=row, key=f"{OFFERED}{row}", comes_to_you=False, **told)


def put(db: Connection, initiative: UUID, place: UUID, activity: Activity) -> None:
    """Ask the place, once. Raises NotFound for a place that is no more, NoRoom when so much waits
    there that nobody would answer it."""
    shelf.in_turn(db)
    if not shelf.find(db, place).open:
        raise NotFound
    if db.execute(select(place_offers.c.id).where(_of(initiative))).first():
        return
    there = (place_offers.c.place == place, place_offers.c.state == ASKED)
    if db.execute(select(func.count()).where(*there)).scalar_one() >= MOST:
        raise NoRoom
    told = {
        "id": ids.new(),
        "initiative": initiative,
        "place": place,
        "minute": clock.minute(),
        "state": ASKED,
        "facts": listing.written_activity(activity),
    }
    db.execute(insert(place_offers).values(told))


def waiting(db: Connection, municipality: UUID) -> list[Offered]:
    """All that wait in a municipality, the oldest first."""
    there = place_offers.join(places, places.c.id == place_offers.c.place)
    mine = select(place_offers).select_from(there).where(places.c.municipality == municipality)
    asked = mine.where(place_offers.c.state == ASKED, place_offers.c.initiative.is_not(None))
    rows = db.execute(asked.order_by(place_offers.c.minute, place_offers.c.id)).all()
    found = (
        Offered(row.id, listing.read_activity(row.facts), shelf.find(db, row.place)) for row in rows
    )
    return [each for each in found if each.now.open and not _over(each.activity)]


def accept(db: Connection, at: Colleague, offer: UUID) -> UUID:
    """The place says yes: from now on everybody sees it; at which place. Said twice is said once.
    Raises NotFound when it was taken back, said no to or is over, or the place is no more, NoRoom
    where too much happens."""
    row, before = _held(db, at, offer)
    if row.state not in (ASKED, YES) or not before.open:
        raise NotFound
    if row.state == ASKED:
        if _over(listing.read_activity(row.facts)):
            raise NotFound
        if len(before.place.activities) >= MOST_ACTIVITIES:
            raise NoRoom
        _said(db, offer, YES, row.facts)
        all_ = (*before.place.activities, listing.read_activity(row.facts))
        shelf.change(
            db, before, how=PROPOSED, who=at.person, place=replaced(before.place, activities=all_)
        )
    return before.id


def turn_down(db: Connection, at: Colleague, offer: UUID) -> None:
    """Not here, or not now. What was written is not kept."""
    row, _ = _held(db, at, offer)
    if row.state == ASKED:
        _said(db, offer, NO, "")


def standing(db: Connection, initiatives: Iterable[UUID]) -> dict[UUID, str]:
    """How it stands with each: asked, yes, no; over when its last day has been; ended where the
    place shows it no more."""
    rows = db.execute(
        select(place_offers).where(place_offers.c.initiative.in_(list(initiatives)))
    ).all()
    there = shelf.several(db, {row.place for row in rows})
    return {row.initiative: _stands(row, there.get(row.place)) for row in rows}


def take_back(db: Connection, initiative: UUID) -> None:
    """It waits no more, and stands nowhere: not among what was, either."""
    shelf.in_turn(db)
    row = db.execute(select(place_offers).where(_of(initiative))).first()
    if row is not None:
        _end(db, row)


def forget(db: Connection) -> int:
    """What nobody stands behind any more, since who proposed it has gone, and what is over; how
    many."""
    shelf.in_turn(db)
    rows = db.execute(select(place_offers).where(place_offers.c.state != OVER)).all()
    gone = [row for row in rows if row.initiative is None][:AT_ONCE]
    for row in gone:
        _end(db, row)
    there = shelf.several(db, {row.place for row in rows})
    over = [
        row
        for row in rows
        if row.initiative and row.facts and _over(_now(row, there.get(row.place)))
    ][:AT_ONCE]
    for row in over:
        _nowhere(db, row)
        _said(db, row.id, OVER, "")
    return len(gone) + len(over)


def _over(activity: Activity) -> bool:
    """Whether it has been for the last time."""
    return whens.next_of(activity.whens) is None


def _now(row: Row[Any], listed: Listed | None) -> Activity:
    """As an editor may have changed it since."""
    sent = listing.read_activity(row.facts)
    there = listed.place.activities if listed else ()
    return next((each for each in there if each.id == sent.id), sent)


def _of(initiative: UUID) -> Any:
    return place_offers.c.initiative == initiative


def _held(db: Connection, at: Colleague, offer: UUID) -> tuple[Row[Any], Listed]:
    """One of my municipality's, and nobody answers or takes it back before this is done."""
    shelf.in_turn(db)
    row = db.execute(select(place_offers).where(place_offers.c.id == offer)).first()
    if row is None or row.initiative is None:
        raise NotFound
    listed = shelf.find(db, row.place)
    if listed.municipality != at.municipality:
        raise NotFound
    return row, listed


def _said(db: Connection, offer: UUID, state: str, facts: str) -> None:
    this = update(place_offers).where(place_offers.c.id == offer)
    db.execute(this.values(state=state, facts=facts))


def _stands(row: Row[Any], listed: Listed | None) -> str:
    if row.state in (NO, OVER):
        return str(row.state)
    activity = _now(row, listed)
    if _over(activity):
        return OVER
    if row.state == ASKED:
        return ASKED
    shown = listed is not None and listed.open and listing.happens(listed.place, activity.id)
    return YES if shown else ENDED


def _end(db: Connection, row: Row[Any]) -> None:
    db.execute(delete(place_offers).where(place_offers.c.id == row.id))
    _nowhere(db, row)


def _nowhere(db: Connection, row: Row[Any]) -> None:
    """Out of the place as it is, and out of every version it had: whoever takes back what they
    wrote does not find it in a list of what was."""
    if row.state != YES:
        return
    gone = listing.read_activity(row.facts).id
    before = shelf.find(db, row.place)
    if listing.happens(before.place, gone):
        shelf.change(db, before, how=TAKEN_BACK, place=listing.without(before.place, gone))
    for each in shelf.versions(db, row.place):
        if listing.happens(each.place, gone):
            this = (place_versions.c.place == row.place) & (
                place_versions.c.version == each.version
            )
            fresh = listing.written(listing.without(each.place, gone))
            db.execute(update(place_versions).where(this).values(facts=fresh))
