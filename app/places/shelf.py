"""The places as they are kept: each as a whole, with a version and all the versions before it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, insert, select, update

from app.foundation import clock, ids
from app.foundation.errors import NotFound
from app.municipality import municipalities
from app.places import listing
from app.places.listing import ACTIVE, CLOSED, Place
from app.places.models import place_changes, place_versions, places

ONE = 1
EDITED, CONFIRMED, BROUGHT_BACK = "edited", "confirmed", "back"
IMPORTED, SHIPPED, SHUT, FED = "imported", "shipped", "closed", "fed"
PROPOSED, TAKEN_BACK = "proposed", "taken"
BESIDE = (FED, PROPOSED, TAKEN_BACK)
"""How a version comes in which only what stands beside a list is another."""
AT_ONCE = 1000
"""Rows to a statement."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A place with all that is kept beside it."""

    id: UUID
    municipality: UUID
    municipality_name: str
    source: str
    source_key: str
    version: int
    number: int
    state: str
    checked_on: date | None
    changed_minute: int
    place: Place

    @property
    def path(self) -> str:
        return f"/steder/{self.id}"

    @property
    def open(self) -> bool:
        return self.state == ACTIVE


@dataclass(frozen=True, slots=True)
class Version:
    """One of a place's versions: when, how it came, and by whom."""

    version: int
    minute: int
    how: str
    who: UUID | None
    state: str
    checked_on: date | None
    place: Place


class Stale(NotFound):
    """Somebody else changed it meanwhile; `now` is what stands there."""

    def __init__(self, now: Listed) -> None:
        super().__init__()
        self.now = now


ALL = select(places, municipalities.NAME).select_from(
    municipalities.beside(places, places.c.municipality)
)


def find(db: Connection, place: UUID) -> Listed:
    """A place, also one that is closed. Raises NotFound."""
    if (found := perhaps(db, place)) is None:
        raise NotFound
    return found


def perhaps(db: Connection, place: UUID) -> Listed | None:
    row = db.execute(ALL.where(places.c.id == place)).first()
    return None if row is None else _listed(row)


def of_source(db: Connection, source: str, keys: Iterable[str]) -> dict[str, Listed]:
    """What a source has told us before, by what it calls it."""
    asked = list(keys)
    found: dict[str, Listed] = {}
    for begin in range(0, len(asked), AT_ONCE):
        some = places.c.source_key.in_(asked[begin : begin + AT_ONCE])
        rows = db.execute(ALL.where(places.c.source == source, some))
        found |= {row.source_key: _listed(row) for row in rows}
    return found


def of_municipality(db: Connection, municipality: UUID) -> list[Listed]:
    rows = db.execute(ALL.where(places.c.municipality == municipality)).all()
    return [_listed(row) for row in rows]


def newest(db: Connection) -> int:
    """The number of the newest change; 0 before there was any."""
    return db.execute(select(place_changes.c.number)).scalar() or 0


def since(db: Connection, number: int) -> list[Listed]:
    """What has changed after a number, in its order; closed ones too."""
    rows = db.execute(ALL.where(places.c.number > number).order_by(places.c.number)).all()
    return [_listed(row) for row in rows]


def all_open(db: Connection) -> list[Listed]:
    """In the order in which they came, which no later change moves."""
    return [_listed(row) for row in db.execute(ALL.where(places.c.state == ACTIVE))]


def all_closed(db: Connection) -> list[Listed]:
    return [_listed(row) for row in db.execute(ALL.where(places.c.state == CLOSED))]


def several(db: Connection, wanted: Iterable[UUID]) -> dict[UUID, Listed]:
    """Those of them that there are, by id; a page of them at most."""
    some = places.c.id.in_(list(wanted)[:AT_ONCE])
    return {row.id: _listed(row) for row in db.execute(ALL.where(some))}


def add(db: Connection, fresh: Iterable[Listed], how: str, who: UUID | None = None) -> int:
    """New places, as they are given but for their number; how many."""
    given = list(fresh)
    first = _numbers(db, len(given))
    told = [replace(each, number=first + n, version=ONE) for n, each in enumerate(given)]
    for begin in range(0, len(told), AT_ONCE):
        some = told[begin : begin + AT_ONCE]
        db.execute(insert(places), [_row(each) for each in some])
        db.execute(insert(place_versions), [_version(each, how, who) for each in some])
    return len(told)


