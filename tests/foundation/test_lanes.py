"""Threads that people share: however much somebody asks for, everybody else is read to, written
for, and gone when they go."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from app.foundation import actor, database, lanes
from app.foundation.database import Database
from app.foundation.engines import LONG, THREADS
from app.foundation.errors import Closed, TooMany
from app.foundation.lanes import MOST_WAITING as ROW
from app.foundation.lanes import Lane
from app.my_data import export_zip
from app.sign_in import departures
from tests.phone import Phone
from tests.sign_in.test_going import alive, cookie
from tests.soon import SOON, comes_true
from tests.world import World

pytestmark = pytest.mark.both


class Gate:
    """Work that takes as long as the test wants, and says how much of it goes on."""

    read: list[bytes]

    def __init__(self) -> None:
        self._open = threading.Event()
        self._lock = threading.Lock()
        self.now = self.most = self.done = 0

    def work(self, *_: object) -> str:
        with self._lock:
            self.now += 1
            self.most = max(self.most, self.now)
        assert self._open.wait(SOON * 4)
        with self._lock:
            self.now -= 1
            self.done += 1
        return "worked"

    def open(self) -> None:
        self._open.set()


@pytest.fixture
def gate() -> Iterator[Gate]:
    made = Gate()
    yield made
    made.open()


@pytest.fixture
def lane(gate: Gate) -> Iterator[Lane]:
    made = Lane(3, "test")
    yield made
    gate.open()
    made.close()


async def soon(asked: Any) -> Any:
    return await asyncio.wait_for(asked, SOON)


# --- One lane -------------------------------------------------------------------------------------


def test_whoever_asks_for_much_waits_behind_their_own(lane: Lane, gate: Gate) -> None:
    async def trial() -> None:
        much = [asyncio.create_task(lane.run("Anna", gate.work)) for _ in range(30)]
        assert await comes_true(lambda: gate.now == 2)
        assert await soon(lane.run("Sam", lambda: 7)) == 7
        gate.open()
        assert await soon(asyncio.gather(*much)) == ["worked"] * 30
        assert gate.most == 2
        assert not lane.turns, "nothing is remembered of whoever asked"

    asyncio.run(trial())


def test_turns_come_in_the_order_in_which_they_were_asked_for(lane: Lane, gate: Gate) -> None:
    said: list[int] = []

    async def trial() -> None:
        held = [asyncio.create_task(lane.run("Anna", gate.work)) for _ in range(2)]
        rest = [asyncio.create_task(lane.run("Anna", lambda n=n: said.append(n))) for n in range(9)]  # type: ignore[misc]
        await asyncio.sleep(0)
        gate.open()
        await soon(asyncio.gather(*held, *rest))

    asyncio.run(trial())
    assert sorted(said) == list(range(9)) and said[0] in (0, 1)


def test_a_fault_gives_the_turn_back(lane: Lane) -> None:
    def badly() -> None:
        raise KeyError("x")

    async def trial() -> None:
        answers = await soon(
            asyncio.gather(*[lane.run("Anna", badly) for _ in range(20)], return_exceptions=True)
        )
        assert [type(each) for each in answers] == [KeyError] * 20
        assert await soon(lane.run("Anna", lambda: 7)) == 7
        assert not lane.turns

    asyncio.run(trial())


def test_a_thread_counts_until_it_is_done_though_nobody_waits_for_it(
    lane: Lane, gate: Gate
) -> None:
    """Somebody who asks and hangs up, again and again, has no more threads than somebody who
    stays."""

    async def trial() -> None:
        for _ in range(10):
            gone = [asyncio.create_task(lane.run("Anna", gate.work)) for _ in range(6)]
            await asyncio.sleep(0.01)
            for each in gone:
                each.cancel()
            assert all(
                isinstance(each, asyncio.CancelledError)
                for each in await asyncio.gather(*gone, return_exceptions=True)
            )
        assert await comes_true(lambda: gate.now == 2)
        assert await soon(lane.run("Sam", lambda: 7)) == 7
        gate.open()
        assert await soon(lane.run("Anna", lambda: 8)) == 8
        assert await comes_true(lambda: gate.done == 2), "one of the two was enough for Anna"
        assert await comes_true(lambda: not lane.turns)

    asyncio.run(trial())


def test_a_turn_that_comes_as_one_hangs_up_goes_to_the_next(lane: Lane, gate: Gate) -> None:
    async def trial() -> None:
        held = [asyncio.create_task(lane.run("Anna", gate.work)) for _ in range(2)]
        leaves, stays = (asyncio.create_task(lane.run("Anna", lambda n=n: n)) for n in (1, 2))  # type: ignore[misc]
        await asyncio.sleep(0)
        lane.turns._busy["Anna"] += 1
        lane.turns.over("Anna")
        # As a third job that is done does: the turn is the first one's, who hangs up in the same
        # moment.
        leaves.cancel()
        assert await soon(stays) == 2
        gate.open()
        await soon(asyncio.gather(*held))
        assert not lane.turns

    asyncio.run(trial())


# --- The database ---------------------------------------------------------------------------------


def by(who: object, ask: Callable[[], Any]) -> "asyncio.Task[Any]":
    async def theirs() -> Any:
        with actor.by(person=who):  # type: ignore[arg-type]
            return await ask()

    return asyncio.create_task(theirs())


def everybody_else(world: World, sam: Phone, gry: Phone) -> Callable[[], Any]:
    """What must go on, whatever others ask for: a page, a word that is kept, help, and going."""
    gone, mark, words = (
        world.person("Sam").mark,
        world.person("Gry").mark,
        {"tekst": "Jeg gik en tur", "id": str(uuid4())},
    )
    ours = {"sec-fetch-site": "same-origin"}

    async def ask() -> None:
        assert (await soon(gry.client.get("/dagbog"))).status_code == 200
        assert (
            await soon(gry.client.post("/dagbog", data=words | {"konto": mark}, headers=ours))
        ).status_code == 303
        await goes()

    async def goes() -> None:
        assert (await soon(gry.client.get("/hjaelp-nu"))).status_code == 200
        assert (
            await soon(sam.client.post("/skjul", data={"konto": gone}, headers=ours))
        ).status_code == 303
        assert cookie(sam) == "" and not world.state["door"].departures.over

    ask.goes = goes  # type: ignore[attr-defined]
    return ask


def test_who_asks_for_what_takes_long_and_leaves_leaves_a_row_and_no_more(
    world: World, gate: Gate
) -> None:
    """A thousand searches: two are made, a row waits, and the rest is told to wait. Nobody else
    is."""
    anna, sam = uuid4(), uuid4()

    async def trial() -> None:
        asked = [by(anna, lambda: world.db.read_long(gate.work)) for _ in range(1_000)]
        assert await comes_true(
            lambda: gate.now == 2 and sum(each.done() for each in asked) == 998 - ROW
        )
        his = by(sam, lambda: world.db.read_long(gate.work))
        assert await comes_true(lambda: gate.now == 3)
        gate.open()
        answers = await soon(asyncio.gather(*asked, his, return_exceptions=True))
        assert answers.count("worked") == ROW + 3
        assert {type(each) for each in answers} == {str, TooMany}
        assert await soon(by(anna, lambda: world.db.read_long(gate.work))) == "worked"

    world.runner.run(trial())


@pytest.mark.parametrize("many", [1, 30], ids=["of one person", "of many"])
def test_what_takes_long_takes_no_thread_of_what_is_short(
    world: World, gate: Gate, many: int
) -> None:
    """Thirty exports or searches that do not come to their end."""
    rest = everybody_else(world, world.signed_in("Sam"), world.signed_in("Gry"))
    who = [uuid4() for _ in range(many)]

    async def trial() -> None:
        asked = [by(who[n % many], lambda: world.db.read_long(gate.work)) for n in range(30)]
        assert await comes_true(lambda: gate.now == min(LONG, many * 2))
        await rest()
        gate.open()
        assert await soon(asyncio.gather(*asked)) == ["worked"] * 30
        assert gate.most == min(LONG, many * 2)

    world.runner.run(trial())
    assert alive(world, "Sam") == set()


def test_one_person_has_two_of_the_short_threads(world: World, gate: Gate) -> None:
    if world.settings.sqlite:
        pytest.skip("no threads for what is short")
    rest = everybody_else(world, world.signed_in("Sam"), world.signed_in("Gry"))
    anna = world.cast["Anna"].id

    async def trial() -> None:
        asked = [by(anna, lambda: world.db.read(gate.work)) for _ in range(20)]
        asked += [by(anna, lambda: world.db.write(gate.work)) for _ in range(20)]
        assert await comes_true(lambda: gate.now == 2)
        await rest()
        gate.open()
        assert await soon(asyncio.gather(*asked)) == ["worked"] * 40
        assert gate.most == 2

    world.runner.run(trial())


def test_whoever_goes_has_threads_that_nobody_else_has(world: World, gate: Gate) -> None:
    """So many people's pages hang that every thread and every connection is taken: Sam goes, and it
    is written."""
    if world.settings.sqlite:
        pytest.skip("no threads for what is short")
    rest = everybody_else(world, world.signed_in("Sam"), world.signed_in("Gry"))

    async def trial() -> None:
        asked = [by(uuid4(), lambda: world.db.read(gate.work)) for _ in range(30)]
        asked += [by(uuid4(), lambda: world.db.read_long(gate.work)) for _ in range(30)]
        assert await comes_true(lambda: gate.now == THREADS + LONG)
        await rest.goes()  # type: ignore[attr-defined]
        gate.open()
        await soon(asyncio.gather(*asked))

    world.runner.run(trial())
    assert alive(world, "Sam") == set()


def test_a_login_that_asks_for_much_leaves_the_door_to_others(world: World, gate: Gate) -> None:
    if world.settings.sqlite:
        pytest.skip("no threads for what is short")

    async def trial() -> None:
        asked = [asyncio.create_task(world.db.read_at_door(b"login", gate.work)) for _ in range(30)]
        assert await comes_true(lambda: gate.now == 2)
        assert await soon(world.db.read_at_door(b"another", lambda db: 7)) == 7
        gate.open()
        await soon(asyncio.gather(*asked))

    world.runner.run(trial())


def test_a_copy_of_everything_is_made_a_piece_at_a_time_and_a_few_together(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nine at once, of three people: never more threads than what is long has, and nobody has them
    all."""
    gate, threads = Gate(), set()
    gate.open()
    really = export_zip.packed

    def packed(*asked: Any) -> Iterator[bytes]:
        for piece in really(*asked):
            threads.add(threading.current_thread().name.rstrip("0123456789"))
            gate.work()
            yield piece

    monkeypatch.setattr(export_zip, "packed", packed)
    phones = [world.signed_in(name) for name in ("Anna", "Sam", "Gry") for _ in range(3)]

    async def trial() -> list[Any]:
        return list(
            await soon(
                asyncio.gather(*[phone.client.get("/mine-ting/hent/fil") for phone in phones])
            )
        )

    answers = world.runner.run(trial())
    assert [answer.status_code for answer in answers] == [200] * 9
    assert all(answer.content.startswith(b"PK") for answer in answers)
    assert threads == {"long_"} and gate.most <= LONG


