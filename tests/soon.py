"""Waiting for something to come true, so that no test sleeps for a time somebody guessed."""

import asyncio
from collections.abc import Callable

SOON = 60
"""Seconds in which everybody is answered, however slow the machine; what is looked for waits for
ever."""


async def comes_true(what: Callable[[], bool]) -> bool:
    for _ in range(SOON * 20):
        if what():
            return True
        await asyncio.sleep(0.05)
    return False
