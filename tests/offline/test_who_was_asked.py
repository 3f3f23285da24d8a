"""What lies on the phone opens, and takes something in, only when our own server said whose login this is."""

import pytest
from playwright.sync_api import Page

from app.identity import logins
from tests.browser import Open, Window
from tests.offline.steps import ready
from tests.offline.test_kept import kept


@pytest.fixture
def anna(opens: Open) -> Window:
    return ready(opens())


def past_the_worker(window: Window) -> Page:
    """As when a page is loaded anew by force."""
    page = window.context.new_page()
    session = window.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setBypassServiceWorker", {"bypass": True})
    return page


def opened(window: Window, page: Page) -> str:
    page.goto(window.site.origin + "/paa-telefonen")
    page.wait_for_timeout(1500)
    assert not page.evaluate("Boolean(navigator.serviceWorker.controller)")
    return page.content()


def test_past_the_worker_the_page_asks_itself(anna: Window) -> None:
    kept(anna, "Kun for en login der lever")
    page = past_the_worker(anna)
    assert "Kun for en login der lever" in opened(anna, page)
    anna.site.world.write(logins.end_all, anna.site.world.cast["Anna"].id)
    assert "Kun for en login der lever" not in opened(anna, page)


def test_past_the_worker_a_guest_sees_nothing_of_the_owners(anna: Window) -> None:
    kept(anna, "Annas, ikke gæstens")
    anna.context.clear_cookies(name=logins.SESSION)
    anna.come_in(anna.site.world.cast["Sam"], shared=True)
    page = past_the_worker(anna)
    assert "Annas, ikke gæstens" not in opened(anna, page)
    assert page.locator("#takes").is_hidden(), "nothing is taken in for the owner either"


def test_past_the_worker_without_an_answer_it_opens_as_before(anna: Window) -> None:
    kept(anna, "Også i en tunnel")
    anna.context.route("**/telefon/hvem", lambda route: route.abort())
    assert "Også i en tunnel" in opened(anna, past_the_worker(anna))
