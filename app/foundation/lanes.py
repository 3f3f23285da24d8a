"""Threads that people share: whoever asks for much waits behind their own, and for nobody else's."""

import asyncio
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from typing import TypeVar

R = TypeVar("R")

AT_ONCE = 2
"""Jobs of one person at a time: two windows, or a page and what it fetches. Sixty searches of one person are two and a queue."""


class Lane:
    """A few threads. Each asker has at most `each` of them at a time, however much they ask for; their next job waits in the loop,
    where waiting costs nobody anything. A thread that hangs counts until it is done, also when nobody waits for it any more."""

    def __init__(self, threads: int, name: str, each: int = AT_ONCE) -> None:
        self.threads = threads
        self._each = each
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._busy: dict[object, int] = {}
        self._waiting: dict[object, deque[asyncio.Future[None]]] = {}

    async def run(self, whose: object, work: Callable[[], R]) -> R:
        """What the work returns, once it was this asker's turn."""
        busy = self._busy.get(whose, 0)
        if busy < self._each:
            self._busy[whose] = busy + 1
        else:
            await self._turn(whose)
        try:
            job = self._pool.submit(copy_context().run, work)
        except BaseException:
            self._over(whose)
            raise
        try:
            done = await asyncio.wrap_future(job)
        except BaseException:
            if job.done() or job.cancel():
                self._over(whose)
            else:
                self._over_later(whose, job)
            raise
        self._over(whose)
        return done

    async def _turn(self, whose: object) -> None:
        turn = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(whose, deque()).append(turn)
        try:
            await turn
        except BaseException:
            if turn.done() and not turn.cancelled():  # it came as nobody waited for it any more
                self._over(whose)
            raise

    def _over(self, whose: object) -> None:
        """The next one's turn; when there is none nothing is remembered of whoever asked."""
        waiting = self._waiting.get(whose)
        while waiting:
            turn = waiting.popleft()
            if not waiting:
                del self._waiting[whose]
            if not turn.done():
                return turn.set_result(None)
        if self._busy[whose] > 1:
            self._busy[whose] -= 1
        else:
            del self._busy[whose]

    def _over_later(self, whose: object, job: Future[R]) -> None:
        loop = asyncio.get_running_loop()

        def done(_: Future[R]) -> None:
            with suppress(RuntimeError):  # a loop that has ended has nobody left to wait
                loop.call_soon_threadsafe(self._over, whose)

        job.add_done_callback(done)

    def close(self) -> None:
        self._pool.shutdown()
