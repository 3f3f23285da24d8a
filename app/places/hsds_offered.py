"""What all places offer, small enough to stand in memory: so that a page of services is counted and
chosen without reading every place, and only those that stand on it are read.

Those that are closed stand there too, as what is no more: whoever has copied them learns it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from app.places import hsds, hsds_terms
from app.places.distance import Point, km
from app.places.index import Card, where
from app.places.shelf import Listed


@dataclass(frozen=True, slots=True)
class Service:
    """`terms` are those of ours that are said of it, as one number."""

    id: UUID
    activity: UUID | None
    name: str
    terms: int
    place: "Offering"


@dataclass(frozen=True, slots=True)
class Offering:
    """A place, and what happens there."""

    id: UUID
    open: bool
    changed_minute: int
    located: bool
    postcode: str
    point: Point | None


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list is asked for; all of it must hold. `near` is a point and metres around it."""

    terms: tuple[int, ...] = ()
    organizations: tuple[UUID | None, ...] = ()
    since: int | None = None
    postcode: str = ""
    near: tuple[Point, float] | None = None

    def of(self, services: list[Service]) -> list[Service]:
        """Those of them that hold it all, in their order."""
        for bits in self.terms:
            services = [each for each in services if each.terms & bits]
        for row in self.organizations:
            services = [each for each in services if each.place.id == row]
        if (since := self.since) is not None:
            services = [each for each in services if each.place.changed_minute >= since]
        if self.postcode:
            services = [each for each in services if each.place.postcode == self.postcode]
        if self.near is not None:
            services = [each for each in services if _within(each.place.point, *self.near)]
        return services


def _within(point: Point | None, centre: Point, metres: float) -> bool:
    return point is not None and km(point, centre) * 1000 <= metres


class Offers:
    """All of them, in an order that no change moves."""

    def __init__(self) -> None:
        self._places: dict[UUID, tuple[Service, ...]] = {}
        self._by_id: dict[UUID, Service] = {}
        self._order: list[UUID] | None = None
        self._all: list[Service] | None = None

    def put(self, listed: Listed) -> None:
        """A place as it is now, whatever it was."""
        for each in self._places.get(listed.id, ()):
            self._by_id.pop(each.id, None)
        if listed.id not in self._places:
            self._order = None
        found = tuple(_services(listed))
        self._all = None
        self._places[listed.id] = found
        self._by_id |= {each.id: each for each in found}

    def by_id(self, service: UUID) -> Service | None:
        return self._by_id.get(service)

    def all(self, wanted: Filter) -> list[Service]:
        if self._order is None:
            self._order = sorted(self._places, key=lambda each: each.int)
        if self._all is None:
            self._all = [each for row in self._order for each in self._places[row]]
        return wanted.of(self._all)

    def answering(self, cards: Iterable[Card], wanted: Filter) -> list[Service]:
        """The services of what a search has found, in its order. A place that answers answers with
        all that happens there."""
        found: dict[UUID, Service] = {}
        for card in cards:
            if card.activity is None:
                for each in self._places.get(card.place, ()):
                    found.setdefault(each.id, each)
            elif (one := self._by_id.get(card.activity)) is not None:
                found.setdefault(one.id, one)
        return wanted.of(list(found.values()))


def places_of(services: Iterable[Service]) -> list[Offering]:
    """Each once, in their order."""
    return list({each.place.id: each.place for each in services}.values())


def _services(listed: Listed) -> Iterator[Service]:
    place = listed.place
    whole = Offering(
        listed.id,
        listed.open,
        listed.changed_minute,
        hsds.located(place),
        place.postcode,
        where(place),
    )
    for activity in hsds.offered(place):
        yield Service(
            hsds.service_id(listed.id, activity),
            activity.id if activity else None,
            (activity or place).name,
            hsds_terms.set_of(hsds_terms.of_service(place, activity)),
            whole,
        )
