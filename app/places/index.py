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
from uuid import UUID

from app.places import terms, towns
from app.places.distance import Point
from app.places.facets import facets_of
from app.places.listing import KINDS, WISHES, Activity, Place, When, Words, of

CELL = 20
"""Squares of the ground to a degree north: five and a half kilometres each."""


@dataclass(frozen=True, slots=True)
class Card:
    """What a list shows of a place, or of something that happens there."""

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
    facets: frozenset[str]
    checked_on: date | None
    words: dict[str, Words]


@dataclass(frozen=True, slots=True)
class Kept:
    """A place as the tables have it."""

    id: UUID
    place: Place
    checked_on: date | None
    municipality: str


class Bits:
    """A set of cards; put together from their numbers only when it is asked for."""

    __slots__ = ("_made", "numbers")

    def __init__(self) -> None:
        self.numbers: list[int] = []
        self._made: int | None = None

    def add(self, number: int) -> None:
        self.numbers.append(number)
        self._made = None

    @property
    def bits(self) -> int:
        if self._made is None:
            self._made = of_numbers(self.numbers)
        return self._made


def of_numbers(numbers: Iterable[int]) -> int:
    told = list(numbers)
    room = bytearray(max(told, default=-1) // 8 + 1)
    for number in told:
        room[number >> 3] |= 1 << (number & 7)
    return int.from_bytes(room, "little")


def numbers_of(bits: int) -> Iterator[int]:
    """Those in a set, the smallest first."""
    text = f"{bits:b}"[::-1]
    found = text.find("1")
    while found >= 0:
        yield found
        found = text.find("1", found + 1)


class Index:
    """Cards by number, and which of them say what. A card that is no more leaves its number
    empty."""

    def __init__(self) -> None:
        self.cards: list[Card | None] = []
        self.alive = 0
        self.by_place: dict[UUID, list[int]] = {}
        self.by_activity: dict[UUID, UUID] = {}
        self.facets: defaultdict[str, Bits] = defaultdict(Bits)
        self.names: defaultdict[str, Bits] = defaultdict(Bits)
        self.texts: defaultdict[str, Bits] = defaultdict(Bits)
        self.cells: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
        self.stems: dict[str, str] = {}
        """Every word that stands anywhere, and every stem, with its stem."""
        self._forwards: list[str] = []
        self._backwards: list[str] = []

    def put(self, kept: Kept) -> None:
        """A place as it is now, whatever it was."""
        self.drop(kept.id)
        place = kept.place
        self.by_place[kept.id] = [self._put(kept, each) for each in (None, *place.activities)]
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

    def _put(self, kept: Kept, activity: Activity | None) -> int:
        number = len(self.cards)
        card = _card(kept, activity)
        self.cards.append(card)
        self.alive |= 1 << number
        for facet in card.facets:
            self.facets[facet].add(number)
        if card.point:
            self.cells[cell(card.point)].append(number)
        names = self._stems_of((card.name, card.at, *(each.name for each in card.words.values())))
        for stem in names:
            self.names[stem].add(number)
        for stem in names | self._stems_of(_texts(kept, activity)):
            self.texts[stem].add(number)
        return number

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

    def with_part(self, part: str) -> set[str]:
        """Stems of the longer words that begin or end with it."""
        if not self._forwards:
            self._forwards = sorted(self.stems)
            self._backwards = sorted(word[::-1] for word in self.stems)
        begins = _from(self._forwards, part)
        ends = (word[::-1] for word in _from(self._backwards, part[::-1]))
        return {self.stems[word] for word in chain(begins, ends)}


def cell(point: Point) -> tuple[int, int]:
    return int(point[0] * CELL), int(point[1] * CELL)


def around(point: Point) -> Iterator[tuple[int, int]]:
    """The squares in which everything within a short ride lies: one further to each side, and two
    east and west, where degrees are narrower."""
    north, east = cell(point)
    for each in (-1, 0, 1):
        for other in (-2, -1, 0, 1, 2):
            yield north + each, east + other


def _from(ordered: list[str], part: str) -> Iterator[str]:
    begin = bisect_left(ordered, part)
    return takewhile(
        lambda word: word.startswith(part), (ordered[n] for n in range(begin, len(ordered)))
    )


def _card(kept: Kept, activity: Activity | None) -> Card:
    place = kept.place
    what = activity or place
    return Card(
        kept.id,
        activity.id if activity else None,
        what.name,
        what.line,
        place.name if activity else "",
        place.town,
        where(place),
        of(place, activity, "comes_to_you") is True,
        bool(place.calls),
        activity.whens if activity else (),
        facets_of(place, activity, kept.municipality),
        kept.checked_on,
        what.words,
    )


def where(place: Place) -> Point | None:
    """Where it lies; without a point of its own, the middle of its postcode or its town, which is
    near enough to tell a walk from a ride."""
    if place.lat is not None and place.lon is not None:
        return place.lat, place.lon
    found = towns.postcodes().get(place.postcode) or towns.town(place.town)
    return found.point if found else None


def _texts(kept: Kept, activity: Activity | None) -> Iterator[str]:
    """All that a card may be found by, in every language it is written in."""
    place = kept.place
    what = activity or place
    yield from (place.town, place.postcode, place.address, kept.municipality, place.line)
    yield from (what.line, what.about, what.first.happens)
    yield KINDS[place.kind].text if place.kind in KINDS else ""
    yield from (WISHES[wish].text for wish in of(place, activity, "wishes") if wish in WISHES)
    for words in (*place.words.values(), *what.words.values()):
        yield from (words.name, words.line, words.about)
