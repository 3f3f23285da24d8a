"""What lies on the phone opens, and takes something in, only when our own server said whose login
this is."""

from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from app.foundation.web.answering import plain
from app.sign_in import logins
from tests.browser import Open, Window
from tests.offline.net import Net
from tests.offline.steps import LINE, MARK, ready, write
from tests.offline.test_failures import FORM, begun
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


@pytest.mark.parametrize("how", ["nothing", "a gateway"])
def test_past_the_worker_nothing_opens_when_nobody_answers_who_knows(
    anna: Window, how: str
) -> None:
    """The page itself came by the net, so there is one."""
    kept(anna, f"Ikke før nogen ved det: {how}")
    anna.allow("status of 502")

    def refuses(route: Route) -> None:
        route.abort() if how == "nothing" else route.fulfill(status=502, body="Bad Gateway")

    anna.context.route("**/telefon/hvem", refuses)
    page = past_the_worker(anna)
    assert "Ikke før nogen ved det" not in opened(anna, page)
    assert page.locator("#takes").is_hidden()


def test_in_a_browser_without_a_worker_a_guest_sees_nothing_of_the_owners_while_nobody_answers(
    opens: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = opens(service_workers="block")
    window.allow(LINE + "|registration blocked")
    window.come_in(window.site.world.cast["Anna"])
    page = window.goto("/dagbog")
    page.wait_for_timeout(300)
    window.context.set_offline(True)
    write(page, "Annas ord, ikke sendt")
    expect(page.locator("#waiting .words")).to_have_text("Annas ord, ikke sendt")
    window.context.set_offline(False)
    window.context.clear_cookies(name=logins.SESSION)
    window.come_in(window.site.world.cast["Sam"], shared=True)
    net = Net(window.site.world.app, monkeypatch, 5)
    net.slow = ("GET /telefon/hvem",)
    page = window.goto("/paa-telefonen")
    page.wait_for_timeout(5500)
    assert "Annas ord" not in page.content() and page.locator("#takes").is_hidden()


HANDS = "document.forms[0].submit()"


def gateway(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    """Something between the phone and our server answers: it knows nobody, and has refused
    nothing."""
    app: Any = window.site.world.app
    real = app._http

    async def http(scope: Any, receive: Any, send: Any) -> None:
        if scope["path"] != "/del":
            await real(scope, receive, send)
            return
        while (await receive()).get("more_body"):
            pass
        await plain(send, 502, b"<h1>Bad gateway</h1>", [(b"content-type", b"text/html")])

    monkeypatch.setattr(app, "_http", http)


def written_and_asked_about(window: Window) -> tuple[str, list[str]]:
    page = window.goto("/dagbog/skriv")
    page.wait_for_timeout(500)
    return page.input_value("#tekst"), page.locator("[data-handed] .words").all_inner_texts()


def test_a_known_other_site_hands_nothing_over_whatever_was_answered(
    anna: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun(anna)
    anna.allow("elsewhere.test|502")
    gateway(anna, monkeypatch)

    def elsewhere(route: Route) -> None:
        route.fulfill(
            body=f"<!doctype html>{FORM.format(anna.site.origin)}", content_type="text/html"
        )

    anna.context.route("http://elsewhere.test/", elsewhere)
    page = anna.page
    page.goto("http://elsewhere.test/")
    with page.expect_navigation():
        page.evaluate(HANDS)
    assert written_and_asked_about(anna) == ("Begyndt selv", [])
    assert page.evaluate(f"Outbox.begun({MARK}, '/del')") is None


def test_what_comes_from_nowhere_is_asked_about_when_only_a_gateway_answered(
    anna: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun(anna)
    anna.allow("502")
    gateway(anna, monkeypatch)
    page = anna.page
    page.goto(f"data:text/html,{FORM.format(anna.site.origin)}")
    with page.expect_navigation():
        page.evaluate(HANDS)
    assert written_and_asked_about(anna) == ("Begyndt selv", ["Fremmede ord"])
