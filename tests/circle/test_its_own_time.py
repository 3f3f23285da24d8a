"""R15: an open page's line keeps a time of its own: its signs of life tell nobody that something
was looked through for it."""

import asyncio
import selectors
from collections.abc import Callable, Coroutine, Iterator
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest

from app import journal
from app.circle import live
from app.foundation import actor, ids, moves
from app.foundation.lanes import Lane
from app.hopes import kept as hopes
from app.journal.entries import Words
from tests.circle import crowd
from tests.house.test_edge import HOST
from tests.sharing.bonded import bond, grant, person
from tests.world import World

WORK, SHORT = 0.08, 0.001
"""Seconds that looking through takes, and what else a thread does."""
BEATS = 2


class Held(asyncio.SelectorEventLoop):
    """A loop whose time goes on only when nothing is left to do, and then at once to the next that
    waits for it."""

    def __init__(self) -> None:
        self.seconds = 1000.0
        super().__init__(selectors.SelectSelector())
        really = self._selector.select  # type: ignore[attr-defined]

        def select(timeout: float | None = None) -> Any:
            assert timeout is not None, "nothing waits for a time, and nothing else comes"
            self.seconds += timeout
            return really(0)

        self._selector.select = select  # type: ignore[attr-defined]

    def time(self) -> float:
        return self.seconds


@pytest.fixture
def held(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[Coroutine[Any, Any, Any]], Any]]:
    """Everything in the loop, and each way to the database takes its time there."""

    async def read(lane: Lane, whose: object, work: Callable[[], Any], seconds: float = 0.0) -> Any:
        await asyncio.sleep(WORK if lane is world.db._threads.look else SHORT)
        return work()

    monkeypatch.setattr(world.db, "_read", read)
    monkeypatch.setattr(moves, "STALE", -1.0)
    with asyncio.Runner(loop_factory=Held) as runner:
        yield runner.run


class Line:
    """Anna shares her hopes with Mette, who has them open; nothing else is shared."""

    def __init__(self, world: World, held: Callable[[Coroutine[Any, Any, Any]], Any]) -> None:
        self.world, self.held, self.anna = world, held, person(world, "Anna")
        world.write(hopes.keep, self.anna, ids.new(), hopes.Words("et håb"))
        self.path = f"/kreds/{(on := bond(world))}/haab/her"
        grant(world, on, "hopes", "coming")
        self.session = crowd.session_of(world, world.cast["Mette"].id)

    def keeps_to_herself(self) -> None:
        day = self.anna.today - timedelta(days=1)
        with actor.by(person=self.anna.id):
            self.world.db.write_now(
                journal.entries.keep, self.anna, ids.new(), day, Words("privat")
            )

    def beats(self, act: Callable[[], None], every: float) -> list[float]:
        """Seconds after the line began at which its signs of life come, while `act` happens so
        often."""
        return self.held(self._listen(act, every))  # type: ignore[no-any-return]

    async def _listen(self, act: Callable[[], None], every: float) -> list[float]:
        time = asyncio.get_running_loop().time
        began, beats, enough = [0.0], [], asyncio.Event()
        asked = iter([{"type": "http.request", "body": b"", "more_body": False}])

        async def receive() -> dict[str, Any]:
            if (first := next(asked, None)) is not None:
                return first
            await enough.wait()
            return {"type": "http.disconnect"}

        async def send(message: dict[str, Any]) -> None:
            if (body := message.get("body", b"")).startswith(b"retry"):
                began[0] = time()
            elif body:
                beats.append(round(time() - began[0], 6) if body == b":\n\n" else -1.0)
            if len(beats) == BEATS or not message.get("more_body", True):
                enough.set()

        async def acts() -> None:
            for _ in range(int(WHOLE[-1] * 2 / every)):
                await asyncio.sleep(every)
                act()
            enough.set()

        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": "https",
            "path": self.path,
            "raw_path": self.path.encode(),
            "query_string": b"",
            "root_path": "",
            "headers": [HOST, (b"cookie", self.session.encode())],
            "client": ("192.0.2.7", 4000),
            "server": ("fodfaeste.test", 443),
            "extensions": {},
        }
        acting = asyncio.create_task(acts())
        await asyncio.create_task(self.world.app(scope, receive, send))
        acting.cancel()
        with suppress(asyncio.CancelledError):
            await acting
        return beats


@pytest.fixture
def line(world: World, held: Callable[[Coroutine[Any, Any, Any]], Any]) -> Line:
    return Line(world, held)


WHOLE = [live.EVERY * live.QUIET * n for n in range(1, BEATS + 1)]


@pytest.mark.parametrize("every", [2.2, 0.7])
def test_the_signs_of_life_come_at_the_same_time_whatever_the_owner_writes_for_herself(
    line: Line, every: float
) -> None:
    assert line.beats(lambda: None, every) == WHOLE
    assert line.beats(line.keeps_to_herself, every) == WHOLE


def test_they_come_while_nobody_answers(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    """The place for looking through is taken, or the database takes its time, which others may have
    filled."""

    async def never(*asked: Any) -> None:
        await asyncio.sleep(10_000)

    monkeypatch.setattr(line.world.db.moves, "of", never)
    assert line.beats(lambda: None, 1.0) == WHOLE
