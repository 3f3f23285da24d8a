"""Threads that people share: whoever asks for much waits behind their own, and for nobody
else's."""

import asyncio
import threading
import time
from collections import OrderedDict, deque
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from contextvars import copy_context
from functools import partial
from typing import NamedTuple, TypeVar

from app.foundation.errors import TooMany
from app.foundation.in_hand import aside

R = TypeVar("R")
Row = deque[asyncio.Future[None]]

AT_ONCE = 2
"""Jobs of one person at a time: two windows, or a page and what it fetches. Sixty searches of one
person are two and a queue."""
MOST_WAITING, PLACES = 100, 4
"""How many may wait behind their own. A browser asks for a hundred things of one house at a time
and no more, and a page, a phone that sends what it kept and a look of an open page wait for one
each: nobody meets this who does not mean to. Of those whom nobody knows yet as many may wait for
each place they come from, and together as many as four such places."""
SOON = 5
"""Seconds after which it is worth asking again."""
LONGEST_REST = 0.1
"""Seconds a thread rests at the most."""


class OneOf(NamedTuple):
    """One of many who have their turns together, as those whom nobody knows yet: they are one
    asker, but each of them, or each place they come from, waits in a row of its own, and every row
    has its turn."""

    many: str
    who: str


class Turns:
    """`each` at a time for every asker; what more they ask for waits in their own row, in the loop,
    where waiting costs nobody anything, and is told to come again when that is full: each that
    waits keeps a connection."""

    def __init__(self, each: int = AT_ONCE, most: int = MOST_WAITING) -> None:
        self._each = each
        self._most = most
        self._busy: dict[object, int] = {}
        self._waiting: dict[object, OrderedDict[object, Row]] = {}

    def __bool__(self) -> bool:
        """Whether anything goes on or waits; otherwise nothing is remembered of whoever asked."""
        return bool(self._busy or self._waiting)

    @asynccontextmanager
    async def of(self, whose: object) -> AsyncIterator[None]:
        """One turn of this asker's."""
        await self.begin(whose)
        try:
            yield
        finally:
            self.over(whose)

    async def begin(self, whose: object, *, again: bool = False) -> None:
        """Over once it is this asker's turn. Raises TooMany when as many wait as may. Whoever had
        it before and goes on (`again`) comes before those who have not begun, and is never refused:
        something of theirs may be done already."""
        whose, place = _split(whose)
        busy = self._busy.get(whose, 0)
        if busy < self._each:
            self._busy[whose] = busy + 1
            return
        turn = self._wait(whose, place, again)
        try:
            await turn
        except BaseException:
            if turn.cancelled() or not turn.done():
                self._leave(whose, place, turn)
            elif turn.exception() is None:  # it came as nobody waited for it any more
                self.over(whose)
            raise

    def over(self, whose: object) -> None:
        """The next one's turn; when there is none nothing is remembered of whoever asked."""
        whose, _ = _split(whose)
        while rows := self._waiting.get(whose):
            place, row = next(iter(rows.items()))
            turn = row.popleft()
            rows.move_to_end(place)
            self._forget(whose, place)
            if not turn.done():
                return turn.set_result(None)
        if self._busy[whose] > 1:
            self._busy[whose] -= 1
        else:
            del self._busy[whose]

    def _wait(self, whose: object, place: object, again: bool) -> "asyncio.Future[None]":
        rows = self._waiting.get(whose) or OrderedDict()
        row = rows.get(place) or deque()
        turn = asyncio.get_running_loop().create_future()
        if again:
            row.appendleft(turn)
        else:
            self._make_room(rows, len(row))
            row.append(turn)
        self._waiting[whose], rows[place] = rows, row
        return turn

    def _make_room(self, rows: OrderedDict[object, Row], waiting: int) -> None:
        """A full house is full of those who fill it: the last one of the longest row gives way to a
        place with few."""
        if waiting >= self._most:
            raise TooMany(SOON)
        if sum(map(len, rows.values())) < self._most * PLACES:
            return
        longest = max(rows.values(), key=len)
        if len(longest) <= waiting + 1:
            raise TooMany(SOON)
        if not (gone := longest.pop()).done():
            gone.set_exception(TooMany(SOON))

    def _leave(self, whose: object, place: object, turn: "asyncio.Future[None]") -> None:
        with suppress(KeyError, ValueError):
            self._waiting[whose][place].remove(turn)
            self._forget(whose, place)

    def _forget(self, whose: object, place: object) -> None:
        rows = self._waiting[whose]
        if not rows[place]:
            del rows[place]
        if not rows:
            del self._waiting[whose]


class Lane:
    """A few threads. Each asker has at most `each` of them at a time, however much they ask for,
    and at most `most` jobs more that wait. A thread that hangs counts until it is done, also when
    nobody waits for it any more. Whoever waits steps aside, but where what is made is long
    (`keeps`): nobody has more of that than they have turns. A thread that `rests` does so before
    the next job, so many times as long as the last one took: what hundreds ask for again and again
    leaves the interpreter to everybody else."""

    def __init__(
        self,
        threads: int,
        name: str,
        each: int = AT_ONCE,
        most: int = MOST_WAITING,
        *,
        keeps: bool = False,
        rests: int = 0,
    ) -> None:
        self._keeps, self._rests, self._rested = keeps, rests, threading.local()
        self.threads = threads
        self.turns = Turns(each, most)
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=name)

    async def run(self, whose: object, work: Callable[[], R], seconds: float | None = None) -> R:
        """What the work returns, once it was this asker's turn. Raises TooMany when too much of
        theirs waits already, and TimeoutError after so many seconds: what is waited for afterwards,
        to be heard again, does not count. It is done by then."""
        async with aside(keeps=self._keeps), asyncio.timeout(seconds):
            return await self._run(whose, work)

    async def _run(self, whose: object, work: Callable[[], R]) -> R:
        await self.turns.begin(whose)
        try:
            job = self._pool.submit(
                copy_context().run, partial(self._at_rest, work) if self._rests else work
            )
        except BaseException:
            self.turns.over(whose)
            raise
        try:
            done = await asyncio.wrap_future(job)
        except BaseException:
            if job.done() or job.cancel():
                self.turns.over(whose)
            else:
                self._over_later(whose, job)
            raise
        self.turns.over(whose)
        return done

    def _at_rest(self, work: Callable[[], R]) -> R:
        """Whoever asks once waits for no rest but that of the one before."""
        began = time.monotonic()
        if (rest := getattr(self._rested, "until", began) - began) > 0:
            time.sleep(rest)
            began += rest
        try:
            return work()
        finally:
            done = time.monotonic()
            self._rested.until = done + min(LONGEST_REST, self._rests * (done - began))

    def _over_later(self, whose: object, job: Future[R]) -> None:
        loop = asyncio.get_running_loop()

        def done(_: Future[R]) -> None:
            with suppress(RuntimeError):  # a loop that has ended has nobody left to wait
                loop.call_soon_threadsafe(self.turns.over, whose)

        job.add_done_callback(done)

    def close(self) -> None:
        self._pool.shutdown()


def _split(whose: object) -> tuple[object, object]:
    return (whose.many, whose.who) if isinstance(whose, OneOf) else (whose, None)
