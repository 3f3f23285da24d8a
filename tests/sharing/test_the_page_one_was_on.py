"""Whoever stops, ends or takes back something on a later page of a list stays on that page; when it
is empty, on the first."""

import re
from collections.abc import Callable
from uuid import UUID

import pytest

from app import hopes
from app.foundation import ids
from app.hard_days import askings
from app.people import own
from app.sharing import bonds, overview
from tests.phone import Phone
from tests.sharing.bonded import bond, grant, person
from tests.world import World

A_PAGE = 3


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own, "A_PAGE", A_PAGE)
    monkeypatch.setattr(overview, "A_PAGE", A_PAGE)


def _five_shared(world: World) -> None:
    on = bond(world)
    for n in range(5):
        row: UUID = world.write(
            hopes.kept.keep, person(world, "Anna"), ids.new(), hopes.kept.Words(f"håb {n}")
        )
        grant(world, on, "hopes", "item", row)


def _five_invited(world: World) -> None:
    for n in range(5):
        world.write(
            bonds.invite, world.keys, person(world, "Anna"), ids.new(), "relative", f"Nr. {n}"
        )


def _five_asked(world: World) -> None:
    on = bond(world, other="Gry")
    for n in range(5):
        world.write(
            askings.ask, world.keys, person(world, "Anna"), ids.new(), on, "hope", f"nr. {n}"
        )


def _tap(end: str) -> Callable[[Phone, str], str]:
    """The last of these on the page; where it leads."""

    def tap(phone: Phone, path: str) -> str:
        form = [each for each in phone.get(path).forms if re.fullmatch(end, each.action)][-1]
        return phone.send(form.action, form.fields).headers["location"]

    return tap


def _end(phone: Phone, path: str) -> str:
    link = [each for each in phone.get(path).links if re.search(r"/slut(\?|$)", each)][-1]
    asked = phone.get(link)
    assert f"/deling{path.partition('/deling')[2]}" in asked.links, (
        "the way back is the page one was on"
    )
    form = asked.form(link.partition("?")[0])
    return phone.send(form.action, form.fields).headers["location"]


LISTS = {
    "stop": (_five_shared, "/deling", _tap("/deling/[^/]+/stop")),
    "end": (_five_invited, "/deling", _end),
    "take back": (_five_asked, "/bedt", _tap("/bedt/[^/]+/slet")),
}


@pytest.mark.parametrize("what", LISTS)
def test_one_stays_on_the_page_until_it_is_empty(world: World, what: str) -> None:
    lay, path, tap = LISTS[what]
    lay(world)
    anna = world.signed_in()
    later = f"{path}?fra={A_PAGE}"
    assert later in anna.get(path).links
    led = tap(anna, later)
    assert led.endswith(f"&fra={A_PAGE}"), led
    while later in anna.get(path).links:
        led = tap(anna, later)
    first = led.replace(f"&fra={A_PAGE}", "")
    assert anna.get(led).h1 and [each.action for each in anna.get(led).forms] == [
        each.action for each in anna.get(first).forms
    ]
    assert "fra=" not in tap(anna, path)


def test_what_a_form_says_of_its_page_leads_nowhere_else(world: World) -> None:
    _five_shared(world)
    anna = world.signed_in()
    form = next(each for each in anna.get("/deling").forms if each.action.endswith("/stop"))
    for odd in ("-1", "1&til=x", "//x", "9" * 10, "٣", ""):
        led = anna.send(form.action, [*form.fields, ("fra", odd)]).headers["location"]
        assert led.startswith("/deling?besked=noget-endnu&hvem=") and "fra=" not in led, odd


def test_who_leaves_stays_on_the_page_of_those_who_share(world: World) -> None:
    on = bond(world, other="Gry")
    gry = world.signed_in("Gry")
    form = gry.get("/kreds").form(f"/kreds/{on}/slut")
    assert (
        gry.send(form.action, [*form.fields, ("fra", "20")]).headers["location"]
        == f"/kreds?besked=slut&hvem={on}&fra=20"
    )
    assert gry.get("/kreds?fra=20").main == gry.get("/kreds").main
