"""Sharing from the first link to the last look, in two browsers at once, with and without
JavaScript (R9, R12, R13)."""

import time
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from app.foundation import clock, ids
from app.hopes import kept as hopes
from app.sharing import grants, stopping
from app.sharing.grants import Wish
from tests.browser import Open, Site, Window
from tests.cast import PASSWORD
from tests.conftest import NOON
from tests.journeys import steps
from tests.sharing.bonded import bond, person

pytestmark = pytest.mark.browser

HOPE = "Et kolonihavehus med stokroser"
LATER = NOON + timedelta(minutes=12)
"""More than ten minutes after signing in, less than fifteen."""


@pytest.fixture
def shared(site: Site) -> Iterator[UUID]:
    """Anna shares her hopes with Mette; afterwards nothing is shared any more."""
    anna = person(site.world, "Anna")
    site.world.write(hopes.keep, anna, ids.new(), hopes.Words(HOPE))
    on = bond(site.world)
    site.world.write(
        grants.give, site.world.keys, anna, ids.new(), Wish(on, "hopes", "coming", "1")
    )
    yield on
    site.world.write(grants.resume, site.world.keys, anna)
    site.world.write(stopping.part, site.world.keys, anna, on)


def invited(window: Window, name: str, role: str) -> tuple[str, str]:
    """Make an invitation by hand; returns the link and its code."""
    page = window.goto("/deling")
    page.click("main a.button[href='/deling/inviter']")
    page.fill("#navn", name)
    page.check(f"input[name=rolle][value={role}]")
    page.click(steps.PRIMARY)
    page.wait_for_selector("dl.facts code")
    link, code = page.locator("dl.facts code").all_inner_texts()
    return link, code


def came_with(window: Window, link: str, code: str, *, scripted: bool) -> Page:
    """Open the link as somebody signed in: with JavaScript the code is there already, and the
    address forgets it."""
    window.page.goto(link)
    page = window.page
    if scripted:
        expect(page.locator("#kode")).to_have_value(code)
        assert "#" not in page.url
    else:
        page.fill("#kode", code)
    return page


def said_yes(window: Window) -> None:
    page = window.page
    page.click(steps.PRIMARY)
    page.wait_for_selector("input[name=ja]", state="attached")
    expect(page.locator("main .lead")).to_contain_text("Anna")
    steps.press(window, steps.PRIMARY, "/kreds?besked=velkommen&hvem=*")


def shares_hopes(window: Window) -> None:
    """Four pages with one question each, and «is it you» between, since the proof is old."""
    page = window.goto("/deling")
    page.locator("main a.button[href^='/deling/ny?hvem=']").last.click()
    page.check("input[name=hvad][value=haab]")
    page.click(steps.PRIMARY)
    page.check("input[name=laenge][value='1']")
    page.click(steps.PRIMARY)
    page.wait_for_selector("#adgangskode")
    assert window.path == "/er-det-dig"
    page.fill("#adgangskode", PASSWORD)
    page.click(steps.PRIMARY)
    page.wait_for_selector("section.foresee")
    assert window.path == "/deling/ny/se"
    expect(page.locator("main")).to_contain_text(HOPE)
    steps.press(window, "section.foresee button.primary", "/deling?besked=delt&den=*")


def reads(window: Window) -> Page:
    page = window.goto("/kreds")
    page.locator("main a.row[href$='/haab']").last.click()
    expect(page.locator("main")).to_contain_text(HOPE)
    return page


def notices(page: Page) -> None:
    """From now on the page notes when the words left it."""
    page.evaluate(
        """words => {
            const main = document.getElementById("main");
            const look = () => {
                if (!main.textContent.includes(words)) window.goneAt ??= Date.now(); };
            new MutationObserver(look).observe(main, { childList: true, subtree: true,
                characterData: true });
        }""",
        HOPE,
    )


def stops(window: Window, selector: str = "form[action$='/stop'] button") -> float:
    """Press it; returns when, in milliseconds."""
    page = window.goto("/deling")
    began = time.time() * 1000
    page.locator(f"main {selector}").last.click()
    page.wait_for_url("**/deling?besked=*")
    return began


def shows_nothing(window: Window) -> None:
    """Loaded again, and by the back button, the page has no word of Anna's any more."""
    window.allow("status of 404")
    page, here = window.page, window.page.url
    page.reload()
    assert HOPE not in page.content()
    window.goto("/hjaelp-nu")
    page.go_back()
    expect(page.locator("main")).not_to_contain_text(HOPE)
    assert HOPE not in page.content()
    answer = page.request.get(
        here,
        headers={
            "cookie": "; ".join(f"{c['name']}={c['value']}" for c in window.context.cookies())
        },
    )
    assert answer.status == 404 and HOPE not in answer.text()


@pytest.mark.parametrize("scripted", [True, False], ids=["script", "no script"])
def test_from_the_invitation_to_the_stop(opens: Open, scripted: bool) -> None:
    """Invite, say yes, choose, prove, see it first, share, read, stop, gone."""
    anna, mette = opens(scripted=scripted), opens(scripted=scripted)
    anna.come_in(anna.site.world.cast["Anna"])
    mette.come_in(mette.site.world.cast["Mette"])
    anna.goto("/haab").fill("#tekst", HOPE)
    steps.press(anna, steps.PRIMARY, "/haab?besked=gemt")
    link, code = invited(anna, "Mette fra kommunen", "guide")
    assert link.endswith(f"/kreds/kom#{code}")
    if scripted:
        anna.context.grant_permissions(["clipboard-read", "clipboard-write"])
        anna.page.click("button[data-behaviour=copies]")
        expect(anna.page.locator("#status")).not_to_be_empty()
        assert anna.page.evaluate("navigator.clipboard.readText()") == link
    came_with(mette, link, code, scripted=scripted)
    said_yes(mette)
    with clock.held(LATER):
        shares_hopes(anna)
        page = reads(mette)
        if scripted:
            notices(page)
        began = stops(anna)
        if scripted:
            expect(page.locator("main")).to_contain_text("Det er ikke her mere")
            took = page.evaluate("window.goneAt") - began
            print(f"emptied {took:.0f} ms after the press")
            assert HOPE not in page.content()
            assert took < 3000
        shows_nothing(mette)
        anna.goto("/deling/set")
        expect(anna.page.locator("main")).to_contain_text("Mette fra kommunen så dine håb.")


