"""Who waits for somebody to write is woken at once, from every process, and costs nothing until
then."""

import asyncio
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from sqlalchemy import event

from app.foundation import actor, ids, moves
from app.foundation.database import Database
from app.hopes import kept as hopes
from tests.world import World

pytestmark = pytest.mark.both


@pytest.fixture
def elsewhere(world: World) -> Iterator[Database]:
    """Another process on the same database: on PostgreSQL anything may be written there."""
    with closing(Database(world.settings.database_url, durable=False)) as other:
        yield world.db if world.db.sqlite else other


def writes(db: Database, world: World, name: str) -> None:
    me = world.person(name)
    with actor.by(person=me.id):
        db.write_now(hopes.keep, me, ids.new(), hopes.Words("et håb"))


async def told(watch: moves.Watch, seconds: float) -> bool:
    for _ in range(int(seconds * 50)):
        if watch.moved:
            return True
        await asyncio.sleep(0.02)
    return watch.moved


async def woken(world: World, db: Database, who: str, writer: str, seconds: float) -> bool:
    with world.db.moves.watching(world.cast[who].id) as watch:
        watch.looks()
        await asyncio.sleep(0.5)  # whatever was written before has been heard of
        watch.looks()
        await asyncio.to_thread(writes, db, world, writer)
        return await told(watch, seconds)


def test_one_is_woken_by_those_one_waits_for_and_by_nobody_else(
    world: World, elsewhere: Database
) -> None:
    assert world.runner.run(woken(world, elsewhere, "Anna", "Anna", 10))
    assert not world.runner.run(woken(world, elsewhere, "Anna", "Sam", 0.6))


def test_whoever_asked_in_vain_is_woken_when_the_database_is_back(
    world: World, elsewhere: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody who listens is lost for good."""
    if world.db.sqlite:
        pytest.skip("one process writes")
    monkeypatch.setattr(moves, "AWAY", 0.05)
    really = world.db._heard

    async def away(_: Any) -> Any:
        raise OSError

    async def comes_back() -> bool:
        with world.db.moves.watching(world.cast["Anna"].id) as watch:
            world.db.moves._read = away
            await asyncio.sleep(0.3)
            watch.looks()
            await asyncio.to_thread(writes, elsewhere, world, "Anna")
            world.db.moves._read = really
            return await told(watch, 10)

    assert world.runner.run(comes_back())


def test_any_number_who_wait_ask_nothing_of_their_own(world: World) -> None:
    """On SQLite nothing at all; on PostgreSQL one question for everybody."""
    asked: list[str] = []

    async def many(waiting: int) -> int:
        with world.db.moves.watching(world.cast["Anna"].id):
            tasks = [asyncio.create_task(_waits(world)) for _ in range(waiting)]
            await asyncio.sleep(0.1)
            asked.clear()
            await asyncio.sleep(0.5)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            return len(asked)

    for engine in (world.db.reading, world.db.writing, world.db.apart):
        event.listen(engine, "before_cursor_execute", lambda *what: asked.append(what[2]))
    found = world.runner.run(many(200))
    assert found == 0 if world.db.sqlite else found < 100, found


async def _waits(world: World) -> None:
    with world.db.moves.watching(world.cast["Mette"].id) as watch:
        while True:
            watch.looks()
            await told(watch, 10)


def test_who_is_gone_is_waited_for_no_more(world: World) -> None:
    async def comes_and_goes() -> None:
        for _ in range(100):
            with world.db.moves.watching(world.cast["Anna"].id):
                await asyncio.sleep(0)
        await asyncio.sleep(0.6)

    world.runner.run(comes_and_goes())
    assert not world.db.moves._watches
    assert world.db.moves._polls is None or world.db.moves._polls.done()
