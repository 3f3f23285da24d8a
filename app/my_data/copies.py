"""Copies on their way to somebody: one of each person's, and a few in all, since each lies in memory until it has been read."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from functools import partial

from app.foundation.errors import TooMany
from app.foundation.lanes import OneOf, Turns

MOST, WAIT = 12, 2
"""Copies in all at a time, and how many more of one person's may wait: two taps too many."""
PATIENCE, AGAIN = 20.0, 60
"""Seconds that whoever comes meanwhile waits for theirs; and after which it is worth asking again."""
LONGEST = 30 * 60
"""Seconds in which ten years are through a telephone line. Whoever reads slower than that keeps a place that others need."""
ALL = "copies"


class Copies:
    """Whose copy is on its way. The next one waits a little for its turn, and is then told to come again."""

    def __init__(self, most: int = MOST) -> None:
        self._each, self._all = Turns(1, WAIT), Turns(most, WAIT)

    def __bool__(self) -> bool:
        return bool(self._each or self._all)

    async def begin(self, whose: object) -> Callable[[], None]:
        """What gives the place back, to be called once, however the copy ends. Raises TooMany."""
        try:
            async with asyncio.timeout(PATIENCE):
                await self._each.begin(whose)
                try:
                    await self._all.begin(OneOf(ALL, str(whose)))
                except BaseException:
                    self._each.over(whose)
                    raise
        except TimeoutError as error:
            raise TooMany(AGAIN) from error
        return partial(self._end, whose)

    def _end(self, whose: object) -> None:
        self._all.over(ALL)
        self._each.over(whose)


async def in_time(pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The same, and a broken file for whoever takes it a byte at a time."""
    until = time.monotonic() + LONGEST
    async for piece in pieces:
        if time.monotonic() > until:
            raise TimeoutError("a copy that was hardly read")
        yield piece
