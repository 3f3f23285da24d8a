"""The note of who is to be signed out: whose login it is, and since when; and what is said and done
where no note is taken."""

import pytest
from playwright.sync_api import Page, expect

from app.sign_in import logins
from tests.browser import Open, Window
from tests.cast import PASSWORD
from tests.offline.net import Net
from tests.offline.steps import poll, ready
from tests.offline.test_hide import is_hidden
from tests.offline.test_other_tabs import HIDES, OUT

NOTE = "localStorage.getItem('hides')"
REFUSES = (
    "void (Storage.prototype.setItem = () => { throw new DOMException('full', "
    "'QuotaExceededError'); })"
)
ONLY_WITH_SCRIPT = (
    "På et tastatur kan du trykke Esc to gange.",
    "Er du uden net, bliver du logget ud, når der er net igen.",
)


@pytest.fixture
def anna(opens: Open) -> Window:
    window = ready(opens())
    window.page.wait_for_timeout(300)
    return window


def hides_where_nobody_is_named(window: Window) -> Page:
    page = window.goto("/paa-telefonen")
    expect(page.locator("#takes")).to_be_visible()
    window.context.set_offline(True)
    page.click(HIDES)
    is_hidden(window)
    poll(page, lambda: len(str(page.evaluate(NOTE)).split()) == 2)
    window.context.set_offline(False)
    return page


def test_whoever_comes_after_somebody_who_hid_where_nobody_is_named_stays_in(
    anna: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    hides_where_nobody_is_named(anna)
    anna.context.clear_cookies(name=logins.SESSION)
    net = Net(anna.site.world.app, monkeypatch, 3)
    net.slow = ("POST /skjul",)
    page = anna.goto("/log-ind")
    page.fill("#navn", anna.site.world.cast["Sam"].sign_in_name)
    page.fill("#adgangskode", PASSWORD)
    page.click("main button.primary")
    page.wait_for_url(anna.site.origin + "/")
    poll(page, lambda: page.evaluate(NOTE) is None)
    expect(anna.goto("/dagbog").locator("#tekst")).to_be_visible()


def test_it_still_signs_out_whoever_hid_there(anna: Window) -> None:
    page = hides_where_nobody_is_named(anna)
    anna.goto("/hjaelp-nu")
    poll(page, lambda: page.evaluate(NOTE) is None)
    expect(anna.goto("/dagbog").locator("h1")).to_have_text("Log ind")


@pytest.mark.parametrize("way", ["hides", "signs out"])
def test_where_no_note_is_taken_all_the_rest_is_done(anna: Window, way: str) -> None:
    """Nothing of hers opens any more, and what was half written is kept."""
    page = anna.page
    page.evaluate(REFUSES)
    page.click("#tekst")
    page.keyboard.type("Halvt")
    page.click(HIDES if way == "hides" else OUT)
    if way == "signs out":
        page.click("[role=alertdialog] [data-keep]")
    page.wait_for_url("**/indkoeb" if way == "hides" else "**/?besked=logget-ud")
    page = anna.goto("/hjaelp-nu")
    poll(page, lambda: page.evaluate("Outbox.noted('account')") is None)
    anna.sign_in("Anna")
    expect(anna.goto("/dagbog").locator("#tekst")).to_have_value("Halvt")


@pytest.mark.parametrize("scripted", [True, False])
def test_what_only_a_script_does_is_said_where_there_is_one(opens: Open, scripted: bool) -> None:
    window = opens(scripted=scripted)
    window.come_in(window.site.world.cast["Anna"])
    page = window.goto("/telefon")
    for sentence in ONLY_WITH_SCRIPT:
        expect(page.get_by_text(sentence)).to_be_visible(visible=scripted)
