"""The page closes itself while nobody answers: it is empty at once, and what was being written
stays in its memory meanwhile.

The phone says that it has net: the server is stopped, a gateway answers for it, nothing comes
through, or its keys are away.
"""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.exc import OperationalError

from app.foundation.database import Database
from tests.browser import Open, Window
from tests.cast import PASSWORD
from tests.offline.steps import poll, ready
from tests.offline.test_guest import NOTHING_AT_ALL, guest
from tests.offline.test_other_tabs import HIDES, TIME_PASSES, behind

WORDS = "Det jeg var midt i, da serveren gik væk"
COMPLAINTS = "ERR_|status of (401|50[023])|Failed to fetch|aborted"


def stopped(window: Window, meanwhile: Callable[[], None]) -> None:
    window.site.answers_anew(meanwhile)


def gateway(window: Window, meanwhile: Callable[[], None]) -> None:
    window.context.route("**/*", lambda route: route.fulfill(status=502, body="Bad Gateway"))
    meanwhile()
    window.context.unroute("**/*")


def maintenance(window: Window, meanwhile: Callable[[], None]) -> None:
    """Something in between says that all is well, or leads to a page that does."""
    window.context.route(
        "**/*",
        lambda route: route.fulfill(
            status=200, content_type="text/html", body="<h1>Straks tilbage</h1>"
        ),
    )
    meanwhile()
    window.context.unroute("**/*")


def dead(window: Window, meanwhile: Callable[[], None]) -> None:
    window.context.route("**/*", lambda route: route.abort("timedout"))
    meanwhile()
    window.context.unroute("**/*")


def keys_away(window: Window, meanwhile: Callable[[], None]) -> None:
    state = window.site.world.state
    keys, door = state["keys"], state["door"]
    state["keys"] = state["door"] = None
    try:
        meanwhile()
    finally:
        state["keys"], state["door"] = keys, door


def nobody_reads(page: Page, at: str) -> None:
    """Also after it was tried again, in vain."""
    expect(page.locator("#main > *")).to_have_count(0)
    page.wait_for_timeout(1500)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.wait_for_timeout(1500)
    assert page.url.endswith(at) and not page.locator("#main > *").count(), (
        "the page is still there, and empty"
    )
    assert WORDS not in page.content()


def comes_back(window: Window, page: Page, name: str) -> None:
    expect(page.locator("#adgangskode")).to_be_visible(timeout=45_000)  # it asks each ten seconds
    assert WORDS not in page.content() and page.input_value("input[name=baaret]")
    page.fill("#navn", window.site.world.cast[name].sign_in_name)
    page.fill("#adgangskode", PASSWORD)
    page.click("main form button.primary")
    expect(page.locator("main .words")).to_have_text(WORDS)


AWAY = [stopped, gateway, maintenance, dead, keys_away]


@pytest.mark.parametrize("how", AWAY, ids=lambda each: each.__name__)
@pytest.mark.parametrize("who", ["a guest", "the owner"])
def test_what_was_being_written_waits_until_the_server_answers(
    opens: Open, who: str, how: Callable[..., None]
) -> None:
    window = opens()
    window.allow(COMPLAINTS)
    if who == "a guest":
        page = guest(window, "/dagbog/skriv")
    else:
        page = ready(window).goto("/indstillinger")
        page.check("[name=laas][value='15']")
        page.click("form[action='/indstillinger/konto'] button.primary")
        page.wait_for_url("**besked=**")
        page = window.goto("/dagbog/skriv")
    page.fill("#tekst", WORDS)

    def locks() -> None:
        page.evaluate(TIME_PASSES)
        nobody_reads(page, "/dagbog/skriv")

    how(window, locks)
    comes_back(window, page, "Sam" if who == "a guest" else "Anna")


def test_a_guests_other_tab_too_when_they_hide_meanwhile(opens: Open) -> None:
    window = opens()
    window.allow(COMPLAINTS)
    page = guest(window)
    other = behind(window, "/dagbog/skriv")
    other.fill("#tekst", WORDS)

    def hides() -> None:
        page.click(HIDES)
        nobody_reads(other, "/dagbog/skriv")

    stopped(window, hides)
    comes_back(window, other, "Sam")


