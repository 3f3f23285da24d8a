"""Words that wait behind the sign-in: they come back once, and are not asked about when they are
kept already."""

import pytest
from playwright.sync_api import Page, expect

from app.sign_in import logins
from tests.browser import Open, Window
from tests.cast import PASSWORD
from tests.offline.steps import MARK, ready, sent, write
from tests.offline.test_guest import guest

LOCKS = """() => {
    const form = document.querySelector("form[action='/dagbog']");
    const mark = document.querySelector("form.hides").elements.konto.value;
    posts(`/laas?konto=${mark}`, [...new FormData(form), ["sti", "/dagbog"]]);
}"""


@pytest.fixture
def anna(opens: Open) -> Window:
    return ready(opens())


def locked(page: Page, text: str) -> None:
    """Somebody writes, pauses, and is away for so long that the page locks itself."""
    page.wait_for_timeout(300)
    page.type("#tekst", text)
    page.wait_for_timeout(1000)
    page.evaluate(LOCKS)
    page.wait_for_url("**/laas?konto=*")


def comes_back(window: Window, name: str = "Anna") -> None:
    window.page.fill("#navn", window.site.world.cast[name].sign_in_name)
    window.page.fill("#adgangskode", PASSWORD)
    window.page.click("main button.primary")


def test_the_page_behind_which_they_wait_may_be_loaded_anew(opens: Open) -> None:
    """As a phone does that is short of memory, also when somebody has begun to type their name."""
    window = opens()
    page = guest(window, "/dagbog/skriv")
    locked(page, "En gæsts ord bag låsen")
    page.type("#navn", "stille")
    window.context.new_cdp_session(page).send("Page.reload")
    page.wait_for_function("!document.querySelector('#navn').value")
    comes_back(window, "Sam")
    expect(page.locator("main .words")).to_have_text("En gæsts ord bag låsen")


def test_what_was_kept_after_the_lock_does_not_stand_in_its_box_again(anna: Window) -> None:
    page = anna.goto("/dagbog/skriv")
    locked(page, "Båret gennem låsen")
    comes_back(anna)
    expect(page.locator("main .words")).to_have_text("Båret gennem låsen")
    page.wait_for_timeout(300)
    page.click("main button.primary")
    page.wait_for_url("**/dagbog?besked=gemt*")
    sent(anna, "Båret gennem låsen")
    page = anna.goto("/dagbog/skriv")
    page.wait_for_timeout(800)
    expect(page.locator("#tekst")).to_have_value("")
    assert page.evaluate(f"Outbox.summary({MARK})")["drafts"] == 0


def test_what_was_begun_of_it_elsewhere_and_says_more_stays(anna: Window) -> None:
    page = anna.goto("/dagbog/skriv")
    page.wait_for_timeout(300)
    more = """account => Outbox.saveDraft(account, "/dagbog", [["id",
        document.querySelector("main [name=id]").value],
        ["tekst", "Det samme, og noget som kun står her"]], " another")"""
    page.evaluate(more, page.evaluate(MARK))
    write(page, "Det samme")
    page.wait_for_url("**/dagbog?besked=gemt*")
    sent(anna, "Det samme")
    page = anna.goto("/dagbog/skriv")
    expect(page.locator("#tekst")).to_have_value("Det samme, og noget som kun står her")


@pytest.mark.parametrize("path", ["/dagbog", "/dagbog/skriv"])
def test_what_lies_on_the_phone_is_not_asked_about_when_its_writer_is_back(
    anna: Window, path: str
) -> None:
    page = anna.goto(path)
    page.wait_for_timeout(300)
    anna.context.clear_cookies(name=logins.SESSION)
    write(page, f"Efter udløb {path}")
    page.wait_for_selector("#adgangskode")
    comes_back(anna)
    page.wait_for_url("**" + path)
    expect(page.locator("#outbox")).to_have_text("Det er sendt. Se det her.")
    sent(anna, f"Efter udløb {path}")
    assert "ikke gemt" not in page.inner_text("main")
