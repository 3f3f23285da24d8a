"""Where everybody takes turns: however many logins or addresses somebody has, few of theirs are
made before others are heard."""

import asyncio
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from app.foundation.lanes import MOST_WAITING
from app.foundation.web.jar import Cookies
from app.foundation.web.limits import exact
from app.foundation.web.turns import ALL, EACH, STRANGERS, URGENT, WRITES
from tests.circle import crowd
from tests.foundation.test_turns import DIARY, HELP, Reader, writes_much
from tests.soon import comes_true
from tests.world import World

MANY = MOST_WAITING - 20
HERE, ELSEWHERE = "192.0.2.1", "198.51.100.1"


class Begun:
    """Which answers were begun, in order, and in which round of the loop."""

    def __init__(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asked: list[tuple[str, str]] = []
        self.each: Counter[int] = Counter()
        self._round = 0
        really = world.app._app

        async def begins(scope: dict[str, Any], *given: Any) -> None:
            self.asked.append((scope["path"], scope["client"][0]))
            self.each[self._round] += 1
            await really(scope, *given)

        monkeypatch.setattr(world.app, "_app", begins)

    def counts(self) -> None:
        self._round += 1
        asyncio.get_running_loop().call_soon(self.counts)

    def before(self, path: str, address: str) -> int:
        return self.asked.index((path, address))


def goes(world: World, takes: asyncio.Event) -> list[Reader]:
    form = "x=" + "%CC%81" * 900
    return [
        Reader(world, ("/laas", "/log-ud", "/skjul")[n % 3], "", takes, form, place=HERE)
        for n in range(MANY)
    ]


def mints(world: World, takes: asyncio.Event) -> list[Reader]:
    """One account, each request with a login of its own."""
    assert LOGINS
    return [
        Reader(world, "/plan", cookie, takes, place=HERE) for cookie in LOGINS for _ in range(EACH)
    ]


def everywhere(world: World, takes: asyncio.Event) -> list[Reader]:
    return [Reader(world, "/log-ind", "", takes, place=f"203.0.{n}.1") for n in range(MANY)]


def helped(world: World, takes: asyncio.Event) -> list[Reader]:
    return [Reader(world, HELP, "", takes, place=HERE) for _ in range(MANY)]


LOGINS: list[str] = []
Flood = Callable[[World, asyncio.Event], list[Reader]]


def minted(world: World, flood: Flood) -> None:
    """Made before anything is asked: the loop may not wait for it."""
    LOGINS[:] = (
        [crowd.session_of(world, world.cast["Anna"].id) for _ in range(MANY // EACH)]
        if flood is mints
        else []
    )


@pytest.mark.parametrize("flood", [goes, mints, everywhere, helped])
def test_few_are_made_at_a_time_and_help_is_among_the_next(
    world: World, monkeypatch: pytest.MonkeyPatch, flood: Flood
) -> None:
    """All of the flood has been asked for before. Counted, since one that waits for eighty pages
    waits for seconds."""
    minted(world, flood)
    begun = Begun(world, monkeypatch)

    async def trial() -> None:
        takes = asyncio.Event()
        takes.set()
        begun.counts()
        asked = flood(world, takes)
        other = Reader(world, HELP, "", takes, place=ELSEWHERE)
        await asyncio.wait_for(asyncio.gather(other.done, *(each.done for each in asked)), 60)
        assert other.status == 200 and {each.status for each in asked} <= {200, 303}, (
            "nobody is refused at a gate"
        )
        assert begun.before(HELP, ELSEWHERE) <= 2 * ALL
        assert max(begun.each.values()) <= ALL + 2 * URGENT

    world.runner.run(trial())


def test_whoever_goes_does_not_wait_behind_their_own_pages(world: World) -> None:
    """Only whoever goes: a look at where that is done is a page like any other."""
    cookie = writes_much(world)

    async def trial() -> None:
        takes, at_once = asyncio.Event(), asyncio.Event()
        at_once.set()
        pages = [Reader(world, DIARY, cookie, takes, place=HERE) for _ in range(MANY)]
        left = Reader(world, "/skjul", cookie, at_once, "", place=HERE)
        await asyncio.wait_for(left.done, 30)
        assert left.status == 303 and sum(each.status == 200 for each in pages) <= EACH
        takes.set()
        await asyncio.wait_for(asyncio.gather(*(each.done for each in pages)), 60)

    world.runner.run(trial())
    rows = world.app._rows
    assert [
        rows.of(Cookies(b""), HERE, method, "/log-ud", 0)._gates[-1][0] is rows._all
        for method in ("GET", "PUT", "POST")
    ] == [
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("flood", "path", "address", "most"),
    [(helped, HELP, "::ffff:192.0.2.2", 3 * EACH), (mints, "/log-ind", "192.0.2.2", 3 * ALL)],
    ids=["help", "many-logins"],
)
def test_neighbours_have_their_turns_with_each_other(
    world: World, monkeypatch: pytest.MonkeyPatch, flood: Flood, path: str, address: str, most: int
) -> None:
    """One phone on the ward asks for Hjælp nu without end, or for pages with many logins: whoever
    sits beside it, and needs help or signs in, waits for a few of those and not for all."""
    minted(world, flood)
    begun = Begun(world, monkeypatch)

    async def trial() -> None:
        takes = asyncio.Event()
        takes.set()
        asked = flood(world, takes)
        other = Reader(world, path, "", takes, place=address)
        await asyncio.wait_for(asyncio.gather(other.done, *(each.done for each in asked)), 60)
        assert begun.before(path, address) <= most

    world.runner.run(trial())


def test_an_address_is_one_of_a_ward_and_a_home_has_as_many_as_it_likes() -> None:
    assert exact("192.0.2.7") == exact("::ffff:192.0.2.7") == "192.0.2.7" != exact("192.0.2.8")
    assert exact("2001:db8:1:2::3") == exact("2001:db8:1:9::4") != exact("2001:db8:2::1")
    assert exact("") == exact("no address") == ""


@pytest.mark.parametrize("place", [HERE, "192.0.2.2"])
def test_long_answers_that_nobody_takes_keep_nobody_from_signing_in(
    world: World, place: str
) -> None:
    """Also at the very same address: what is long and what is short have rows of their own."""

    async def trial() -> None:
        takes, at_once = asyncio.Event(), asyncio.Event()
        at_once.set()
        long = [
            Reader(world, "/dagbog", "", takes, "konto=x&tekst=" + "<" * 100_000, place=HERE)
            for _ in range(3 * STRANGERS)
        ]
        assert await comes_true(lambda: sum(each.status > 0 for each in long) >= STRANGERS)
        other = Reader(
            world, "/log-ind", "", at_once, "navn=ingen&adgangskode=forkert-kode-her", place=place
        )
        await asyncio.wait_for(other.done, 30)
        assert other.status == 422
        takes.set()
        await asyncio.wait_for(asyncio.gather(*(each.done for each in long)), 60)

    world.runner.run(trial())


@pytest.mark.parametrize("signed_in", [True, False])
def test_what_was_too_long_to_keep_and_nobody_takes_is_given_back_a_few_times(
    world: World, signed_in: bool
) -> None:
    """All of it would lie in memory, however it was asked for."""
    cookie, mark = crowd.session_of(world, world.cast["Anna"].id), world.person().mark

    async def trial() -> None:
        takes = asyncio.Event()
        cookies, form = cookie if signed_in else "", f"konto={mark}&tekst=" + "<" * 100_000
        readers = [
            Reader(world, "/dagbog", cookies, takes, form, place=HERE) for _ in range(3 * WRITES)
        ]
        allowed = WRITES if signed_in else STRANGERS

        def lie_here() -> int:
            return sum(each.status > 0 and not each.done.done() for each in readers)

        assert await comes_true(lambda: lie_here() >= allowed)
        await asyncio.sleep(0.3)
        assert lie_here() == allowed
        takes.set()
        await asyncio.wait_for(asyncio.gather(*(each.done for each in readers)), 90)
        assert {each.status for each in readers} <= {401, 422, 429} and max(
            each.size for each in readers
        ) > 100_000

    world.runner.run(trial())


def test_whoever_waits_for_something_holds_no_gate(world: World) -> None:
    """Long pages that nobody takes, of as many logins as it likes: everybody else's are made."""
    writes_much(world)

    async def trial() -> None:
        takes, at_once = asyncio.Event(), asyncio.Event()
        at_once.set()
        cookies = [crowd.session_of(world, world.cast["Anna"].id) for _ in range(2 * ALL)]
        stuck = [
            Reader(world, DIARY, cookie, takes, place=HERE)
            for cookie in cookies
            for _ in range(EACH)
        ]
        other = Reader(world, "/log-ind", "", at_once, place=HERE)
        await asyncio.wait_for(other.done, 30)
        takes.set()
        await asyncio.wait_for(asyncio.gather(*(each.done for each in stuck)), 60)
        assert other.status == 200 and not world.app._rows._all

    world.runner.run(trial())
