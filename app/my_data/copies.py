"""Copies on their way to somebody: one of each person's, and a few in all, since each lies in
memory until it has been read."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from app.foundation.errors import TooMany
from app.foundation.in_hand import aside
from app.foundation.lanes import OneOf, Turns

MOST, WAIT = 12, 2
"""Copies in all at a time, and how many more of one person's may wait: two taps too many."""
PATIENCE, AGAIN = 20.0, 60
"""Seconds that whoever comes meanwhile waits for theirs; and after which it is worth asking again.
"""
LONGEST = 30 * 60
"""Seconds in which ten years are through a telephone line. Whoever reads slower than that keeps a
place that others need."""
ALL = "copies"


FAIR, LEAST = 60.0, 8_192
"""Seconds in which somebody takes at least so many bytes of theirs each second; slower, and they
give way to whoever waits."""
EVERY = 0.5
"""Seconds between two questions whether the login that asked for it still lives."""
LOOK = 0.5
"""Seconds between two looks for one that is hardly read."""


@dataclass(eq=False)
class Copy:
    """One on its way: what has been taken of it, and what had been when that was last enough.
    `sends` is the task that sends it."""

    since: float
    before: int = 0
    taken: int = 0
    sends: "asyncio.Task[Any] | None" = None
    told: bool = False

    def pace(self, now: float) -> float:
        return (self.taken - self.before) / max(now - self.since, 0.001)

    def is_slow(self, now: float) -> bool:
        return self.sends is not None and now - self.since >= FAIR and self.pace(now) < LEAST

    def took(self, size: int, now: float) -> None:
        self.taken += size
        if now - self.since >= FAIR and not self.is_slow(now):
            self.since, self.before = now, self.taken

    def gives_way(self) -> None:
        """Its reader has a broken file and may ask anew. What sends it waits for a line that takes
        nothing: it is ended at once."""
        self.told = True
        if self.sends is not None:
            self.sends.cancel()


class Copies:
    """Whose copy is on its way. The next one waits a little for its turn, and is then told to come
    again."""

    def __init__(self, most: int = MOST) -> None:
        self._each, self._all = Turns(1, WAIT), Turns(most, WAIT)
        self._here: dict[object, Copy] = {}
        self._waiting = 0

    def __bool__(self) -> bool:
        return bool(self._each or self._all)

    async def begin(self, whose: object) -> Callable[[], None]:
        """What gives the place back, to be called once, however the copy ends. Raises TooMany."""
        try:
            async with aside(), asyncio.timeout(PATIENCE):
                await self._each.begin(whose)
                try:
                    await self._in_turn(whose)
                except BaseException:
                    self._each.over(whose)
                    raise
        except TimeoutError as error:
            raise TooMany(AGAIN) from error
        self._here[whose] = Copy(time.monotonic())
        return partial(self._end, whose)

    async def sent(
        self, whose: object, pieces: AsyncIterator[bytes], still: Callable[[], Awaitable[None]]
    ) -> AsyncIterator[bytes]:
        """The same, and a broken file for whoever takes it a byte at a time, and where `still`
        raises: somebody who was signed out from another phone gets no more of it."""
        copy = self._here[whose]
        copy.sends, copy.since = asyncio.current_task(), time.monotonic()
        until, asked = copy.since + LONGEST, copy.since
        async for piece in pieces:
            if copy.told or time.monotonic() > until:
                raise TimeoutError("a copy that was hardly read")
            if time.monotonic() - asked >= EVERY:
                await still()
                asked = time.monotonic()
            yield piece
            copy.took(len(piece), time.monotonic())

    async def _in_turn(self, whose: object) -> None:
        """One of all the places. Who waits looks now and then whether somebody keeps theirs without
        reading."""
        turn, look = asyncio.ensure_future(self._all.begin(OneOf(ALL, str(whose)))), 0.0
        self._waiting += 1
        try:
            while not turn.done():
                await asyncio.wait({turn}, timeout=look)
                look = LOOK
                if not turn.done():
                    self._make_way()
            turn.result()
        except BaseException:
            if not turn.cancel() and not turn.cancelled() and turn.exception() is None:
                self._all.over(ALL)  # it came as nobody waited for it any more
            raise
        finally:
            self._waiting -= 1

    def _make_way(self) -> None:
        """The slowest of those that are too slow, one for each that waits; however slow, nobody is
        cut short for nobody."""
        now, here = time.monotonic(), self._here.values()
        slow = [copy for copy in here if not copy.told and copy.is_slow(now)]
        if slow and sum(copy.told for copy in here) < self._waiting:
            min(slow, key=lambda copy: copy.pace(now)).gives_way()

    def _end(self, whose: object) -> None:
        del self._here[whose]
        self._all.over(ALL)
        self._each.over(whose)
