"""The lock on what lies on the phone: what it shows, what still works behind it, and what it leaves
on the disk."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import ARGS, Open, Site, Window, executable, has_its_worker, served
from tests.offline.steps import MARK, poll, ready, rests, sent, texts, write
from tests.world import Template

PIN = "482913"
PHONE = {
    "protocol": "ctap2", "ctap2Version": "ctap2_1", "transport": "internal", "hasResidentKey": True,
    "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
    "hasPrf": True,
}  # fmt: skip

FORGETS_WHEN = "mark => Outbox.changeKeys(mark, row => (row.lock.until = 0))"
TRIES_WHEN_TOLD = (
    "void (new BroadcastChannel('tries').onmessage = () => "
    "document.querySelector('[data-unlocks] button').click())"
)
MISSES = "mark => Outbox.keysOf(mark).then(row => row.lock?.misses)"


@pytest.fixture(scope="module")
def site(sqlite_template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Under a name, since a passkey never belongs to a bare number."""
    with served(
        sqlite_template, tmp_path_factory.mktemp("site") / "data", host="localhost"
    ) as made:
        yield made


@pytest.fixture
def anna(opens: Open) -> Window:
    return ready(opens())


def locked(window: Window, *, keeps: bool = True) -> Page:
    """Six digits, chosen as one does it; and the last entries on the phone."""
    page = window.goto("/telefon")
    if keeps:
        page.click("[data-keeps][value=alt]")
        expect(page.locator("#status")).to_have_text("Det ligger nu på telefonen.")
    page.fill("#kode-en", PIN)
    page.fill("#kode-to", PIN)
    page.click("[data-pins] button")
    # Half a million rounds, and a clearing up.
    expect(page.locator("#status")).to_have_text("Låsen er slået til.", timeout=20_000)
    has_its_worker(window.goto("/dagbog"))
    page = window.goto("/dagbog")
    if keeps:
        poll(page, lambda: page.evaluate(f"Outbox.copyAt({MARK})") > 0)
    return page


HEARS = "await Outbox.hears(mark, undefined).catch(() => {})"
TURNS = "await Outbox.turns()"
MEANWHILE = """mark => {
  const really = window.fetch;
  window.fetch = async (...what) => {
    const answer = await really(...what);
    if (what[0] === "/telefon/ryd") DOES;
    return answer;
  };
}"""


def opens_with(page: Page, pin: str) -> None:
    page.fill("#telefonkode", pin)
    page.click("[data-unlocks] button")


@pytest.mark.parametrize("does", [HEARS, TURNS])
def test_an_answer_that_comes_while_it_is_locked_stops_nothing(anna: Window, does: str) -> None:
    """Whose phone it is was asked before the browser forgot everything, and is heard after it; and
    where that left something behind, the phone was nobody's until the server said whose."""
    page = anna.goto("/telefon")
    page.evaluate(MEANWHILE.replace("DOES", does), page.evaluate(MARK))
    page.fill("#kode-en", PIN)
    page.fill("#kode-to", PIN)
    page.click("[data-pins] button")
    expect(page.locator("#status")).to_have_text("Låsen er slået til.", timeout=20_000)
    assert page.evaluate(f"Outbox.isLocked({MARK})") is False, "open in the page that locked it"
    assert page.evaluate("Outbox.noted('account')") == page.evaluate(MARK)


def test_what_lies_there_is_shown_only_after_the_code(anna: Window) -> None:
    page = anna.page
    write(page, "Det seneste jeg skrev")
    sent(anna, "Det seneste jeg skrev")
    page = locked(anna)
    anna.context.set_offline(True)
    write(page, "Skrevet bag låsen")
    expect(page.locator("#waiting .words").first).to_have_text("Skrevet bag låsen")
    page = anna.goto("/?kilde=app")
    expect(page.locator("#locked form")).to_be_visible()
    expect(page.locator("#list .words")).to_have_text("Det kan ikke vises her lige nu.")
    assert (
        "Skrevet bag låsen" not in page.content() and "Det seneste jeg skrev" not in page.content()
    )
    opens_with(page, "000000")
    expect(page.locator("#locked [role=alert]")).to_have_text("Koden passer ikke. Prøv igen.")
    opens_with(page, PIN)
    expect(page.locator("#list .words")).to_have_text("Skrevet bag låsen")
    expect(page.locator("#kept .words").first).to_have_text("Det seneste jeg skrev")
    page.reload()
    expect(page.locator("#locked form")).to_be_visible()
    assert "Skrevet bag låsen" not in page.content()
    anna.context.set_offline(False)
    anna.goto("/dagbog")
    sent(anna, "Skrevet bag låsen")


