"""What is too large, unreadable or slow to send: it stays on the phone with its reason, and nothing
else waits for it."""

import json
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import Open, Window
from tests.offline.steps import MARK, poll, ready, sent, texts, write
from tests.offline.test_lock import locked

LARGE = "Det fylder for meget. Kopiér det, og del det i to."


@pytest.fixture
def anna(opens: Open) -> Window:
    window = ready(opens())
    window.allow("status of (400|413|422)")
    return window


def summary(page: Page) -> dict[str, Any]:
    return dict(page.evaluate(f"Outbox.summary({MARK})"))


def waits(page: Page, *many: str) -> None:
    """Straight into the outbox, as a form puts it there."""
    for text in many:
        fields = [["id", ""], ["tekst", text]]
        page.evaluate(
            "([mark, fields]) => Outbox.put(mark, '/dagbog', fields)", [page.evaluate(MARK), fields]
        )


def test_a_text_that_is_too_long_is_asked_about_and_the_next_one_goes(anna: Window) -> None:
    page, long = anna.page, "x" * 70_000
    write(page, long)
    expect(page.locator(".problem")).to_contain_text("Der er plads til 5000 tegn")
    assert page.input_value("#tekst") == long
    page = anna.goto("/dagbog")
    expect(page.locator("#tekst")).to_have_value(long)  # it goes on as a draft
    write(page, "Kort bagefter")
    sent(anna, "Kort bagefter")
    poll(page, lambda: summary(page)["waiting"] == 0)


def test_a_long_text_from_a_trip_is_set_aside_and_the_others_are_sent(anna: Window) -> None:
    page, long = anna.page, "x" * 70_000
    anna.context.set_offline(True)
    for text in ("Før turen", long, "Efter turen"):
        page.fill("#tekst", text)
        page.click("form[action='/dagbog'] button.primary")
        expect(page.locator("#waiting .words").first).to_have_text(text)
    anna.context.set_offline(False)
    sent(anna, "Før turen", "Efter turen")
    poll(page, lambda: summary(page)["aside"] == 1 and summary(page)["waiting"] == 0)
    page = anna.goto("/paa-telefonen")
    expect(page.locator("#list [data-why]")).to_contain_text("Der er plads til 5000 tegn.")
    expect(page.locator("#list .words")).to_have_text(long)
    expect(page.locator("#list [data-copies]")).to_be_visible()


def test_what_no_form_can_carry_stays_in_its_box(anna: Window) -> None:
    page, long = anna.page, "x" * 140_000
    page.fill("#tekst", long)
    page.click("form[action='/dagbog'] button.primary")
    expect(page.locator("#status")).to_have_text(
        "Det fylder for meget. Din tekst er her stadig. Del den i to."
    )
    assert page.input_value("#tekst") == long and summary(page)["waiting"] == 0
    page.fill("#tekst", "Den første halvdel")
    page.click("form[action='/dagbog'] button.primary")
    sent(anna, "Den første halvdel")


@pytest.mark.parametrize(
    ("status", "reason"), [(413, LARGE), (400, "Det kunne ikke gemmes. Du kan kopiere det.")]
)
def test_what_the_server_cannot_take_in_holds_nothing_back(
    anna: Window, status: int, reason: str
) -> None:
    """However many it will not take, each is set aside and the others are sent."""
    page = anna.page

    def refuses(route: Any) -> None:
        body = route.request.post_data or ""
        route.fulfill(
            status=status, body="", headers={"x-fodfaeste": "1"}
        ) if "Umulig" in body else route.continue_()

    anna.context.route("**/sync", refuses)
    waits(page, *(f"{what} {status} {n}" for n in range(5) for what in ("Umulig", "Mulig")))
    page.evaluate("window.dispatchEvent(new Event('online'))")
    sent(anna, *(f"Mulig {status} {n}" for n in range(5)))
    poll(page, lambda: summary(page)["aside"] == 5 and summary(page)["waiting"] == 0)
    assert not any(f"Umulig {status}" in text for text in texts(anna))
    page = anna.goto("/paa-telefonen")
    expect(page.locator("#list [data-why]").first).to_have_text(reason)
    expect(page.locator("#list .words").first).to_have_text(f"Umulig {status} 0")
    anna.context.unroute("**/sync")
    page.click("#send-again")
    sent(anna, *(f"Umulig {status} {n}" for n in range(5)))


def test_a_long_text_written_behind_the_lock_does_not_stop_the_others(anna: Window) -> None:
    """What is sealed for the server is a third longer than it was typed."""
    page = locked(anna, keeps=False)
    waits(page, "x" * 60_000, "Kort bag låsen")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    sent(anna, "Kort bag låsen")
    poll(page, lambda: summary(page)["aside"] == 1 and summary(page)["waiting"] == 0)


def test_on_a_slow_net_fewer_are_sent_at_a_time(anna: Window) -> None:
    """A net so slow that many at once never arrive in time."""
    page = anna.page

    def slow(route: Any) -> None:
        if len(json.loads(route.request.post_data or "{}")["ops"]) <= 2:
            route.continue_()

    anna.context.route("**/sync", slow)
    page.evaluate(
        "AbortSignal.timeout = (real => ms => real.call(AbortSignal, ms / 20))(AbortSignal.timeout)"
    )
    waits(page, *(f"Langsom {n}" for n in range(9)))
    page.evaluate("window.dispatchEvent(new Event('online'))")
    sent(anna, *(f"Langsom {n}" for n in range(9)))
    poll(page, lambda: summary(page)["waiting"] == 0)


def test_what_a_newer_app_wrote_waits_and_the_rest_goes(anna: Window) -> None:
    """Also when more of it waits than goes in one batch."""
    page = anna.page

    def newer(route: Any) -> None:
        sent_ = json.loads(route.request.post_data)
        ops = [
            {**each, "v": 2, "how": "new"} if "Ny" in json.dumps(each) else each
            for each in sent_["ops"]
        ]
        route.continue_(post_data=json.dumps({**sent_, "ops": ops}))

    anna.context.route("**/sync", newer)
    waits(page, *(f"Ny {n}" for n in range(21)), "Ældre")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    sent(anna, "Ældre")
    poll(page, lambda: summary(page)["waiting"] == 21 and summary(page)["aside"] == 0)
