"""Engines: how a connection is set up on each database, and the promise that «saved» means
synced."""

from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event, func, make_url, select, text
from sqlalchemy.pool import ConnectionPoolEntry, NullPool, Pool, QueuePool, StaticPool

from app.foundation import actor, dialects
from app.foundation.errors import CannotStart

THREADS = 8
"""Threads for what is short, and as many connections."""
DOOR, GOING, LONG, LOOK, SHOWN, PAGES = 4, 2, 3, 2, 2, 2
"""Threads of their own: for asking who comes, for whoever goes, for what takes long, for open pages
that look whether they may still be shown, for pages that look through what others share, and for
making long pages, so that none of them takes the others'."""
SEEN, HEARD = 3, 1
"""The same for what is read of somebody and noted in their log, and for hearing who has written."""
ENOUGH, LONG_ENOUGH = 10, 60
"""Seconds in which PostgreSQL ends what reads too long: a page takes thousandths, an export of ten
years seconds."""
EACH = "-c jit=off -c lock_timeout=3000"
"""Compiling what asks the rule takes longer than any of it runs, and begins at some number of
things, which it would tell. A statement waits three seconds for what another transaction holds;
then the whole is tried again, so that nothing hangs."""
WRITES = f"{EACH} -c synchronous_commit=on"
READS = f"{EACH} -c default_transaction_read_only=on -c statement_timeout={{}}000"
REACH = {
    "connect_timeout": 5, "tcp_user_timeout": 15_000, "keepalives": 1, "keepalives_idle": 10,
    "keepalives_interval": 5, "keepalives_count": 3,
}  # fmt: skip
"""A server that cannot be reached, or a net that is cut in the middle, is noticed within seconds,
not when the system gives up."""


def engines(url: str) -> tuple[Engine, Engine, Engine]:
    """Those that read, that write, and that read what takes long. On PostgreSQL with a connection
    for every thread."""
    if url.startswith("sqlite"):
        apart = sqlite_engine(url, reader=True, pool=QueuePool)
        return (
            sqlite_engine(url, reader=True),
            sqlite_engine(url, reader=False, patient=False),
            apart,
        )
    reading, writing = (
        postgres_engine(url, reader=True, size=THREADS + DOOR + HEARD),
        postgres_engine(url, reader=False, size=THREADS + GOING + SEEN),
    )
    return (
        reading,
        writing,
        postgres_engine(url, reader=True, size=LONG + LOOK + SHOWN, seconds=LONG_ENOUGH),
    )


def sqlite_engine(
    url: str, *, reader: bool, pool: type[Pool] = StaticPool, patient: bool = True
) -> Engine:
    """`patient` waits for another process that writes; the server's writer, who runs in the loop,
    must not."""
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
        for pragma in _SQLITE + (_READS if reader else ()) + (() if patient else _WAITS_FOR_NOBODY):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()
        raw.isolation_level = None  # type: ignore[attr-defined]

    if not reader:
        # The dialect's own way to begin, which for this driver does nothing; an event would be
        # looked for at every statement.
        engine.dialect.do_begin = _begin_to_write  # type: ignore[assignment, method-assign]
    return engine


def _begin_to_write(raw: Any) -> None:
    raw.execute("BEGIN IMMEDIATE")


_SQLITE = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "secure_delete=ON",
    "temp_store=MEMORY",
)
_READS = ("query_only=ON", "wal_autocheckpoint=0")
_WAITS_FOR_NOBODY = ("busy_timeout=0",)


def postgres_engine(
    url: str, *, reader: bool, size: int = THREADS, seconds: int = ENOUGH
) -> Engine:
    """Every transaction first says who acts; a reader's is READ ONLY as well. It holds until the
    COMMIT and no longer."""
    begins = f"BEGIN READ ONLY;{actor.SAID}" if reader else actor.SAID
    engine = create_engine(
        url,
        hide_parameters=True,
        pool_size=size,
        max_overflow=0,
        connect_args=REACH | {"options": READS.format(seconds) if reader else WRITES},
        # An INSERT … ON CONFLICT DO NOTHING says whether it did.
        execution_options={"preserve_rowcount": True},
        **({"isolation_level": "AUTOCOMMIT"} if reader else {}),
    )

    @event.listens_for(engine, "begin")
    def begin(db: Connection) -> None:
        db.exec_driver_sql("BEGIN READ ONLY;" + actor.said() if reader else actor.said_to_write())

    @event.listens_for(engine, "do_execute")
    def say(cursor: Any, statement: str, parameters: object, context: object) -> bool:
        """In one message, not two; what differs each time is not worth preparing."""
        if not statement.startswith(begins):
            return False
        cursor.execute(statement, prepare=False)
        return True

    return engine


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
        raise CannotStart(
            "The database does not sync before it answers. Words could be lost, so the server "
            "does not start."
        )


def connect_once(url: str) -> Engine:
    """An engine for one command (migrations): opens when needed, keeps nothing."""
    if url.startswith("sqlite"):
        return sqlite_engine(url, reader=False)
    return create_engine(url, hide_parameters=True, poolclass=NullPool)


def engine_to_look(url: str) -> Engine | None:
    """For a command that only looks, beside a server too: it cannot write, not even tidy up the
    file. None without a file."""
    if not url.startswith("sqlite"):
        return postgres_engine(url, reader=True, seconds=LONG_ENOUGH)
    file = Path(make_url(url).database or "")
    if not file.is_file() or not file.stat().st_size:
        return None
    return create_engine(
        f"sqlite:///file:{quote(str(file.resolve()))}?mode=ro&uri=true",
        hide_parameters=True,
        poolclass=NullPool,
    )


def in_line(db: Connection, number: int) -> None:
    """One process after another, until the transaction ends, however long the first one takes; on
    SQLite there is only one."""
    if dialects.many_write(db):
        db.exec_driver_sql("SET LOCAL lock_timeout = 0")
        db.execute(select(func.pg_advisory_xact_lock(number)))
