"""Everything that can be found, in memory: which cards say what, in sets of bits, so that many
places cost a search little more than few.

Each place is a card of its own, and so is everything that happens there. It is made from the tables
and told of each change; both databases therefore answer alike. Nothing of a citizen is in it.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain, takewhile
from typing import TypeVar, cast
from uuid import UUID

from app.places import terms, towns
from app.places.distance import Point
from app.places.facets import CHIPS, facets_of
from app.places.listing import KINDS, WISHES, Activity, Place, When, of
from app.places.sets import Bits, together

T = TypeVar("T")
MANY = 3
"""Chips of a card."""

NORTH, EAST = 50, 25
"""Squares of the ground to a degree: each is a little more than two kilometres wide and high."""
WALK_AROUND, RIDE_AROUND = 1, 3
"""Squares to each side in which all lies that is near enough for a walk, and for a short ride."""


@dataclass(frozen=True, slots=True)
class Card:
    """What a list shows of a place, or of something that happens there. `chips` are the first few
    of the marks that hold."""

    place: UUID
    activity: UUID | None
    name: str
    line: str
    at: str
    town: str
    point: Point | None
    home: bool
    calls: bool
    whens: tuple[When, ...]
    chips: tuple[str, ...]
    checked_on: date | None


@dataclass(frozen=True, slots=True)
class Kept:
    """A place as the tables have it."""

    id: UUID
    place: Place
    checked_on: date | None
    municipality: str


class Index:
    """Cards by number, and which of them say what. A card that is no more leaves its number
    empty."""

    def __init__(self) -> None:
        self.cards: list[Card | None] = []
        self.alive = 0
        self.by_place: dict[UUID, range] = {}
        self.by_activity: dict[UUID, UUID] = {}
        self.facets: defaultdict[str, Bits] = defaultdict(Bits)
        self.names: defaultdict[str, Bits] = defaultdict(Bits)
        self.texts: defaultdict[str, Bits] = defaultdict(Bits)
        self.stems: dict[str, str] = {}
        """Every word that stands anywhere, and every stem, with its stem."""
        self._cells: defaultdict[tuple[int, int], Bits] = defaultdict(Bits)
        self._same: dict[object, object] = {}
        self._forwards: list[str] = []
        self._backwards: list[str] = []

    def put(self, kept: Kept) -> None:
        """A place as it is now, whatever it was."""
        self.drop(kept.id)
        place = kept.place
        begin, everywhere = len(self.cards), self._stems_of(_texts_of_place(kept))
        for each in (None, *place.activities):
            self._put(kept, each, everywhere)
        self.by_place[kept.id] = range(begin, len(self.cards))
        self.by_activity |= dict.fromkeys((each.id for each in place.activities), kept.id)

    def drop(self, place: UUID) -> None:
        for number in self.by_place.pop(place, ()):
            if (card := self.cards[number]) and card.activity:
                self.by_activity.pop(card.activity, None)
            self.cards[number] = None
            self.alive &= ~(1 << number)

    @property
    def wasted(self) -> bool:
        """Whether more numbers are empty than not."""
        return len(self.cards) > 1000 and self.alive.bit_count() * 2 < len(self.cards)

    def points(self) -> Iterator[Point]:
        """Where there is any place."""
        firsts = (self.cards[numbers[0]] for numbers in self.by_place.values())
        return (card.point for card in firsts if card and card.point)

    def around(self, point: Point, squares: int) -> int:
        """What lies in the squares around a point, so many to each side."""
        north, east = cell(point)
        near = range(-squares, squares + 1)
        cells = ((north + n, east + e) for n in near for e in near)
        return together(self._cells[each] for each in cells if each in self._cells)

    def _put(self, kept: Kept, activity: Activity | None, everywhere: set[str]) -> None:
        number = len(self.cards)
        facets = facets_of(kept.place, activity, kept.municipality)
        card = self._card(kept, activity, facets)
        self.cards.append(card)
        self.alive |= 1 << number
        for facet in facets:
            self.facets[facet].add(number)
        if card.point:
            self._cells[cell(card.point)].add(number)
        words = (activity or kept.place).words
        names = self._stems_of((card.name, card.at, *(each.name for each in words.values())))
        for stem in names:
            self.names[stem].add(number)
        for stem in names | everywhere | self._stems_of(_texts(kept.place, activity)):
            self.texts[stem].add(number)

    def _stems_of(self, texts: Iterable[str]) -> set[str]:
        found = set()
        for word in chain.from_iterable(map(terms.words, texts)):
            stem = self.stems.get(word)
            if stem is None:
                stem = self.stems[word] = terms.stem(word)
                self.stems.setdefault(stem, stem)
                self._forwards = []
            found.add(stem)
        return found

    def _card(self, kept: Kept, activity: Activity | None, facets: frozenset[str]) -> Card:
        place = kept.place
        what = activity or place
        return Card(
            kept.id,
            activity.id if activity else None,
            what.name,
            what.line,
            place.name if activity else "",
            self._one(place.town),
            self._one(where(place)),
            of(place, activity, "comes_to_you") is True,
            bool(place.calls),
            self._one(activity.whens if activity else ()),
            self._one(tuple(code for code in CHIPS if code in facets)[:MANY]),
            self._one(kept.checked_on),
        )

    def _one(self, value: T) -> T:
        """What many cards have is kept once: «torsdag 14-16» is the same wherever it stands."""
        return cast(T, self._same.setdefault(value, value))

    def with_part(self, part: str) -> set[str]:
        """Stems of the longer words that begin or end with it."""
        return {self.stems[word] for word in self._beginning_or_ending(part, part)}

    def near(self, word: str) -> set[str]:
        """Stems of words that are one letter away: of a long one either its beginning or its end is
        as it should be."""
        if len(word) < terms.HALVED:
            return {self.stems[each] for each in self.stems.keys() & set(terms.near(word))}
        half = len(word) // 2
        found = self._beginning_or_ending(word[: half - 1], word[half:])
        return {self.stems[each] for each in found if terms.one_apart(word, each)}

    def _beginning_or_ending(self, begins: str, ends: str) -> Iterator[str]:
        if not self._forwards:
            self._forwards = sorted(self.stems)
            self._backwards = sorted(word[::-1] for word in self.stems)
        yield from _from(self._forwards, begins)
        yield from (word[::-1] for word in _from(self._backwards, ends[::-1]))


def cell(point: Point) -> tuple[int, int]:
    return int(point[0] * NORTH), int(point[1] * EAST)


def _from(ordered: list[str], part: str) -> Iterator[str]:
    begin = bisect_left(ordered, part)
    return takewhile(
        lambda word: word.startswith(part), (ordered[n] for n in range(begin, len(ordered)))
    )


def where(place: Place) -> Point | None:
    """Where it lies; without a point of its own, the middle of its postcode or its town, which is
    near enough to tell a walk from a ride."""
    if place.lat is not None and place.lon is not None:
        return place.lat, place.lon
    found = towns.postcodes().get(place.postcode) or towns.town(place.town)
    return found.point if found else None


def _texts_of_place(kept: Kept) -> Iterator[str]:
    """What a place and all that happens there may be found by, in every language it is written
    in."""
    place = kept.place
    yield from (place.town, place.postcode, place.address, kept.municipality, place.line)
    yield KINDS[place.kind].text if place.kind in KINDS else ""
    for words in place.words.values():
        yield from (words.name, words.line, words.about)


def _texts(place: Place, activity: Activity | None) -> Iterator[str]:
    what = activity or place
    yield from (what.line, what.about, what.first.happens)
    yield from (WISHES[wish].text for wish in of(place, activity, "wishes") if wish in WISHES)
    for words in what.words.values():
        yield from (words.name, words.line, words.about)
