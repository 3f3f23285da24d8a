"""Whatever goes wrong in whichever step of saving: whoever saved is told, nothing half is kept, and
the next one can save."""

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from psycopg.sql import SQL, Identifier
from sqlalchemy import Connection, event, text

from app.foundation import job, writer
from app.foundation.database import Database
from app.foundation.engines import GOING, SEEN, THREADS
from app.foundation.errors import AppError, Closed
from tests import postgres
from tests.phone import Phone
from tests.world import World

pytestmark = pytest.mark.both

ANSWERED = 20
"""Seconds in which everybody is answered, however slow the machine; a save that hangs is the fault
that is looked for."""


class Worse(BaseException):
    """As an interrupt or an exit would be."""


FAULTS: dict[str, Callable[[], BaseException]] = {
    "OperationalError": lambda: sqlite3.OperationalError("disk I/O error"),
    "DatabaseError": lambda: sqlite3.DatabaseError("database disk image is malformed"),
    "MemoryError": MemoryError,
    "RuntimeError": lambda: RuntimeError("x"),
    "StopIteration": StopIteration,
    "Worse": Worse,
}


class Steps:
    """Counts what the driver is asked to do; the step `at` goes wrong, once or for as long as it is
    set."""

    def __init__(self) -> None:
        self.at: int | None = None
        self.fault: Callable[[], BaseException] = MemoryError
        self.seen: list[str] = []

    def step(self, name: str) -> None:
        self.seen.append(name)
        if self.at is not None and len(self.seen) == self.at + 1:
            raise self.fault()

    def begin(self, at: int | None, fault: Callable[[], BaseException]) -> None:
        self.at, self.fault, self.seen = at, fault, []


STEPS = Steps()


class Cursor(sqlite3.Cursor):
    def execute(self, statement: str, *args: Any) -> Any:
        STEPS.step(statement.split()[0])
        return super().execute(statement, *args)


class Driver(sqlite3.Connection):
    def cursor(self, *args: Any) -> Any:
        STEPS.step("cursor")
        return super().cursor(Cursor)

    def execute(self, statement: str, *args: Any) -> Any:
        STEPS.step(statement)
        return super().execute(statement, *args)

    def commit(self) -> None:
        STEPS.step("commit")
        super().commit()

    def rollback(self) -> None:
        STEPS.step("rollback")
        super().rollback()

    def close(self) -> None:
        STEPS.step("close")
        super().close()


@pytest.fixture
def faulty(tmp_path: Path) -> Iterator[Database]:
    """A small database whose writer goes through the counted driver, also when it has to connect
    anew."""
    db = Database(f"sqlite:///{tmp_path / 'faults.db'}", durable=False)
    db.write_now(lambda c: c.execute(text("CREATE TABLE kept (job TEXT, half INTEGER)")))
    db.writing.dispose()

    @event.listens_for(db.writing, "do_connect")
    def connect(dialect: object, record: object, args: object, kwargs: dict[str, Any]) -> None:
        STEPS.step("connect")
        kwargs["factory"] = Driver

    STEPS.begin(None, MemoryError)
    yield db
    STEPS.begin(None, MemoryError)
    db.close()


def two_halves(name: str, *, refuses: bool = False) -> Callable[[Connection], str]:
    def job(db: Connection) -> str:
        for half in (1, 2):
            db.execute(text("INSERT INTO kept VALUES (:job, :half)"), {"job": name, "half": half})
        if refuses:
            raise AppError
        return name

    return job


async def saved_together(db: Database) -> list[object]:
    """One alone, then three that share a commit, one of which is refused and one of which makes an
    answer."""
    alone = await asyncio.gather(db.write(two_halves("alone")), return_exceptions=True)
    refused = db.write(two_halves("refused", refuses=True))
    shown = db.write_to_show(lambda name: f"shown {name}", two_halves("shown"))
    return [
        *alone,
        *await asyncio.gather(
            db.write(two_halves("first")), refused, shown, return_exceptions=True
        ),
    ]


