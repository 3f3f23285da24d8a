"""Whoever stops is obeyed at once, also while others are reading: no tap fails because somebody
looks."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any
from unittest.mock import patch
from urllib.parse import urlencode

import pytest

from app.foundation import actor, ids
from app.hopes import kept as hopes
from app.people import people
from app.sharing import bonds, grants, log, pace
from app.sharing.grants import Wish
from tests.circle import crowd
from tests.house.test_edge import FORM, HOST, OURS, Answer
from tests.sharing.bonded import bond, person
from tests.world import World

pytestmark = pytest.mark.both

WORD = "kanarie håb"
READERS = ("Mette", "Mette", "Gry")
ACTS = ("stop", "pause", "end", "put away", "account")


class Trial:
    """Anna shares her hopes with Mette and Gry, who load the page again and again."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.anna = person(world, "Anna")
        self.on = {name: bond(world, "Anna", name) for name in ("Mette", "Gry")}
        self.session = {
            name: crowd.session_of(world, world.cast[name].id) for name in ("Anna", "Mette", "Gry")
        }
        self.failed: list[str] = []
        self.waits: list[float] = []
        self.read = 0

    def mark_of(self, name: str) -> str:
        return people.mark(self.world.keys, self.world.cast[name].id)

    async def ask(self, name: str, method: str, path: str, **fields: str) -> Answer:
        answer, body = (
            Answer(),
            urlencode({"konto": self.mark_of(name)} | fields).encode() if method == "POST" else b"",
        )
        cookie = (b"cookie", self.session[name].encode())
        headers = [HOST, OURS, FORM, cookie] if method == "POST" else [HOST, cookie]
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "https",
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "root_path": "",
            "headers": headers,
            "client": ("192.0.2.7", 4000),
            "server": ("fodfaeste.test", 443),
            "extensions": {},
        }

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                answer.status, answer.headers = message["status"], list(message["headers"])
            answer.body += message.get("body", b"")

        await self.world.app(scope, receive, send)
        return answer

    @asynccontextmanager
    async def being_read(self) -> AsyncIterator[None]:
        """Three who load their page again as soon as they have it, and are never told that they
        look too often."""
        loops = [asyncio.create_task(self._reload(name)) for name in READERS]
        try:
            with patch.object(pace, "AT_ONCE", 10**9):
                yield
        finally:
            for each in loops:
                each.cancel()
            await asyncio.gather(*loops, return_exceptions=True)

    async def _reload(self, name: str) -> None:
        while True:
            answer = await self.ask(name, "GET", f"/kreds/{self.on[name]}/haab")
            self.read += answer.status == 200
            if answer.status not in (200, 404):
                self.failed.append(f"{name} reads: {answer.status}")
            await asyncio.sleep(0)

    async def write(self, fn: Callable[..., Any], *args: Any) -> Any:
        with actor.by(person=self.anna.id):
            return await self.world.db.write(fn, *args)

    async def round(self, n: int) -> None:
        """Give, be read, and take it back in one of the ways there are."""
        act = ACTS[n % len(ACTS)]
        keys, on = self.world.keys, self.on["Mette"]
        hope = await self.write(hopes.keep, self.anna, ids.new(), hopes.Words(f"{WORD} {n}"))
        wishes = [Wish(each, "hopes", "item", "1", hope) for each in self.on.values()]
        given = [
            (await self.write(grants.give, keys, self.anna, ids.new(), wish)).id for wish in wishes
        ]
        before = self.read
        # there is nothing to wait on but the readers themselves
        while self.read < before + 2:  # noqa: ASYNC110
            await asyncio.sleep(0.001)
        path = {
            "stop": f"/deling/{given[0]}/stop",
            "pause": "/deling/pause",
            "end": f"/deling/person/{on}/slut",
            "put away": f"/haab/{hope}/slet",
            "account": "/mine-ting/slet",
        }[act]
        began = time.monotonic()
        answer = await self.ask("Anna", "POST", path)
        self.waits.append(time.monotonic() - began)
        if answer.status != 303:
            self.failed.append(f"round {n}: {act} answered {answer.status}")
        if f"{WORD} {n}<".encode() in (await self.ask("Mette", "GET", f"/kreds/{on}/haab")).body:
            self.failed.append(f"round {n}: {act}, and the words were shown afterwards")
        await self._as_before(act)

    async def _as_before(self, act: str) -> None:
        """For the next round; this too is a tap that has to work."""
        back = {"pause": "/deling/pause/slut", "account": "/mine-ting/behold"}.get(act)
        if back and (answer := await self.ask("Anna", "POST", back)).status != 303:
            self.failed.append(f"{back} answered {answer.status}")
        if act == "end":
            code = await self.write(
                bonds.invite, self.world.keys, self.anna, ids.new(), "guide", "Mette"
            )
            mette = await asyncio.to_thread(person, self.world, "Mette")
            with actor.by(actor.INVITED, mette.id, second=True):
                self.on["Mette"] = await self.world.db.write(
                    bonds.accept, self.world.keys, mette, code
                )


def stopped_while_read(world: World, rounds: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bonds, "MOST_A_DAY", 10_000)
    trial = Trial(world)

    async def all_rounds() -> None:
        async with trial.being_read():
            for n in range(rounds):
                await trial.round(n)

    run: Coroutine[Any, Any, None] = all_rounds()
    world.runner.run(run)
    assert not trial.failed, (
        "\n".join(trial.failed[:20]) + f"\n{len(trial.failed)} of {rounds} rounds"
    )
    assert trial.read > rounds
    assert world.read(log.broken, world.keys.root, trial.anna.box) is None


def test_a_tap_that_stops_never_fails_because_somebody_reads(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped_while_read(world, 40, monkeypatch)


@pytest.mark.long
def test_two_hundred_stops_while_others_read(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    stopped_while_read(world, 200, monkeypatch)
