"""On PostgreSQL nobody hears of a stop behind another's queue, and whoever waits to be noted in a
log takes nobody's threads."""

import asyncio
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from app.circle import live
from app.foundation import actor, database, ids, moves
from app.foundation.engines import THREADS
from app.foundation.lanes import AT_ONCE
from app.hopes import kept as hopes
from app.sharing import apart
from tests.circle.test_gone_at_once import Pages
from tests.foundation.test_lanes import Gate, by, soon
from tests.foundation.test_lanes import gate as gate
from tests.sharing.bonded import person
from tests.soon import comes_true
from tests.world import World

pytestmark = pytest.mark.parametrize("template", ["postgresql"], indirect=True)


@pytest.fixture
def pages(world: World, gate: Gate, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pages]:
    monkeypatch.setattr(live, "EVERY", 0.02)
    monkeypatch.setattr(moves, "STALE", -1.0)
    for name in ("READS_IN", "HEARD_IN", "WRITES_IN"):
        monkeypatch.setattr(database, name, 600.0)
    yield Pages(world, gate)
    gate.open()


def keeps(pages: Pages) -> None:
    with actor.by(person=pages.anna.id):
        pages.world.db.write_now(hopes.keep, pages.anna, ids.new(), hopes.Words("et håb til"))


def holds_apart(pages: Pages) -> None:
    one = pages._one()
    with actor.by(person=pages.anna.id):
        pages.world.db.write_now(apart.withhold, pages.world.keys, pages.anna, one)


def test_who_wrote_is_heard_while_every_thread_is_taken_and_all_of_ones_own_turns(
    pages: Pages,
) -> None:
    db, mette = pages.world.db, pages.world.cast["Mette"].id

    async def trial() -> None:
        before = await db.moves.of(pages.anna.id)
        pages.asked = [
            by(who, lambda: db.read(pages.gate.work))
            for who in (mette, *(uuid4() for _ in range(3)))
            for _ in range(9)
        ]
        assert await comes_true(lambda: pages.gate.now == THREADS)
        await asyncio.to_thread(keeps, pages)
        assert await soon(by(mette, lambda: db.moves.of(pages.anna.id))) != before

    pages.world.runner.run(trial())
    pages.ends()


def test_a_page_hears_of_what_is_kept_apart_while_another_asks_behind_a_queue_of_their_own(
    pages: Pages,
) -> None:
    db, gry = pages.world.db, pages.world.cast["Gry"].id

    async def act() -> None:
        pages.asked = [by(gry, lambda: db.read(pages.gate.work)) for _ in range(9)]
        assert await comes_true(lambda: pages.gate.now == AT_ONCE)
        for _ in range(3):
            pages.asked += [by(gry, lambda: db.moves.of(pages.anna.id))]
            await asyncio.sleep(live.EVERY)
        await asyncio.to_thread(holds_apart, pages)

    assert pages.told(act).endswith(b"event: changed\ndata: 1\n\n")
    pages.ends()


def test_readers_who_wait_for_the_end_of_one_log_take_no_thread_that_others_need(
    pages: Pages,
) -> None:
    """Nor the one for those who read of somebody else."""
    db, sam = pages.world.db, pages.world.cast["Sam"].id

    def waits() -> Any:
        return db.write_seen(lambda _: pages.anna.id, lambda _: None, pages.gate.work)

    async def trial() -> None:
        pages.asked = [by(uuid4(), waits) for _ in range(THREADS)]
        assert await comes_true(lambda: pages.gate.now == AT_ONCE)
        assert await soon(by(sam, lambda: db.read(lambda _: 7))) == 7
        assert await soon(by(sam, lambda: db.write(lambda _: 8))) == 8
        assert (
            await soon(
                by(sam, lambda: db.write_seen(lambda _: sam, lambda done: done, lambda _: 9))
            )
            == 9
        )
        assert pages.gate.now == AT_ONCE

    pages.world.runner.run(trial())
    pages.ends()


def test_a_page_of_what_is_shared_waits_with_those_who_read_of_the_same_person(
    pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, really = list[object](), pages.world.db.write_seen

    def seen(whose: Any, *asked: Any) -> Any:
        read.append(pages.world.read(whose))
        return really(whose, *asked)

    monkeypatch.setattr(pages.world.db, "write_seen", seen)
    assert pages.mette.get(pages.at["Mette"]).h1
    assert read == [person(pages.world, "Anna").id]