def one_trial(db: Database, at: int, fault: Callable[[], BaseException]) -> list[str]:
    """What is wrong after a fault at this step; and whether the step was reached at all stands in
    `STEPS.seen`."""
    wrong: list[str] = []

    async def trial() -> None:
        STEPS.begin(at, fault)
        try:
            answers = await asyncio.wait_for(saved_together(db), ANSWERED)
        except TimeoutError:
            wrong.append("nobody was answered")
            return
        reached = len(STEPS.seen) > at
        STEPS.at = None
        kept = await asyncio.wait_for(db.write(_counted), ANSWERED)
        for name, answer in zip(("alone", "first", "refused", "shown"), answers, strict=True):
            told = answer in (name, f"shown {name}")
            if kept.get(name, 0) not in (0, 2) or told != (kept.get(name) == 2):
                wrong.append(f"{name} was told {answer!r}, and {kept.get(name, 0)} halves are kept")
        if not reached and any(
            isinstance(each, BaseException) and not isinstance(each, AppError) for each in answers
        ):
            wrong.append(f"nothing went wrong, and the answers are {answers}")
        try:
            again = await asyncio.wait_for(db.write(two_halves("again")), ANSWERED)
        except BaseException as error:
            again = f"{error!r}"
        if again != "again":
            wrong.append(f"the next save was told {again!r}")
        await db.write(lambda c: c.execute(text("DELETE FROM kept")) and None)

    asyncio.run(trial())
    return wrong


def _counted(db: Connection) -> dict[str, int]:
    return {
        row.job: row.n
        for row in db.execute(text("SELECT job, count(*) AS n FROM kept GROUP BY job"))
    }


@pytest.mark.parametrize("kind", FAULTS)
def test_a_fault_at_any_step_leaves_the_next_save_working(faulty: Database, kind: str) -> None:
    """Begin, savepoint, each statement, release, going back, commit, giving back, connecting
    anew."""
    seen: set[str] = set()
    for at in range(200):
        wrong = one_trial(faulty, at, FAULTS[kind])
        assert not wrong, f"{kind} at step {at} ({STEPS.seen[at : at + 1]}): {wrong}"
        if len(STEPS.seen) <= at:
            break
        seen.add(STEPS.seen[at].split()[0])
    assert {
        "BEGIN",
        "SAVEPOINT",
        "INSERT",
        "ROLLBACK",
        "RELEASE",
        "commit",
        "rollback",
        "cursor",
    } <= seen
    assert at > 20
    assert faulty._writer is not None and faulty._writer._thread.is_alive()


@pytest.mark.parametrize("kind", FAULTS)
def test_a_fault_when_connecting_leaves_the_next_save_working(faulty: Database, kind: str) -> None:
    """The writer's connection is gone, and for a while no other is to be had."""
    for at in range(12):
        faulty.writing.dispose()
        wrong = one_trial(faulty, at, FAULTS[kind])
        assert not wrong, f"{kind} at step {at} ({STEPS.seen[at : at + 1]}): {wrong}"


