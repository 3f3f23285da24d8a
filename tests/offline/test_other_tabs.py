"""Where a login ends, every tab of it empties itself: on another's phone nobody finds the diary in
the one behind."""

from datetime import timedelta

import pytest
from playwright.sync_api import Dialog, Page, expect

from app.foundation import clock
from tests.browser import Open, Window
from tests.offline.steps import poll, ready
from tests.offline.test_guest import NOTHING_AT_ALL, guest, mark
from tests.sharing.bonded import bond, grant

TIME_PASSES = """() => {
    const real = Date.now;
    Date.now = () => real() + 16 * 60000;
    document.dispatchEvent(new Event("visibilitychange"));
}"""
"""A quarter of an hour without anybody, in this tab alone: the clock of one in the background may
stand still."""
HIDES, OUT = "form.hides button", "form[action='/log-ud'] button"
WORDS = "Det jeg ikke havde sagt højt"


def ends(page: Page, way: str) -> None:
    if way == "locks":
        page.evaluate(TIME_PASSES)
    else:
        page.click(HIDES if way == "hides" else OUT)
    page.wait_for_url(
        {"hides": "**/indkoeb", "signs out": "**/?besked=logget-ud", "locks": "**/laas?konto=*"}[
            way
        ]
    )


def behind(window: Window, path: str = "/dagbog") -> Page:
    page = window.context.new_page()
    page.goto(window.site.origin + path)
    return page


@pytest.mark.parametrize("way", ["hides", "signs out", "locks"])
def test_a_guests_other_tab_closes_too_and_what_was_begun_there_waits_sealed(
    opens: Open, way: str
) -> None:
    window = opens()
    page = guest(window)
    other = behind(window)
    other.fill("#tekst", WORDS)
    ends(page, way)
    expect(other.locator("#adgangskode")).to_be_visible()
    assert WORDS not in other.content() and not other.locator("#tekst").count()
    assert other.input_value("input[name=baaret]"), "what was being written came along, sealed"


def typed(page: Page) -> None:
    """As somebody does it: with a hand, so that the browser would ask before the page is left."""
    page.bring_to_front()
    page.click("#tekst")
    page.keyboard.type(WORDS)