def new(
    municipality: UUID,
    place: Place,
    *,
    source: str,
    source_key: str = "",
    checked_on: date | None = None,
    id: UUID | None = None,
) -> Listed:
    """A place that stands nowhere yet."""
    row = id or ids.new()
    return Listed(
        id=row,
        municipality=municipality,
        municipality_name="",
        source=source,
        source_key=source_key or str(row),
        version=ONE,
        number=0,
        state=ACTIVE,
        checked_on=checked_on,
        changed_minute=clock.minute(),
        place=place,
    )


def change(
    db: Connection,
    before: Listed,
    *,
    how: str,
    who: UUID | None = None,
    place: Place | None = None,
    state: str | None = None,
    checked_on: date | None = None,
) -> Listed:
    """Another version of a place, if it is still the one that was seen. What changes nothing is no
    version. Raises Stale."""
    after = replace(
        before,
        place=place or before.place,
        state=state or before.state,
        checked_on=checked_on or before.checked_on,
    )
    if after == before:
        return before
    after = replace(
        after,
        version=before.version + 1,
        number=_numbers(db, 1),
        changed_minute=clock.minute(),
    )
    seen = (places.c.id == before.id) & (places.c.version == before.version)
    if db.execute(update(places).where(seen).values(_row(after))).rowcount != 1:
        raise Stale(find(db, before.id))
    db.execute(insert(place_versions), _version(after, how, who))
    return after


def versions(db: Connection, place: UUID) -> list[Version]:
    """All there were, the newest first."""
    rows = db.execute(
        select(place_versions)
        .where(place_versions.c.place == place)
        .order_by(place_versions.c.version.desc())
    )
    return [_as_version(row) for row in rows]


def version(db: Connection, place: UUID, number: int) -> Version:
    """One of them. Raises NotFound."""
    one = (place_versions.c.place == place) & (place_versions.c.version == number)
    row = db.execute(select(place_versions).where(one)).first()
    if row is None:
        raise NotFound
    return _as_version(row)


def close(db: Connection, before: Listed, who: UUID | None) -> Listed:
    """It is no more. It stays for those who saved it, and says so."""
    return change(db, before, how=SHUT, who=who, state=CLOSED)


def in_turn(db: Connection) -> None:
    """Whoever looks what is there and adds to it comes after the one before: two files of the same
    source at once would both find nothing."""
    db.execute(select(place_changes.c.number).with_for_update(key_share=True))


def _numbers(db: Connection, many: int) -> int:
    """The first of so many numbers, which come after all that were seen; held until the end of the
    transaction, so that nobody sees a later one before."""
    onwards = update(place_changes).values(number=place_changes.c.number + many)
    last = db.execute(onwards.returning(place_changes.c.number)).scalar_one()
    return int(last) - many + 1


def _listed(row: Row[Any]) -> Listed:
    return Listed(
        row.id,
        row.municipality,
        row.name,
        row.source,
        row.source_key,
        row.version,
        row.number,
        row.state,
        row.checked_on,
        row.changed_minute,
        listing.read(row.facts),
    )


def _row(each: Listed) -> dict[str, object]:
    return {
        "id": each.id,
        "municipality": each.municipality,
        "source": each.source,
        "source_key": each.source_key,
        "version": each.version,
        "number": each.number,
        "state": each.state,
        "checked_on": each.checked_on,
        "changed_minute": each.changed_minute,
        "facts": listing.written(each.place),
    }


def _version(each: Listed, how: str, who: UUID | None) -> dict[str, object]:
    return {
        "place": each.id,
        "version": each.version,
        "minute": each.changed_minute,
        "how": how,
        "who": who,
        "state": each.state,
        "checked_on": each.checked_on,
        "facts": listing.written(each.place),
    }


def _as_version(row: Row[Any]) -> Version:
    return Version(
        row.version,
        row.minute,
        row.how,
        row.who,
        row.state,
        row.checked_on,
        listing.read(row.facts),
    )
