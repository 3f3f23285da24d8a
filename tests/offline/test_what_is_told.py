"""What a page says of where words are is true: also while they are being put, and when another page
or the worker has sent them."""

import pytest
from playwright.sync_api import Route, expect

from app.foundation import ids
from app.hopes import kept as hopes
from tests.browser import Open, Window
from tests.offline.net import Net
from tests.offline.steps import MARK, poll, ready, sent, write
from tests.sharing.bonded import person

HELD = """() => {
    const puts = Outbox.put;
    Outbox.put = async (...what) => (await new Promise((go) => (window.go = go)), puts(...what));
}"""
"""A slow phone: it has begun to put the words away, and goes on when it is told to."""
SENDS = """text => {
    const account = document.querySelector("meta[name=account]").content;
    const fields = [["id", crypto.randomUUID()], ["tekst", text]];
    Outbox.put(account, "/dagbog", fields, "").then(() => Outbox.flush(account));
}"""


@pytest.fixture
def anna(opens: Open) -> Window:
    return ready(opens())


@pytest.fixture
def net(anna: Window, monkeypatch: pytest.MonkeyPatch) -> Net:
    return Net(anna.site.world.app, monkeypatch, 3.0)


@pytest.mark.parametrize("path", ["/dagbog", "/dagbog/skriv"])
def test_nothing_is_typed_that_would_be_swept_away(anna: Window, path: str) -> None:
    """On a slow phone somebody goes on writing right after «Gem»."""
    page = anna.goto(path)
    page.wait_for_timeout(300)
    page.evaluate(HELD)
    write(page, f"Først {path}")
    page.evaluate("document.querySelector('#tekst').focus()")
    page.keyboard.type(" og mere")
    expect(page.locator("#tekst")).to_have_value(f"Først {path}")
    page.evaluate("go()")
    sent(anna, f"Først {path}")
    if path == "/dagbog":
        expect(page.locator("#waiting .words").first).to_have_text(f"Først {path}")
        page.click("#tekst")
        page.keyboard.type("Og mere")
        expect(page.locator("#tekst")).to_have_value("Og mere")


@pytest.mark.parametrize("path", ["/dagbog", "/dagbog/skriv"])
def test_what_another_tab_has_sent_is_not_said_to_be_unsent(
    anna: Window, net: Net, path: str
) -> None:
    other = anna.context.new_page()
    other.goto(anna.site.origin + "/mit")
    page = anna.goto(path)
    page.wait_for_timeout(500)
    net.slow = ("POST /sync",)
    other.evaluate(SENDS, f"Før {path}")
    poll(page, lambda: "POST /sync" in net.asked)
    write(page, f"Efter {path}")
    sent(anna, f"Før {path}", f"Efter {path}")
    if path == "/dagbog":
        expect(page.locator("#waiting [data-note]")).to_have_text("Gemt.")
    else:
        expect(page.locator("main")).not_to_contain_text("ikke gemt i appen endnu")


def test_a_card_that_said_that_it_waits_says_when_it_is_sent(anna: Window) -> None:
    page = anna.page
    anna.context.set_offline(True)
    write(page, "Venter på et net")
    expect(page.locator("#waiting [data-note]")).to_have_text("På din telefon, ikke sendt endnu.")
    anna.context.set_offline(False)
    sent(anna, "Venter på et net")
    expect(page.locator("#waiting [data-note]")).to_have_text("Gemt.")


@pytest.mark.parametrize("status", [400, 401, 403, 413])
def test_a_gateway_sets_nothing_aside_and_leads_nowhere(anna: Window, status: int) -> None:
    """Something in front of us wants somebody to sign in with it, or refuses. What it has not
    brought us waits."""
    anna.allow(f"status of {status}")
    page = anna.goto("/dagbog/skriv")
    page.wait_for_timeout(300)

    def gateway(route: Route) -> None:
        route.fulfill(
            status=status, body="<h1>Togets net</h1>"
        ) if route.request.method == "POST" else route.continue_()

    anna.context.route("**/*", gateway)
    write(page, f"Skrevet i toget {status}")
    expect(page.locator("main")).to_contain_text("Det ligger på din telefon")
    counts = page.evaluate(f"Outbox.summary({MARK})")
    assert (counts["waiting"], counts["aside"]) == (1, 0)
    anna.context.unroute("**/*")
    anna.goto("/dagbog")
    sent(anna, f"Skrevet i toget {status}")


def test_what_another_tab_could_not_send_frees_no_form_that_is_on_its_way(
    anna: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna.allow("ERR_FAILED|Failed to load")
    world, row = anna.site.world, ids.new()
    world.write(hopes.keep, person(world, "Anna"), row, hopes.Words("Et håb med et mål"))
    net = Net(world.app, monkeypatch, 3.0)
    net.slow = (f"POST /haab/{row}/ret",)
    page = anna.goto(f"/haab/{row}/ret")
    other = anna.context.new_page()
    other.goto(anna.site.origin + "/")
    other.wait_for_timeout(500)
    page.fill("#tekst", "Et håb, skrevet om")
    page.click("main form button.primary", no_wait_after=True)
    poll(page, lambda: net.slow[0] in net.asked)
    anna.context.route("**/vis-mindre", lambda route: route.abort())
    other.click("form[action='/vis-mindre'] button", no_wait_after=True)
    expect(other.locator("#status")).to_contain_text("Vi ved ikke, om det nåede frem.")
    assert not net.late, "still on its way"
    assert page.evaluate("document.querySelector('#tekst').form.inert")
    expect(page.locator("#status")).not_to_contain_text("uden net")
    page.wait_for_url("**/haab?besked=gemt")


def test_signing_out_on_a_net_that_hangs_asks_while_it_hangs(anna: Window, net: Net) -> None:
    page = anna.page
    anna.context.set_offline(True)
    write(page, "Venter, mens nettet hænger")
    expect(page.locator("#waiting .words").first).to_have_text("Venter, mens nettet hænger")
    net.seconds, net.slow = 25.0, ("POST /sync",)
    anna.context.set_offline(False)
    page.click("form[action='/log-ud'] button")
    dialog = page.locator("[role=alertdialog]")
    expect(dialog).to_be_visible()
    page.evaluate("document.querySelector('[role=alertdialog]').dataset.first = ''")
    dialog.locator("[data-send]").click()
    expect(page.locator("[role=alertdialog]:not([data-first])")).to_be_visible()
    assert not net.late, "it hangs still"