def test_a_guest_who_hides_leaves_nothing_of_that_page_and_what_was_begun_in_another_waits_sealed(
    opens: Open,
) -> None:
    """Nobody can seal it in the same instant; the other tab has no eyes on it, and its words wait
    for whoever signs in."""
    window = opens()
    page = guest(window)
    asked: list[str] = []
    other = behind(window)

    def accepts(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    for tab in (other, page):
        tab.on("dialog", accepts)
        typed(tab)
    page.click(HIDES)
    page.wait_for_url("**/indkoeb")
    expect(other.locator("#adgangskode")).to_be_visible()
    assert not asked and WORDS not in other.content() and other.input_value("input[name=baaret]")
    for _ in range(2):
        page.go_back()
        page.wait_for_timeout(300)
        assert WORDS not in page.content() and not page.locator("input[name=baaret]").count()
    page = window.goto("/hjaelp-nu")
    poll(page, lambda: page.evaluate(NOTHING_AT_ALL) == 0)


def test_on_ones_own_phone_every_tab_is_empty_and_has_its_draft(opens: Open) -> None:
    """Half a sentence in each of two tabs; neither asks whether it may go."""
    window = ready(opens())
    page, asked = window.page, list[str]()
    other = behind(window)
    other.wait_for_timeout(300)
    for tab in (other, page):
        tab.on("dialog", lambda dialog: asked.append(dialog.type))
        typed(tab)
    page.click(HIDES)
    page.wait_for_url("**/indkoeb")
    expect(other.locator("#adgangskode")).to_be_visible()
    assert not asked and WORDS not in other.content()
    window.sign_in("Anna")
    page = window.goto("/dagbog")
    expect(page.locator("#tekst")).to_have_value(WORDS)


@pytest.mark.parametrize("way", ["hides", "signs out", "locks"])
def test_so_does_a_guides(opens: Open, way: str) -> None:
    window = opens()
    window.come_in(window.site.world.cast["Mette"])
    other = behind(window, "/kreds")
    page = window.goto("/kreds")
    ends(page, way)
    expect(other.locator("#adgangskode")).to_be_visible()


def test_without_net_it_is_empty_at_once_and_goes_when_there_is_net(opens: Open) -> None:
    window = opens()
    window.allow("ERR_INTERNET_DISCONNECTED|ERR_FAILED")
    window.page.clock.install()
    page = guest(window)
    other = behind(window)
    window.context.set_offline(True)
    page.click(HIDES)
    expect(other.locator("#main > *")).to_have_count(0)
    window.context.set_offline(False)
    other.clock.run_for(10_000)
    expect(other.locator("#adgangskode")).to_be_visible()


def test_hiding_where_nobody_is_known_closes_them_all(opens: Open) -> None:
    """The page that lies on the phone names nobody: whoever is in goes."""
    window = opens()
    guest(window)
    other = behind(window)
    window.goto("/paa-telefonen").click(HIDES)
    expect(other.locator("#adgangskode")).to_be_visible()


def test_another_accounts_tab_stays(opens: Open) -> None:
    window = opens()
    page = guest(window)
    other = behind(window)
    page.evaluate("tabs.postMessage('somebody-elses')")
    page.wait_for_timeout(300)
    assert mark(other) == mark(page)
    expect(other.locator("#tekst")).to_be_visible()


def test_a_tab_in_which_something_is_done_keeps_the_others_open(opens: Open) -> None:
    window = opens()
    page = guest(window)
    other = behind(window)
    page.evaluate(TIME_PASSES.replace("16", "14"))
    expect(page.locator("main [role=alert]")).to_have_count(1)
    other.evaluate("document.dispatchEvent(new Event('htmx:after:request'))")
    expect(page.locator("main [role=alert]")).to_have_count(0)


@pytest.mark.parametrize("somebody", [True, False], ids=["somebody is here", "nobody is"])
def test_a_page_that_came_by_itself_locks_when_it_would_have_and_counts_anew_when_somebody_is_here(
    opens: Open, somebody: bool
) -> None:
    """It had rested ten of its fifteen minutes when it was made anew. After that Mette did
    something in another tab."""
    window = opens()
    world = window.site.world
    on = bond(world)
    grant(world, on, "hopes", "now")
    window.come_in(world.cast["Mette"])
    page = window.goto("/kreds")
    with clock.held(clock.now() + timedelta(minutes=10)):
        page = window.goto(f"/kreds/{on}/haab?selv=1")
        if somebody:
            page.wait_for_function("document.body.awake")
            behind(window, "/kreds")
            page.wait_for_timeout(300)
        page.evaluate(TIME_PASSES.replace("16", "6"))
        if somebody:
            page.wait_for_timeout(800)
            expect(page.locator("h1")).to_have_text("Håb")
            page.evaluate(TIME_PASSES.replace("16", "10"))
        expect(page.locator("#adgangskode")).to_be_visible()


CODE = "en-invitations-kode-til-en-anden"


WAYS = [
    ("hides", True),
    ("signs out", True),
    ("locks", True),
    ("hides", False),
    ("signs out", False),
]
"""One's own phone locks only where its owner chose so."""


@pytest.mark.parametrize(
    ("way", "shared"), WAYS, ids=lambda each: {True: "a guest", False: "own phone"}.get(each, each)
)
def test_an_invitations_code_goes_with_whoever_goes(opens: Open, way: str, shared: bool) -> None:
    """It waits in the tab while somebody signs in, and stood there for the next one who opened the
    page."""
    window = opens()
    window.come_in(window.site.world.cast["Anna"], shared=shared)
    tabs = [window.context.new_page(), window.page]
    for tab in tabs:
        tab.goto(f"{window.site.origin}/kreds/kom#{CODE}")
        expect(tab.locator("#kode")).to_have_value(CODE)
    ends(tabs[1], way)
    for tab in tabs:
        tab.wait_for_timeout(500)
        assert tab.evaluate("sessionStorage.length") == 0


@pytest.mark.parametrize("shared", [True, False], ids=["a guest too", "on their own phone"])
def test_whoever_comes_next_does_not_find_the_tab_of_whoever_was_there(
    opens: Open, shared: bool
) -> None:
    """A newcomer in another tab: the first one closes at once, and nobody keeps it open."""
    window = opens()
    window.allow("status of 4(01|09)")
    guest(window)
    first = window.page
    first.fill("#tekst", WORDS)
    second = window.context.new_page()
    window.come_in(window.site.world.cast["Anna"], shared=shared)
    second.goto(window.site.origin + "/dagbog")
    expect(first.locator("#adgangskode")).to_be_visible()
    assert WORDS not in first.content() and first.input_value("input[name=baaret]")
    second.reload()
    expect(second.locator("#tekst")).to_be_visible()


def test_nobody_says_for_another_that_they_are_still_here(opens: Open) -> None:
    window = opens()
    page = guest(window)
    there = page.evaluate("() => document.body.dataset.mark")
    ask = "konto => fetch(`/jeg-er-her?konto=${konto}`).then(answer => answer.status)"
    assert page.evaluate(ask, there) == 200
    window.allow("status of 409")
    assert page.evaluate(ask, "a_somebodyelse") == 409
