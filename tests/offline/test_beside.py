"""What is half written in one form stays when another on the same page is sent, or when the page
goes on by itself."""

import pytest
from playwright.sync_api import Dialog, Page, expect

from app.sign_in import logins
from tests.browser import Open, Window
from tests.cast import PASSWORD
from tests.offline.net import Net
from tests.offline.steps import poll, ready, write
from tests.offline.test_guest import guest

WORDS = "En lang tekst, halvt skrevet"
TAP = "form[action='/vis-mindre'] button"
NO_PAUSE = """() => {
    const real = setTimeout;
    window.setTimeout = (work, ms, ...more) => (ms === 700 ? 0 : real(work, ms, ...more));
}"""
"""As if somebody wrote on and on: no draft is kept at a pause."""
GOOD = "form[action='/dag'] button"


def typed(page: Page, words: str = WORDS) -> list[str]:
    """With a hand, and without a pause; and whoever is asked stays."""
    asked = list[str]()

    def stays(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stays)
    page.click("#tekst")
    page.keyboard.type(words)
    return asked


def test_a_guest_is_asked_before_a_tap_takes_the_page_away(opens: Open) -> None:
    """The tap is done; what stands half written is nowhere but here."""
    window = opens()
    page = guest(window, "/dagbog/skriv")
    asked = typed(page)
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.click(TAP, no_wait_after=True)
    poll(page, lambda: asked == ["beforeunload"])
    assert page.input_value("#tekst") == WORDS and window.path == "/dagbog/skriv"
    expect(page.locator("#status")).to_have_text("Det er gemt.")


def test_so_they_are_when_the_server_has_something_to_say_of_the_tap(opens: Open) -> None:
    window = opens()
    page = guest(window, "/dagbog/skriv")
    says = {"status": 200, "headers": {"x-fodfaeste": "1"}, "body": "<h1>Se det her</h1>"}
    page.route("**/vis-mindre", lambda route: route.fulfill(**says))
    asked = typed(page)
    page.click(TAP, no_wait_after=True)
    poll(page, lambda: asked == ["beforeunload"])
    assert page.input_value("#tekst") == WORDS


def test_what_is_sent_itself_is_not_asked_about(opens: Open) -> None:
    page = guest(opens(), "/dagbog/skriv")
    asked = typed(page)
    page.click("form[action='/dagbog'] button.primary")
    page.wait_for_url("**besked=gemt*")
    assert not asked


@pytest.mark.parametrize("net", [True, False], ids=["with net", "without"])
def test_on_ones_own_phone_the_day_takes_no_words_along(opens: Open, net: bool) -> None:
    """Nothing had been kept of them yet: they were written without a pause, and the next tap came
    at once."""
    window = ready(opens())
    page = window.goto("/paa-telefonen")
    expect(page.locator("#takes")).to_be_visible()
    page.wait_for_timeout(300)
    window.context.set_offline(not net)
    page.click("#tekst")
    page.keyboard.type(WORDS)
    page.locator(GOOD).nth(2).click(no_wait_after=True)
    expect(page.locator("h1, main .lead").first).to_have_text(
        "Dagen er gemt" if net else "Det ligger på din telefon"
    )
    page = window.goto("/paa-telefonen")
    expect(page.locator("#tekst")).to_have_value(WORDS)
    window.context.set_offline(False)


@pytest.fixture
def anna(opens: Open) -> Window:
    return ready(opens())


def test_what_is_begun_while_the_last_is_sent_is_kept_when_the_page_asks_who_one_is(
    anna: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = anna.page
    page.on("dialog", lambda dialog: dialog.accept())
    page.wait_for_timeout(300)
    page.evaluate(NO_PAUSE)
    net = Net(anna.site.world.app, monkeypatch, 2)
    net.slow = ("POST /sync",)
    anna.context.clear_cookies(name=logins.SESSION)
    write(page, "Det første")
    poll(page, lambda: "POST /sync" in net.asked)
    page.click("#tekst")
    page.keyboard.type(WORDS)
    expect(page.locator("#adgangskode")).to_be_visible()
    page.fill("#navn", anna.site.world.cast["Anna"].sign_in_name)
    page.fill("#adgangskode", PASSWORD)
    page.click("main form button.primary")
    expect(page.locator("#tekst")).to_have_value(WORDS)
