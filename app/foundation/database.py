"""The database: one way to read, one way to write, the same functions on SQLite and PostgreSQL.

Domain functions are plain and synchronous and take the connection first. `read` runs them without a transaction of their own;
`write` runs them in one transaction and returns after the commit, so «Gemt» is never said too early. On PostgreSQL every
transaction, a reader's too, says first who acts (`actor`); whoever acts in the loop acts in the thread.
"""

import asyncio
import random
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from contextvars import copy_context
from typing import Any, Concatenate, ParamSpec, TypeVar, cast
from uuid import UUID

from sqlalchemy import Connection, MetaData, func, select
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection
from sqlalchemy.pool import QueuePool

from app.foundation import logs, walls
from app.foundation.engines import THREADS, check_durability, postgres_engine, sqlite_engine
from app.foundation.errors import CannotStart, Closed, SealBroken, Turned
from app.foundation.moves import Moves, place
from app.foundation.sealing import Used, used
from app.foundation.writer import Writer

P = ParamSpec("P")
R = TypeVar("R")
S = TypeVar("S")

FORGETS = 20
"""How often it is tried to empty SQLite's log while somebody reads."""
WAITS = (0.005, 0.02, 0.05, 0.1)
"""Seconds before each new try of a job that crossed another; at random, so that the two do not meet again."""
CANNOT = (OperationalError, NoConnection)
"""What the database says when it cannot: away, full, no connection free."""
CROSSED = frozenset(("40P01", "40001", "55P03"))
"""PostgreSQL's codes for a deadlock, for what cannot be put in an order, and for having waited too long for a lock."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Cut(Closed):
    """The connection was lost before anything was asked to be kept: nothing of it is there, and it may be done again."""


class Database:
    """Two engines: readers that never write, and writers that always mean it."""

    def __init__(self, url: str, *, durable: bool = True) -> None:
        self.sqlite = url.startswith("sqlite")
        self.reading = sqlite_engine(url, reader=True) if self.sqlite else postgres_engine(url, reader=True)
        self.writing = sqlite_engine(url, reader=False, patient=False) if self.sqlite else postgres_engine(url, reader=False)
        self.apart = sqlite_engine(url, reader=True, pool=QueuePool) if self.sqlite else self.reading
        self.turned: Callable[[Connection, Used], None] | None = None
        """Raises Turned when a box has not the keys it needs; set with the keys. On SQLite nobody turns keys meanwhile."""
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="database")
        self._writer = Writer(self.writing) if self.sqlite else None
        self._reader: Connection | None = None
        self._moves = Moves()
        try:
            if not self.sqlite:
                walls.check(self.writing)
            check_durability(self.writing, durable)
        except CannotStart:
            self.close()
            raise

    async def read(self, fn: Callable[Concatenate[Connection, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run `fn` with a connection that cannot write. On SQLite at once, in the loop: a page's reads take microseconds."""
        if not self.sqlite:
            return await self.read_long(fn, *args, **kwargs)
        with _calmly("read_failed"):
            if self._reader is None:
                self._reader = self.reading.connect()
            return fn(self._reader, *args, **kwargs)

    async def write(self, fn: Callable[Concatenate[Connection, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run `fn` in a transaction; the result comes after the commit. Raises Closed when nothing can be written."""
        return cast(R, await self._write(lambda db: fn(db, *args, **kwargs), None))

    async def write_to_show(
        self, show: Callable[[R], S], fn: Callable[Concatenate[Connection, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> S:
        """The same, and what `show` makes of the result: in the loop, on SQLite while the disk syncs, returned after the commit."""
        return cast(S, await self._write(lambda db: fn(db, *args, **kwargs), show))

    async def moved(self, *people: UUID) -> object:
        """Another value whenever one of these people has written something since, or somebody who acts in a way: so that
        whoever waits for a change need not look for it. On PostgreSQL, where others write too, it is anything at all."""
        if self.sqlite:
            return self._moves.of(people)
        if self._moves.is_old():
            self._moves.place = await self.read(place)
        return self._moves.place

    async def _write(self, job: Callable[[Connection], Any], show: Callable[[Any], object] | None) -> object:
        done = await self._written(job, show)
        self._moves.note()
        return done

    async def _written(self, job: Callable[[Connection], Any], show: Callable[[Any], object] | None) -> object:
        loop = asyncio.get_running_loop()
        with _calmly("write_failed"):
            if self._writer is not None:
                return await self._writer.submit(job, show, loop)
            result = await self._in_a_thread(lambda: self._write_here(job))
        return result if show is None else show(result)

    async def read_long(self, fn: Callable[Concatenate[Connection, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """The same for what takes long (search, export): in a thread, so that nobody else waits for it."""
        with _calmly("read_failed"):
            return await self._in_a_thread(lambda: self._read_now(fn, *args, **kwargs))

    async def write_long(self, fn: Callable[Concatenate[Connection, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """The same for what takes long (erasing a person): pages are still shown meanwhile, only other writing waits."""
        with _calmly("write_failed"):
            return await self._in_a_thread(lambda: self.write_now(fn, *args, **kwargs))

    async def _in_a_thread(self, work: Callable[[], R]) -> R:
        return await asyncio.get_running_loop().run_in_executor(self._pool, copy_context().run, work)

    async def forget(self) -> None:
        """After something was erased: on SQLite its bytes, and the key they were sealed with, lie on in the log beside the file.
        Readers finish what they read; whoever is still reading after a while has the next round wait for them."""
        for _ in range(FORGETS if self._writer else 0):
            assert self._writer is not None
            if await asyncio.to_thread(self._writer.forget):
                return
            await asyncio.sleep(0.1)
        if self._writer is not None:
            logs.say("not_forgotten", reason="somebody reads")

    def _read_now(self, fn: Callable[Concatenate[Connection, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        if self.sqlite:
            with self.apart.connect() as db:
                return fn(db, *args, **kwargs)
        read = lambda: self._read_once(fn, *args, **kwargs)
        with suppress(Turned):
            return _twice(read)
        return _twice(read)  # with the key it lacked

    def _read_once(self, fn: Callable[Concatenate[Connection, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        with _cut(), self.apart.begin() as db, self._boxes(db):
            return fn(db, *args, **kwargs)

    def write_now(self, fn: Callable[Concatenate[Connection, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """The same for a thread that may wait: commands and the worker."""
        job = lambda db: fn(db, *args, **kwargs)
        done = self._writer.wait_for(job) if self._writer is not None else self._write_here(job)
        self._moves.note()
        return done

    def _write_here(self, job: Callable[[Connection], R]) -> R:
        """On PostgreSQL: again from the beginning when it crossed another transaction. Nothing of the first try is kept."""
        for wait in WAITS:
            try:
                return _twice(self._once, job)
            except Turned:
                pass
            except DBAPIError as error:
                if not _crossed(error):
                    raise
            time.sleep(random.uniform(wait / 2, wait))
        return _twice(self._once, job)

    def _once(self, job: Callable[[Connection], R]) -> R:
        """Only until the COMMIT is sent is it known that nothing was kept: lost after that, it is not done again here."""
        with self.writing.connect() as db:
            with _cut(), self._boxes(db) as boxes:
                db.begin()
                result = job(db)
                if boxes.sealed and self.turned is not None:
                    self.turned(db, boxes)
            try:
                db.commit()
            except BaseException:
                db.invalidate()  # whatever became of it, nothing of it comes along with the next one's
                raise
            return result

    @contextmanager
    def _boxes(self, db: Connection) -> Iterator[Used]:
        """Which boxes are used. One that lacks a key has it from here on, for whoever tries again."""
        token = used.set(boxes := Used())
        try:
            yield boxes
        except SealBroken as error:
            if not boxes.lacking or self.turned is None:
                raise
            self.turned(db, boxes)
            raise error
        finally:
            used.reset(token)

    def close(self) -> None:
        """Readers first, so that the writer's connection is the one that tidies up the file."""
        self._pool.shutdown()
        if self._reader is not None:
            self._reader.close()
        self.reading.dispose()
        self.apart.dispose()
        if self._writer is not None:
            self._writer.stop()
        self.writing.dispose()


@contextmanager
def _calmly(event: str) -> Iterator[None]:
    """Whoever asks is told that it cannot be done now, not that something here is broken."""
    try:
        yield
    except Cut as error:
        logs.fault(event, error.__cause__ or error)
        raise
    except (DBAPIError, NoConnection) as error:
        if not (isinstance(error, CANNOT) or getattr(error, "connection_invalidated", False)):
            raise
        logs.fault(event, error)
        raise Closed from error


@contextmanager
def _cut() -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        if error.connection_invalidated:
            raise Cut from error
        raise


def _twice(act: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Every connection of a pool is lost at once, and it throws them all away at the first: the second try has a new one."""
    with suppress(Cut):
        return act(*args, **kwargs)
    return act(*args, **kwargs)


def _crossed(error: DBAPIError) -> bool:
    return getattr(error.orig, "sqlstate", None) in CROSSED


def in_line(db: Connection, number: int) -> None:
    """One process after another, until the transaction ends, however long the first one takes; on SQLite there is only one."""
    if db.dialect.name == "postgresql":
        db.exec_driver_sql("SET LOCAL lock_timeout = 0")
        db.execute(select(func.pg_advisory_xact_lock(number)))
