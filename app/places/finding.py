"""Finding: what somebody feels like, where they are and what they write, and the cards that answer
it, in their order. Never by how many come, and never by payment."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from operator import and_, or_
from uuid import UUID

from app.foundation import clock
from app.foundation.words import Say
from app.places import terms, whens
from app.places.distance import BIKE, FURTHER, ON_FOOT, Point, band, km
from app.places.facets import CHIPS, MARKS
from app.places.index import Bits, Card, Index, around, numbers_of, of_numbers
from app.places.listing import When

A_PAGE, MOST = 20, 500
OLD = timedelta(days=365)
"""After which nobody knows whether it is still so: it stands last, with «ring før du tager
afsted»."""
ENOUGH = 5
"""Cards from which no word with a wrong letter is looked for."""
NEVER = 10**9
SPARSE = 2_000
"""Cards up to which it is quicker to put them in order than to go through all in theirs."""
MANY = 3
FRESH_FOR = 5
"""Minutes for which the order by next time is kept."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for. `reach` is the widest band of distance, none is any."""

    text: str = ""
    facets: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()
    point: Point | None = None
    reach: int | None = None
    page: int = 1


@dataclass(frozen=True, slots=True)
class Hit:
    """A card that answers, how far it is, and when it is next."""

    card: Card
    band: int | None
    day: date | None
    when: When | None
    old: bool

    @property
    def chips(self) -> tuple[Say, ...]:
        """The first few of what is good to know that hold."""
        told = [MARKS[code][0] for code in CHIPS if code in self.card.facets]
        return tuple(told[:MANY])

    @property
    def unsure(self) -> bool:
        return self.day is not None and self.when is not None and whens.unsure(self.when, self.day)


@dataclass(frozen=True, slots=True)
class Found:
    hits: tuple[Hit, ...]
    more: bool


