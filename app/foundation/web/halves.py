"""Half a body lies in memory until its other half comes: how much of that there may be, and who
gives way."""

from collections.abc import Iterator
from typing import Generic, TypeVar

T = TypeVar("T")

EACH = 393_216
"""Bytes that one connection can hold: the longest form there is, and what the server takes in at a
time. More is not kept."""


class Halves(Generic[T]):
    """Bytes that have come of bodies without an end yet, by connection, the one that began longest
    ago first.

    When there is no more room, the oldest of those goes that hold more than their share. So whoever
    fills the room with many halves only crowds out their own, and somebody who writes a few lines,
    or much of it in one go, is read to the end.
    """

    def __init__(self, room: int) -> None:
        self._room = room
        self._held: dict[T, int] = {}
        self.size = 0

    def __len__(self) -> int:
        return len(self._held)

    def more(self, whose: T, size: int) -> Iterator[T]:
        """So much more has come. Those who have to go for it, one at a time: each is let go before
        the next is looked for."""
        held = self._held.get(whose, 0)
        self._held[whose] = min(held + size, EACH)
        self.size += self._held[whose] - held
        while self.size > self._room:
            share = self.size / len(self._held)
            goes = next(each for each, held in self._held.items() if held >= share)
            self.whole(goes)
            yield goes

    def whole(self, whose: T) -> None:
        """It has come to its end, or nobody waits for that any more."""
        self.size -= self._held.pop(whose, 0)
