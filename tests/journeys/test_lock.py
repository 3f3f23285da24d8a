"""On a phone that is not one's own the page locks after a quarter of an hour, says so before, and loses nothing (T19)."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from app.foundation import clock
from tests.browser import Open, Window
from tests.conftest import NOON
from tests.people import PASSWORD

pytestmark = pytest.mark.browser


def _writing(opens: Open) -> tuple[Window, Page]:
    window = opens()
    window.page.clock.install(time=NOON)
    window.come_in(window.site.world.cast["Anna"], shared=True)
    page = window.goto("/dagbog/skriv")
    page.fill("#tekst", "Halvt skrevet")
    return window, page


def test_it_is_said_before_and_one_tap_keeps_it_open(opens: Open) -> None:
    window, page = _writing(opens)
    page.clock.fast_forward("13:01")
    note = page.locator("main [role=alert]")
    expect(note).to_have_count(1)
    with clock.held(NOON + timedelta(minutes=13)):
        note.locator("button").click()
        expect(note).to_have_count(0)
    assert page.input_value("#tekst") == "Halvt skrevet"
    page.clock.fast_forward("12:00")
    expect(note).to_have_count(0)
    page.clock.fast_forward("01:30")
    expect(note).to_have_count(1)
    with clock.held(NOON + timedelta(minutes=27)):
        page.click("main form button.primary")
        page.wait_for_url(f"{window.site.origin}/dagbog?besked=gemt")


def test_when_time_is_up_nobody_else_reads_along(opens: Open) -> None:
    """The page itself closes; what was being written waits behind the sign-in."""
    window, page = _writing(opens)
    window.allow("status of 401")
    page.clock.fast_forward("13:01")
    with clock.held(NOON + timedelta(minutes=16)):
        page.clock.fast_forward("02:30")
        expect(page.locator("#adgangskode")).to_be_visible()
        assert "Halvt skrevet" not in page.content()
        assert page.locator("input[name=baaret]").input_value(), "what was being written came along, sealed"


def _locks(window: Window, page: Page, words: str) -> None:
    with clock.held(NOON + timedelta(minutes=16)):
        page.clock.fast_forward("15:30")
        expect(page.locator("#adgangskode")).to_be_visible()
        assert words not in page.content()
        assert page.locator("input[name=baaret]").input_value(), "what stood there came along, sealed"


def test_what_the_server_gave_back_waits_too(opens: Open) -> None:
    """A page that came back with a problem, and nobody has touched it since."""
    window, page = _writing(opens)
    window.allow("status of 4(01|22)")
    page.evaluate("document.getElementById('tekst').value = 'Halvt skrevet '.repeat(500)")
    page.click("main form button.primary")
    expect(page.locator("main [role=alert]")).to_be_visible()
    assert page.input_value("#tekst").startswith("Halvt skrevet")
    _locks(window, page, "Halvt skrevet")


def test_what_waited_once_waits_again(opens: Open) -> None:
    """The page that gives back what was written before the sign-in."""
    window, page = _writing(opens)
    window.allow("status of 401")
    page.clock.fast_forward("13:01")
    with clock.held(NOON + timedelta(minutes=16)):
        page.clock.fast_forward("02:30")
        page.fill("#navn", window.site.world.cast["Anna"].sign_in_name)
        page.fill("#adgangskode", PASSWORD)
        page.click("main form button.primary")
        expect(page.locator("main .words")).to_have_text("Halvt skrevet")
    with clock.held(NOON + timedelta(minutes=33)):
        page.clock.fast_forward("15:30")
        expect(page.locator("#adgangskode")).to_be_visible()
        assert "Halvt skrevet" not in page.content()
        assert page.locator("input[name=baaret]").input_value(), "what stood there came along, sealed"
