"""Hjælp nu in a real Chromium: without JavaScript, and as the copy that lies on the phone."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from app.foundation import clock
from tests.browser import Open, Window, has_its_worker
from tests.help_now.test_help_now import OF_NOW, WEEKDAY
from tests.offline.steps import LINE, poll

pytestmark = pytest.mark.browser

KEPT = """async () => (await (await caches.match("/hjaelp-nu", { ignoreVary: true })).text())"""


def kept(window: Window) -> str:
    """What lies on the phone."""
    found: str = window.page.evaluate(KEPT)
    return found


@pytest.fixture
def anna(opens: Open) -> Window:
    """Signed in on her own phone, with the worker in its place."""
    window = opens()
    window.allow(LINE)
    window.come_in(window.site.world.cast["Anna"])
    has_its_worker(window.goto("/dagbog"))
    window.goto("/dagbog")
    return window


def test_a_municipality_is_chosen_without_javascript(opens: Open) -> None:
    window = opens(scripted=False)
    page = window.goto("/hjaelp-nu")
    page.click("text=Hvor bor du? Vælg, så passer numrene.")
    page.select_option("#kommune", "syddjurs")
    page.click("main form button")
    expect(page.locator("#status")).to_have_text("Gemt på den her telefon. Du kan altid vælge om.")
    expect(window.goto("/hjaelp-nu").locator("main")).to_contain_text("Numre til Syddjurs.")
    page.click("text=En side du kan give videre")
    expect(page.locator("h1")).to_have_text("Hjælp nu: Syddjurs")


def test_a_person_is_told_what_is_open_also_through_the_worker(anna: Window) -> None:
    with clock.held(WEEKDAY):
        page = anna.goto("/hjaelp-nu")
        assert page.evaluate("navigator.serviceWorker.controller !== null"), (
            "the worker stands between"
        )
        poll(
            page,
            lambda: "Tiderne passer til mandag klokken 12.05." in anna.goto("/hjaelp-nu").content(),
        )
        expect(page.locator("main")).to_contain_text("Åbner klokken 16.")


def test_without_net_the_hours_are_read_and_nothing_is_said_of_now(anna: Window) -> None:
    copy = kept(anna)
    assert "Hverdage klokken 16 til 8." in copy and not any(word in copy for word in OF_NOW)
    anna.context.set_offline(True)
    with clock.held(WEEKDAY + timedelta(days=3)):
        main = anna.goto("/hjaelp-nu").locator("main")
        expect(main).to_contain_text("Hverdage klokken 16 til 8.")
        assert not any(word in main.inner_text() for word in OF_NOW)
    anna.context.set_offline(False)


def test_the_copy_follows_the_choice_at_the_next_page(anna: Window) -> None:
    page = anna.goto("/hjaelp-nu")
    page.select_option("#kommune", "odder")
    page.click("main form button")
    expect(page.locator("main")).to_contain_text("Numre til Odder.")
    anna.goto("/dagbog")
    poll(page, lambda: "Numre til <bdi" in kept(anna))
    assert ">Odder</bdi>" in kept(anna) and not any(word in kept(anna) for word in OF_NOW)
    anna.context.set_offline(True)
    expect(anna.goto("/hjaelp-nu").locator("main")).to_contain_text("Numre til Odder.")
    anna.context.set_offline(False)
