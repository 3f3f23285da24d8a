"""How many connections there may be at once, and who gives way when there are more.

Behind a proxy every connection comes from the same machine, and a whole library may share one
address. So nobody is refused for where they come from: only when there is no more room is it asked
whose connections there are most of.
"""

import heapq
from collections import defaultdict, deque
from collections.abc import Iterator, Set
from itertools import islice
from typing import Generic, Protocol, TypeVar

JUST_NOW = 2.0
"""Seconds in which whoever has come is not taken for somebody who only waits, while most are being
answered."""
PART = 100
"""One in so many gives way at a time, so that looking for them is not done anew for everybody who
comes."""


class Asker(Protocol):
    """One connection. `waits` when nothing is being done for it, `since` when; `heard` is when it
    last sent anything."""

    @property
    def waits(self) -> bool: ...
    @property
    def since(self) -> float: ...
    @property
    def heard(self) -> float: ...
    @property
    def place(self) -> str: ...


T = TypeVar("T", bound=Asker)


class Room(Generic[T]):
    """Room for so many. Whoever was told to go is no longer counted, so that many who come at once
    do not all send one away."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._going: set[T] = set()

    def over(self, here: Set[T]) -> bool:
        return len(here) - len(self._going) > self.most

    def gone(self, whose: T) -> None:
        self._going.discard(whose)

    def give_way(self, here: Set[T], new: T, now: float) -> list[T]:
        """Those who go for the new one, none while there is room.

        The one first that has waited longest without asking for anything, or has long taken nothing
        of its answer. When nearly all are being answered, those who have only just come are no
        idlers: then the place goes first that asks for most, so that whoever fills the room crowds
        out their own.
        """
        if not self.over(here):
            return []
        others = here - self._going - {new}
        idle, busy = (
            [each for each in others if each.waits],
            [each for each in others if not each.waits],
        )
        if len(idle) < len(busy):
            idle = [each for each in idle if each.since < now - JUST_NOW]
        many = max(1, self.most // PART)
        goes = heapq.nsmallest(many, idle, key=lambda each: each.since) or list(
            islice(most(busy), many)
        )
        self._going.update(goes)
        return goes


def most(busy: list[T]) -> Iterator[T]:
    """One after the other: of the place that has most of them, the one that asked longest ago."""
    places: dict[str, deque[T]] = defaultdict(deque)
    for each in sorted(busy, key=lambda each: each.heard):
        places[each.place].append(each)
    while places:
        place = max(places, key=lambda place: (len(places[place]), -places[place][0].heard))
        yield places[place].popleft()
        if not places[place]:
            del places[place]
