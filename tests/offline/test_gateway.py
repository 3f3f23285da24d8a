"""Something else answers for a server that is away: the phone shows and keeps what is ours, Hjælp
nu first."""

import pytest
from playwright.sync_api import expect

from tests.browser import Open, Window
from tests.offline.net import Gateway, Net
from tests.offline.steps import poll, ready

COMPLAINTS = "status of (50[0234]|404)|Failed to|ServiceWorker|A bad HTTP response|ERR_"


@pytest.fixture
def anna(opens: Open) -> Window:
    window = ready(opens())
    window.allow(COMPLAINTS)
    return window


@pytest.mark.parametrize("status", [200, 404, 502, 503])
def test_hjaelp_nu_and_the_page_one_writes_on_are_the_phones_own(
    anna: Window, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    Gateway(anna.site.world.app, monkeypatch, status)
    anna.page.click("a.help-now")
    expect(anna.page.locator("a[href='tel:112']").first).to_be_visible()
    for path in ("/?kilde=app", "/plan", "/dagbog/skriv", "/mit"):
        page = anna.goto(path)
        expect(page.locator("#takes")).to_be_visible()
    assert anna.goto("/hjaelp-nu").locator("a[href='tel:112']").count()


def test_hjaelp_nu_does_not_lead_to_somebody_elses_page(
    anna: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    Gateway(anna.site.world.app, monkeypatch, 302, leads="/velkommen-i-toget")
    assert anna.goto("/hjaelp-nu").locator("a[href='tel:112']").count()
    assert anna.path == "/hjaelp-nu"


def test_hjaelp_nu_is_the_phones_own_when_ours_says_that_nothing_works(
    anna: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise RuntimeError("away")

    monkeypatch.setattr("app.help_now.pages._page", away)
    assert anna.goto("/hjaelp-nu").locator("a[href='tel:112']").count()


def test_our_own_pages_still_say_what_they_say(anna: Window) -> None:
    page = anna.goto("/findes-ikke")
    expect(page.locator("#takes")).to_have_count(0)
    anna.goto("/hjaelp-nu/0000")
    expect(page.locator("a[href='tel:112']")).to_have_count(0)


def test_a_page_of_a_gateway_is_never_laid_on_the_phone(
    opens: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It answers while the worker comes: that comes to nothing, and the next page tries again."""
    window = opens()
    window.allow(COMPLAINTS)
    window.come_in(window.site.world.cast["Anna"])
    with monkeypatch.context() as away:
        Gateway(window.site.world.app, away, 200, pages=False)
        net = Net(window.site.world.app, away)
        page = window.goto("/dagbog")
        poll(page, lambda: "GET /hjaelp-nu" in net.asked)
        page.wait_for_timeout(500)
        poll(
            page,
            lambda: (
                page.evaluate("navigator.serviceWorker.getRegistrations().then(all => all.length)")
                == 0
            ),
        )
        assert not page.evaluate("caches.match('/hjaelp-nu').then(Boolean)")
    ready(window)
    window.context.set_offline(True)
    assert window.goto("/hjaelp-nu").locator("a[href='tel:112']").count()


def test_nor_when_another_look_is_chosen(anna: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    page = anna.goto("/dagbog")
    poll(page, lambda: bool(page.evaluate("localStorage.getItem('look')")))
    looked = "localStorage.getItem('look').includes('dark')"
    dark = (
        "caches.match('/hjaelp-nu').then(found => found.text()).then(text => "
        "text.includes('data-theme=\"dark\"'))"
    )
    with monkeypatch.context() as away:
        Gateway(anna.site.world.app, away, 200, pages=False)
        net = Net(anna.site.world.app, away)
        anna.prefers(theme="dark")
        page = anna.goto("/dagbog")
        poll(page, lambda: "GET /hjaelp-nu" in net.asked)
        page.wait_for_timeout(500)
        assert not page.evaluate(looked)
    page = anna.goto("/dagbog")
    poll(page, lambda: bool(page.evaluate(looked)))
    assert page.evaluate(dark)
