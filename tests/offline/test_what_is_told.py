"""What a page says of where words are is true: also while they are being put, and when another page or the worker has sent them."""

import pytest
from playwright.sync_api import expect

from tests.browser import Open, Window
from tests.offline.net import Net
from tests.offline.steps import poll, ready, sent, write

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
def test_what_another_tab_has_sent_is_not_said_to_be_unsent(anna: Window, net: Net, path: str) -> None:
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
