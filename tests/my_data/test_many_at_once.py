"""Copies on their way: one of each person's, a few in all, held small, and a place is given back
however a copy ends."""

import asyncio
import gc
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from app.demo import person as demo
from app.foundation.errors import TooMany
from app.my_data import copies, export_zip, whole
from app.my_data.copies import Copies
from tests.house.test_edge import HOST
from tests.my_data.test_much import written
from tests.phone import Phone
from tests.soon import SOON, comes_true
from tests.world import World

pytestmark = pytest.mark.both

FILE = "/mine-ting/hent/fil"


class Held:
    """A browser that has its first bytes of a copy and reads no more, until it goes."""

    def __init__(self, world: World, phone: Phone) -> None:
        self.reads, self.gone, self.began = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self.status = 0
        cookie = "; ".join(f"{each.name}={each.value}" for each in phone.client.cookies.jar)
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "GET",
            "path": FILE,
            "raw_path": FILE.encode(),
            "query_string": b"",
            "root_path": "",
            "scheme": "https",
            "extensions": {},
            "headers": [HOST, (b"cookie", cookie.encode())],
            "client": ("192.0.2.1", 1),
            "server": ("x", 443),
        }
        self.over = asyncio.create_task(world.app(scope, self._receive, self._send))

    async def _receive(self) -> dict[str, Any]:
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: dict[str, Any]) -> None:
        self.status = message.get("status", self.status)
        if message.get("body") and self.status == 200:
            self.began.set()
            await self.reads.wait()
        if message["type"] == "http.response.body" and not message.get("more_body"):
            self.gone.set()


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copies, "PATIENCE", 0.2)


@pytest.fixture
def told_again(world: World) -> Callable[[], int]:
    return lambda: len(world.state["copies"]._each._waiting)


def test_somebody_has_one_copy_on_its_way_and_the_next_waits_for_it(
    world: World, told_again: Callable[[], int]
) -> None:
    anna = world.signed_in()

    async def trial() -> None:
        first = Held(world, anna)
        await asyncio.wait_for(first.began.wait(), SOON)
        second = Held(world, anna)
        assert await comes_true(lambda: told_again() == 1) and second.status == 0
        first.reads.set()
        await asyncio.wait_for(first.over, SOON)
        await asyncio.wait_for(second.began.wait(), SOON)
        assert second.status == 200
        second.reads.set()
        await asyncio.wait_for(second.over, SOON)
        assert not world.state["copies"]

    world.runner.run(trial())


@pytest.mark.usefixtures("short")
def test_forty_copies_that_nobody_reads_are_one(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was opened of somebody's is counted: of forty that are asked for at once, one is read
    from the database."""
    made: list[object] = []
    really = whole.everything

    def counted(*asked: Any) -> Any:
        made.append(1)
        return really(*asked)

    monkeypatch.setattr(whole, "everything", counted)
    anna, sam = world.signed_in(), world.signed_in("Sam")

    async def trial() -> None:
        asked = [Held(world, anna) for _ in range(40)]
        assert await comes_true(
            lambda: (
                sum(each.over.done() for each in asked) == 39
                and any(each.status == 200 for each in asked)
            )
        )
        assert sorted(each.status for each in asked) == [200] + [429] * 39
        assert len(made) == 1
        assert (await asyncio.wait_for(sam.client.get(FILE), SOON)).status_code == 200, (
            "Sam waits for nobody"
        )
        for each in asked:
            each.gone.set()
        await asyncio.wait_for(asyncio.gather(*(each.over for each in asked)), SOON)
        assert not world.state["copies"], "whoever hangs up gives the place back"
        assert (await asyncio.wait_for(anna.client.get(FILE), SOON)).status_code == 200

    world.runner.run(trial())


@pytest.mark.usefixtures("short")
def test_there_are_a_few_in_all_and_each_in_turn() -> None:
    async def trial() -> None:
        here = Copies(most=2)
        ends = [await here.begin(who) for who in ("Anna", "Sam")]
        with pytest.raises(TooMany) as wait:
            await here.begin("Gry")
        assert wait.value.seconds == copies.AGAIN
        asked = asyncio.create_task(here.begin("Gry"))
        await asyncio.sleep(0)
        ends[0]()
        ends = [ends[1], await asked]
        for end in ends:
            end()
        assert not here

    asyncio.run(trial())


def test_a_copy_that_cannot_be_made_gives_its_place_back(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = world.signed_in()

    def breaks(*_: object) -> Any:
        raise KeyError("x")

    monkeypatch.setattr(whole, "everything", breaks)
    assert anna.ask("GET", FILE).status_code == 500
    assert not world.state["copies"]


def test_whoever_reads_a_byte_at_a_time_keeps_no_place_for_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(copies, "LONGEST", -1)

    async def trial() -> None:
        async def pieces() -> Any:
            yield b"PK"

        async def still() -> None:
            pass

        here = Copies()
        await here.begin("Anna")
        with pytest.raises(TimeoutError):
            async for _ in here.sent("Anna", pieces(), still):
                pass

    asyncio.run(trial())


def test_what_is_held_pressed_reads_as_it_was(world: World) -> None:
    """Each page and each line of the file, letter for letter."""
    world.write(demo.fill, world.person())
    open_, held = (
        world.read(whole.everything, world.person(), hold) for hold in (list, export_zip.Pressed)
    )
    for name in (each.code for each in whole.CHAPTERS):
        assert (
            list(held[name].texts())
            == [json.dumps(each, ensure_ascii=False) for each in open_[name]]
            or not open_[name]
        )
        assert json.dumps(list(held[name]), ensure_ascii=False) == json.dumps(
            open_[name], ensure_ascii=False
        )


def test_of_what_waits_to_be_sent_only_a_piece_lies_open(world: World) -> None:
    """Counted, not weighed: how many of the things of a copy are there at a time, from the reading
    of them on."""
    many = 300
    me = written(world, many, 4900)

    def alive() -> int:
        return sum(
            1
            for each in gc.get_objects()
            if type(each) is dict and "helped" in each and "text" in each
        )

    most = [0]

    def watched(things: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        for at, each in enumerate(things):
            if at % 20 == 0:
                most[0] = max(most[0], alive())
            yield each

    there = alive()
    held = world.read(
        whole.everything, me, lambda things: export_zip.Pressed(watched(iter(things)))
    )
    gc.collect()
    assert alive() == there, "what was read was let go"
    pieces = export_zip.packed(
        held, (each["text"] for each in watched(iter(held["entries"]))), me.zone
    )
    size = sum(map(len, pieces))
    assert size > 5_000 and most[0] - there <= 2 * (1 + export_zip.PIECE // 4900) + 2, most
    assert sum(map(len, held["entries"]._pressed)) < many * 4900 / 3
