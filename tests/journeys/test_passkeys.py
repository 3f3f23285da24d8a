"""A passkey in a real Chromium with a virtual authenticator: added, used at the door and at «is it
you», answered once (R35)."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page, Request, expect

from app.foundation import clock
from tests.browser import Open, Site, Window, served
from tests.cast import PASSWORD
from tests.conftest import NOON
from tests.world import Template

pytestmark = pytest.mark.browser

PHONE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
    "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@pytest.fixture(scope="module")
def site(sqlite_template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Under a name, since a passkey never belongs to a bare number."""
    with served(
        sqlite_template, tmp_path_factory.mktemp("site") / "data", host="localhost"
    ) as made:
        yield made


def authenticator(window: Window) -> tuple[CDPSession, str]:
    session = window.context.new_cdp_session(window.page)
    session.send("WebAuthn.enable")
    made: dict[str, Any] = session.send("WebAuthn.addVirtualAuthenticator", {"options": PHONE})
    return session, made["authenticatorId"]


def added(window: Window, name: str = "Anna") -> Page:
    window.come_in(window.site.world.cast[name])
    page = window.goto("/konto/noegler")
    expect(page.locator("#no-passkeys")).to_have_count(0)
    page.click("button[data-makes]")
    page.wait_for_url("**/konto/noegler?besked=ny-noegle")
    return page


def key_button(page: Page) -> Any:
    return page.locator("button[data-behaviour=uses-passkey]")


def test_a_passkey_is_added_and_opens_the_door(opens: Open) -> None:
    window = opens()
    session, phone = authenticator(window)
    page = added(window)
    expect(page.locator("main article")).to_contain_text("Chrome på Linux")
    [held] = session.send("WebAuthn.getCredentials", {"authenticatorId": phone})["credentials"]
    assert held["isResidentCredential"] and held["rpId"] == "localhost"
    page.click("form[action='/log-ud'] button")
    page.wait_for_url("**/?besked=logget-ud")
    window.goto("/log-ind?til=/dagbog")
    key_button(page).click()
    page.wait_for_url(window.site.origin + "/dagbog")
    with clock.held(NOON + timedelta(minutes=11)):
        window.goto("/konto/noegler")
        assert window.path == "/er-det-dig"
        key_button(page).click()
        page.wait_for_url(window.site.origin + "/konto/noegler")
    page.click("form[action='/konto/noegler/slet'] button")
    page.wait_for_url("**/konto/noegler?besked=fjernet")
    expect(page.locator("main article")).to_have_count(0)


def test_the_same_answer_is_refused_the_second_time(opens: Open) -> None:
    """What went over the wire once is sent again, from the same browser."""
    window = opens()
    authenticator(window)
    page = added(window, "Sam")
    window.context.clear_cookies()
    window.goto("/log-ind")
    sent: list[Request] = []
    page.on(
        "request",
        lambda request: sent.append(request) if request.url.endswith("/log-ind/noegle") else None,
    )
    key_button(page).click()
    page.wait_for_url(window.site.origin + "/")
    window.context.clear_cookies()
    window.goto("/log-ind")
    window.allow("status of 422")
    status = page.evaluate(
        "body => fetch('/log-ind/noegle', {method: 'POST', body: new "
        "URLSearchParams(body)}).then((r) => r.status)",
        sent[0].post_data,
    )
    assert status == 422
    window.goto("/dagbog")
    assert window.path == "/log-ind"


def test_a_no_from_the_phone_is_said_in_words(opens: Open) -> None:
    """No passkey of ours on this phone: the words, and the password works as before."""
    window = opens()
    session, phone = authenticator(window)
    session.send("WebAuthn.setUserVerified", {"authenticatorId": phone, "isUserVerified": False})
    page = window.goto("/log-ind")
    page.fill("#navn", window.site.world.cast["Sam"].sign_in_name)
    key_button(page).click()
    expect(page.locator("#status")).to_contain_text("Det blev ikke til noget")
    page.fill("#adgangskode", PASSWORD)
    page.click("main button.primary")
    page.wait_for_url(window.site.origin + "/")


def test_a_second_one_on_the_same_phone_is_not_made(opens: Open) -> None:
    window = opens()
    authenticator(window)
    page = added(window)
    page.click("button[data-makes]")
    expect(page.locator("#status")).to_contain_text("har allerede en adgangsnøgle")
    expect(page.locator("main article")).to_have_count(1)


def test_without_javascript_the_button_stays_away(opens: Open) -> None:
    window = opens(scripted=False)
    page = window.goto("/log-ind")
    expect(key_button(page)).to_be_hidden()
    window.come_in(window.site.world.cast["Gry"])
    window.goto("/konto/noegler")
    expect(page.locator("#no-passkeys")).to_be_visible()
