"""SQLite's one writer: everything is written through one connection, several jobs to a commit when several wait.

The statements of a batch run where they were asked for, in the event loop: they take microseconds, and two threads of Python would
only contend for the interpreter. What waits for the disk, the commit, happens in a thread of its own.
"""

import asyncio
import sqlite3
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from queue import SimpleQueue
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, OperationalError

R = TypeVar("R")

Run = Callable[[Connection], object]
Show = Callable[[Any], object]

BATCH = 32
AT_ONCE = 0.01
"""Seconds the loop waits at most for the thread to begin."""
PATIENCE = 10.0
"""Seconds to wait for another process (a command) that is writing."""


class Job:
    """`show` makes the answer out of what `run` returned; without it that is the answer."""

    __slots__ = ("error", "future", "loop", "result", "run", "show", "shown")

    def __init__(self, run: Run, show: Show | None, loop: asyncio.AbstractEventLoop) -> None:
        self.run = run
        self.show = show
        self.shown: tuple[object, object] | None = None
        self.loop = loop
        self.future: asyncio.Future[object] = loop.create_future()
        self.result: object = None
        self.error: BaseException | None = None

    def prepare(self) -> None:
        """Make the answer while the disk syncs. Nobody gets it before that is done."""
        if self.show is not None and self.error is None:
            result = self.result
            with suppress(Exception):  # it fails again where somebody hears of it
                self.shown = (result, self.show(result))

    def settle(self) -> None:
        if self.future.done():
            return
        try:
            self.future.set_result(self._answer())
        except Exception as error:  # noqa: BLE001 - handed to the one who asked
            self.future.set_exception(error)

    def _answer(self) -> object:
        """What was prepared, unless the job had to be done anew since."""
        if self.error is not None:
            raise self.error
        if self.show is None:
            return self.result
        if self.shown is not None and self.shown[0] is self.result:
            return self.shown[1]
        return self.show(self.result)


class Writer:
    """Whoever has the turn has the connection; nobody hears of a result before the commit.

    Each job of a batch has a savepoint of its own, so one that fails takes only itself along.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._turn = threading.Lock()
        self._waiting: deque[Job] = deque()
        self._syncs: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._sync, name="writer", daemon=True)
        self._thread.start()

    async def submit(self, run: Run, show: Show | None, loop: asyncio.AbstractEventLoop) -> object:
        job = Job(run, show, loop)
        self._waiting.append(job)
        self._go()
        return await job.future

    def wait_for(self, run: Callable[[Connection], R]) -> R:
        """For a thread that may wait: in that thread, when its turn has come."""
        try:
            with self._turn:
                return self._alone(run)
        finally:
            self._wake()

    def stop(self) -> None:
        self._syncs.put(None)
        self._thread.join(timeout=10)

    def _go(self) -> None:
        """In the loop: write what waits, unless somebody has the turn; whoever has it calls here afterwards."""
        if not self._waiting or not self._turn.acquire(blocking=False):
            return
        jobs = [self._waiting.popleft() for _ in range(min(BATCH, len(self._waiting)))]
        db = self._engine.connect()
        try:
            db.begin()
            _run(db, jobs)
            self._begin_commit(db, jobs)
        except DBAPIError:  # another process is writing, or the disk refuses: try again where waiting stops nobody
            db.close()
            self._syncs.put(lambda: self._one_by_one(jobs))

    def _begin_commit(self, db: Connection, jobs: list[Job]) -> None:
        """With an answer to make, wait the moment until the thread is at it: from there it needs the disk, not the interpreter."""
        if all(job.show is None for job in jobs):
            return self._syncs.put(lambda: self._commit(db, jobs))
        not_yet = threading.Lock()  # an Event would do, and cost as much as a statement
        not_yet.acquire()

        def commit() -> None:
            not_yet.release()
            self._commit(db, jobs)

        self._syncs.put(commit)
        not_yet.acquire(timeout=AT_ONCE)
        for job in jobs:
            job.prepare()

    def _sync(self) -> None:
        while (work := self._syncs.get()) is not None:
            work()

    def _commit(self, db: Connection, jobs: list[Job]) -> None:
        try:
            db.commit()
        except Exception:  # noqa: BLE001 - disk full, commit refused: each gets its own try
            _driver(db).rollback()
            db.close()
            return self._one_by_one(jobs)
        db.close()
        self._done(jobs)

    def _one_by_one(self, jobs: list[Job]) -> None:
        for job in jobs:
            job.error = job.result = None
            try:
                job.result = self._alone(job.run)
            except Exception as error:  # noqa: BLE001 - handed to the one who asked
                job.error = error
        self._done(jobs)

    def _alone(self, run: Callable[[Connection], R]) -> R:
        until = time.monotonic() + PATIENCE
        while True:
            try:
                with self._engine.begin() as db:
                    return run(db)
            except OperationalError as error:
                if not _busy(error) or time.monotonic() > until:
                    raise
            time.sleep(0.01)

    def _done(self, jobs: list[Job]) -> None:
        self._turn.release()
        by_loop: dict[asyncio.AbstractEventLoop, list[Job]] = {}
        for job in jobs:
            by_loop.setdefault(job.loop, []).append(job)
        for loop, done in by_loop.items():
            _call(loop, partial(self._tell, done))
        self._wake()

    def _tell(self, done: list[Job]) -> None:
        self._go()
        for job in done:
            job.settle()

    def _wake(self) -> None:
        """After the turn was given back: whoever came in the meantime found it taken."""
        with suppress(IndexError):
            _call(self._waiting[0].loop, self._go)


def _run(db: Connection, jobs: list[Job]) -> None:
    if len(jobs) == 1:
        try:
            jobs[0].result = jobs[0].run(db)
        except DBAPIError:
            raise
        except Exception as error:  # noqa: BLE001 - a refusal, handed to the one who asked
            db.rollback()
            jobs[0].error = error
        return
    driver = _driver(db)
    for job in jobs:
        driver.execute("SAVEPOINT job")
        try:
            job.result = job.run(db)
        except DBAPIError:
            raise
        except Exception as error:  # noqa: BLE001 - a refusal of this job's own; the others go on
            job.error = error
            driver.execute("ROLLBACK TO job")
        driver.execute("RELEASE job")


def _driver(db: Connection) -> sqlite3.Connection:
    return cast(sqlite3.Connection, db.connection.driver_connection)


def _call(loop: asyncio.AbstractEventLoop, fn: Callable[[], None]) -> None:
    if not loop.is_closed():
        loop.call_soon_threadsafe(fn)


def _busy(error: OperationalError) -> bool:
    return getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY
