"""Whose turn it is: whoever asks for much is answered a little at a time, and nobody waits for
them, nor for themselves."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from datetime import timedelta
from threading import Event
from typing import Any

import pytest

from app.foundation import ids
from app.foundation.errors import TooMany
from app.foundation.in_hand import Turn, aside
from app.foundation.lanes import MOST_WAITING, Lane, Turns
from app.foundation.web import answers
from app.foundation.web.answering import PIECE, Answer
from app.foundation.web.turns import EACH, LONG
from app.journal import entries
from app.my_data import copies
from app.sign_in import logins, looking, session_cookie
from tests.circle import crowd
from tests.foundation import test_server
from tests.foundation.test_server import HEAD, Site, everything, page
from tests.sharing.bonded import person
from tests.soon import comes_true
from tests.world import World

pytestmark = pytest.mark.both

SESSION = logins.SESSION

site = test_server.site
HELP, DIARY = "/hjaelp-nu", "/dagbog"
WORDS = entries.Words("<&" * 2_000)


def writes_much(world: World) -> str:
    """Anna's diary is long, and she is in; her cookie."""
    anna = person(world, "Anna")
    for back in range(30):
        world.write(entries.keep, anna, ids.new(), anna.today - timedelta(days=back), WORDS)
    return crowd.session_of(world, anna.id)