def test_a_pause_empties_the_page_and_its_end_brings_it_back(opens: Open, shared: UUID) -> None:
    anna, mette = opens(), opens()
    anna.come_in(anna.site.world.cast["Anna"])
    mette.come_in(mette.site.world.cast["Mette"])
    page = reads(mette)
    mette.allow("status of 404")
    notices(page)
    began = stops(anna, "form[action='/deling/pause'] button")
    expect(page.locator("main")).to_contain_text("Det er ikke her mere")
    print(f"emptied {page.evaluate('window.goneAt') - began:.0f} ms after the press")
    assert steps.focus_is_in(page, "#main [role=heading]")
    stops(anna, "form[action='/deling/pause/slut'] button")
    page.reload()
    expect(page.locator("main")).to_contain_text(HOPE)


@pytest.mark.parametrize("event", ["visibilitychange", "pageshow"])
def test_without_the_stream_a_page_asks_when_it_is_looked_at_again(
    opens: Open, shared: UUID, event: str
) -> None:
    """From another tab, from the pocket or from the browser's memory: it asks first, and shows
    nothing meanwhile."""
    anna, mette = opens(), opens()
    anna.come_in(anna.site.world.cast["Anna"])
    mette.come_in(mette.site.world.cast["Mette"])
    mette.allow("ERR_FAILED|status of 404")
    mette.context.route("**/her*", lambda route: route.abort())
    page = reads(mette)
    looks = {
        "visibilitychange": """hidden => {
            Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
            document.dispatchEvent(new Event("visibilitychange"));
        }""",
        "pageshow": (
            "hidden => hidden || window.dispatchEvent(new PageTransitionEvent('pageshow', { "
            "persisted: true }))"
        ),
    }[event]
    page.evaluate(looks, True)
    if event == "visibilitychange":
        expect(page.locator("main")).to_be_hidden()
    stops(anna)
    with page.expect_request(
        "**/endnu*" if event == "visibilitychange" else "**/haab"
    ):  # behind Back a page comes anew
        page.evaluate(looks, False)
    told = {
        "visibilitychange": "Det er ikke her mere",
        "pageshow": "Du har ikke gjort noget forkert",
    }[event]
    expect(page.locator("main")).to_contain_text(told)
    assert HOPE not in page.content()


def test_without_the_stream_a_page_that_is_still_shared_comes_back(
    opens: Open, shared: UUID
) -> None:
    mette = opens()
    mette.come_in(mette.site.world.cast["Mette"])
    page = reads(mette)
    for hidden in (True, False):
        page.evaluate(
            """hidden => {
                Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
                document.dispatchEvent(new Event("visibilitychange"));
            }""",
            hidden,
        )
    expect(page.locator("main")).to_be_visible()
    expect(page.locator("main")).to_contain_text(HOPE)


@pytest.mark.parametrize("stopped", [False, True], ids=["shared all the time", "stopped meanwhile"])
def test_offline_an_open_page_empties_itself(opens: Open, shared: UUID, stopped: bool) -> None:
    """R71: what cannot be asked about is not shown. That is no stop, and is not called one: with
    net it is asked again."""
    anna, mette = opens(), opens()
    anna.come_in(anna.site.world.cast["Anna"])
    mette.come_in(mette.site.world.cast["Mette"])
    page = reads(mette)
    mette.allow("ERR_INTERNET_DISCONNECTED|ERR_FAILED|ERR_NETWORK")
    mette.context.set_offline(True)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("main")).not_to_contain_text(HOPE)
    expect(page.locator("main")).to_contain_text("Vi kan ikke nå frem lige nu.")
    if stopped:
        mette.allow("status of 404")
        stops(anna)
    mette.context.set_offline(False)
    expect(page.locator("main")).to_contain_text(
        "Det er ikke her mere" if stopped else HOPE, timeout=15_000
    )


@pytest.mark.parametrize("scripted", [True, False], ids=["script", "no script"])
def test_a_relative_makes_an_account_at_the_invitation_and_says_yes(
    opens: Open, scripted: bool
) -> None:
    anna, new = opens(), opens(scripted=scripted)
    anna.come_in(anna.site.world.cast["Anna"])
    link, code = invited(anna, "Min bror", "relative")
    page = new.page
    page.goto(link)
    page.click("main a[href='/konto/ny?til=kreds']")
    page.fill("#kaldenavn", "Bo")
    steps.press(new, steps.PRIMARY, "/konto/ny/navn")
    page.locator("#navn input").nth(1).check()
    page.fill("#adgangskode", PASSWORD)
    with clock.held(NOON if scripted else NOON + timedelta(seconds=9)):
        steps.press(new, steps.PRIMARY, "/konto/koder")
    steps.press(new, steps.PRIMARY, "/kreds/kom")
    if scripted:
        expect(page.locator("#kode")).to_have_value(code)
    else:
        page.fill("#kode", code)
    said_yes(new)
    expect(page.locator("main")).to_contain_text("deler ikke noget lige nu")
    page = anna.goto("/deling")
    expect(page.locator("main")).to_contain_text("Kalder sig Bo")
