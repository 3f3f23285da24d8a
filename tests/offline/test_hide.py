"""«Skjul»: empty at once, signed out, something ordinary in its place and nothing behind Back."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Dialog, Page, expect

from app.foundation import clock
from app.sign_in import logins
from tests.browser import Open, Window
from tests.conftest import NOON
from tests.offline.net import Net
from tests.offline.steps import MARK, poll, ready, sent, write
from tests.offline.test_lock import SEEN


@pytest.fixture
def anna(opens: Open) -> Window:
    return ready(opens())


def is_hidden(window: Window) -> None:
    page = window.page
    page.wait_for_url("**/indkoeb")
    assert page.title() == "Indkøb" and "Fodfæste" not in page.content()


def test_it_ends_the_login_and_leaves_nothing_behind(anna: Window) -> None:
    page = anna.goto("/dagbog")
    page.click("form.hides button")
    is_hidden(anna)
    page.wait_for_timeout(300)
    page.go_back()
    page.wait_for_timeout(500)
    assert "Dagbog" not in page.content() and not page.locator("#tekst").count()
    page = anna.goto("/dagbog")
    expect(page.locator("h1")).to_have_text("Log ind")


def test_half_a_sentence_neither_stops_it_nor_is_lost(anna: Window) -> None:
    """The browser would ask whether to leave a page with unsaved words; here it must not."""
    asked: list[str] = []
    page = anna.page

    def notes(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", notes)
    page.click("#tekst")
    page.keyboard.type("Midt i en sæt")
    page.click("form.hides button")
    is_hidden(anna)
    assert not asked
    anna.sign_in("Anna")
    page = anna.goto("/dagbog")
    expect(page.locator("#tekst")).to_have_value("Midt i en sæt")


def test_the_page_is_empty_before_anything_else(anna: Window) -> None:
    assert (
        anna.page.evaluate(
            "(document.querySelector('form.hides').requestSubmit(), document.body.children.length)"
        )
        == 0
    )
    is_hidden(anna)


def test_esc_twice_on_a_keyboard(anna: Window) -> None:
    page = anna.page
    page.keyboard.press("Escape")
    page.wait_for_timeout(1200)
    page.keyboard.press("Escape")
    page.wait_for_timeout(300)
    assert anna.path == "/dagbog", "twice, and soon after one another"
    page.keyboard.press("Escape")
    is_hidden(anna)


def test_without_net_it_hides_as_well_and_the_login_ends_with_the_first_page(anna: Window) -> None:
    page = anna.page
    anna.context.set_offline(True)
    write(page, "Skrevet lige før")
    expect(page.locator("#waiting .words").first).to_have_text("Skrevet lige før")
    page.click("form.hides button")
    is_hidden(anna)
    page = anna.goto("/paa-telefonen")
    expect(page.locator("#takes")).to_be_hidden()
    assert "Skrevet lige før" not in page.content()
    anna.context.set_offline(False)
    anna.goto("/hjaelp-nu")  # a page that knows nobody carries it out as well
    page.wait_for_timeout(500)
    page = anna.goto("/dagbog")
    expect(page.locator("h1")).to_have_text("Log ind")
    anna.sign_in("Anna")
    assert anna.path == "/"
    sent(anna, "Skrevet lige før")


def test_a_net_that_only_seems_to_be_there_delays_it(anna: Window) -> None:
    """The phone says that it has net, and nothing comes through: the login ends with the first page
    that does."""
    anna.context.route("**/skjul", lambda route: route.abort())
    page = anna.page
    page.click("form.hides button")
    is_hidden(anna)
    anna.context.unroute("**/skjul")
    page = anna.goto("/dagbog")
    expect(page.locator("h1")).to_have_text("Log ind")
    page = anna.goto("/dagbog")
    expect(page.locator("h1")).to_have_text("Log ind")


def test_whoever_signs_in_again_stays_in_whatever_was_to_end_before(
    anna: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    """«Skjul» was not answered, her login has ended meanwhile, and she signs in again while it is
    still asked."""
    net = Net(anna.site.world.app, monkeypatch, 4.0)
    anna.context.route("**/skjul", lambda route: route.abort())
    page = anna.page
    page.click("form.hides button")
    is_hidden(anna)
    anna.context.unroute("**/skjul")
    net.slow = ("POST /skjul",)
    anna.context.clear_cookies(name=logins.SESSION)
    with clock.held(NOON + timedelta(minutes=5)):
        anna.sign_in("Anna")
        expect(page.locator("h1")).to_be_visible()
        poll(page, lambda: len(net.late) == net.asked.count("POST /skjul") > 0)
        page.wait_for_timeout(500)
        assert anna.path == "/"
        page = anna.goto("/dagbog")
        expect(page.locator("h1")).to_have_text("Dagbog")


def test_while_the_login_ends_late_help_can_be_reached(
    anna: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that hangs: nobody sits before an empty page until it answers."""
    real, answered = anna.site.world.app._http, []

    async def hangs(scope: Any, receive: Any, send: Any) -> None:
        if (scope["method"], scope["path"]) == ("POST", "/skjul"):
            await asyncio.sleep(25)
            answered.append(scope["path"])
        await real(scope, receive, send)

    monkeypatch.setattr(anna.site.world.app, "_http", hangs)
    page = anna.page
    page.click("form.hides button")
    is_hidden(anna)
    page = anna.goto("/dagbog")
    expect(page.locator("body > *")).to_have_count(1)
    page.click(".help-now")
    expect(page.locator("h1")).to_have_text("Hjælp nu")
    page.goto(anna.site.origin + "/dagbog", wait_until="commit")
    poll(page, lambda: anna.path != "/dagbog")
    assert not answered


