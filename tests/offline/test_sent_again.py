"""Back, and a page loaded anew, on a phone that was handed on: the browser sends the password once
more, and nobody is let in."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count

import pytest
from playwright.sync_api import Page

from app.foundation import clock
from app.sign_in import logins
from tests.browser import Open, Window
from tests.cast import PASSWORD
from tests.conftest import NOON

SIGNS_IN = "main form[action='/log-ind'] button.primary"
DAYS = count()


@pytest.fixture
def now() -> Iterator[datetime]:
    """Each trial on a day of its own: whoever came in later asks again those who come earlier."""
    at = NOON + timedelta(days=next(DAYS))
    with clock.held(at):
        yield at


@pytest.mark.parametrize("carried", [True, False])
def test_back_and_loading_anew_let_nobody_in(opens: Open, now: datetime, carried: bool) -> None:
    """In a real browser, on a borrowed phone, with words that waited behind the sign-in, and
    without."""
    window = opens()
    window.allow("status of 4|ERR_")
    anna = window.site.world.cast["Anna"]
    window.come_in(anna, shared=True)
    page = window.goto("/dagbog/skriv")
    if carried:
        page.fill("#tekst", "Kun for mig")
        page.evaluate("""() =>
            posts('/laas?konto=' + document.querySelector('form.hides').elements.konto.value,
            [...new FormData(document.querySelector("form[action='/dagbog']")), ['sti',
                '/dagbog']])""")
        page.wait_for_url("**/laas*")
    else:
        window.context.clear_cookies()
        page = window.goto("/log-ind")
    page.fill("#navn", anna.sign_in_name)
    page.fill("#adgangskode", PASSWORD)
    page.check("input[name=laant]")
    with clock.held(now + timedelta(seconds=5)):
        page.click(SIGNS_IN)
        page.wait_for_selector("form[action='/log-ud']", state="attached")
        _leaves(window, page)
    with clock.held(now + timedelta(seconds=60)):
        _goes_back(window, page)
    assert not [each for each in window.context.cookies() if each["name"] == logins.SESSION]
    window.goto("/dagbog")
    assert window.path == "/log-ind"


def _goes_back(window: Window, page: Page) -> None:
    history = window.context.new_cdp_session(page)
    entries = history.send("Page.getNavigationHistory")["entries"]
    there = [each for each in entries if each["url"].endswith("/log-ind")]
    assert there, "what was sent lies there"
    for entry in there:
        history.send("Page.navigateToHistoryEntry", {"entryId": entry["id"]})
        page.wait_for_timeout(500)
        history.send("Page.reload")
        page.wait_for_timeout(1000)
        assert "Kun for mig" not in page.content()


def _leaves(window: Window, page: Page) -> None:
    page.goto(window.site.origin + "/mit")
    page.click("form[action='/log-ud'] button", no_wait_after=True)
    page.wait_for_url("**/?besked=logget-ud")


HOURS = """() => {
    const Shown = Date, more = 5 * 3600 * 1000;
    Date = class extends Shown { static now() { return Shown.now() + more; } };
}"""


def test_a_page_that_waited_for_hours_lets_in_whoever_types_now(opens: Open, now: datetime) -> None:
    """Behind a lock, as long as the day is: nobody is asked for their password twice for that."""
    window = opens()
    anna = window.site.world.cast["Anna"]
    window.sign_in("Anna")
    _leaves(window, window.page)
    page = window.goto("/log-ind")
    page.evaluate(HOURS)
    with clock.held(now + timedelta(hours=5)):
        page.fill("#navn", anna.sign_in_name)
        page.fill("#adgangskode", PASSWORD)
        page.click(SIGNS_IN)
        page.wait_for_selector("form[action='/log-ud']", state="attached")
    assert [each for each in window.context.cookies() if each["name"] == logins.SESSION]
