"""What goes straight to the server stands in its box until the server has it: behind Back there
would be nothing to find.

A guest's words, and what no outbox takes, refused in every way there is before anybody has read
them.
"""

from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect
from sqlalchemy import delete

from app.foundation import ids
from app.foundation.errors import TooMany
from app.hopes import kept as hopes
from app.intake.operations import WAYS
from app.journal import entries
from app.sign_in.models import logins as login_rows
from tests.browser import Open, Window
from tests.cast import PASSWORD
from tests.offline.net import Net
from tests.offline.steps import poll, ready, sent, texts
from tests.sharing.bonded import person

LARGE = "Det fylder for meget. Din tekst er her stadig. Del den i to."
LOST = "Vi ved ikke, om det nåede frem. Din tekst er her stadig. Prøv igen, når du har net."
FAILED = "Det kunne ikke gemmes lige nu. Din tekst er her stadig."
SENDS = "main form[data-behaviour=keeps-draft] button.primary"
REFUSED = "status of (400|408|413|422|429|431|500|502|503)"
RAIN = "🌧️" * 1500
"""Not too long for a diary, and too long to be read while everybody waits."""


@pytest.fixture(params=["a guest", "what no outbox takes"])
def page(opens: Open, request: pytest.FixtureRequest) -> Page:
    """A form whose words go straight: of somebody on another's phone, and of the owner."""
    window = opens()
    window.allow(REFUSED)
    if request.param == "a guest":
        window.come_in(window.site.world.cast["Sam"], shared=True)
        page = window.goto("/dagbog/skriv")
    else:
        ready(window)
        page = window.goto(f"/haab/{_hope(window)}/ret")
    page.wait_for_timeout(300)
    return page


def _hope(window: Window) -> str:
    world, row = window.site.world, ids.new()
    world.write(hopes.keep, person(world, "Anna"), row, hopes.Words("Et sommerhus"))
    return str(row)


def _sends(page: Page, text: str) -> None:
    typed = (
        "(field, text) => ((field.value = text), field.dispatchEvent(new Event('input', { "
        "bubbles: true })))"
    )
    page.locator("#tekst").evaluate(typed, text)
    page.click(SENDS)


def _stands(page: Page, text: str, says: str) -> None:
    at = page.url
    expect(page.locator("#status")).to_have_text(says)
    assert page.url == at and page.input_value("#tekst") == text
    assert page.evaluate("!dispatchEvent(new Event('beforeunload', { cancelable: true }))"), (
        "leaving it asks first"
    )


@pytest.mark.parametrize("many", [140_000, 900_000])
def test_what_is_too_long_stays_where_it_was_typed(page: Page, many: int) -> None:
    text = ("x" * 99 + "\n") * (many // 100)
    _sends(page, text)
    _stands(page, text, LARGE)


@pytest.mark.parametrize("status", [400, 408, 429, 431, 500, 502, 503])
def test_what_was_refused_unread_stays_and_goes_with_the_next_tap(page: Page, status: int) -> None:
    """Whatever stands between: a gateway, our own edge, the server."""
    page.route("**/*", lambda route: _refuses(route, status))
    _sends(page, "Ord som ingen nåede at læse")
    _stands(page, "Ord som ingen nåede at læse", FAILED if status < 500 else LOST)
    page.unroute_all()
    page.click(SENDS)
    page.wait_for_url("**besked=**")
    expect(page.locator("main")).to_contain_text("Ord som ingen nåede at læse")


def _refuses(route: Route, status: int) -> None:
    route.fulfill(
        status=status, body="Nej"
    ) if route.request.method == "POST" else route.continue_()


def test_what_nobody_had_time_to_read_stays(opens: Open) -> None:
    """The real row of those who wait is full, and nobody has read what was in the form."""
    window = opens()
    window.allow(REFUSED)
    window.come_in(window.site.world.cast["Sam"], shared=True)
    page = window.goto("/dagbog/skriv")
    page.wait_for_timeout(300)
    reading = window.site.world.state["reading"]
    real = reading.sent

    async def full(*_: Any) -> None:
        raise TooMany(5)

    reading.sent = full
    _sends(page, RAIN)
    _stands(page, RAIN, FAILED)
    reading.sent = real
    page.click(SENDS)
    sent(window, RAIN, name="Sam")


def test_what_the_server_has_to_say_comes_with_the_words(page: Page) -> None:
    long = "x" * 6_000
    _sends(page, long)
    expect(page.locator(".problem")).to_contain_text("Der er plads til")
    assert page.input_value("#tekst") == long


@pytest.mark.parametrize("guest", [True, False], ids=["a guest", "what no outbox takes"])
def test_a_thumb_that_taps_again_while_it_goes_sends_once(
    opens: Open, monkeypatch: pytest.MonkeyPatch, guest: bool
) -> None:
    """A change that was sent twice would be told that somebody had changed it meanwhile: its own
    first half."""
    window = opens()
    if guest:
        window.come_in(window.site.world.cast["Sam"], shared=True)
    else:
        ready(window)
    at = "/dagbog" if guest else f"/haab/{_hope(window)}/ret"
    page = window.goto("/dagbog/skriv" if guest else at)
    page.wait_for_timeout(300)
    net = Net(window.site.world.app, monkeypatch, 6)
    net.slow = (f"POST {at}",)
    _sends(page, "Tryk og tryk igen")
    expect(page.locator("#status")).to_have_text("Vi er ved at sende det.")
    # Longer than a thumb that taps twice is heard once (15-sends-once.js).
    page.wait_for_timeout(3_200)
    page.click(SENDS, force=True)
    page.wait_for_url("**besked=**")
    assert page.locator(".problem").count() == 0 and net.asked.count(f"POST {at}") == 1


def test_back_after_it_was_kept_does_not_ask_and_does_not_keep_twice(opens: Open) -> None:
    window = opens()
    window.come_in(window.site.world.cast["Sam"], shared=True)
    page = window.goto("/dagbog/skriv")
    page.wait_for_timeout(300)
    _sends(page, "Gemt én gang")
    page.wait_for_url("**besked=**")
    page.go_back()
    poll(page, lambda: page.locator("#tekst").count() == 1)
    assert page.input_value("#tekst") == "" and texts(window, "Sam").count("Gemt én gang") == 1


def test_a_search_that_finds_nobody_signed_in_takes_nothing_that_was_begun_beside_it(
    opens: Open,
) -> None:
    """The page that asks who one is takes the place of all that stands there."""
    window = opens()
    window.allow(REFUSED + "|status of 401")
    sam = window.site.world.cast["Sam"]
    window.site.world.write(
        entries.keep,
        person(window.site.world, "Sam"),
        ids.new(),
        person(window.site.world, "Sam").today,
        entries.Words("Kaffe"),
    )
    window.come_in(sam, shared=True)
    page = window.goto("/dagbog")
    page.wait_for_timeout(300)
    page.fill("#tekst", "Begyndt og ikke sendt")
    window.site.world.write(
        lambda db: db.execute(delete(login_rows).where(login_rows.c.owner == sam.id))
    )
    page.fill("#ord", "kaffe")
    page.press("#ord", "Enter")
    page.wait_for_url("**/laas?*")
    page.fill("#navn", sam.sign_in_name)
    page.fill("#adgangskode", PASSWORD)
    page.click("form[action='/log-ind'] button.primary")
    expect(page.locator("main")).to_contain_text("Begyndt og ikke sendt")


def test_there_are_forms_that_no_outbox_takes() -> None:
    """Else half of what is tried here would be tried twice."""
    assert not any("haab/" in way for way in WAYS)
