"""What has moved in the database since somebody looked: who has written, without asking what; and
who waits for that is woken.

People share 4,096 places, so nothing here tells who it was, and whoever shares a place with
somebody is only looked at once too often. On PostgreSQL the places lie in a table, since several
processes write; each process asks it for all who wait in it, so no listener can fall silent, and
nobody who writes queues up behind a NOTIFY.
"""

import asyncio
import itertools
import random
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import Context
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from app.foundation import actor

STALE = 0.2
"""Seconds for which what PostgreSQL said last is good enough for everybody who waits for a change.
"""
AWAY = 0.5
"""Seconds between two questions while nobody answers."""
PLACES = 4096
WAYS = range(PLACES, PLACES + 16)
"""Whoever acts in a way is looked for by everybody. They have some places, so that one who signs in
waits for no other's commit."""

NOTED = """
INSERT INTO moves (place, at)
SELECT {}, now
    FROM (SELECT CAST(CAST(pg_current_xact_id_if_assigned() AS text) AS bigint) AS now) AS this
        WHERE now IS NOT NULL
ON CONFLICT (place) DO UPDATE SET at = excluded.at"""
SINCE = """
SELECT place, at, oldest
    FROM (SELECT CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS text) AS bigint) AS oldest)
        AS this
LEFT JOIN moves ON at >= {}"""


Read = Callable[[Callable[[Connection], Any]], Awaitable[Any]]


class Watch:
    """One who waits for some people to write. It costs nothing until one of them does: `moved` is
    set then, from whichever thread."""

    def __init__(self, places: frozenset[int]) -> None:
        self.places = places
        self.moved = True
        """Nobody knows yet what was written before."""

    def looks(self) -> None:
        """What was written until now is looked at from here on."""
        self.moved = False


class Moves:
    """The last time somebody wrote at each place: a number of this process's, on PostgreSQL the
    transaction's."""

    def __init__(self, read: Read | None) -> None:
        """`read` asks what others wrote; None where one process writes."""
        self._read = read
        self._count = itertools.count(1)
        self._last: dict[int, int] = {}
        self._asks, self._asked = False, 0.0
        self._oldest = 0
        self._watches: set[Watch] = set()
        self._polls: asyncio.Task[None] | None = None

    def note(self) -> None:
        """Whoever acts now has written something."""
        place = _place()
        self._last[place] = next(self._count)
        self._wake({place})

    @contextmanager
    def watching(self, *people: UUID) -> Iterator[Watch]:
        """Woken whenever one of them has written, in whichever process, or whoever acts in a
        way."""
        watch = Watch(frozenset((*(person.int % PLACES for person in people), *WAYS)))
        self._watches.add(watch)
        if self._read is not None and (self._polls is None or self._polls.done()):
            self._polls = asyncio.create_task(self._poll(), context=Context())
        try:
            yield watch
        finally:
            self._watches.discard(watch)

    async def of(self, *people: UUID) -> object:
        """Another value whenever one of them has written, or whoever acts in a way."""
        if self._read is not None:
            await self._catch_up(self._read)
        return tuple(map(self._last.get, (*(person.int % PLACES for person in people), *WAYS)))

    async def _catch_up(self, read: Read) -> None:
        """What others wrote, on PostgreSQL: one of those who wait asks, and the rest go by what
        there is. Whoever has begun and is not done may have an older number: the next time begins
        with the oldest of those, so that none of them is missed."""
        if self._asks or time.monotonic() - self._asked < STALE:
            return
        self._asks = True
        try:
            found = await read(partial(_since, self._oldest))
        finally:
            self._asks, self._asked = False, time.monotonic()
        fresh = {place: at for place, at, _ in found if place is not None}
        changed = {place for place, at in fresh.items() if self._last.get(place) != at}
        self._last |= fresh
        self._oldest = found[0].oldest
        self._wake(changed)

    async def _poll(self) -> None:
        """As long as somebody waits. While the database is away they wait on, and look by
        themselves now and then."""
        while self._watches:
            try:
                assert self._read is not None
                await self._catch_up(self._read)
            except Exception:  # noqa: BLE001 - whoever looks by themselves hears of it
                await asyncio.sleep(AWAY)
            await asyncio.sleep(max(STALE, 0.01))

    def _wake(self, places: set[int]) -> None:
        for watch in [*self._watches] if places else ():
            if not places.isdisjoint(watch.places):
                watch.moved = True


def noted(db: Connection) -> None:
    """On PostgreSQL: whoever acts now has written something, if they have. The last that a
    transaction does, so that nobody who waits for the place holds up whoever has it."""
    db.exec_driver_sql(NOTED.format(_place()))


def _place() -> int:
    acting = actor.current()
    return (
        random.choice(WAYS) if acting.way or acting.person is None else acting.person.int % PLACES
    )


def _since(oldest: int, db: Connection) -> Any:
    return db.exec_driver_sql(SINCE.format(oldest)).all()