def test_what_is_written_while_locked_is_sent_without_the_code(anna: Window) -> None:
    page = locked(anna, keeps=False)
    assert page.evaluate(f"Outbox.isLocked({MARK})")
    anna.context.set_offline(True)
    write(page, "Sendes uden kode")
    expect(page.locator("#waiting .words").first).to_have_text("Sendes uden kode")
    anna.context.set_offline(False)
    sent(anna, "Sendes uden kode")
    assert page.evaluate(f"Outbox.isLocked({MARK})")


def test_a_draft_waits_behind_the_lock_and_nothing_overwrites_it(anna: Window) -> None:
    page = locked(anna, keeps=False)
    page.fill("#tekst", "Begyndt før")
    rests(page)
    page = anna.goto("/dagbog")
    expect(page.locator("[data-unlocks]")).to_be_visible()
    assert page.input_value("#tekst") == ""
    page.fill("#tekst", "Begyndt imens")
    rests(page)
    page = anna.goto("/dagbog")
    opens_with(page, PIN)
    expect(page.locator("#tekst")).not_to_have_value("")
    # In the order of their clocks, which begin anew with each page here.
    both = page.input_value("#tekst")
    assert sorted(both.split("\n\n")) == ["Begyndt før", "Begyndt imens"]
    page.click("form[action='/dagbog'] button.primary")
    sent(anna, both)
    poll(page, lambda: page.evaluate(f"Outbox.summary({MARK})")["drafts"] == 0)


def test_what_is_saved_while_locked_leaves_the_draft_behind_the_lock(anna: Window) -> None:
    page = locked(anna, keeps=False)
    page.fill("#tekst", "Den låste kladde")
    rests(page)
    page = anna.goto("/dagbog")
    expect(page.locator("[data-unlocks]")).to_be_visible()
    page.fill("#tekst", "Noget helt andet")
    rests(page)
    page.click("form[action='/dagbog'] button.primary")
    sent(anna, "Noget helt andet")
    page = anna.goto("/dagbog")
    opens_with(page, PIN)
    expect(page.locator("#tekst")).to_have_value("Den låste kladde")
    write(page, "Den låste kladde, færdig")
    sent(anna, "Den låste kladde, færdig")
    poll(page, lambda: page.evaluate(f"Outbox.summary({MARK})")["drafts"] == 0)


def test_too_many_wrong_codes_take_away_what_only_this_phone_could_read(anna: Window) -> None:
    page = locked(anna)
    anna.context.set_offline(True)
    write(page, "Bliver sendt alligevel")
    expect(page.locator("#waiting .words").first).to_have_text("Bliver sendt alligevel")
    page = anna.goto("/paa-telefonen")
    problem = page.locator("#locked [role=alert]")
    for _ in range(4):
        opens_with(page, "111111")
        expect(problem).to_have_text("Koden passer ikke. Prøv igen.")
        page.evaluate("document.querySelector('#locked [role=alert]').textContent = ''")
    opens_with(page, PIN)
    expect(problem).to_have_text("Vent lidt, og prøv så igen.")
    mark = page.evaluate("Outbox.noted('account')")
    for _ in range(6):
        page.evaluate(FORGETS_WHEN, mark)
        page.evaluate("document.querySelector('#locked [role=alert]').textContent = ''")
        opens_with(page, "111111")
        expect(problem).not_to_be_empty(timeout=20_000)
    expect(problem).to_have_text("Låsen er fjernet. Log ind for at se dine ting her.")
    assert page.evaluate(f"Outbox.copyAt('{mark}')") == 0
    assert page.evaluate("localStorage.getItem('hides')").split(" ")[1].isdigit(), (
        "whoever signs in again has another login"
    )
    anna.context.set_offline(False)
    anna.goto("/dagbog")
    sent(anna, "Bliver sendt alligevel")