def test_whoever_asks_for_help_is_answered_before_what_another_asked_for(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of it is there before the first page is made, and the one who needs help came last."""
    cookie, order, goes = writes_much(site.world), list[str](), Event()
    really = Answer._log

    def logs(self: Answer, status: int) -> None:
        order.append(self._scope["path"])
        really(self, status)

    def renders(*given: Any, **more: Any) -> Any:
        goes.wait(30)
        return begins(*given, **more)

    begins = answers.pieces
    monkeypatch.setattr(Answer, "_log", logs)
    monkeypatch.setattr(answers, "pieces", renders)
    with ExitStack() as ends:
        lines = [ends.enter_context(site.connect()) for _ in range(30)]
        for line in lines:
            line.sendall(
                HEAD % DIARY.encode()
                + b"cookie: "
                + cookie.encode()
                + b"\r\nconnection: close\r\n\r\n"
            )
        help_ = ends.enter_context(site.connect())
        help_.sendall(page(HELP.encode()))
        goes.set()
        assert everything(help_).startswith(b"HTTP/1.1 200 ")
        assert order.index(HELP) <= 3 * EACH, "so many pages of another's were made first"
        assert all(everything(line).startswith(b"HTTP/1.1 200 ") for line in lines), (
            "they all had their turn"
        )
        assert order.count(DIARY) == len(lines)


class Reader:
    """Somebody who takes so much of an answer, and nothing more until they are told to."""

    def __init__(
        self,
        world: World,
        path: str,
        cookie: str,
        takes: asyncio.Event,
        form: str | None = None,
        *,
        room: int = PIECE,
        place: str = "127.0.0.1",
    ) -> None:
        headers = [
            (b"host", b"fodfaeste.test"),
            (b"cookie", cookie.encode()),
            (b"sec-fetch-site", b"same-origin"),
        ]
        headers += (
            [(b"content-type", b"application/x-www-form-urlencoded")] if form is not None else []
        )
        self._form = (form or "").encode()
        headers += [(b"content-length", str(len(self._form)).encode())] if form is not None else []
        told = {
            "method": "GET" if form is None else "POST",
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
        }
        where = {
            "client": (place, 1),
            "server": ("127.0.0.1", 2),
            "scheme": "https",
            "root_path": "",
        }
        self._scope = {
            "type": "http",
            "http_version": "1.1",
            "asgi": {"version": "3.0"},
            "headers": headers,
            **told,
            **where,
        }
        self._takes, self._room = takes, room
        self.status, self.size = 0, 0
        self.done = asyncio.create_task(world.app(self._scope, self._receive, self._send))

    async def _receive(self) -> dict[str, Any]:
        return {"type": "http.request", "body": self._form, "more_body": False}

    async def _send(self, message: dict[str, Any]) -> None:
        self.status = message.get("status", self.status)
        self.size += len(message.get("body", b""))
        if self.size > self._room:
            await self._takes.wait()


def test_what_nobody_takes_is_made_twice_and_not_thirty_times(world: World) -> None:
    """Each lies in memory as long as it is not taken. Whoever writes, stops, goes or needs help
    does not wait behind their own."""
    cookie, mark = writes_much(world), world.person().mark

    async def trial() -> None:
        takes, at_once = asyncio.Event(), asyncio.Event()
        at_once.set()
        readers = [Reader(world, DIARY, cookie, takes) for _ in range(30)]
        for path, form, status in (
            (HELP, None, 200),
            ("/deling/stop-alt", f"konto={mark}", 303),
            ("/skjul", "", 303),
        ):
            other = Reader(world, path, "" if path == "/skjul" else cookie, at_once, form)
            await asyncio.wait_for(other.done, 30)
            assert other.status == status, path
        assert sum(each.status > 0 for each in readers) == EACH
        takes.set()
        await asyncio.wait_for(asyncio.gather(*(each.done for each in readers)), 60)
        assert {each.status for each in readers} == {200} and min(
            each.size for each in readers
        ) > LONG

    world.runner.run(trial())


@pytest.mark.parametrize("path", [HELP, "/log-ind"])
def test_whoever_takes_nothing_of_what_they_asked_for_stands_in_nobodys_way(
    world: World, path: str
) -> None:
    """It was made, and is short. Whoever needs help may sit in the same library."""

    async def trial() -> None:
        never, at_once = asyncio.Event(), asyncio.Event()
        at_once.set()
        stuck = [Reader(world, path, "", never, room=0) for _ in range(20)]
        other = Reader(world, path, "", at_once)
        await asyncio.wait_for(other.done, 30)
        assert other.status == 200 and not any(each.done.done() for each in stuck)
        never.set()
        await asyncio.wait_for(asyncio.gather(*(each.done for each in stuck)), 30)

    world.runner.run(trial())


def test_those_who_look_around_share_a_login_and_no_row(world: World) -> None:
    """Another's long page, or a hundred of them, is none of theirs."""
    anna = person(world, "Anna")
    for back in range(30):
        world.write(entries.keep, anna, ids.new(), anna.today - timedelta(days=back), WORDS)
    token = world.write(looking.login_of_all, world.keys, anna.id)
    cookie = (
        f"{SESSION}="
        + session_cookie(world.keys, token, shared=True).split(";")[0].partition("=")[2]
    )

    async def trial() -> None:
        never, at_once = asyncio.Event(), asyncio.Event()
        at_once.set()
        stuck = [Reader(world, DIARY, cookie, never, place="192.0.2.1") for _ in range(10)]
        for path in ("/", HELP):
            other = Reader(world, path, cookie, at_once, place="198.51.100.1")
            await asyncio.wait_for(other.done, 30)
            assert other.status == 200
        never.set()
        await asyncio.wait_for(asyncio.gather(*(each.done for each in stuck)), 60)

    world.runner.run(trial())


def test_a_stream_that_ends_waits_for_no_turn(world: World) -> None:
    """A copy gives its place back at once, though others of the same login wait for that place in
    both of its turns."""
    cookie = writes_much(world)

    async def trial() -> None:
        at_once = asyncio.Event()
        at_once.set()
        first = Reader(world, "/mine-ting/hent/fil", cookie, at_once)
        others = [Reader(world, "/mine-ting/hent/fil", cookie, at_once) for _ in range(2)]
        page = Reader(world, "/plan", cookie, at_once)
        await asyncio.wait_for(
            asyncio.gather(first.done, page.done, *(each.done for each in others)),
            copies.PATIENCE / 2,
        )
        assert {each.status for each in (first, page, *others)} == {200}

    world.runner.run(trial())


def test_more_than_any_browser_asks_for_is_told_to_come_again_and_help_is_not(world: World) -> None:
    cookie = writes_much(world)

    async def trial() -> None:
        takes = asyncio.Event()
        many = EACH + MOST_WAITING
        readers = [Reader(world, DIARY, cookie, takes) for _ in range(many + 5)]
        helped = [Reader(world, HELP, cookie, takes) for _ in range(many + 5)]
        await asyncio.wait_for(
            asyncio.gather(*(each.done for each in (*readers[many:], *helped))), 60
        )
        assert {each.status for each in readers[many:]} == {429} and {
            each.status for each in helped
        } == {200}
        takes.set()
        await asyncio.wait_for(asyncio.gather(*(each.done for each in readers)), 90)
        assert {each.status for each in readers[:many]} == {200}

    world.runner.run(trial())


def test_what_goes_on_beside_a_request_that_is_over_takes_no_turn_again() -> None:
    """The end of a login is written later, where the disk is slow. Nobody would ever give that turn
    back."""

    async def trial() -> None:
        turns, lane, gate = Turns(1, 1), Lane(1, "test"), Event()
        turn = Turn((turns, "Anna"))
        await turn.begin()
        beside = asyncio.create_task(lane.run("Anna", lambda: gate.wait(30)))
        assert await comes_true(lambda: bool(lane.turns))
        turn.over()
        gate.set()
        assert await asyncio.wait_for(beside, 30)
        assert await comes_true(lambda: not turns), "it would stand in its sender's way for ever"
        lane.close()

    asyncio.run(trial())


def test_a_turn_that_is_over_while_it_waits_at_a_gate_gives_back_what_it_has() -> None:
    """Each gate once: nobody's place is lost there for ever."""

    async def trial() -> None:
        row, gate = Turns(1), Turns(1)
        await gate.begin("all")
        turn = Turn((row, "me"), (gate, "all"))
        waits = asyncio.create_task(turn.begin())
        await asyncio.sleep(0)
        turn.over()
        gate.over("all")
        await asyncio.wait_for(waits, 5)
        await asyncio.sleep(0.01)
        assert not row and not gate

    asyncio.run(trial())


def test_whoever_waits_for_a_thread_steps_aside_and_is_never_refused_when_they_come_back() -> None:
    """What they did is done: they go on before those who have not begun, however full the row
    is."""

    async def trial() -> None:
        turns, lane, order = Turns(1, 1), Lane(1, "test"), list[str]()
        gate = Event()

        async def works() -> None:
            turn = Turn((turns, "Anna"))
            await turn.begin()
            await lane.run("Anna", lambda: gate.wait(30))
            order.append("went on")
            turn.over()

        async def asks(name: str) -> None:
            turn = Turn((turns, "Anna"))
            await turn.begin()
            async with aside():
                order.append(name)
            turn.over()

        first = asyncio.create_task(works())
        assert await comes_true(lambda: bool(lane.turns))
        held = Turn((turns, "Anna"))
        await held.begin()
        waits = asyncio.create_task(asks("began"))
        assert await comes_true(lambda: bool(turns._waiting))
        with pytest.raises(TooMany):
            await Turn((turns, "Anna")).begin()
        gate.set()
        assert await comes_true(lambda: sum(map(len, turns._waiting["Anna"].values())) == 2)
        assert not order
        held.over()
        await asyncio.wait_for(asyncio.gather(first, waits), 10)
        assert order == ["went on", "began"]
        assert await comes_true(lambda: not turns), "nothing is remembered of anybody"
        lane.close()

    asyncio.run(trial())


def test_what_is_done_in_time_is_done_however_long_one_waits_to_be_heard_again() -> None:
    """Words that were committed are not said to be lost because many are answered just now."""

    async def trial() -> None:
        turns, lane, gate = Turns(1, 1), Lane(1, "test"), Event()
        turn, other = Turn((turns, "Anna")), Turn((turns, "Anna"))
        await turn.begin()
        work = asyncio.create_task(
            turn_of(turn, lambda: lane.run("Anna", lambda: gate.wait(30), IN_TIME))
        )
        assert await comes_true(lambda: bool(lane.turns))
        await other.begin()
        gate.set()
        await asyncio.sleep(2 * IN_TIME)
        assert not work.done()
        other.over()
        assert await asyncio.wait_for(work, 10) is True
        lane.close()

    asyncio.run(trial())


IN_TIME = 1.0


async def turn_of(turn: Turn, work: Callable[[], Awaitable[object]]) -> object:
    try:
        return await work()
    finally:
        turn.over()
