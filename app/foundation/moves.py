"""What has moved in the database since somebody looked: who has written, without asking what."""

import itertools
import time
from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import Connection

from app.foundation import actor

STALE = 0.2
"""Seconds for which what PostgreSQL said of its log's place is good enough for everybody who waits for a change."""


class Moves:
    """The last time each person wrote in this process, None for whoever acts in a way. `place` is PostgreSQL's, of all of them."""

    def __init__(self) -> None:
        self._count = itertools.count(1)
        self._last: dict[UUID | None, int] = {}
        self._asked = 0.0
        self.place: object = None

    def note(self) -> None:
        """Whoever acts now has written something."""
        acting = actor.current()
        self._last[None if acting.way else acting.person] = next(self._count)

    def of(self, people: Iterable[UUID]) -> tuple[int | None, ...]:
        return tuple(self._last.get(each) for each in (None, *people))

    def is_old(self) -> bool:
        """Whether `place` should be asked for again; said to one of those who wait, and the others go by what there is."""
        now = time.monotonic()
        old = now - self._asked > STALE
        self._asked = now if old else self._asked
        return old


def place(db: Connection) -> object:
    """Where PostgreSQL's log ends: another place whenever anybody has written anything."""
    return db.exec_driver_sql("SELECT pg_current_wal_lsn()::text").scalar()