# --- A PostgreSQL that does not answer ------------------------------------------------------------


def test_a_database_that_says_nothing_is_said_calmly(
    world: World, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Frozen, or behind a net that is cut: the thread waits, the person does not. Later everything
    is as it was."""
    if world.settings.sqlite:
        pytest.skip("a server that can be frozen")
    for name in ("READS_IN", "READS_LONG_IN", "WRITES_IN"):
        monkeypatch.setattr(database, name, 0.2)

    async def trial() -> None:
        for ask in (world.db.read, world.db.read_long, world.db.write):
            with pytest.raises(Closed):
                await soon(ask(gate.work))
        for known in (world.db.read_at_door, world.db.write_going):
            with pytest.raises(Closed):
                await soon(known(b"whose", gate.work))
        monkeypatch.undo()
        gate.open()
        assert (
            await soon(world.db.read(lambda db: 7)) == await soon(world.db.write(lambda db: 7)) == 7
        )

    world.runner.run(trial())


def test_a_page_is_answered_calmly_while_the_database_is_frozen(
    world: World, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    if world.settings.sqlite:
        pytest.skip("a server that can be frozen")
    anna, mark = world.signed_in(), world.person().mark
    monkeypatch.setattr(database, "READS_IN", 0.2)
    monkeypatch.setattr(departures, "AT_MOST", 0.05)
    monkeypatch.setattr(Database, "_read_from", gate.work)
    for _ in range(9):
        assert anna.ask("GET", "/dagbog").status_code == 503
    assert anna.send("/skjul", {"konto": mark}).headers["location"] == "/indkoeb"


def test_what_reads_too_long_is_ended_by_the_database_itself(world: World) -> None:
    """So that a query that went wrong does not keep its thread: sooner for pages than for exports,
    and locks sooner still."""
    if world.settings.sqlite:
        pytest.skip("PostgreSQL's own timeouts")
    ask = text("SELECT current_setting('statement_timeout'), current_setting('lock_timeout')")
    short, long = (
        tuple(world.runner.run(read(lambda db: db.execute(ask).one())))
        for read in (world.db.read, world.db.read_long)
    )
    assert (short, long) == (("10s", "3s"), ("1min", "3s"))
    with world.db.writing.connect() as db:
        known = db.connection.driver_connection.info.get_parameters()  # type: ignore[union-attr]
    assert (known["connect_timeout"], known["tcp_user_timeout"], known["keepalives_idle"]) == (
        "5",
        "15000",
        "10",
    )
    slow = lambda db: (
        db.execute(text("SET LOCAL statement_timeout = 50"))
        and db.execute(text("SELECT pg_sleep(600)"))
    )
    with pytest.raises(Closed):
        world.runner.run(asyncio.wait_for(world.db.read(slow), SOON))


@pytest.mark.parametrize(("took", "rest"), [(0.004, 0.012), (5.0, lanes.LONGEST_REST)])
def test_a_thread_that_rests_does_so_before_the_next_job(
    monkeypatch: pytest.MonkeyPatch, took: float, rest: float
) -> None:
    """What hundreds ask for again and again leaves the interpreter to the loop, and whoever asks
    once is answered at once."""
    now, rested = [0.0], list[float]()

    def sleep(seconds: float) -> None:
        rested.append(seconds)
        now[0] += seconds

    monkeypatch.setattr(lanes, "time", SimpleNamespace(monotonic=lambda: now[0], sleep=sleep))
    lane = Lane(1, "rests", rests=3)

    def works(fails: bool = False) -> None:
        now[0] += took
        if fails:
            raise LookupError

    with suppress(LookupError):
        lane._at_rest(lambda: works(fails=True))
    assert rested == []
    lane._at_rest(works)
    assert rested == pytest.approx([rest]), "also after one that failed"
    now[0] += 10
    lane._at_rest(works)
    assert len(rested) == 1, "whoever comes later finds it rested"
    lane.close()
