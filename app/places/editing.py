"""Keeping a place true: what an editor changes, what they say is still right, and what they bring
back. Only places of their own municipality; anything else is not found."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import Connection

from app.foundation import clock
from app.foundation.errors import NotFound
from app.municipality import Colleague
from app.places import listing, proposals, shelf
from app.places.finding import OLD
from app.places.listing import ACTIVE, Activity, Place
from app.places.shelf import BROUGHT_BACK, CONFIRMED, EDITED, Listed
from app.places.typed import replaced

MOST_ACTIVITIES = 60
OWN = "app"
"""The source of what was written here."""


def find(db: Connection, at: Colleague, place: UUID) -> Listed:
    """One of my municipality's. Raises NotFound."""
    found = shelf.find(db, place)
    if found.municipality != at.municipality:
        raise NotFound
    return found


def add(db: Connection, at: Colleague, place: Place, row: UUID) -> UUID:
    """A new place. How it is reached waits for a second person, as every change of that. The same
    form twice makes one."""
    if (known := shelf.of_source(db, OWN, [str(row)])) and str(row) in known:
        return find(db, at, known[str(row)].id).id
    plain = proposals.without(Place(name=""), place)
    today = clock.today(clock.HOME_ZONE)
    fresh = shelf.new(
        at.municipality, plain, source=OWN, source_key=str(row), checked_on=today, id=row
    )
    shelf.add(db, [fresh], EDITED, at.person)
    if proposals.differs(plain, place):
        proposals.put(db, fresh, place, at.person)
    return row


def change(db: Connection, at: Colleague, place: UUID, version: int, wanted: Place) -> bool:
    """Another version; whether something of it waits for a second person. Raises Stale when
    somebody was there first."""
    before = _unchanged(db, at, place, version)
    wanted = replaced(wanted, activities=before.place.activities)
    waits = proposals.differs(before.place, wanted)
    if waits:
        proposals.put(db, before, wanted, at.person)
    shelf.change(
        db, before, how=EDITED, who=at.person, place=proposals.without(before.place, wanted)
    )
    return waits


def still_right(db: Connection, at: Colleague, place: UUID) -> None:
    """Somebody who knows has looked today, and all of it holds."""
    before = find(db, at, place)
    today = clock.today(clock.HOME_ZONE)
    shelf.change(db, before, how=CONFIRMED, who=at.person, checked_on=today)


def keep_activity(
    db: Connection,
    at: Colleague,
    place: UUID,
    version: int,
    activity: Activity,
    *,
    there: bool = False,
) -> None:
    """A new one, or another version of the one with its id, with all of it that no form shows.
    Raises NotFound for one that stood there when its form was made and was taken away since: who
    took it back does not find it there again."""
    if there and not listing.happens(find(db, at, place).place, activity.id):
        raise NotFound
    before = _unchanged(db, at, place, version)
    known = {each.id: each for each in before.place.activities}
    if activity.id not in known and len(known) >= MOST_ACTIVITIES:
        raise NotFound
    if was := known.get(activity.id):
        beside = {name: getattr(was, name) for name in ("key", "first", "words")}
        activity = replaced(activity, **beside)
    known[activity.id] = activity
    _with(db, at, before, tuple(known.values()))


def drop_activity(db: Connection, at: Colleague, place: UUID, activity: UUID) -> None:
    before = find(db, at, place)
    _with(db, at, before, listing.without(before.place, activity).activities)


def close(db: Connection, at: Colleague, place: UUID) -> None:
    shelf.close(db, find(db, at, place), at.person)


def open_again(db: Connection, at: Colleague, place: UUID) -> None:
    before = find(db, at, place)
    shelf.change(db, before, how=BROUGHT_BACK, who=at.person, state=ACTIVE)


def bring_back(db: Connection, at: Colleague, place: UUID, version: int) -> bool:
    """As it was in one of its versions; how it is reached waits for a second person, if that was
    another. Whether something waits."""
    shelf.in_turn(db)  # or what is taken back meanwhile would come back with it
    before = find(db, at, place)
    was = shelf.version(db, place, version)
    waits = proposals.differs(before.place, was.place)
    if waits:
        proposals.put(db, before, was.place, at.person)
    plain = proposals.without(before.place, was.place)
    shelf.change(db, before, how=BROUGHT_BACK, who=at.person, place=plain, state=was.state)
    return waits


def accept(db: Connection, at: Colleague, place: UUID, mark: str) -> bool:
    """The second person says yes to how a place is reached, as they were shown it; whether it still
    was that. Raises Refused for the first."""
    return proposals.accept(db, find(db, at, place).id, at.person, mark)


def turn_down(db: Connection, at: Colleague, place: UUID, mark: str) -> bool:
    """No to what they were shown."""
    return proposals.turn_down(db, find(db, at, place).id, mark)


def growing_old(db: Connection, at: Colleague) -> list[Listed]:
    """Those nobody has looked at for eleven months, the longest ago first: there is a month to do
    it in before they stand last."""
    since = clock.today(clock.HOME_ZONE) - OLD + timedelta(days=30)
    mine = [each for each in shelf.of_municipality(db, at.municipality) if each.open]
    old = [each for each in mine if each.checked_on is None or each.checked_on < since]
    return sorted(old, key=lambda each: (each.checked_on or clock.EARLIEST, each.place.name))


def _with(db: Connection, at: Colleague, before: Listed, all_: tuple[Activity, ...]) -> None:
    place = replaced(before.place, activities=all_)
    shelf.change(db, before, how=EDITED, who=at.person, place=place)


def _unchanged(db: Connection, at: Colleague, place: UUID, version: int) -> Listed:
    """As it was when its form was made. Raises Stale."""
    before = find(db, at, place)
    if before.version != version:
        raise shelf.Stale(before)
    return before
