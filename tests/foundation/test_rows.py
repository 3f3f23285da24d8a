"""Rows have an end: who asks for more than anybody means to is told to come again, nothing typed is
lost, nobody else waits."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest

from app.foundation import lanes
from app.foundation.errors import TooMany
from app.foundation.lanes import AT_ONCE, MOST_WAITING, PLACES, OneOf, Turns
from app.foundation.web import forms as reading
from app.foundation.web.forms import AT_ONCE as SHORT
from app.foundation.web.forms import widest
from app.foundation.web.reading import MOST
from app.journal import entries
from tests.examined import Page
from tests.foundation.test_lanes import Gate, gate, lane, soon
from tests.phone import Phone
from tests.soon import comes_true
from tests.world import World

pytestmark = pytest.mark.both

_ = gate, lane
FORM = {"content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin"}

# --- One row --------------------------------------------------------------------------------------


def test_whoever_asks_without_end_is_told_to_come_again(lane: lanes.Lane, gate: Gate) -> None:
    async def trial() -> None:
        asked = [
            asyncio.create_task(lane.run("Anna", gate.work)) for _ in range(AT_ONCE + MOST_WAITING)
        ]
        assert await comes_true(lambda: gate.now == AT_ONCE)
        for _ in range(3):
            with pytest.raises(TooMany):
                await lane.run("Anna", gate.work)
        assert await soon(lane.run("Sam", lambda: 7)) == 7
        gate.open()
        assert await soon(asyncio.gather(*asked)) == ["worked"] * len(asked)
        assert not lane.turns

    asyncio.run(trial())


def test_whoever_hangs_up_leaves_the_row(lane: lanes.Lane, gate: Gate) -> None:
    """Again and again, and the row is no fuller for it."""

    async def trial() -> None:
        held = [asyncio.create_task(lane.run("Anna", gate.work)) for _ in range(AT_ONCE)]
        for _ in range(3):
            gone = [asyncio.create_task(lane.run("Anna", gate.work)) for _ in range(MOST_WAITING)]
            await asyncio.sleep(0)
            for each in gone:
                each.cancel()
            await asyncio.gather(*gone, return_exceptions=True)
        stays = asyncio.create_task(lane.run("Anna", lambda: 8))
        gate.open()
        assert await soon(stays) == 8
        await soon(asyncio.gather(*held))
        assert not lane.turns

    asyncio.run(trial())


def test_strangers_have_their_turn_place_by_place() -> None:
    """However many wait from one place, the first from another is the next but one; together they
    have what one asker has."""
    came: list[str] = []

    async def trial() -> None:
        turns = Turns(1, 5)

        async def ask(place: str) -> None:
            async with turns.of(OneOf("door", place)):
                came.append(place)
                await asyncio.sleep(0)

        await turns.begin(OneOf("door", "x"))
        asked = [
            asyncio.create_task(ask(place))
            for place in ("a", "a", "a", "a", "a", "a", "a", "b", "c", "b")
        ]
        await asyncio.sleep(0)
        turns.over(OneOf("door", "x"))
        done = await soon(asyncio.gather(*asked, return_exceptions=True))
        assert [type(each) for each in done] == [type(None)] * 5 + [TooMany] * 2 + [type(None)] * 3
        assert not turns

    asyncio.run(trial())
    assert came == ["a", "b", "c", "a", "b", "a", "a", "a"]


def test_a_full_house_gives_way_to_whoever_comes_from_elsewhere() -> None:
    async def trial() -> None:
        turns = Turns(1, 3)
        await turns.begin(OneOf("door", "x"))
        asked = [
            asyncio.create_task(turns.begin(OneOf("door", place)))
            for place in "abcd"[:PLACES]
            for _ in range(3)
        ]
        await asyncio.sleep(0)
        late = [asyncio.create_task(turns.begin(OneOf("door", "e"))) for _ in range(3)]
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert sum(each.done() for each in asked) == 2, (
            "as many went as may come, until the rows are alike"
        )
        for _ in range(12):
            await asyncio.sleep(0)
            turns.over(OneOf("door", ""))
        told = Counter(
            type(each) for each in await soon(asyncio.gather(*asked, *late, return_exceptions=True))
        )
        assert told == {type(None): 12, TooMany: 3}
        turns.over(OneOf("door", ""))
        assert not turns

    asyncio.run(trial())


# --- What people meet -----------------------------------------------------------------------------


def test_a_hundred_and_fifty_searches_of_one_person_are_a_row_with_an_end(
    world: World, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each that waits holds a connection, and there are no more than a few thousand for
    everybody."""
    monkeypatch.setattr(entries, "search", lambda *asked: gate.work() and [])
    anna, sam, mark = world.signed_in(), world.signed_in("Sam"), world.person().mark
    many = AT_ONCE + MOST_WAITING + 48

    async def trial() -> None:
        found = {"konto": mark, "ord": "ord"}
        asked = [
            asyncio.create_task(anna.client.post("/dagbog/find", data=found, headers=FORM))
            for _ in range(many)
        ]
        assert await comes_true(lambda: sum(each.done() for each in asked) == 48)
        assert (await soon(sam.client.get("/dagbog"))).status_code == 200
        gate.open()
        told = await soon(asyncio.gather(*asked))
        assert Counter(each.status_code for each in told) == {200: AT_ONCE + MOST_WAITING, 429: 48}
        assert {each.headers["retry-after"] for each in told if each.status_code == 429} == {
            str(lanes.SOON)
        }

    world.runner.run(trial())


