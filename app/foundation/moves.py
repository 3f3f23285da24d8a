"""What has moved in the database since somebody looked: who has written, without asking what.

People share 4,096 places, so nothing here tells who it was, and whoever shares a place with
somebody is only looked at once too often. On PostgreSQL the places lie in a table, since several
processes write.
"""

import itertools
import random
import time
from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from app.foundation import actor

STALE = 0.2
"""Seconds for which what PostgreSQL said last is good enough for everybody who waits for a change.
"""
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


class Moves:
    """The last time somebody wrote at each place: a number of this process's, on PostgreSQL the
    transaction's."""

    def __init__(self) -> None:
        self._count = itertools.count(1)
        self._last: dict[int, int] = {}
        self._asks, self._asked = False, 0.0
        self._oldest = 0

    def note(self) -> None:
        """Whoever acts now has written something."""
        self._last[_place()] = next(self._count)

    def of(self, people: Iterable[UUID]) -> tuple[int | None, ...]:
        """Another value whenever one of them has written, or whoever acts in a way."""
        return tuple(map(self._last.get, (*(person.int % PLACES for person in people), *WAYS)))

    async def catch_up(self, read: Callable[[Callable[[Connection], Any]], Awaitable[Any]]) -> None:
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
        self._last |= {place: at for place, at, _ in found if place is not None}
        self._oldest = found[0].oldest


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
