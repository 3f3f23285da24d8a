"""The database: one way to read, one way to write, the same functions on SQLite and PostgreSQL.

Domain functions are plain and synchronous and take the connection first. `read` runs them without a transaction of their own;
`write` runs them in one transaction and returns after the commit, so «Gemt» is never said too early.
"""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue
from typing import Concatenate, ParamSpec, TypeVar, cast

from sqlalchemy import Connection, Engine, MetaData, create_engine, event, text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry, NullPool, Pool, QueuePool, StaticPool

from app.foundation import logs
from app.foundation.errors import CannotStart, Closed

P = ParamSpec("P")
R = TypeVar("R")

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

THREADS = 8
BATCH = 32


class Database:
    """Two engines: readers that never write, and writers that always mean it."""

    def __init__(self, url: str, *, durable: bool = True) -> None:
        self.sqlite = url.startswith("sqlite")
        self.reading = _sqlite_engine(url, reader=True) if self.sqlite else _postgres_engine(url, reader=True)
        self.writing = _sqlite_engine(url, reader=False) if self.sqlite else _postgres_engine(url, reader=False)
        self.apart = _sqlite_engine(url, reader=True, pool=QueuePool) if self.sqlite else self.reading
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="database")
        self._writer = _Writer(self.writing) if self.sqlite else None
        self._reader: Connection | None = None
        check_durability(self.writing, durable)

    async def read(self, fn: Callable[Concatenate[Connection, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run `fn` with a connection that cannot write. On SQLite at once, in the loop: a page's reads take microseconds."""
        if self.sqlite:
            if self._reader is None:
                self._reader = self.reading.connect()
            return fn(self._reader, *args, **kwargs)
        return await asyncio.get_running_loop().run_in_executor(self._pool, lambda: self._read_now(fn, *args, **kwargs))

    async def write(self, fn: Callable[Concatenate[Connection, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run `fn` in a transaction; the result comes after the commit. Raises Closed when nothing can be written."""
        loop = asyncio.get_running_loop()
        job: Callable[[Connection], R] = lambda db: fn(db, *args, **kwargs)
        try:
            if self._writer is not None:
                return await self._writer.submit(job, loop)
            return await loop.run_in_executor(self._pool, self._write_here, job)
        except OperationalError as error:
            logs.fault("write_failed", error)
            raise Closed from error

    async def read_long(self, fn: Callable[Concatenate[Connection, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """The same for what takes long (search, export): in a thread, so that nobody else waits for it."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, lambda: self._read_now(fn, *args, **kwargs))

    def _read_now(self, fn: Callable[Concatenate[Connection, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        with self.apart.connect() as db:
            return fn(db, *args, **kwargs)

    def write_now(self, fn: Callable[Concatenate[Connection, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """The same for a thread that may wait: commands and the worker."""
        if self._writer is not None:
            return self._writer.wait_for(lambda db: fn(db, *args, **kwargs))
        return self._write_here(lambda db: fn(db, *args, **kwargs))

    def _write_here(self, job: Callable[[Connection], R]) -> R:
        with self.writing.begin() as db:
            return job(db)

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


class _Job:
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


class _Writer:
    """SQLite's one writer: a thread that takes what waits, up to BATCH at a time, and commits it together.

    Each job has a savepoint of its own, so one that fails takes only itself along. Nobody hears of a result before the commit.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._queue: SimpleQueue[_Job | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="writer", daemon=True)
        self._thread.start()

    async def submit(self, run: Callable[[Connection], R], loop: asyncio.AbstractEventLoop) -> R:
        job = _Job(run, loop)
        self._queue.put(job)
        return cast(R, await cast("asyncio.Future[object]", job.future))

    def wait_for(self, run: Callable[[Connection], R]) -> R:
        job = _Job(run, None)
        self._queue.put(job)
        return cast(R, job.future.result())

    def stop(self) -> None:
        self._queue.put(None)
        self._thread.join(timeout=10)

    def _work(self) -> None:
        while (first := self._queue.get()) is not None:
            jobs, last = self._waiting(first)
            self._together(jobs)
            by_loop: dict[asyncio.AbstractEventLoop | None, list[_Job]] = {}
            for job in jobs:
                by_loop.setdefault(job.loop, []).append(job)
            for loop, done in by_loop.items():
                _tell(loop, done)
            if last:
                return

    def _waiting(self, first: _Job) -> tuple[list[_Job], bool]:
        jobs = [first]
        while len(jobs) < BATCH and not self._queue.empty():
            job = self._queue.get()
            if job is None:
                return jobs, True
            jobs.append(job)
        return jobs, False

    def _together(self, jobs: list[_Job]) -> None:
        try:
            with self._engine.begin() as db:
                for job in jobs:
                    _run_apart(db, job)
        except Exception:  # noqa: BLE001 - the whole batch failed (disk full, commit refused): each gets its own try
            for job in jobs:
                self._alone(job)

    def _alone(self, job: _Job) -> None:
        job.error = job.result = None
        try:
            with self._engine.begin() as db:
                job.result = job.run(db)
        except Exception as error:  # noqa: BLE001 - handed to the one who asked
            job.error = error


def _run_apart(db: Connection, job: _Job) -> None:
    db.exec_driver_sql("SAVEPOINT job")
    try:
        job.result = job.run(db)
    except DBAPIError:
        raise
    except Exception as error:  # noqa: BLE001 - a refusal of this job's own; the others go on
        job.error = error
        db.exec_driver_sql("ROLLBACK TO job")
    db.exec_driver_sql("RELEASE job")


def _tell(loop: asyncio.AbstractEventLoop | None, jobs: list[_Job]) -> None:
    def settle() -> None:
        for job in jobs:
            job.settle()

    if loop is None:
        settle()
    elif not loop.is_closed():
        loop.call_soon_threadsafe(settle)


def _sqlite_engine(url: str, *, reader: bool, pool: type[Pool] = StaticPool) -> Engine:
    engine = create_engine(
        url,
        hide_parameters=True,
        poolclass=pool,
        connect_args={"check_same_thread": False, "isolation_level": None, "timeout": 10},
        **({"isolation_level": "AUTOCOMMIT", "pool_reset_on_return": None} if reader else {}),
    )

    @event.listens_for(engine, "connect")
    def set_up(raw: object, _: ConnectionPoolEntry) -> None:
        cursor = raw.cursor()  # type: ignore[attr-defined]
        for pragma in _SQLITE + (("query_only=ON", "wal_autocheckpoint=0") if reader else ()):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()
        raw.isolation_level = None  # type: ignore[attr-defined]

    if not reader:

        @event.listens_for(engine, "begin")
        def begin(db: Connection) -> None:
            db.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


_SQLITE = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON", "temp_store=MEMORY")


def _postgres_engine(url: str, *, reader: bool) -> Engine:
    options = "-c default_transaction_read_only=on" if reader else "-c synchronous_commit=on"
    return create_engine(
        url,
        hide_parameters=True,
        pool_size=THREADS,
        max_overflow=0,
        connect_args={"options": options},
        **({"isolation_level": "AUTOCOMMIT", "pool_reset_on_return": None} if reader else {}),
    )


def check_durability(engine: Engine, durable: bool) -> None:
    """Refuse to start on a database that would say «saved» before it is (R76)."""
    with engine.connect() as db:
        if engine.dialect.name == "sqlite":
            kept = db.execute(text("PRAGMA synchronous")).scalar_one() == 2
            kept = kept and db.execute(text("PRAGMA journal_mode")).scalar_one() == "wal"
        else:
            kept = db.execute(text("SHOW synchronous_commit")).scalar_one() != "off"
            kept = kept and (not durable or db.execute(text("SHOW fsync")).scalar_one() == "on")
    if not kept:
        raise CannotStart("The database does not sync before it answers. Words could be lost, so the server does not start.")


def connect_once(url: str) -> Engine:
    """An engine for one command (migrations): opens when needed, keeps nothing."""
    if url.startswith("sqlite"):
        return _sqlite_engine(url, reader=False)
    return create_engine(url, hide_parameters=True, poolclass=NullPool)
