"""On one's own phone no other tab stands there with the diary: not of whoever went, and not when
somebody else came in."""

import re

import pytest
from playwright.sync_api import Page, expect

from app.foundation import ids
from app.hopes import kept as hopes
from tests.browser import Open, Window
from tests.offline.net import Net
from tests.offline.steps import ready, rests
from tests.offline.test_changing_hands import knocks
from tests.offline.test_other_tabs import HIDES, OUT, behind
from tests.sharing.bonded import person

HOPE = "Det håb kun Anna må se"


@pytest.fixture
def anna(opens: Open) -> Window:
    """Her page with a hope on it, and another tab in front of it."""
    window = ready(opens())
    window.allow("status of (401|422)")
    world = window.site.world
    world.write(hopes.keep, person(world, "Anna"), ids.new(), hopes.Words(HOPE))
    page = window.goto("/haab")
    expect(page.locator("main")).to_contain_text(HOPE)
    page.wait_for_timeout(300)
    return window


def stands(page: Page) -> bool:
    return HOPE in page.content()


@pytest.mark.parametrize("held", ["GET /haab", "POST /log-ud", "POST /skjul"])
@pytest.mark.parametrize("way", ["hides", "signs out", "keeps it"])
def test_whoever_goes_leaves_no_other_tab_standing(
    anna: Window, monkeypatch: pytest.MonkeyPatch, way: str, held: str
) -> None:
    """Whatever is answered first: the going, or what that tab asks."""
    page = anna.page
    front = behind(anna, "/dagbog")
    front.wait_for_timeout(300)
    if way == "keeps it":
        front.fill("#tekst", "Halvt")
        rests(front)
    net = Net(anna.site.world.app, monkeypatch, 1.5)
    net.slow = (held,)
    front.click(HIDES if way == "hides" else OUT, no_wait_after=True)
    if way == "keeps it":
        front.click("[role=alertdialog] [data-keep]", no_wait_after=True)
    expect(page.locator("main")).not_to_contain_text(HOPE)
    expect(page.locator("#adgangskode")).to_be_visible()
    assert not stands(page)


FORGETS = """async () => {
    for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        for (const one of await cache.keys())
            if (/knows-who|tends-the/.test(one.url)) await cache.delete(one);
    }
}"""


@pytest.mark.parametrize("way", [HIDES, OUT])
def test_nor_one_that_was_not_given_all_its_scripts(anna: Window, way: str) -> None:
    """The script that hears of it did not come: what every page carries hears it too."""
    anna.allow("ERR_FAILED|ERR_BLOCKED_BY_CLIENT")
    page = anna.page
    page.evaluate(FORGETS)
    anna.context.route("**/pages/knows-who-is-here.*.js", lambda route: route.abort())
    page.goto(anna.site.origin + "/haab")
    expect(page.locator("main")).to_contain_text(HOPE)
    assert page.evaluate("typeof window.begins") == "undefined"
    anna.context.unroute("**/pages/knows-who-is-here.*.js")
    front = behind(anna, "/dagbog")
    front.wait_for_timeout(300)
    front.click(way, no_wait_after=True)
    expect(page.locator("main")).not_to_contain_text(HOPE)
    assert not stands(page)


def test_without_the_script_that_looks_after_it_one_goes_and_it_stays_sealed(anna: Window) -> None:
    """Nothing can be asked or deleted then: whoever wants to go is not held up."""
    anna.allow("ERR_FAILED|ERR_BLOCKED_BY_CLIENT")
    page = anna.page
    page.evaluate(FORGETS)
    anna.context.route("**/pages/tends-the-outbox.*.js", lambda route: route.abort())
    page.goto(anna.site.origin + "/haab")
    assert page.evaluate("typeof Outbox.forget") == "undefined"
    page.click(OUT)
    page.wait_for_url("**/?besked=logget-ud*")
    assert not stands(page)


def test_a_tab_that_was_emptied_comes_back_when_its_reader_does(anna: Window) -> None:
    page = anna.page
    front = behind(anna, "/dagbog")
    front.wait_for_timeout(300)
    anna.context.set_offline(True)
    front.click(HIDES)
    front.wait_for_url("**/indkoeb")
    expect(page.locator("#main > *")).to_have_count(0)
    anna.context.set_offline(False)
    anna.page = front
    anna.goto("/hjaelp-nu")  # ends the login
    expect(page.locator("#adgangskode")).to_be_visible(timeout=25_000)


@pytest.mark.parametrize("guest", [True, False], ids=["a guest", "on their own phone"])
@pytest.mark.parametrize("slow", [True, False], ids=["slow", "at once"])
def test_whoever_comes_in_in_another_tab_does_not_find_hers(
    anna: Window, monkeypatch: pytest.MonkeyPatch, guest: bool, slow: bool
) -> None:
    page = anna.page
    anna.page = anna.context.new_page()
    net = Net(anna.site.world.app, monkeypatch, 2)
    net.slow = ("POST /log-ind", "GET /") if slow else ()
    anna.goto("/log-ind")
    knocks(anna, "Sam", guest=guest)
    expect(page.locator("main")).not_to_contain_text(HOPE)
    # A slow answer: she is asked for again.
    expect(page.locator("h1")).to_have_text(re.compile("Håb|Log ind"))
    assert not stands(page)


def test_a_wrong_password_in_another_tab_leaves_hers_as_it_is(anna: Window) -> None:
    page = anna.page
    anna.page = anna.context.new_page()
    knocks(anna, "Sam", guest=True, password="ikke den rigtige kode")
    expect(anna.page.locator("[role=alert]")).to_be_visible()
    page.wait_for_timeout(1500)
    assert stands(page)
