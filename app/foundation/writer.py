"""SQLite's one writer: everything that is written goes through one thread, several jobs to a commit when several wait."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from typing import TypeVar, cast

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

R = TypeVar("R")

BATCH = 32


class Job:
    __slots__ = ("error", "future", "loop", "result", "run")

    def __init__(self, run: Callable[[Connection], object], loop: asyncio.AbstractEventLoop | None) -> None:
        self.run = run
        self.loop = loop
        self.future: asyncio.Future[object] | Future[object] = loop.create_future() if loop else Future()
        self.result: object = None
        self.error: BaseException | None = None

    def settle(self) -> None:
        if self.future.done():
            return
        if self.error is not None:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(self.result)


class Writer:
    """SQLite's one writer: a thread that takes what waits, up to BATCH at a time, and commits it together.

    Each job has a savepoint of its own, so one that fails takes only itself along. Nobody hears of a result before the commit.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._queue: SimpleQueue[Job | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="writer", daemon=True)
        self._thread.start()

    async def submit(self, run: Callable[[Connection], R], loop: asyncio.AbstractEventLoop) -> R:
        job = Job(run, loop)
        self._queue.put(job)
        return cast(R, await cast("asyncio.Future[object]", job.future))

    def wait_for(self, run: Callable[[Connection], R]) -> R:
        job = Job(run, None)
        self._queue.put(job)
        return cast(R, job.future.result())

    def stop(self) -> None:
        self._queue.put(None)
        self._thread.join(timeout=10)

    def _work(self) -> None:
        while (first := self._queue.get()) is not None:
            jobs, last = self._waiting(first)
            self._together(jobs)
            by_loop: dict[asyncio.AbstractEventLoop | None, list[Job]] = {}
            for job in jobs:
                by_loop.setdefault(job.loop, []).append(job)
            for loop, done in by_loop.items():
                _tell(loop, done)
            if last:
                return

    def _waiting(self, first: Job) -> tuple[list[Job], bool]:
        jobs = [first]
        while len(jobs) < BATCH and not self._queue.empty():
            job = self._queue.get()
            if job is None:
                return jobs, True
            jobs.append(job)
        return jobs, False

    def _together(self, jobs: list[Job]) -> None:
        if len(jobs) == 1:
            return self._alone(jobs[0])
        try:
            with self._engine.begin() as db:
                for job in jobs:
                    _run_apart(db, job)
        except Exception:  # noqa: BLE001 - the whole batch failed (disk full, commit refused): each gets its own try
            for job in jobs:
                self._alone(job)

    def _alone(self, job: Job) -> None:
        job.error = job.result = None
        try:
            with self._engine.begin() as db:
                job.result = job.run(db)
        except Exception as error:  # noqa: BLE001 - handed to the one who asked
            job.error = error


def _run_apart(db: Connection, job: Job) -> None:
    driver = cast(sqlite3.Connection, db.connection.driver_connection)
    driver.execute("SAVEPOINT job")
    try:
        job.result = job.run(db)
    except DBAPIError:
        raise
    except Exception as error:  # noqa: BLE001 - a refusal of this job's own; the others go on
        job.error = error
        driver.execute("ROLLBACK TO job")
    driver.execute("RELEASE job")


def _tell(loop: asyncio.AbstractEventLoop | None, jobs: list[Job]) -> None:
    def settle() -> None:
        for job in jobs:
            job.settle()

    if loop is None:
        settle()
    elif not loop.is_closed():
        loop.call_soon_threadsafe(settle)
