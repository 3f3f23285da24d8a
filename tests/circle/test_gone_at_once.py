"""R12: whoever stops is obeyed at once, however much others ask for: to say that nothing may be
seen takes no place."""

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from app.circle import live
from app.foundation import ids
from app.foundation.database import Database
from app.foundation.engines import LONG, LOOK
from app.hopes import kept as hopes
from app.sharing import grants
from tests.circle import crowd
from tests.foundation.test_lanes import Gate, by, soon
from tests.foundation.test_lanes import gate as gate
from tests.sharing.bonded import bond, grant, person
from tests.soon import SOON, comes_true
from tests.world import World

LOOKS = 1_000
"""Within which it is told. Where it waits for others it is not told at all: their work ends when
the test does."""


class Pages:
    """Anna shares her hopes with Mette and with Gry; both have them open."""

    def __init__(self, world: World, gate: Gate) -> None:
        self.world, self.gate = world, gate
        self.anna = person(world, "Anna")
        world.write(hopes.keep, self.anna, ids.new(), hopes.Words("et håb"))
        self.at = {name: self._shared(name) for name in ("Mette", "Gry")}
        self.session = crowd.session_of(world, world.cast["Mette"].id)
        self.mette, self.gry = world.signed_in("Mette"), world.signed_in("Gry")

    def _shared(self, name: str) -> str:
        on = bond(self.world, "Anna", name)
        grant(
            self.world,
            on,
            "hopes",
            "coming" if name == "Mette" else "item",
            None if name == "Mette" else self._one(),
        )
        return f"/kreds/{on}/haab"

    def _one(self) -> Any:
        return self.world.read(hopes.all_of, self.anna)[0].id

    def pause(self) -> None:
        self.world.write(grants.pause, self.world.keys, self.anna)

    async def busy(self, asks: Callable[[], Any], persons: int, filled: int) -> None:
        """As many people ask for more than is given to them, and none of it comes to its end."""
        self.asked = [by(who, asks) for who in [uuid4() for _ in range(persons)] for _ in range(5)]
        assert await comes_true(lambda: self.gate.now == filled)

    def told(self, act: Callable[[], Any]) -> bytes:
        """What Mette's open page is told while `act` happens."""

        async def trial() -> bytes:
            loop = asyncio.get_running_loop()

            async def once_open() -> None:
                assert await comes_true(lambda: len(self.world.state["streams"]) == 1)
                await act()

            do = lambda: asyncio.run_coroutine_threadsafe(once_open(), loop).result(SOON)
            return await crowd.listen(
                self.world, self.session, f"{self.at['Mette']}/her", do, LOOKS
            )

        return self.world.runner.run(trial())

    def asks(self) -> int:
        """What is answered when Mette's page asks by itself."""
        answer = self.world.runner.run(soon(self.mette.client.get(f"{self.at['Mette']}/endnu")))
        return int(answer.status_code)

    def ends(self) -> None:
        self.gate.open()
        self.world.runner.run(soon(asyncio.gather(*self.asked, return_exceptions=True)))


@pytest.fixture
def pages(world: World, gate: Gate, monkeypatch: pytest.MonkeyPatch) -> Pages:
    monkeypatch.setattr(live, "EVERY", 0.02)
    return Pages(world, gate)


def test_a_pause_is_told_while_others_fill_every_place_for_what_takes_long(pages: Pages) -> None:
    async def act() -> None:
        await pages.busy(lambda: pages.world.db.read_long(pages.gate.work), 3, LONG)
        await asyncio.to_thread(pages.pause)

    assert pages.told(act).endswith(b"event: gone\ndata: 1\n\n")
    assert pages.asks() == 404
    pages.ends()


def test_whoever_waits_for_their_own_turn_keeps_no_place_from_others(pages: Pages) -> None:
    """Gry searches again and again, and her open pages ask: something new is told to Mette, and so
    is the pause."""
    gry = pages.world.cast["Gry"].id

    async def act() -> None:
        pages.asked = [
            by(gry, lambda: pages.world.db.read_long(pages.gate.work)) for _ in range(30)
        ]
        assert await comes_true(lambda: pages.gate.now == 2)
        pages.asked += [
            asyncio.create_task(pages.gry.client.get(f"{pages.at['Gry']}/endnu")) for _ in range(5)
        ]
        await asyncio.sleep(live.EVERY * 5)
        await asyncio.to_thread(
            pages.world.write, hopes.keep, pages.anna, ids.new(), hopes.Words("et håb til")
        )

    assert pages.told(act).endswith(b"event: changed\ndata: 1\n\n")
    assert pages.asks() == 204
    pages.pause()
    assert pages.asks() == 404
    pages.ends()


def test_a_pause_is_told_while_the_look_at_what_is_new_still_waits(pages: Pages) -> None:
    """Every place for looks is taken too: to say that nothing may be seen needs none."""

    async def act() -> None:
        await pages.busy(lambda: pages.world.db.look_again(pages.gate.work), 3, LOOK)
        await asyncio.to_thread(
            pages.world.write, hopes.keep, pages.anna, ids.new(), hopes.Words("et håb til")
        )
        await asyncio.sleep(live.EVERY * 5)
        await asyncio.to_thread(pages.pause)

    assert pages.told(act).endswith(b"event: gone\ndata: 1\n\n")
    assert pages.asks() == 404
    pages.ends()


@pytest.mark.parametrize(
    ("way", "filled"),
    [(Database.look_again, LOOK), (Database.read_long, LONG)],
    ids=["looks", "searches"],
)
def test_the_page_kreds_waits_for_no_open_page_and_no_search(
    pages: Pages, way: Any, filled: int
) -> None:
    async def trial() -> Any:
        await pages.busy(lambda: way(pages.world.db, pages.gate.work), 3, filled)
        return await soon(pages.mette.client.get("/kreds"))

    assert pages.at["Mette"] in pages.world.runner.run(trial()).text
    pages.ends()