def test_codes_tried_in_many_pages_at_once_are_all_counted(anna: Window) -> None:
    """As many tries as there are pages would otherwise count as one."""
    locked(anna, keeps=False)
    anna.context.set_offline(True)
    write(anna.page, "Kun her")
    pages = [anna.context.new_page() for _ in range(6)]
    for page in pages:
        page.goto(f"{anna.site.origin}/paa-telefonen")
        page.fill("#telefonkode", "111111")
    mark = pages[0].evaluate("Outbox.noted('account')")
    for page in pages:
        page.evaluate(TRIES_WHEN_TOLD)
    anna.page.evaluate("new BroadcastChannel('tries').postMessage('')")
    for page in pages:
        expect(page.locator("#locked [role=alert]")).not_to_be_empty(timeout=20_000)
    said = [page.locator("#locked [role=alert]").inner_text() for page in pages]
    assert (
        sorted(said) == ["Koden passer ikke. Prøv igen."] * 4 + ["Vent lidt, og prøv så igen."] * 2
    )
    assert pages[0].evaluate(MISSES, mark) == 4


def test_a_code_typed_while_the_one_before_is_tried_is_not_swept_away(anna: Window) -> None:
    locked(anna, keeps=False)
    anna.context.set_offline(True)
    write(anna.page, "Kun her")
    page = anna.goto("/paa-telefonen")
    page.fill("#telefonkode", "111111")
    page.evaluate(
        "document.querySelector('[data-unlocks] button').click(); "
        "document.querySelector('#telefonkode').value = '22'"
    )
    expect(page.locator("#locked [role=alert]")).to_have_text(
        "Koden passer ikke. Prøv igen.", timeout=20_000
    )
    expect(page.locator("#telefonkode")).to_have_value("22")


