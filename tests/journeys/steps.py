"""Stretches of the journeys, walked with and without JavaScript and in any language: doors are
found by what they are."""

from datetime import timedelta

from playwright.sync_api import Page, expect

from app.foundation import clock
from tests.browser import Window
from tests.cast import PASSWORD
from tests.conftest import NOON

PRIMARY = "main .button.primary"


def press(window: Window, selector: str, to: str) -> Page:
    """Press something that leads to another page."""
    window.page.locator(selector).first.click()
    window.page.wait_for_url(f"{window.site.origin}{to}")
    return window.page


def unfold(page: Page) -> None:
    """Open what is folded, by pressing it as people do."""
    for summary in page.locator("main details:not([open]) > summary").all():
        summary.click()


def first_start(window: Window, *, scripted: bool = True) -> str:
    """From the front page to a place of one's own; returns the sign-in name. Without JavaScript the
    form has to grow old."""
    page = window.goto("/")
    press(window, f"{PRIMARY}[href='/velkommen']", "/velkommen")
    for place in ("2", "3", "4"):
        press(window, PRIMARY, f"/velkommen/{place}")
    press(window, PRIMARY, "/konto/ny")
    page.fill("#kaldenavn", "Rosa")
    press(window, PRIMARY, "/konto/ny/navn")
    chosen = page.locator("#navn input").nth(1)
    chosen.check()
    name = chosen.input_value()
    page.fill("#adgangskode", PASSWORD)
    with clock.held(NOON if scripted else NOON + timedelta(seconds=9)):
        press(window, PRIMARY, "/konto/koder")
    assert page.locator(".codes li").count() == 10
    press(window, PRIMARY, "/?besked=velkommen")
    expect(page.locator("#status")).not_to_be_empty()
    return name


def hard_day(window: Window) -> None:
    """One tap; then little to look at, until more is asked for."""
    page = window.goto("/")
    page.click("button.day-hard")
    expect(page.locator("html")).to_have_attribute("data-energy", "low")
    expect(page.locator("button.day")).to_have_count(0)
    assert page.locator("main svg[role=img]").count() == 0
    window.goto("/mit")
    assert page.locator("main a[href='/maal'], main a[href='/dag']").count() == 0
    page.click("form[action='/vis-mere'] button")
    expect(page.locator("html")).not_to_have_attribute("data-energy", "low")
    expect(page.locator("main a[href='/maal']")).to_have_count(1)
    assert window.path == "/mit"


def diary(window: Window) -> None:
    """Write, find, change, put away, bring back."""
    page = window.goto("/dagbog/skriv")
    page.fill("#tekst", "Jeg gik en tur ved åen.\nDer var lys i vandet.")
    unfold(page)
    page.fill("#hjalp_nyt", "frisk luft, Mette")
    page.locator("input[name=dimension]").nth(1).check()
    press(window, PRIMARY, "/dagbog?besked=gemt")
    assert "ved åen" in page.inner_text("#found .words")
    page.fill("#ord", "VANDET")
    page.click(".search button")
    expect(page.locator("#found .words")).to_contain_text("lys i vandet")
    expect(page.locator("#found .chip")).to_have_count(3)
    page.locator("#found .entry__when a").first.click()
    page.wait_for_selector("main a[href$='/ret']")
    page.click("main a[href$='/ret']")
    page.wait_for_selector("#tekst")
    assert page.input_value("#tekst").startswith("Jeg gik en tur")
    page.fill("#tekst", "Jeg gik to ture ved åen.")
    press(window, PRIMARY, "/dagbog?besked=gemt")
    page.locator("#found .entry__when a").first.click()
    page.click("main form[action$='/slet'] button")
    page.wait_for_selector("form[action$='/fortryd']")
    assert page.locator(".words", has_text="to ture").count() == 0
    press(window, "form[action$='/fortryd'] button", "/dagbog?besked=tilbage&fortryd=*")
    expect(page.locator(".words", has_text="to ture ved åen")).to_have_count(1)


def hope_to_good_thing(window: Window) -> None:
    """A hope, a goal, a step, done, kept as a good thing."""
    page = window.goto("/haab")
    page.fill("#tekst", "At synge igen")
    press(window, PRIMARY, "/haab?besked=gemt")
    page.locator("a.row", has_text="At synge igen").click()
    page.wait_for_selector("form[action$='/maal'] #tekst")
    page.fill("#tekst", "Gå til kor en aften")
    page.click(PRIMARY)
    page.wait_for_url("**/skridt")
    page.fill("#tekst", "Finde nummeret")
    page.click(PRIMARY)
    page.wait_for_selector(".step")
    assert page.inner_text(".step .words") == "Finde nummeret"
    page.click("form[action$='/gjorde'] button")
    expect(page.locator(".step")).to_have_attribute("data-state", "did")
    press(window, "form[action$='/god-ting'] button", "/gode-ting?besked=gemt")
    page.click("a[href='/gode-ting/en']")
    expect(page.locator("#one .words")).to_have_text("Finde nummeret")


def five_statements(window: Window) -> None:
    """A flower: one no, one yes, one skipped; answers can be changed on the way."""
    page = window.goto("/blomst")
    page.click("form[action='/blomst'] button")
    page.wait_for_url("**/1")
    for place, answer in enumerate(("0", "3", "spring-over", "2", "1"), 1):
        page.wait_for_url(f"**/{place}")
        page.click(f"button[name=svar][value='{answer}']")
        if place == 2:
            page.wait_for_url("**/3")
            page.click(".back a")
            page.wait_for_selector("button[aria-pressed=true]")
            page.click("button[name=svar][value='3']")
    page.wait_for_url("**?besked=gemt")
    unfold(page)
    said = page.locator("figure table td").all_inner_texts()
    assert len(said) == 5
    assert len(set(said)) == 5, said
    assert page.locator("figure path.outline").count() == 1


def other_days(window: Window) -> None:
    """A day is filled in afterwards, and taken away again."""
    page = window.goto("/dag/anden")
    page.fill("#dato", "2026-03-01")
    press(window, "button.day-good", "/dag/2026-03-01?besked=gemt")
    expect(page.locator("button.day-good")).to_have_attribute("aria-pressed", "true")
    press(window, "form[action$='/fortryd'] button", "/dag/2026-03-01?besked=fjernet")
    assert page.locator("[aria-pressed=true]").count() == 0


def everything_along(window: Window) -> None:
    """A copy to take away; then everything is asked to be erased, and kept after all."""
    page = window.goto("/mine-ting/hent")
    with page.expect_download() as coming:
        page.click("a[download]")
    assert coming.value.suggested_filename.endswith(".zip")
    window.goto("/mine-ting/slet")
    press(window, "main form[action='/mine-ting/slet'] button", "/mine-ting/slettet")
    press(window, PRIMARY, "/")
    expect(page.locator("nav.tabs")).to_be_visible()


def out_and_in(window: Window, name: str) -> None:
    page = window.goto("/mit")
    press(window, "form[action='/log-ud'] button", "/?besked=logget-ud")
    window.goto("/log-ind")
    page.fill("#navn", name)
    page.fill("#adgangskode", PASSWORD)
    press(window, PRIMARY, "/")
    expect(page.locator("nav.tabs")).to_be_visible()


def focus_is_in(page: Page, selector: str) -> bool:
    inside: bool = page.evaluate(
        "selector => Boolean(document.activeElement.closest(selector))", selector
    )
    return inside
