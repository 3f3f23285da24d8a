"""What an open page shows is looked through once for each time that anything moved, whoever asks however often."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from app.circle import live
from app.circle.looked import Looked
from app.foundation import actor, ids
from app.hopes import kept as hopes
from app.identity import Person
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
    by(page, "Anna", apart.hold, page.world.keys, person(page.world, "Anna"), page.hopes[0])


def test_a_page_on_which_nothing_happens_is_looked_through_once(page: Open, looks: list[Person]) -> None:
    """By whichever of its questions, and by its line."""
    for _ in range(5):
        assert page.asks(page.mark).status == 204
        assert page.asks("0" * 32).status == 205
    assert b"event:" not in page.hears(page.mark, looks=10)
    by(page, "Sam", hopes.keep, person(page.world, "Sam"), ids.new(), hopes.Words("en anden"))
    assert page.asks(page.mark).status == 204
    assert [me.id for me in looks] == [page.world.cast["Mette"].id]


@pytest.mark.parametrize(
    ("act", "then"),
    [(owner_writes, 204), (reader_writes, 204), (stops, 205), (keeps_apart, 205)],
    ids=lambda of: getattr(of, "__name__", None),
)
def test_it_is_looked_through_anew_when_something_may_have_changed(
    page: Open, looks: list[Person], act: Callable[[Open], None], then: int
) -> None:
    assert page.asks(page.mark).status == 204
    act(page)
    assert [page.asks(page.mark).status for _ in range(3)] == [then] * 3 and len(looks) == 2
    act(page) if act in (owner_writes, reader_writes) else page.stop(1)
    assert page.asks(page.mark).status == (204 if then == 204 else 404)


def test_what_is_stopped_is_gone_whatever_was_found_before(page: Open, looks: list[Person]) -> None:
    assert page.asks(page.mark).status == 204
    for which in (0, 1):
        page.stop(which)
    assert page.asks(page.mark).status == 404
    assert len(looks) == 1, "to say that nothing may be seen takes no look"


def test_many_who_ask_at_once_wait_for_the_same_look(page: Open, gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
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
    looked, made = Looked(2), []

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
    assert made == ["1a", "2a", "3a", "2a", "2b"]
    assert len(looked) == 2 and not looked._turns
