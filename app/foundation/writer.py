"""SQLite's one writer: everything is written through one connection, several jobs to a commit when
several wait.

The statements of a batch run where they were asked for, in the event loop: they take microseconds,
and two threads of Python would only contend for the interpreter. What waits for the disk, the
commit, happens in a thread of its own.
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
from typing import TypeVar, cast

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, OperationalError

from app.foundation import logs
from app.foundation.job import BREATH, Job, Run, Show, prepare, settle

R = TypeVar("R")

BATCH, FORGETS = 32, 20
AT_ONCE = 0.01
"""Seconds the loop waits at most for the thread to begin."""
PATIENCE = 10.0
"""Seconds to wait for another process (a command) that is writing, since it was asked: not once
more for each before them."""


class Writer:
    """Whoever has the turn has the connection; nobody hears of a result before the commit.

    Each job of a batch has a savepoint of its own, so one that fails takes only itself along.
    Whatever is raised, wherever it is raised, the turn is given back and each job is answered: one
    fault must never be why nobody can save any more.
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
                return self._alone(run, time.monotonic())
        finally:
            self._wake()

    def forget(self) -> bool:
        """Empty the log beside the file, where what was erased would otherwise lie until it is
        written over. Waits for nobody: False when somebody is reading from it."""
        try:
            with self._turn, self._engine.connect() as db:
                busy: int = _driver(db).execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
                return not busy
        finally:
            self._wake()

    async def forgets(self) -> bool:
        """The same, tried for a while; whoever is still reading then has the next round wait for
        them."""
        for _ in range(FORGETS):
            if await asyncio.to_thread(self.forget):
                return True
            await asyncio.sleep(0.1)
        return False

    def stop(self) -> None:
        self._syncs.put(None)
        self._thread.join(timeout=10)

    def _go(self) -> None:
        """In the loop: write what waits, unless somebody has the turn; whoever has it calls here
        afterwards."""
        if not self._waiting or not self._turn.acquire(blocking=False):
            return
        jobs: list[Job] = []
        try:
            jobs += [self._waiting.popleft() for _ in range(min(BATCH, len(self._waiting)))]
            db = self._begun(jobs)
        except BaseException:  # noqa: BLE001
            # another process writes, the disk refuses, or worse: again where waiting stops nobody
            return self._hand_over(jobs, lambda: self._one_by_one(jobs))
        self._begin_commit(db, jobs)

    def _begun(self, jobs: list[Job]) -> Connection:
        """A transaction in which the jobs were done, as many as there is time for; the rest come
        first in the next one. A fault takes it back as a whole."""
        db = self._engine.connect()
        try:
            db.begin()
            ran = _run(db, jobs)
            self._waiting.extendleft(reversed(jobs[ran:]))
            del jobs[ran:]
        except BaseException:
            _let_go(db)
            raise
        return db

    def _begin_commit(self, db: Connection, jobs: list[Job]) -> None:
        """With an answer to make, wait the moment until the thread is at it: from there it needs
        the disk, not the interpreter."""
        if all(job.show is None for job in jobs):
            return self._hand_over(jobs, lambda: self._commit(db, jobs), db)
        not_yet = threading.Lock()  # an Event would do, and cost as much as a statement
        not_yet.acquire()

        def commit() -> None:
            not_yet.release()
            self._commit(db, jobs)

        self._hand_over(jobs, commit, db)
        not_yet.acquire(timeout=AT_ONCE)
        prepare(jobs)

    def _hand_over(
        self, jobs: list[Job], work: Callable[[], None], db: Connection | None = None
    ) -> None:
        """To the thread; if not even that can be done, everybody hears of it and the next one has
        the turn."""
        try:
            self._syncs.put(work)
        except BaseException as error:  # noqa: BLE001 - handed to those who asked
            if db is not None:
                _let_go(db)
            for job in jobs:
                job.error = error
            self._done(jobs)

    def _sync(self) -> None:
        while (work := self._syncs.get()) is not None:
            try:
                work()
            except BaseException as error:  # noqa: BLE001 - the thread lives as long as the server
                logs.fault("writer_failed", error)

    def _commit(self, db: Connection, jobs: list[Job]) -> None:
        try:
            db.commit()
        except BaseException:  # noqa: BLE001 - disk full, commit refused: each gets its own try
            _let_go(db)
            return self._one_by_one(jobs)
        _let_go(db)
        self._done(jobs)

    def _one_by_one(self, jobs: list[Job]) -> None:
        for job in jobs:
            job.error = job.result = None
            try:
                job.result = self._alone(job.run, job.asked)
            except BaseException as error:  # noqa: BLE001 - handed to the one who asked
                job.error = error
        self._done(jobs)

    def _alone(self, run: Callable[[Connection], R], asked: float) -> R:
        until = asked + PATIENCE
        while True:
            try:
                return self._once(run)
            except OperationalError as error:
                if not _busy(error) or time.monotonic() > until:
                    raise
            time.sleep(0.01)

    def _once(self, run: Callable[[Connection], R]) -> R:
        db = self._engine.connect()
        try:
            db.begin()
            result = run(db)
            db.commit()
        finally:
            _let_go(db)
        return result

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
        settle(deque(done))

    def _wake(self) -> None:
        """After the turn was given back: whoever came in the meantime found it taken."""
        with suppress(IndexError):
            _call(self._waiting[0].loop, self._go)


def _run(db: Connection, jobs: list[Job]) -> int:
    """How many were done. A refusal is the job's own; what the database or Python cannot do is
    raised, and nothing is kept."""
    if len(jobs) == 1:
        try:
            jobs[0].result = jobs[0].run(db)
        except FAULTS:
            raise
        except Exception as error:  # noqa: BLE001 - a refusal, handed to the one who asked
            db.rollback()
            jobs[0].error = error
        return 1
    driver, until = _driver(db), time.monotonic() + BREATH
    for ran, job in enumerate(jobs):
        if ran and time.monotonic() > until:
            return ran
        driver.execute("SAVEPOINT job")
        try:
            job.result = job.run(db)
        except FAULTS:
            raise
        except Exception as error:  # noqa: BLE001 - a refusal of this job's own; the others go on
            job.error = error
            driver.execute("ROLLBACK TO job")
        driver.execute("RELEASE job")
    return len(jobs)


FAULTS = (DBAPIError, sqlite3.Error, MemoryError)


def _let_go(db: Connection) -> None:
    """Give the connection back with no transaction in it. One that cannot do that is thrown away,
    and the next one is new."""
    try:
        driver = _driver(db) if not db.invalidated else None
        if driver is not None and driver.in_transaction:
            driver.rollback()
        db.close()
    except BaseException:  # noqa: BLE001 - whatever it is, the next one must be able to write
        _throw_away(db)


def _throw_away(db: Connection) -> None:
    for each in (db.invalidate, db.close):
        with suppress(BaseException):
            each()


def _driver(db: Connection) -> sqlite3.Connection:
    return cast(sqlite3.Connection, db.connection.driver_connection)


def _call(loop: asyncio.AbstractEventLoop, fn: Callable[[], None]) -> None:
    """A loop that has ended has nobody left to tell; the others are told."""
    with suppress(RuntimeError):
        loop.call_soon_threadsafe(fn)


def _busy(error: OperationalError) -> bool:
    return getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY
