"""What an open page shows is looked through once in a moment, whoever asks however often, and
whoever wrote."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from app.circle import live
from app.circle.looked import Looked
from app.foundation import actor, ids
from app.hopes import kept as hopes
from app.people import Person
from app.sharing import apart, stopping, view
from tests.circle.test_what_a_page_is_made_of import Open
from tests.foundation.test_lanes import Gate, soon
from tests.foundation.test_lanes import gate as gate
from tests.sharing.bonded import person
from tests.soon import comes_true
from tests.world import World


@pytest.fixture
def page(world: World, monkeypatch: pytest.MonkeyPatch) -> Open:
    monkeypatch.setattr(live, "EVERY", 0.02)
    return Open(world)


@pytest.fixture
def looks(page: Open, monkeypatch: pytest.MonkeyPatch) -> list[Person]:
    """For whom something was looked through."""
    really, found = view.trace, []

    def trace(db: Any, me: Person, *asked: Any) -> Any:
        found.append(me)
        return really(db, me, *asked)

    monkeypatch.setattr(view, "trace", trace)
    return found


def by(page: Open, name: str, fn: Callable[..., object], *asked: Any) -> None:
    with actor.by(person=page.world.cast[name].id):
        page.world.db.write_now(fn, *asked)


def keeps(page: Open, name: str) -> None:
    by(page, name, hopes.keep, person(page.world, name), ids.new(), hopes.Words("for mig selv"))


def owner_writes(page: Open) -> None:
    keeps(page, "Anna")


def reader_writes(page: Open) -> None:
    keeps(page, "Mette")


def stops(page: Open) -> None:
    by(page, "Anna", stopping.stop, page.world.keys, person(page.world, "Anna"), page.given[0].id)


def keeps_apart(page: Open) -> None:
    by(page, "Anna", apart.withhold, page.world.keys, person(page.world, "Anna"), page.hopes[0])


@pytest.fixture
def long(page: Open) -> Open:
    """A moment that lasts."""
    page.world.state["looked"].fresh = 1_000.0
    return page


@pytest.fixture
def short(page: Open) -> Open:
    """A moment that is over at once."""
    page.world.state["looked"].fresh = 0.0
    return page


@pytest.mark.parametrize("act", [owner_writes, reader_writes, lambda _: None])
def test_in_a_moment_it_is_looked_through_once_whoever_wrote(
    long: Open, looks: list[Person], act: Callable[[Open], None]
) -> None:
    """What a question costs tells nobody that its owner wrote something."""
    for _ in range(3):
        assert long.asks(long.mark).status == 204
        assert long.asks("0" * 32).status == 205
        act(long)
    assert [me.id for me in looks] == [long.world.cast["Mette"].id]


@pytest.mark.parametrize("act", [owner_writes, reader_writes, lambda _: None])
def test_after_it_it_is_looked_through_anew_whoever_wrote(
    short: Open, looks: list[Person], act: Callable[[Open], None]
) -> None:
    for n in range(1, 4):
        assert short.asks(short.mark).status == 204 and len(looks) == n
        act(short)


def test_after_it_what_is_kept_apart_is_told(short: Open) -> None:
    assert short.asks(short.mark).status == 204
    keeps_apart(short)
    assert short.asks(short.mark).status == 205


def test_what_is_stopped_is_told_at_once(long: Open, looks: list[Person]) -> None:
    assert long.asks(long.mark).status == 204
    stops(long)
    assert long.asks(long.mark).status == 205 and len(looks) == 2
    long.stop(1)
    assert long.asks(long.mark).status == 404
    assert len(looks) == 2, "to say that nothing may be seen takes no look"


def test_a_line_tells_what_is_kept_apart_however_long_the_moment(long: Open) -> None:
    assert long.asks(long.mark).status == 204
    keeps_apart(long)
    assert b"event: changed" in long.hears(long.mark)


def test_many_who_ask_at_once_wait_for_the_same_look(
    page: Open, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    world, mette, looked = page.world, page.world.signed_in("Mette"), []
    really = view.trace

    def trace(*asked: Any) -> Any:
        looked.append(gate.work())
        return really(*asked)

    monkeypatch.setattr(view, "trace", trace)
    here = f"/kreds/{page.on}/haab/endnu?vist={page.mark}"

    async def trial() -> list[int]:
        asked = [asyncio.create_task(mette.client.get(here)) for _ in range(6)]
        assert await comes_true(lambda: gate.now == 1)
        for _ in range(20):
            await asyncio.sleep(0.01)
        gate.open()
        return [each.status_code for each in await soon(asyncio.gather(*asked))]

    assert world.runner.run(trial()) == [204] * 6 and len(looked) == 1


def test_no_more_is_remembered_than_there_are_open_pages() -> None:
    looked, made = Looked(2, 1_000.0), []

    async def ask(page: str, known: str = "a") -> str:
        async def look() -> str:
            made.append(page + known)
            return f"{page} {known}"

        return await looked.at(page, known, look)

    async def trial() -> None:
        for each in ("1", "2", "1", "3", "1", "2"):
            assert await ask(each) == f"{each} a"
        assert await ask("2", "b") == "2 b"
        with pytest.raises(ZeroDivisionError):
            await looked.at("4", "a", lambda: 1 // 0)  # type: ignore[arg-type, return-value]

    asyncio.run(trial())
    assert made == ["1a", "2a", "3a", "1a", "2a", "2b"]
    assert len(looked) == 2 and not looked._turns
