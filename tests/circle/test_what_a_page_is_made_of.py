"""R9, R12, R15: a page carries a mark of what it was made of. It fits as long as that may be shown,
and tells nothing."""

import re
from itertools import product
from random import Random
from typing import Any
from uuid import UUID

import pytest

from app.circle import live
from app.circle.shared_views import READ, SHELVES
from app.companions import goings
from app.foundation import ids
from app.hard_days import askings, day_words
from app.hopes import kept as hopes
from app.sharing import COMING, ITEM, KINDS, apart, grants, stopping, view
from app.sharing.grants import Wish
from tests.circle import crowd
from tests.house.test_edge import Answer
from tests.sharing.bonded import bond, grant, person
from tests.world import World

MARK = re.compile(rb"/her\?vist=([0-9a-f]{32})\"")


class Open:
    """Two hopes, each shared with Mette by itself, and her page of them."""

    def __init__(self, world: World) -> None:
        self.world, self.on = world, bond(world)
        anna = person(world, "Anna")
        self.hopes = [
            world.write(hopes.keep, anna, ids.new(), hopes.Words(words)) for words in ("et", "to")
        ]
        self.given = [grant(world, self.on, "hopes", ITEM, each) for each in self.hopes]
        self.session = crowd.session_of(world, world.cast["Mette"].id)
        self.mark = self.load()

    def load(self) -> str:
        found = MARK.search(crowd.get(self.world, self.session, f"/kreds/{self.on}/haab").body)
        assert found is not None, "a page with somebody's things carries a mark"
        return found[1].decode()

    def asks(self, mark: str) -> Answer:
        return crowd.get(self.world, self.session, f"/kreds/{self.on}/haab/endnu?vist={mark}")

    def hears(self, mark: str, act: Any = lambda: None, looks: int = 200) -> bytes:
        """What is said on its line, which ends when it has been told; or within some looks."""
        here = f"/kreds/{self.on}/haab/her"
        return self.world.runner.run(
            crowd.listen(self.world, self.session, here, act, looks, query=f"vist={mark}")
        )

    def stop(self, which: int = 0) -> None:
        self.world.write(
            stopping.stop, self.world.keys, person(self.world, "Anna"), self.given[which].id
        )


@pytest.fixture
def page(world: World, monkeypatch: pytest.MonkeyPatch) -> Open:
    monkeypatch.setattr(live, "EVERY", 0.02)
    return Open(world)


def put_away(page: Open) -> None:
    page.world.write(hopes.remove, person(page.world, "Anna"), page.hopes[0])


def hold_apart(page: Open) -> None:
    page.world.write(apart.withhold, page.world.keys, person(page.world, "Anna"), page.hopes[0])


@pytest.mark.parametrize("way", [Open.stop, put_away, hold_apart])
def test_what_was_taken_back_while_nobody_listened_is_told_by_the_first_question(
    page: Open, way: Any
) -> None:
    """Whether the page asks or listens, and also where there is no room for a line."""
    assert page.asks(page.mark).status == 204
    assert b"event:" not in page.hears(page.mark, looks=15)
    way(page)
    page.world.state[
        "looked"
    ].fresh = 0.0  # the moment is over for which what was just looked through counts
    answer = page.asks(page.mark)
    assert (answer.status, answer.body) == (205, b"") and not answer.get("set-cookie")
    assert page.hears(page.mark).endswith(b"event: changed\ndata: 1\n\n")
    page.world.state["streams"]._most = 0
    assert page.hears(page.mark) == live.LATER + b"event: changed\ndata: 1\n\n"
    assert page.hears(fresh := page.load()) == live.LATER and page.asks(fresh).status == 204


def test_a_page_without_a_line_is_told_by_a_first_look_that_takes_its_time(
    page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "EVERY", 0.0001)
    for times in ("QUIET", "LOOKS"):  # as long as ever
        monkeypatch.setattr(live, times, 10**9)
    page.stop()
    page.world.state["streams"]._most = 0
    assert page.hears(page.mark, looks=200_000) == live.LATER + b"event: changed\ndata: 1\n\n"
    assert page.hears(page.load(), looks=200_000) == live.LATER


def test_when_nothing_is_left_it_is_gone_whatever_the_mark(page: Open) -> None:
    for which in (0, 1):
        page.stop(which)
    for mark in (page.mark, "", "0" * 32):
        assert page.asks(mark).status == 404


def test_a_line_is_held_against_the_page_and_not_against_what_there_was_when_it_came(
    page: Open,
) -> None:
    page.stop()
    fresh = page.load()
    assert page.hears(page.mark, lambda: None).endswith(b"event: changed\ndata: 1\n\n")
    assert page.hears(fresh, lambda: page.stop(1)).endswith(b"event: gone\ndata: 1\n\n")


def test_a_page_from_before_there_were_marks_is_answered_as_then(page: Open) -> None:
    assert page.asks("").status == 204 and b"event:" not in page.hears("", looks=15)
    assert page.hears("", page.stop).endswith(b"event: changed\ndata: 1\n\n")


@pytest.mark.parametrize("mark", ["x", "0" * 32, "%00", "å", "a" * 4000])
def test_a_mark_that_the_server_did_not_make_fits_nothing(page: Open, mark: str) -> None:
    from urllib.parse import quote

    assert page.asks(quote(mark, safe="%")).status == 205


def test_the_mark_of_every_kind_fits_the_page_it_came_with(world: World) -> None:
    """Otherwise a page would be made anew for ever. What is left out for want of room moves it as
    little as what is hidden."""
    anna, mette, on = person(world, "Anna"), person(world, "Mette"), bond(world)
    for n, room in product(
        range(3),
        (*sorted({*SHELVES} - {"word", "asks", "going", "entries"}), "days", "entries"),
    ):
        item = world.write(crowd._one, anna, Random(n), room, "delt")
    world.write(day_words.choose, world.keys, anna, {on})
    world.write(day_words.tell, world.keys, anna, ids.new(), "call")
    world.write(askings.ask, world.keys, anna, ids.new(), on, "hope", "")
    along = goings.Words("delt", anna.today.isoformat(), 14 * 60, "")
    world.write(goings.ask, world.keys, anna, ids.new(), on, along)
    marks = set()
    for kind in KINDS.values():
        if kind.code not in ("word", "asks", "going"):
            whole = COMING in kind.scopes
            wish = Wish(on, kind.code, COMING if whole else ITEM, "1", None if whole else item[0])
            world.write(grants.give, world.keys, anna, ids.new(), wish)
        read = READ[kind.code][0]
        seen = world.write(view.see, world.keys, mette, on, kind.code, read)
        trace = world.read(view.trace, mette, on, kind.code, read)
        assert (
            seen.mark == view.marked(world.keys, mette, on, kind.code, trace) and len(trace) > 1
        ), kind.code
        marks.add(seen.mark)
    assert len(marks) == len(KINDS)


def test_a_mark_is_of_one_reader_one_bond_and_one_kind(page: Open) -> None:
    """So that two who compare their pages learn nothing, and no page can be told of by another's
    mark."""
    keys, trace = page.world.keys, ("held", str(page.hopes[0]))
    mette, gry = person(page.world, "Mette"), person(page.world, "Gry")
    bonds = (page.on, UUID(int=1))
    made = {
        view.marked(keys, who, on, kind, trace)
        for who in (mette, gry)
        for on in bonds
        for kind in ("hopes", "goals")
    }
    assert len(made) == 8
    assert view.marked(keys, mette, page.on, "hopes", trace) in made