class Finder:
    """Answers from one index, in the order of what comes next."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._next: list[int] = []
        self._order: list[int] = []
        self._fresh = 0
        self._until = -1

    def find(self, asked: Asked) -> Found:
        self.look_at_the_clock()
        wanted = min(asked.page * A_PAGE, MOST)
        seen: dict[UUID, int] = {}
        for number in self._ordered(asked):
            card = self._index.cards[number]
            if card is not None and card.place not in seen:
                seen[card.place] = number
                if len(seen) > wanted:
                    break
        numbers = list(seen.values())
        shown = numbers[wanted - A_PAGE : wanted]
        return Found(
            tuple(self._hit(number, asked.point) for number in shown), len(numbers) > wanted
        )

    def cards(self, text: str) -> Iterator[Card]:
        """Every card that answers a text, in the same order."""
        self.look_at_the_clock()
        for number in self._ordered(Asked(text)):
            if (card := self._index.cards[number]) is not None:
                yield card

    def look_at_the_clock(self) -> None:
        """Sort anew by what comes next, when some of it may be over, or there are new cards."""
        now, index = clock.minute(), self._index
        if now < self._until and len(self._next) == len(index.cards):
            return
        if now >= self._until or now < self._until - FRESH_FOR:
            self._until = now + FRESH_FOR
            self._next = [at if at > now else -1 for at in self._next]
        self._next += [-1] * (len(index.cards) - len(self._next))
        for number, card in enumerate(index.cards):
            if self._next[number] < 0:
                self._next[number] = _begins(card)
        order = [number for number, card in enumerate(index.cards) if card is not None]
        self._order = sorted(order, key=self._next.__getitem__)
        since = clock.today(clock.HOME_ZONE) - OLD
        self._fresh = of_numbers(n for n in order if not _old(index.cards[n], since))

    def _ordered(self, asked: Asked) -> Iterator[int]:
        """What answers best first; of what answers alike, what was looked at within the year; of
        that the nearest, and then what comes next."""
        base = self._marked(asked)
        for tier in self._tiers(asked.text, base):
            for part in (tier & self._fresh, tier & ~self._fresh):
                yield from self._near_first(part, asked)

    def _marked(self, asked: Asked) -> int:
        facets = self._index.facets
        bits = reduce(and_, (_of(facets, each) for each in asked.facets), self._index.alive)
        if asked.any_of:
            bits &= reduce(or_, (_of(facets, each) for each in asked.any_of))
        return bits

    def _near_first(self, bits: int, asked: Asked) -> Iterator[int]:
        if asked.point is None:
            yield from self._by_time(bits)
            return
        near = sorted(self._near(bits, asked.point))
        reach = FURTHER if asked.reach is None else asked.reach
        yield from (number for far, _, number in near if far <= reach)
        if reach == FURTHER:
            yield from self._by_time(bits & ~of_numbers(number for _, _, number in near))

    def _near(self, bits: int, point: Point) -> Iterator[tuple[int, int, int]]:
        """What lies within a short ride or comes home: how far, when next, which."""
        squares = (self._index.cells.get(each, ()) for each in around(point))
        for number in (number for square in squares for number in square if bits >> number & 1):
            card = self._index.cards[number]
            if card is not None and card.point and not card.home:
                away = km(point, card.point)
                if away <= BIKE:
                    yield band(away), self._next[number], number
        for number in numbers_of(bits & _of(self._index.facets, "hjem")):
            yield ON_FOOT, self._next[number], number

    def _by_time(self, bits: int) -> Iterator[int]:
        if bits.bit_count() < SPARSE:
            return iter(sorted(numbers_of(bits), key=self._next.__getitem__))
        room = bits.to_bytes(len(self._index.cards) // 8 + 1, "little")
        return (number for number in self._order if room[number >> 3] >> (number & 7) & 1)

    def _tiers(self, text: str, base: int) -> Iterator[int]:
        """Cards by how well they answer a text, the best first, each once."""
        words = terms.asked(text)
        if not words:
            yield base if not text.strip() else 0
            return
        found, told = 0, 0
        for tier in self._answers(words):
            fresh = tier & base & ~found
            found |= fresh
            told += fresh.bit_count()
            yield fresh
            if told >= ENOUGH:
                return

    def _answers(self, words: list[str]) -> Iterator[int]:
        """All words in the name; anywhere; as parts of longer words; with a wrong letter; and last
        of all some of the words."""
        named = [self._strong(self._index.names, word) for word in words]
        yield reduce(and_, named)
        strong = [self._strong(self._index.texts, word) for word in words]
        yield reduce(and_, strong)
        wide = [bits | self._parts(word) for bits, word in zip(strong, words, strict=True)]
        yield reduce(and_, wide)
        wider = [
            bits | (0 if bits & self._index.alive else self._wrong(word))
            for bits, word in zip(wide, words, strict=True)
        ]
        yield reduce(and_, wider)
        for n in range(len(words) if len(words) > 1 else 0):
            yield reduce(and_, (bits for m, bits in enumerate(wider) if m != n))

    def _strong(self, where: dict[str, Bits], word: str) -> int:
        return _of(where, terms.stem(word)) | _of(where, word)

    def _parts(self, word: str) -> int:
        """Longer words it begins or ends, and the two words that it is put together of."""
        texts, stem = self._index.texts, terms.stem(word)
        parts = {part for part in (word, stem) if len(part) >= terms.PART}
        longer = {found for part in parts for found in self._index.with_part(part)}
        return _any(texts, longer) | self._apart(word)

    def _apart(self, word: str) -> int:
        stems, texts = self._index.stems, self._index.texts
        found = 0
        for cut in range(terms.PART, len(word) - terms.PART + 1):
            right = stems.get(word[cut:]) or stems.get(terms.stem(word[cut:]))
            left = _first(stems, (word[:cut], terms.stem(word[:cut]), word[: cut - 1]))
            if left and right:
                found |= _of(texts, left) & _of(texts, right)
        return found

    def _wrong(self, word: str) -> int:
        if len(word) < terms.FORGIVEN:
            return 0
        stems = self._index.stems
        return _any(
            self._index.texts,
            {
                stems[found]
                for each in terms.near(word)
                for found in (each, terms.stem(each))
                if found in stems
            },
        )

    def _hit(self, number: int, point: Point | None) -> Hit:
        card = self._index.cards[number]
        assert card is not None
        far = None
        if point is not None and card.point is not None and not card.home:
            far = band(km(point, card.point))
        day, when = whens.next_of(card.whens) or (None, None)
        return Hit(card, far, day, when, _old(card, clock.today(clock.HOME_ZONE) - OLD))


def soonest_near(found: Found, days: int) -> Hit | None:
    """The first of what was found that happens within so many days, that somebody has looked at,
    and of which nobody doubts that it happens."""
    last = clock.today(clock.HOME_ZONE) + timedelta(days=days)
    sure = (hit for hit in found.hits if hit.day and not hit.old and not hit.unsure)
    return next((hit for hit in sure if hit.day and hit.day <= last), None)


def _begins(card: Card | None) -> int:
    found = whens.next_of(card.whens) if card else None
    if found is None:
        return NEVER
    day, when = found
    return clock.minute(clock.moment(day, when.begins, clock.HOME_ZONE))


def _old(card: Card | None, since: date) -> bool:
    return card is None or card.checked_on is None or card.checked_on < since


def _of(where: dict[str, Bits], key: str) -> int:
    found = where.get(key)
    return found.bits if found else 0


def _any(where: dict[str, Bits], keys: Iterable[str]) -> int:
    return reduce(or_, (_of(where, key) for key in keys), 0)


def _first(stems: dict[str, str], words: tuple[str, ...]) -> str | None:
    return next((stems[word] for word in words if len(word) > 2 and word in stems), None)