def test_what_was_written_is_given_back_by_whoever_has_no_room_for_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On the page, with one tap to try again; a phone keeps what it sends until it has heard that
    it is kept."""
    anna, mark = world.signed_in(), world.person().mark
    words = {
        "konto": mark,
        "id": str(uuid4()),
        "tekst": "Jeg gik en lang tur",
        "dato": "2026-03-14",
    }
    full = Turns(0, 0)
    with monkeypatch.context() as patch:
        patch.setattr(world.db, "_turns", full)
        patch.setattr(world.db._threads.short, "turns", full)
        told = anna.examine(anna.send("/dagbog", words), 429)
        assert told.h1 == "Vent lige lidt" and words["tekst"] in told.main
        sent = anna.ask(
            "POST", "/sync", json=batch(mark), headers={"sec-fetch-site": "same-origin"}
        )
        assert sent.status_code == 429, "to the phone: later"
    assert anna.post("/dagbog", told.form("/dagbog").fields).h1 == "Dagbog"
    assert words["tekst"] in anna.get("/dagbog").main


def batch(mark: str) -> dict[str, Any]:
    one = {
        "op": str(uuid4()),
        "path": "/dagbog",
        "fields": [["id", str(uuid4())], ["tekst", "Sendt"]],
        "day": "2026-03-14",
        "v": 1,
    }
    return {"account": mark, "ops": [one]}


# --- Long forms -----------------------------------------------------------------------------------


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch, gate: Gate) -> Iterator[Gate]:
    """Reading what says so takes as long as the test wants; what was read, in order."""
    gate.read = []
    really = reading._parsed

    def parsed(body: bytes, *more: Any) -> Any:
        gate.read.append(body)
        if b"fremmed" in body:
            gate.work()
        return really(body, *more)

    monkeypatch.setattr(reading, "_parsed", parsed)
    yield gate
    gate.open()


def post(phone: Phone, path: str, fields: dict[str, str]) -> "asyncio.Task[Any]":
    return asyncio.create_task(
        phone.client.post(path, content=urlencode(fields).encode(), headers=FORM)
    )


def test_whoever_is_signed_in_waits_for_no_strangers_form(world: World, slow: Gate) -> None:
    """Thirty long forms of nobody's: twenty wait, the others are told to go back to their text, and
    Anna's entry is kept."""
    anna, mark, stranger = world.signed_in(), world.person().mark, world.phone()

    async def trial() -> None:
        asked = [post(stranger, "/dagbog", {"tekst": "fremmed " * 4000}) for _ in range(MOST + 10)]
        assert await comes_true(lambda: slow.now == 1 and sum(each.done() for each in asked) == 9)
        kept = await soon(
            post(
                anna,
                "/dagbog",
                {"konto": mark, "id": str(uuid4()), "tekst": "ø" * 3000, "hjalp_nyt": ""},
            )
        )
        assert kept.status_code == 303
        told = [each.result() for each in asked if each.done()]
        assert {each.status_code for each in told} == {429} and all(
            "retry-after" in each.headers for each in told
        )
        assert all("om din tekst står der endnu" in Page(each.text).main for each in told)
        slow.open()
        assert Counter(each.status_code for each in await soon(asyncio.gather(*asked))) == {
            401: MOST + 1,
            429: 9,
        }
        assert slow.most == 1

    world.runner.run(trial())


def test_one_login_that_sends_much_lets_another_be_read_next(world: World, slow: Gate) -> None:
    anna, sam, marks = (
        world.signed_in(),
        world.signed_in("Sam"),
        {name: world.person(name).mark for name in ("Anna", "Sam")},
    )

    def entry(who: str, words: str) -> dict[str, str]:
        return {"konto": marks[who], "id": str(uuid4()), "tekst": words}

    async def trial() -> None:
        asked = [post(anna, "/dagbog", entry("Anna", "fremmed " * 4000)) for _ in range(MOST + 5)]
        assert await comes_true(lambda: slow.now == 1 and sum(each.done() for each in asked) == 4)
        theirs = post(sam, "/dagbog", entry("Sam", "ø" * 3000))
        assert await comes_true(lambda: len(world.state["reading"]._known.turns._busy) == 2)
        slow.open()
        assert (await soon(theirs)).status_code == 303
        await soon(asyncio.gather(*asked))
        assert b"fremmed" not in slow.read[1] and len(slow.read) == 2 + MOST, (
            "Sam was the next to be read"
        )

    world.runner.run(trial())


@pytest.mark.parametrize("path", ["/log-ind", "/log-ind/kode", "/log-ind/noegle"])
def test_at_the_door_nothing_long_is_read_but_what_waits_behind_it(
    world: World, slow: Gate, path: str
) -> None:
    """A name may be no letter; the sealed text that comes along is none, and is read at once,
    whatever strangers send."""
    stranger = world.phone()
    long = {"navn": "fremmed" + "u" * SHORT, "adgangskode": "x", "kode": "x"}
    carried = {
        "navn": "ingen-findes-1",
        "adgangskode": "forkert",
        "baaret": "a" * (widest(path) - 1000),
    }

    async def trial() -> None:
        held = post(stranger, "/dagbog", {"tekst": "fremmed " * 4000})
        assert await comes_true(lambda: slow.now == 1)
        assert (await soon(post(stranger, path, long))).status_code == 413
        assert (await soon(post(stranger, path, carried))).status_code == 422
        slow.open()
        await soon(held)

    world.runner.run(trial())