def test_asking_whether_somebody_answers_keeps_nobody_awake(opens: Open) -> None:
    window = opens()
    page = guest(window)
    asked = page.evaluate(
        "fetch('/log-ind/kode').then(answer => [answer.ok, answer.headers.get('x-login')])"
    )
    assert asked == [True, None]


def given_back(
    window: Window, monkeypatch: pytest.MonkeyPatch, path: str = "/dagbog/skriv"
) -> Page:
    """The page that says that it went wrong and has the words: nobody could be asked who it is."""
    page = window.goto(path)
    page.fill("#tekst", WORDS)
    broken(monkeypatch)
    page.evaluate("document.querySelector(\"form[action='/dagbog']\").submit()")
    expect(page.locator("main .words")).to_have_text(WORDS)
    return page


def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    async def gone(self: Database, *_: object, **__: object) -> object:
        raise OperationalError("SELECT", {}, Exception("the server closed the connection"))

    monkeypatch.setattr(Database, "read_at_door", gone)


def somebody(window: Window, who: str) -> None:
    if who == "the owner":
        ready(window)
    else:
        guest(window)


@pytest.mark.parametrize("who", ["a guest", "the owner"])
def test_words_given_back_are_not_left_standing(
    opens: Open, monkeypatch: pytest.MonkeyPatch, who: str
) -> None:
    window = opens()
    window.allow(COMPLAINTS)
    somebody(window, who)
    page = given_back(window, monkeypatch)
    page.evaluate(TIME_PASSES.replace("16", "13.5"))
    expect(page.locator("main [role=alert]")).to_have_count(1)
    page.evaluate(TIME_PASSES.replace("16", "2"))
    expect(page.locator("#adgangskode")).to_be_visible()
    monkeypatch.undo()
    comes_back(window, page, "Sam" if who == "a guest" else "Anna")


@pytest.mark.parametrize("who", ["a guest", "the owner"])
def test_words_given_back_are_hidden_with_one_tap(
    opens: Open, monkeypatch: pytest.MonkeyPatch, who: str
) -> None:
    """And nothing on the phone opens for whoever holds it then."""
    window = opens()
    window.allow(COMPLAINTS)
    somebody(window, who)
    page = given_back(window, monkeypatch)
    page.click(HIDES)
    page.wait_for_url("**/indkoeb")
    assert WORDS not in page.content()
    if who == "the owner":
        poll(page, lambda: page.evaluate("indexedDB.databases().then(all => all.length)") == 1)
        expect(window.goto("/paa-telefonen").locator("#takes")).to_be_hidden()
        poll(page, lambda: window.page.evaluate("Outbox.noted('account')") is None)
    else:
        window.goto("/hjaelp-nu")  # takes the note away that says who goes
        poll(page, lambda: page.evaluate(NOTHING_AT_ALL) == 0)
    monkeypatch.undo()
    expect(window.goto("/dagbog").locator("h1")).to_have_text("Log ind")


def test_words_given_back_close_nobody_elses_page(
    opens: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Anna's old tab fails while Sam is in beside it: it says nothing for her, and closes when Sam
    says they are here."""
    window = opens()
    window.allow(COMPLAINTS)
    window.come_in(window.site.world.cast["Anna"], shared=True)
    old = window.goto("/dagbog/skriv")
    old.fill("#tekst", WORDS)
    old.evaluate("tabs.close()")
    page = window.page = window.context.new_page()
    guest(window)
    broken(monkeypatch)
    old.evaluate("document.querySelector(\"form[action='/dagbog']\").submit()")
    expect(old.locator("main .words")).to_have_text(WORDS)
    page.wait_for_timeout(500)
    expect(page.locator("#tekst")).to_be_visible()
    monkeypatch.undo()
    page.evaluate("document.dispatchEvent(new Event('htmx:after:request'))")
    expect(old.locator("#adgangskode")).to_be_visible()
    expect(old.locator("#status")).to_contain_text("En anden konto er logget ind her")
    page.reload()
    expect(page.locator("#tekst")).to_be_visible()