def test_without_javascript_too(opens: Open) -> None:
    window = opens(scripted=False)
    window.come_in(window.site.world.cast["Anna"])
    page = window.goto("/dagbog")
    page.click("form.hides button")
    is_hidden(window)
    page = window.goto("/dagbog")
    expect(page.locator("h1")).to_have_text("Log ind")


def test_an_old_tab_hides_without_signing_out_somebody_else(anna: Window) -> None:
    page = anna.page
    anna.come_in(anna.site.world.cast["Sam"])
    page.click("form.hides button")
    is_hidden(anna)
    page = anna.goto("/dagbog")
    expect(page.locator("h1")).to_have_text("Dagbog")


@pytest.mark.parametrize("scripted", [True, False], ids=["with a script", "without"])
@pytest.mark.parametrize("who", ["owner", "guest", "colleague"])
def test_on_the_page_that_knows_nobody_it_ends_the_login_of_whoever_is_in(
    opens: Open, who: str, scripted: bool
) -> None:
    """Anna has been here before, so the phone remembers her; now somebody else is in."""
    window = opens(scripted=scripted)
    cast = window.site.world.cast
    if scripted:
        ready(window)
    window.come_in(
        cast[{"owner": "Anna", "guest": "Sam", "colleague": "Mette"}[who]], shared=who == "guest"
    )
    window.goto("/konto")
    assert window.path == "/konto"
    page = window.goto("/paa-telefonen")
    page.click("form.hides button")
    is_hidden(window)
    page = window.goto("/konto")
    expect(page.locator("h1")).to_have_text("Log ind")


def test_nobody_named_without_net_goes_with_the_first_page_that_has_it(anna: Window) -> None:
    """Hidden on the phone's own page without net; the next page with net shows nothing of whoever
    is in, and ends the login."""
    page = anna.goto("/paa-telefonen")
    anna.context.route("**/skjul", lambda route: route.abort())
    page.click("form.hides button")
    is_hidden(anna)
    page = anna.goto("/paa-telefonen")
    page.wait_for_timeout(500)
    assert anna.path == "/paa-telefonen" and page.locator("h1").count()
    anna.context.unroute("**/skjul")
    anna.goto("/dagbog")
    expect(page.locator("h1")).to_have_text("Log ind")


def test_out_of_sight_the_page_is_veiled(anna: Window) -> None:
    def seen(page: Page) -> str:
        return str(page.evaluate("getComputedStyle(document.querySelector('h1')).visibility"))

    page = anna.page
    assert seen(page) == "visible"
    page.evaluate(SEEN, True)
    assert seen(page) == "hidden"
    page.evaluate(SEEN, False)
    assert seen(page) == "visible"


def test_what_is_unsent_stays_sealed_for_its_writer(anna: Window) -> None:
    page = anna.page
    anna.context.route("**/sync", lambda route: route.abort())
    write(page, "Ligger der endnu")
    expect(page.locator("#waiting [data-note]").first).to_have_text(
        "På din telefon, ikke sendt endnu."
    )
    mark = page.evaluate(MARK)
    page.click("form.hides button")
    is_hidden(anna)
    anna.context.unroute("**/sync")
    poll(
        page,
        lambda: anna.goto("/paa-telefonen").evaluate(f"Outbox.summary('{mark}')")["waiting"] == 1,
    )
    assert "Ligger der endnu" not in page.content()
    anna.sign_in("Anna")
    sent(anna, "Ligger der endnu")