def test_the_phones_own_key_opens_it_without_net(anna: Window) -> None:
    session = anna.context.new_cdp_session(anna.page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": PHONE})
    page = anna.goto("/telefon")
    page.click("[data-passkey]")
    # Half a million rounds, and a clearing up.
    expect(page.locator("#status")).to_have_text("Låsen er slået til.", timeout=20_000)
    has_its_worker(anna.goto("/dagbog"))
    page = anna.goto("/dagbog")
    anna.context.set_offline(True)
    write(page, "Bag fingeren")
    expect(page.locator("#waiting .words").first).to_have_text("Bag fingeren")
    page = anna.goto("/paa-telefonen")
    assert "Bag fingeren" not in page.content()
    expect(page.locator("[data-pin]")).to_be_hidden()
    page.click("[data-unlocks] button")
    expect(page.locator("#list .words")).to_have_text("Bag fingeren")
    anna.context.set_offline(False)
    anna.goto("/dagbog")
    sent(anna, "Bag fingeren")


def test_a_phone_without_that_kind_of_key_says_so(anna: Window) -> None:
    session = anna.context.new_cdp_session(anna.page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": PHONE | {"hasPrf": False}})
    page = anna.goto("/telefon")
    page.click("[data-passkey]")
    expect(page.locator("[data-behaviour=locks-the-phone] > [role=alert]")).to_contain_text(
        "Vælg en kode"
    )
    assert not page.evaluate(f"Outbox.isLocked({MARK})")


def test_the_lock_is_taken_off_with_the_code(anna: Window) -> None:
    page = locked(anna, keeps=False)
    page = anna.goto("/telefon")
    page.click("[data-removes]")
    opens_with(page, PIN)
    expect(page.locator("#status")).to_have_text("Låsen er slået fra.")
    page = anna.goto("/paa-telefonen")
    assert not page.evaluate(f"Outbox.isLocked({MARK})")


@pytest.mark.parametrize(
    ("one", "two", "says"), [("12345", "12345", "Vælg seks tal."), ("123456", "123457", "ikke ens")]
)
def test_a_code_that_does_not_do_is_said_in_words(
    anna: Window, one: str, two: str, says: str
) -> None:
    page = anna.goto("/telefon")
    page.fill("#kode-en", one)
    page.fill("#kode-to", two)
    page.click("[data-pins] button")
    expect(page.locator("[data-behaviour=locks-the-phone] > [role=alert]")).to_contain_text(says)


def test_nothing_unsent_is_put_at_risk_by_turning_it_on(anna: Window) -> None:
    page = anna.goto("/dagbog")
    page.fill("#tekst", "Kladde der ikke må forsvinde")
    rests(page)
    page = anna.goto("/telefon")
    page.fill("#kode-en", PIN)
    page.fill("#kode-to", PIN)
    page.click("[data-pins] button")
    expect(page.locator("[data-behaviour=locks-the-phone] > [role=alert]")).to_contain_text(
        "Send det først"
    )
    page = anna.goto("/dagbog")
    expect(page.locator("#tekst")).to_have_value("Kladde der ikke må forsvinde")


def test_two_minutes_out_of_sight_and_it_is_locked_again(anna: Window) -> None:
    page = locked(anna, keeps=False)
    anna.context.set_offline(True)
    write(page, "Kun så længe jeg ser på det")
    expect(page.locator("#waiting .words").first).to_have_text("Kun så længe jeg ser på det")
    page = anna.goto("/paa-telefonen")
    opens_with(page, PIN)
    expect(page.locator("#list .words")).to_have_text("Kun så længe jeg ser på det")
    page.evaluate(SEEN, True)
    page.evaluate("(() => { const now = Date.now(); Date.now = () => now + 121000; })()")
    page.evaluate(SEEN, False)
    expect(page.locator("#list .words")).to_have_text("Det kan ikke vises her lige nu.")
    anna.context.set_offline(False)
    anna.goto("/dagbog")
    sent(anna, "Kun så længe jeg ser på det")


SEEN = """hidden => {
    Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
    document.dispatchEvent(new Event("visibilitychange"));
}"""

PRIVATE_KEY = bytes.fromhex("06072a8648ce3d020106082a8648ce3d030107046d30")
"""How a private key of this curve begins wherever it is written down (PKCS #8)."""


def kept_on_disk(profile: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(profile.rglob("*")) if file.is_file())


def test_behind_the_lock_no_key_and_no_word_lies_on_the_disk(
    playwright: Any, site: Site, tmp_path: Path
) -> None:
    """The key that lay there before is gone as well, since the browser itself cleared it. The
    control: before, it is there."""
    profile, canary = tmp_path / "profile", "Kanariefugl bag låsen"

    def started() -> Window:
        for file in profile.glob("Singleton*"):
            file.unlink()
        context = playwright.chromium.launch_persistent_context(
            profile, executable_path=executable(), args=ARGS, locale="da-DK"
        )
        window = Window(site, context)
        window.come_in(site.world.cast["Anna"])
        return window

    window = started()
    ready(window)
    window.page.fill("#tekst", f"{canary}, en kladde")
    rests(window.page)
    window.close()
    assert PRIVATE_KEY in kept_on_disk(profile), "the scan knows a key when it meets one"

    window = started()
    page = window.goto("/dagbog")
    expect(page.locator("#tekst")).to_have_value(f"{canary}, en kladde")
    page.click("form[action='/dagbog'] button.primary")
    sent(window, f"{canary}, en kladde")
    page = locked(window)
    window.context.set_offline(True)
    write(page, f"{canary}, usendt")
    expect(page.locator("#waiting .words").first).to_have_text(f"{canary}, usendt")
    page.fill("#tekst", f"{canary}, endnu en kladde")
    rests(page)
    window.close()
    there = kept_on_disk(profile)
    assert b"wrapped" in there, "the scan looks where the lock lies"
    assert PRIVATE_KEY not in there
    assert canary.encode() not in there and canary.encode("utf-16-le") not in there

    window = started()
    window.goto("/dagbog")
    sent(window, f"{canary}, usendt")
    page = window.page
    page.click("form[action='/log-ud'] button")
    page.click("[role=alertdialog] [data-delete]")  # the draft
    page.wait_for_url("**/?besked=logget-ud")
    window.close()
    there = kept_on_disk(profile)
    assert (
        PRIVATE_KEY not in there
        and canary.encode() not in there
        and canary.encode("utf-16-le") not in there
    )
    assert texts(window).count(f"{canary}, usendt") == 1


def test_where_nothing_can_be_kept_or_locked_nothing_is_said_of_it(opens: Open) -> None:
    """Without JavaScript the page says that alone: not what would become of a lock that cannot be
    there."""
    window = opens(scripted=False)
    window.come_in(window.site.world.cast["Anna"])
    main = window.goto("/telefon").locator("main")
    shown = main.inner_text()
    assert "Læg den på skærmen" in shown
    assert not [
        words
        for words in ("Logger du ud", "låst, til du åbner", "Din plan kan ligge")
        if words in shown
    ]