@contextmanager
def broken(
    place: object, name: str, fault: Callable[[], BaseException], times: int = 1
) -> Iterator[None]:
    """This function goes wrong the next few times it is called."""
    really, left = getattr(place, name), [times]

    def instead(*args: Any, **kwargs: Any) -> Any:
        if left[0]:
            left[0] -= 1
            raise fault()
        return really(*args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(place, name, instead)
        yield


@pytest.mark.parametrize("kind", FAULTS)
def test_a_fault_outside_the_database_leaves_the_next_save_working(
    faulty: Database, kind: str
) -> None:
    """Making the answer, making it again, handing over to the thread, telling a loop that has
    ended."""
    fault = FAULTS[kind]

    def badly(_: object) -> object:
        raise fault()

    async def answers() -> None:
        told = await asyncio.gather(
            faulty.write_to_show(badly, lambda _: 7), return_exceptions=True
        )
        assert isinstance(told[0], BaseException)
        with broken(writer, "_run", fault):
            assert await asyncio.wait_for(faulty.write(lambda _: 8), ANSWERED) == 8
        assert await asyncio.wait_for(faulty.write(lambda _: 10), ANSWERED) == 10

    if isinstance(
        fault(), Exception
    ):  # the loop itself ends with anything worse, and it was the asker's own
        asyncio.run(answers())
    gone = asyncio.new_event_loop()
    mine = job.Job(lambda _: 1, None, gone)
    gone.close()
    assert faulty._writer is not None
    faulty._writer._turn.acquire()
    faulty._writer._done([mine])
    assert asyncio.run(asyncio.wait_for(faulty.write(lambda _: 11), ANSWERED)) == 11


# --- PostgreSQL -----------------------------------------------------------------------------------


def test_a_connection_that_is_cut_leaves_the_next_save_working(world: World) -> None:
    """In the middle, and between two saves: whoever saved is told so calmly, and the next one is
    kept."""
    if world.db.sqlite:
        pytest.skip("a connection to PostgreSQL")

    def cut(db: Connection) -> None:
        mine = db.execute(text("SELECT pg_backend_pid()")).scalar_one()
        with world.db.writing.connect() as other:  # the same role may end it
            other.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": mine})
        db.execute(text("SELECT 1"))

    with pytest.raises(Closed):
        world.runner.run(world.db.write(cut))
    assert (
        world.runner.run(world.db.write(lambda db: db.execute(text("SELECT 1")).scalar_one())) == 1
    )


def test_when_no_connection_is_free_it_is_said_calmly(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    if world.db.sqlite:
        pytest.skip("a pool of connections")
    monkeypatch.setattr(world.db.writing.pool, "_timeout", 0.1)
    held = [world.db.writing.connect() for _ in range(THREADS + GOING + SEEN)]
    with pytest.raises(Closed):
        world.runner.run(world.db.write(lambda db: 1))
    for each in held:
        each.close()
    assert world.runner.run(world.db.write(lambda db: 2)) == 2


FORM = {"content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin"}
JSON = {"content-type": "application/json", "sec-fetch-site": "same-origin"}
ASKS: dict[str, tuple[str, str, str, dict[str, str]]] = {
    "a page": ("GET", "/dagbog", "", {}),
    "taking it along": ("GET", "/mine-ting/hent/fil", "", {}),
    "saving": (
        "POST",
        "/dagbog",
        "id=7f0ed0c4-6a3c-4dc9-9f0e-7d1f2f5f0c11&konto={mark}&tekst=Jeg+gik+en+tur",
        FORM,
    ),
    "the phone's": (
        "POST",
        "/sync",
        '{"account":"{mark}","ops":[{"op":"7f0ed0c4-6a3c-4dc9-9f0e-7d1f2f5f0c12",'
        '"path":"/dagbog","fields":[["tekst","Jeg hvilede"]],"day":"","v":1}]}',
        JSON,
    ),
    "signing in": ("POST", "/log-ind", "navn=ingen-findes-1&adgangskode=forkert-kode", FORM),
}


def cut_off(world: World, server: postgres.Server, *, away: bool) -> None:
    """As when the database is started again: every connection there was is lost, and while it is
    `away` there is no new one."""
    name = str(world.db.writing.url.database)
    with server.connect() as db:
        if away:
            db.execute(SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(Identifier(name)))
        ended = db.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s",
            [name],
        ).fetchall()
    assert ended


@pytest.fixture
def served(world: World, request: pytest.FixtureRequest) -> postgres.Server:
    if world.db.sqlite:
        pytest.skip("connections to PostgreSQL")
    server: postgres.Server = request.getfixturevalue("postgres_server")
    return server


@pytest.mark.parametrize("name", ASKS)
def test_a_database_that_was_started_again_is_noticed_by_nobody(
    world: World, served: postgres.Server, name: str
) -> None:
    """Reading and saving are done again over a new connection; what was not yet asked to be kept is
    kept once."""
    phone, ask = world.signed_in(), asked(world, name)
    before = ask(phone)
    cut_off(world, served, away=False)
    after = ask(phone)
    assert (after.status_code, b"our_fault" in after.content) == (before.status_code, False)


@pytest.mark.parametrize("name", ASKS)
def test_a_database_that_is_away_is_said_calmly(
    world: World, served: postgres.Server, name: str
) -> None:
    """As a whole: a phone then keeps what it has, and is not told that one thing of it was
    wrong."""
    phone, ask = world.signed_in(), asked(world, name)
    assert ask(phone).status_code < 500
    cut_off(world, served, away=True)
    answer = ask(phone)
    assert answer.status_code == 503 and b"our_fault" not in answer.content


def test_what_may_have_been_kept_is_not_done_again(
    world: World, served: postgres.Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The connection is lost with the COMMIT on its way: whether it was kept cannot be known, so
    whoever saved is told."""
    done: list[int] = []
    really = Connection.commit

    def lost(db: Connection) -> None:
        cut_off(world, served, away=False)
        really(db)

    monkeypatch.setattr(Connection, "commit", lost)
    with pytest.raises(Closed):
        world.runner.run(
            world.db.write(lambda db: done.append(db.execute(text("SELECT 1")).scalar_one()))
        )
    assert done == [1]


def asked(world: World, name: str) -> Callable[[Phone], httpx.Response]:
    method, path, body, headers = ASKS[name]
    content = body.replace("{mark}", world.person().mark)
    return lambda phone: phone.ask(method, path, content=content, headers=headers)
