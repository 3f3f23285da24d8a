"""Going while the database hangs: whoever goes is gone at once, and nobody waits for somebody
else's login to end."""

import asyncio
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from app.foundation import job, writer
from app.foundation.database import Database
from app.foundation.engines import connect_once
from app.sign_in import departures, guards, logins
from tests.phone import Phone
from tests.sign_in.test_going import TO, WAYS, alive, cookie, copied
from tests.soon import SOON, comes_true
from tests.world import World

pytestmark = pytest.mark.both

NAMES = ("Anna", "Sam", "Gry")


@pytest.fixture(autouse=True)
def _hurried(monkeypatch: pytest.MonkeyPatch, _unhurried: None) -> None:
    monkeypatch.setattr(departures, "AT_MOST", 0.05)
    monkeypatch.setattr(departures, "AGAIN", 0.05)


@contextmanager
def held(world: World, table: str = "logins") -> Iterator[None]:
    """Something else writes, or changes the tables, and does not come to an end."""
    if world.settings.sqlite:
        other = sqlite3.connect(str(world.settings.data / "app.db"), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        yield
        other.close()
        return
    engine = connect_once(world.settings.migration_url)
    with engine.begin() as db:
        db.execute(text(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE"))
        yield
    engine.dispose()


def goes(world: World, phones: dict[str, Phone], path: str, marks: dict[str, str]) -> list[str]:
    """Where each of them is led, all at about the same time."""

    async def one(name: str, phone: Phone) -> str:
        asked = phone.client.post(
            path, data={"konto": marks[name], "sti": "/"}, headers={"sec-fetch-site": "same-origin"}
        )
        answer = await asyncio.wait_for(asked, SOON)
        assert answer.status_code == (200 if path == "/laas" else 303)
        return str(answer.headers.get("location", "Log ind"))

    async def together() -> list[str]:
        return await asyncio.gather(*[one(name, phone) for name, phone in phones.items()])

    return world.runner.run(together())


@pytest.mark.parametrize("path", WAYS)
def test_nobody_waits_for_a_database_that_hangs(
    world: World, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    """Something else has the lock, as a migration or a command may, and keeps it: three people go,
    and are gone."""
    monkeypatch.setattr(writer, "PATIENCE", 3600.0)
    phones, marks = (
        {name: world.signed_in(name) for name in NAMES},
        {name: world.person(name).mark for name in NAMES},
    )
    copies = [copied(world, phone) for phone in phones.values()]
    over = world.state["door"].departures.over
    with held(world):
        assert goes(world, phones, path, marks) == [TO[path]] * 3
        assert [cookie(phone) for phone in phones.values()] == [""] * 3
        assert len(over) == 3
        if world.settings.sqlite:  # where reading goes on
            assert {copy.ask("GET", "/dagbog").status_code for copy in copies} == {303}
    assert world.runner.run(comes_true(lambda: not over))
    assert [alive(world, name) for name in NAMES] == [set()] * 3


def test_ones_wait_is_nobody_elses(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Anna's end hangs; Sam's and Gry's are written meanwhile, now and in the next round."""
    phones, marks = (
        {name: world.signed_in(name) for name in NAMES},
        {name: world.person(name).mark for name in NAMES},
    )
    over, really, gate = world.state["door"].departures.over, departures._end, asyncio.Event()

    async def end(db: Database, keys: Any, shown: Any, mark: str) -> None:
        if mark == marks["Anna"]:
            await gate.wait()
        await really(db, keys, shown, mark)

    monkeypatch.setattr(departures, "_end", end)
    assert goes(world, phones, "/skjul", marks) == [TO["/skjul"]] * 3
    assert world.runner.run(comes_true(lambda: len(over) == 1))
    assert [len(alive(world, name)) for name in NAMES] == [1, 0, 0]
    assert goes(world, {"Sam": (sam := world.signed_in("Sam"))}, "/skjul", marks) == [TO["/skjul"]]
    assert cookie(sam) == "" and world.runner.run(comes_true(lambda: not alive(world, "Sam")))
    gate.set()
    assert world.runner.run(comes_true(lambda: not over and not alive(world, "Anna")))


def test_a_fault_of_ours_is_tried_again_too(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    anna, faults = world.signed_in(), [ValueError("x"), ValueError("y")]
    really = departures._end

    async def end(*asked: Any) -> None:
        if faults:
            raise faults.pop()
        await really(*asked)

    monkeypatch.setattr(departures, "_end", end)
    assert goes(world, {"Anna": anna}, "/skjul", {"Anna": ""}) == [TO["/skjul"]]
    assert world.runner.run(comes_true(lambda: not alive(world, "Anna")))


def test_the_same_login_ended_by_two_forms_is_ended_by_the_one_that_may(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another account's old tab asked first, while nobody could be asked whose login it is."""
    anna, mark, gate = world.signed_in(), world.person().mark, asyncio.Event()
    shown = logins.presented(world.keys, cookie(anna))
    assert shown is not None
    door, really = world.state["door"], departures._end

    async def end(db: Database, keys: Any, shown: Any, mark: str) -> None:
        if mark == "another's":
            await gate.wait()
        await really(db, keys, shown, mark)

    monkeypatch.setattr(departures, "_end", end)
    for asked in ("another's", mark):
        world.runner.run(door.end(shown, asked))
    assert door.is_over(shown)
    gate.set()
    assert world.runner.run(comes_true(lambda: not door.departures.over))
    assert alive(world, "Anna") == set()


def test_one_who_looks_around_and_goes_sends_none_of_the_others_away(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They share a login, and who it is cannot be asked just now."""
    phones = [world.phone() for _ in range(2)]
    for phone in phones:
        phone.send("/kig-dig-omkring", {})

    async def hangs(*_: object) -> None:
        await asyncio.sleep(3600)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(guards, "_who", hangs)
        assert goes(world, {"Ida": phones[0]}, "/skjul", {"Ida": ""}) == [TO["/skjul"]]
    assert world.runner.run(comes_true(lambda: not world.state["door"].departures.over))
    assert cookie(phones[0]) == "" and phones[1].ask("GET", "/dagbog").status_code == 200


def test_whoever_waits_to_write_waits_once_and_not_for_each_before_them(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite, and another process writes: how long it is waited for counts from when somebody
    asked."""
    if not world.settings.sqlite:
        pytest.skip("one writer")
    monkeypatch.setattr(writer, "PATIENCE", 0.5)
    tries: list[float] = []
    monkeypatch.setattr(time, "sleep", tries.append)
    assert world.db._writer is not None
    loop = asyncio.new_event_loop()
    with held(world):
        jobs = [job.Job(lambda db: 1, None, loop) for _ in range(3)]
        for each in jobs:
            each.asked -= 1.0
        world.db._writer._turn.acquire()
        world.db._writer._one_by_one(jobs)
    loop.close()
    assert tries == [] and all(isinstance(each.error, OperationalError) for each in jobs)
