"""Finding: what somebody feels like, where they are and what they write, and the cards that answer
it, in their order. Never by how many come, and never by payment."""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from itertools import combinations
from math import isqrt
from operator import and_, or_
from typing import NamedTuple
from uuid import UUID

from app.foundation import clock
from app.foundation.words import Say
from app.places import terms, whens
from app.places.distance import BY_BIKE, FURTHER, ON_FOOT, From, Point
from app.places.facets import MARKS
from app.places.index import RIDE_AROUND, WALK_AROUND, Card, Index
from app.places.listing import When
from app.places.sets import Bits, any_of, numbers_of, of, of_numbers

A_PAGE, MOST = 20, 500
OLD = timedelta(days=365)
"""After which nobody knows whether it is still so: it stands last, with «ring før du tager
afsted»."""
ENOUGH = 5
"""Places from which nothing is looked for that answers less well."""
SAYING = 5
"""Words of which every few are looked for together."""
A_FEW = 200
"""Cards that are looked at one by one, for where they lie and of which places they are."""
NEVER = 10**9
SPARSE = 2
"""Times the root of how many cards there are: fewer are sooner put in order than found by going
through all in theirs."""
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


class Hit(NamedTuple):
    """A card that answers, how far it is, and when it is next."""

    card: Card
    band: int | None
    day: date | None
    when: When | None
    old: bool

    @property
    def chips(self) -> tuple[Say, ...]:
        """The first few of what is good to know that hold."""
        return tuple(MARKS[code][0] for code in self.card.chips)

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
        self._next = array("q")
        self._order = array("I")
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
        return Found(tuple(self._hits(shown, asked.point)), len(numbers) > wanted)

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
            self._next = array("q", (at if at > now else -1 for at in self._next))
        self._next.extend([-1] * (len(index.cards) - len(self._next)))
        for number, card in enumerate(index.cards):
            if self._next[number] < 0:
                self._next[number] = _begins(card)
        order = [number for number, card in enumerate(index.cards) if card is not None]
        self._order = array("I", sorted(order, key=self._next.__getitem__))
        since = clock.today(clock.HOME_ZONE) - OLD
        self._fresh = of_numbers(n for n in order if not _old(index.cards[n], since))

    def _ordered(self, asked: Asked) -> Iterator[int]:
        """What answers best first; of what answers alike, what was looked at within the year; of
        that the nearest, and then what comes next."""
        base = self._marked(asked)
        for tier in self._tiers(asked.text, base):
            for part in (tier & self._fresh, tier & ~self._fresh) if tier else ():
                yield from self._near_first(part, asked)

    def _marked(self, asked: Asked) -> int:
        facets = self._index.facets
        bits = reduce(and_, (of(facets, each) for each in asked.facets), self._index.alive)
        if asked.any_of:
            bits &= reduce(or_, (of(facets, each) for each in asked.any_of))
        return bits

    def _near_first(self, bits: int, asked: Asked) -> Iterator[int]:
        """On foot first, with what comes home; then by bike; then all the rest."""
        reach = FURTHER if asked.reach is None else asked.reach
        if (point := asked.point) is None:
            return self._by_time(bits)
        if bits.bit_count() <= A_FEW:
            from_ = From(point)
            away = [(self._band(n, from_), self._next[n], n) for n in numbers_of(bits)]
            return (number for far, _, number in sorted(away) if far <= reach)
        return self._outwards(bits, point, reach)

    def _outwards(self, bits: int, point: Point, reach: int) -> Iterator[int]:
        """Of many only those are looked at that lie around."""
        home, told, from_ = bits & of(self._index.facets, "hjem"), set[int](), From(point)
        for squares, far in ((WALK_AROUND, ON_FOOT), (RIDE_AROUND, BY_BIKE)):
            around = bits & (self._index.around(point, squares) | home)
            for number in self._by_time(around) if far <= reach else ():
                if number not in told and self._band(number, from_) <= far:
                    told.add(number)
                    yield number
        if reach == FURTHER:
            yield from (number for number in self._by_time(bits) if number not in told)

    def _band(self, number: int, from_: From) -> int:
        """What comes home is as near as can be."""
        card = self._index.cards[number]
        if card is not None and card.home:
            return ON_FOOT
        return from_.band(card.point) if card and card.point else FURTHER

    def _by_time(self, bits: int) -> Iterator[int]:
        there = len(self._index.cards)
        if not bits:
            return iter(())
        if bits.bit_count() < SPARSE * isqrt(there):
            return iter(sorted(numbers_of(bits), key=self._next.__getitem__))
        room = bits.to_bytes(there // 8 + 1, "little")
        return (number for number in self._order if room[number >> 3] >> (number & 7) & 1)

    def _tiers(self, text: str, base: int) -> Iterator[int]:
        """Cards by how well they answer a text, the best first, each once."""
        words = terms.asked(text)
        if not words:
            yield base if not text.strip() else 0
            return
        found = 0
        for tier in self._answers(words):
            fresh = tier & base & ~found
            found |= fresh
            yield fresh
            if self._enough(found):
                return

    def _enough(self, found: int) -> bool:
        """Whether there are so many places that nobody needs to guess what else was meant."""
        many = found.bit_count()
        if not ENOUGH <= many <= A_FEW:
            return many > A_FEW
        cards = (self._index.cards[number] for number in numbers_of(found))
        return len({card.place for card in cards if card}) >= ENOUGH

    def _answers(self, words: list[str]) -> Iterator[int]:
        """All words in the name; anywhere; as parts of longer words; with a wrong letter; and last
        of all some of the words."""
        alive = self._index.alive
        yield reduce(and_, (self._strong(self._index.names, word) for word in words))
        strong = [self._strong(self._index.texts, word) for word in words]
        yield reduce(and_, strong)
        wide = [bits | self._parts(word) for bits, word in zip(strong, words, strict=True)]
        yield reduce(and_, wide)
        wider = [
            bits | (0 if bits & alive else self._wrong(word))
            for bits, word in zip(wide, words, strict=True)
        ]
        yield reduce(and_, wider)
        yield from _some(sorted((bits & alive for bits in wider), key=int.bit_count))

    def _strong(self, where: dict[str, Bits], word: str) -> int:
        spelt = self._spelt(word)
        return any_of(where, {one for each in spelt for one in (each, terms.stem(each))})

    def _spelt(self, word: str) -> list[str]:
        """With the other ways to spell it: as words that stand somewhere; and of one that stands
        nowhere, however they may be bent."""
        stems, new = self._index.stems, word not in self._index.stems
        return [each for each in terms.spelt(word) if new or each in stems or each == word]

    def _parts(self, word: str) -> int:
        """Longer words it begins or ends, and the two words that it is put together of."""
        spelt = self._spelt(word)
        parts = {part for each in spelt for part in (each, terms.stem(each))}
        longer = {
            found
            for part in parts
            if len(part) >= terms.PART
            for found in self._index.with_part(part)
        }
        apart = reduce(or_, map(self._apart, spelt))
        return any_of(self._index.texts, longer) | apart

    def _apart(self, word: str) -> int:
        stems, texts = self._index.stems, self._index.texts
        found = 0
        for cut in range(terms.PART, len(word) - terms.PART + 1):
            right = stems.get(word[cut:]) or stems.get(terms.stem(word[cut:]))
            left = _first(stems, (word[:cut], terms.stem(word[:cut]), word[: cut - 1]))
            if left and right:
                found |= of(texts, left) & of(texts, right)
        return found

    def _wrong(self, word: str) -> int:
        long = {each for each in (word, terms.stem(word)) if len(each) >= terms.FORGIVEN}
        close = {found for each in long for found in self._index.near(each)}
        return any_of(self._index.texts, close)

    def _hits(self, numbers: list[int], point: Point | None) -> Iterator[Hit]:
        now = clock.on_the_wall(clock.now(), clock.HOME_ZONE)
        since = clock.today(clock.HOME_ZONE) - OLD
        from_ = From(point) if point is not None else None
        for number in numbers:
            card = self._index.cards[number]
            assert card is not None
            far = None
            if from_ is not None and card.point is not None and not card.home:
                far = from_.band(card.point)
            day, when = whens.next_after(card.whens, *now) or (None, None)
            yield Hit(card, far, day, when, _old(card, since))


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


def _some(rarest: list[int]) -> Iterator[int]:
    """As many of the words as stand together, the rarest first, which say most. What stands nowhere
    is passed over."""
    found = [bits for bits in rarest if bits][:SAYING]
    for many in range(len(found), 0, -1):
        for together in combinations(found, many):
            yield reduce(and_, together)


def _first(stems: dict[str, str], words: tuple[str, ...]) -> str | None:
    return next((stems[word] for word in words if len(word) > 2 and word in stems), None)
