"""Whoever goes has gone, whatever net, store or script did; what was written before is not lost,
and nobody is kept waiting."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from app.foundation import clock, ids
from app.hopes import kept as hopes
from app.sign_in import logins
from tests.browser import Open, Window
from tests.cast import PASSWORD
from tests.conftest import NOON
from tests.offline.net import Gateway, Net
from tests.offline.steps import MARK, poll, ready, sent, write
from tests.offline.test_changing_hands import knocks
from tests.offline.test_guest import guest, without_script
from tests.offline.test_lock import locked
from tests.offline.test_other_tabs import HIDES, OUT, TIME_PASSES, behind
from tests.sharing.bonded import person

HOPE = "Et håb kun for Anna"
FORGETS_THE_CACHE = (
    "caches.keys().then((all) => Promise.all(all.map((each) => caches.delete(each))))"
)
NO_DRAFTS = """() => {
  window.bad = true;
  const real = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (...given) {
    if (window.bad && this.name === "drafts") throw new DOMException("full", "QuotaExceededError");
    return real.apply(this, given);
  };
}"""


@pytest.fixture
def anna(opens: Open) -> Window:
    """On her own phone, with a hope of hers."""
    window = opens()
    window.allow(".*")
    ready(window)
    world = window.site.world
    world.write(hopes.keep, person(world, "Anna"), ids.new(), hopes.Words(HOPE))
    return window


def is_in(window: Window) -> bool:
    return any(each["name"] == logins.SESSION for each in window.context.cookies())


# --- Out ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", [HIDES, OUT])
def test_a_guest_who_was_here_as_owner_before_goes_too(anna: Window, way: str) -> None:
    """What is noted is the login that ends, not the one from before."""
    anna.page.click(HIDES)
    anna.page.wait_for_url("**/indkoeb")
    with clock.held(NOON + timedelta(minutes=30)):
        anna.goto("/hjaelp-nu")
        knocks(anna, "Anna", guest=True)
        anna.page.wait_for_url(anna.site.origin + "/")
        page = anna.goto("/dagbog")
        anna.context.set_offline(True)
        page.click(way, no_wait_after=True)
        poll(page, lambda: page.evaluate("Boolean(localStorage.getItem('hides'))"))
        poll(page, lambda: "/indkoeb" in page.url or not page.locator("#tekst").count())
        anna.context.set_offline(False)
        page = behind(anna, "/dagbog")
        expect(page.locator("#adgangskode")).to_be_visible()


def test_what_is_typed_after_log_ud_is_not_taken_in(
    anna: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody writes in a page that is about to take everything along."""
    page = anna.goto("/dagbog")
    poll(page, lambda: page.evaluate(f"Outbox.noted('account').then((found) => found === {MARK})"))
    net = Net(anna.site.world.app, monkeypatch, 3)
    net.slow = ("POST /log-ud",)
    assert page.evaluate(
        "(out) => (document.querySelector(out).click(), document.getElementById('main').inert)", OUT
    )
    poll(page, lambda: "besked=logget-ud" in page.url)


def test_a_tap_in_a_tab_from_an_earlier_login_ends_the_later_one(opens: Open) -> None:
    """Whoever taps means now, whichever login it is; only what a phone does later looks at the
    minute."""
    window = opens(scripted=False)
    window.come_in(window.site.world.cast["Anna"])
    page = window.goto("/dagbog")
    with clock.held(NOON + timedelta(minutes=10)):
        window.come_in(window.site.world.cast["Anna"])
        page.click(HIDES)
        page.wait_for_url("**/indkoeb")
        assert not is_in(window)


def test_whoever_signs_in_after_log_ud_without_net_stays_in(
    anna: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was to end is over with the new login, however slow the net is."""
    page = anna.goto("/dagbog")
    anna.context.set_offline(True)
    page.click(OUT, no_wait_after=True)
    poll(page, lambda: page.evaluate("Outbox.noted('ends').then(Boolean)"))
    anna.context.set_offline(False)
    net = Net(anna.site.world.app, monkeypatch, 2.5)
    net.slow = ("POST /skjul",)
    with clock.held(NOON + timedelta(minutes=5)):
        anna.goto("/hjaelp-nu")
        knocks(anna, "Anna", guest=False)
        anna.page.wait_for_url(anna.site.origin + "/")
        page = anna.goto("/dagbog")
        poll(page, lambda: len(net.late) == net.asked.count("POST /skjul"))
        expect(anna.goto("/dagbog").locator("h1")).to_have_text("Dagbog")


def test_hjaelp_nu_waits_for_nothing_that_is_to_end(
    anna: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = anna.goto("/dagbog")
    anna.context.set_offline(True)
    page.click(HIDES, no_wait_after=True)
    page.wait_for_url("**/indkoeb")
    anna.context.set_offline(False)
    net = Net(anna.site.world.app, monkeypatch, 3)
    net.slow = ("POST /skjul",)
    page = anna.context.new_page()
    page.goto(anna.site.origin + "/hjaelp-nu", wait_until="commit")
    asked = [each for each in net.asked if each in ("GET /hjaelp-nu", "POST /skjul")]
    assert asked[:1] == ["GET /hjaelp-nu"], (
        "what is to end is asked for by the page, when it is there"
    )


def test_where_the_phone_says_nothing_whoever_stays_can_write(opens: Open) -> None:
    window = opens()
    window.allow(".*")
    window.context.add_init_script(
        "IDBFactory.prototype.open = () => { throw new Error('refused'); }"
    )
    window.come_in(window.site.world.cast["Anna"])
    page = window.goto("/dagbog")
    page.on("dialog", lambda asked: asked.dismiss())
    page.fill("#tekst", "Jeg bliver alligevel")
    page.click(OUT, no_wait_after=True)
    poll(page, lambda: not page.evaluate("document.getElementById('main').inert"))


@pytest.fixture
def in_halves(anna: Window, monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """Her hopes come in two halves, the second when the test says so."""
    app, goes_on = anna.site.world.app, asyncio.Event()
    real = app._http

    async def http(scope: Any, receive: Any, send: Any) -> None:
        async def halved(message: Any) -> None:
            body = message.get("body", b"")
            if scope["path"] != "/haab" or len(body) < 1500:
                await send(message)
                return
            await send(
                {
                    "type": "http.response.body",
                    "body": body[: len(body) * 2 // 3],
                    "more_body": True,
                }
            )
            await asyncio.wait([asyncio.ensure_future(goes_on.wait())], timeout=4)
            await send(message | {"body": body[len(body) * 2 // 3 :]})

        await real(scope, receive, halved)

    monkeypatch.setattr(app, "_http", http)
    return goes_on


def test_after_skjul_without_net_no_page_shows_itself_while_it_comes(
    anna: Window, in_halves: asyncio.Event
) -> None:
    world = anna.site.world
    for n in range(30):
        world.write(
            hopes.keep, person(world, "Anna"), ids.new(), hopes.Words(f"{HOPE} {n} {ids.new()}")
        )
    page = anna.goto("/dagbog")
    anna.context.set_offline(True)
    page.click(HIDES, no_wait_after=True)
    page.wait_for_url("**/indkoeb")
    anna.context.set_offline(False)
    page = anna.context.new_page()
    page.goto(anna.site.origin + "/haab", wait_until="commit")
    for _ in range(20):
        page.wait_for_timeout(100)
        assert HOPE not in page.evaluate("document.body?.innerText || ''")
    expect(page.locator("#adgangskode")).to_be_visible()


@pytest.mark.parametrize("net", ["away", "gateway"])
@pytest.mark.parametrize("way", [HIDES, OUT])
def test_without_script_and_net_whoever_goes_has_gone(
    anna: Window, monkeypatch: pytest.MonkeyPatch, way: str, net: str
) -> None:
    without_script(anna)
    page = anna.goto("/haab")
    with monkeypatch.context() as away:
        anna.context.set_offline(True) if net == "away" else Gateway(anna.site.world.app, away, 502)
        page.click(way, no_wait_after=True)
        page.wait_for_url("**/indkoeb" if way == HIDES else "**/log-ud")
        poll(page, lambda: HOPE not in page.content())
        assert "Straks tilbage" not in page.content()
    anna.context.set_offline(False)
    page = behind(anna, "/haab")
    expect(page.locator("#adgangskode")).to_be_visible()


def test_a_slow_skjul_takes_nobody_elses_login_away(
    anna: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = anna.goto("/dagbog")
    net = Net(anna.site.world.app, monkeypatch, 3)
    net.slow = ("POST /skjul",)
    page.click(HIDES, no_wait_after=True)
    page.wait_for_url("**/indkoeb")
    anna.goto("/hjaelp-nu")
    knocks(anna, "Sam", guest=True)
    anna.page.wait_for_url(anna.site.origin + "/")
    poll(anna.page, lambda: "POST /skjul" in net.late)
    anna.page.wait_for_timeout(300)
    assert is_in(anna)
    assert anna.goto("/dagbog").url.endswith("/dagbog")


# --- What was written -----------------------------------------------------------------------------


def test_nobody_deletes_behind_the_lock(anna: Window) -> None:
    page = locked(anna, keeps=False)
    anna.context.set_offline(True)
    write(page, "Bag låsen")
    poll(
        page, lambda: page.evaluate(f"Outbox.summary({MARK}).then((found) => found.waiting === 1)")
    )
    page = behind(anna, "/paa-telefonen")
    expect(page.locator("#list .words")).to_have_count(1)
    expect(page.locator("#list [data-deletes]")).to_be_hidden()
    anna.context.set_offline(False)
    anna.page = page
    anna.goto("/dagbog")
    sent(anna, "Bag låsen")


def test_a_draft_that_failed_is_no_reason_to_keep_no_words(anna: Window) -> None:
    page = anna.goto("/dagbog")
    poll(page, lambda: page.evaluate(f"Outbox.noted('account').then((found) => found === {MARK})"))
    anna.context.set_offline(True)
    page.evaluate(NO_DRAFTS)
    page.fill("#tekst", "Skrevet uden net")
    poll(page, lambda: page.evaluate("Boolean(window.saving)"))
    page.evaluate("window.saving.then(() => {}, () => {})")
    page.evaluate("window.bad = false")
    page.click("form[action='/dagbog'] button.primary")
    poll(
        page, lambda: page.evaluate(f"Outbox.summary({MARK}).then((found) => found.waiting === 1)")
    )


def test_what_could_not_be_drafted_is_asked_about(anna: Window) -> None:
    page = anna.goto("/dagbog")
    poll(page, lambda: page.evaluate(f"Outbox.noted('account').then((found) => found === {MARK})"))
    page.evaluate(NO_DRAFTS)
    page.fill("#tekst", "Halv tekst")
    page.click(OUT, no_wait_after=True)
    expect(page.locator("[role=alertdialog]")).to_be_visible()
    assert not page.evaluate("document.getElementById('main').inert")
    assert page.input_value("#tekst") == "Halv tekst"


def test_where_the_store_hangs_after_the_words_were_kept_one_can_go_on(anna: Window) -> None:
    page = anna.goto("/dagbog/skriv")
    poll(page, lambda: page.evaluate(f"Outbox.noted('account').then((found) => found === {MARK})"))
    page.evaluate("""() => {
      const real = IDBObjectStore.prototype.add;
      const never = () => ({ objectStore: () => new Proxy({}, { get: () => () => ({}) }) });
      IDBObjectStore.prototype.add = function (...given) {
        if (this.name === "ops") this.transaction.addEventListener("complete", () =>
            (IDBDatabase.prototype.transaction = never));
        return real.apply(this, given);
      };
    }""")
    write(page, "Hænger efter")
    poll(page, lambda: "Vi ved ikke, om det nåede frem" in page.inner_text("#status"))
    assert not page.evaluate("document.querySelector(\"form[action='/dagbog']\").inert")


def test_an_old_browser_sends_what_is_written(opens: Open) -> None:
    window = opens()
    window.allow(".*")
    window.context.add_init_script("delete AbortSignal.timeout")
    ready(window)
    write(window.goto("/dagbog/skriv"), "En gammel telefon")
    sent(window, "En gammel telefon")


def test_a_gateway_at_the_door_takes_no_words(opens: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    window = opens()
    window.allow(".*")
    page = guest(ready(window))
    page.fill("#tekst", "Sams ord")
    page.evaluate(TIME_PASSES)
    page.wait_for_url("**/laas?konto=*")
    page.fill("#navn", window.site.world.cast["Sam"].sign_in_name)
    page.fill("#adgangskode", PASSWORD)
    with monkeypatch.context() as away:
        Gateway(window.site.world.app, away, 502)
        page.evaluate("document.querySelector('main form[action=\"/log-ind\"]').requestSubmit()")
        page.wait_for_timeout(1500)
    assert page.input_value("input[name=baaret]")


# --- Nobody waits ---------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["gone", "hangs"])
@pytest.mark.parametrize(("path", "seconds"), [("/hjaelp-nu", 0.8), ("/?kilde=app", 0.8)])
def test_where_nothing_is_kept_the_net_is_waited_for(
    anna: Window, monkeypatch: pytest.MonkeyPatch, how: str, path: str, seconds: float
) -> None:
    anna.page.evaluate(FORGETS_THE_CACHE)
    if how == "hangs":
        anna.context.service_workers[0].evaluate(
            "() => { CacheStorage.prototype.match = () => new Promise(() => {}); }"
        )
    net = Net(anna.site.world.app, monkeypatch, seconds)
    net.slow = (f"GET {path.partition('?')[0]}",)
    page = anna.goto(path)  # it may lie there again by then
    assert page.locator("h1").inner_text() in ("Hjælp nu", "Hej Anna", "På din telefon")


def test_what_the_browser_threw_away_lies_there_again(anna: Window) -> None:
    anna.page.evaluate(FORGETS_THE_CACHE)
    page = anna.goto("/dagbog")
    poll(page, lambda: page.evaluate("caches.match('/hjaelp-nu').then(Boolean)"))
    anna.context.set_offline(True)
    assert "Hjælp nu" in anna.goto("/hjaelp-nu").title()


def test_two_tabs_without_a_worker_do_not_ask_for_ever(
    opens: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = opens(service_workers="block")
    window.allow(".*")
    anna = window.site.world.cast["Anna"]
    window.come_in(anna)
    window.goto("/plan")
    behind(window, "/mit")
    window.site.world.write(logins.end_all, anna.id)
    net = Net(window.site.world.app, monkeypatch, 0)
    page: Page = behind(window, "/paa-telefonen")
    page.wait_for_timeout(3000)
    assert net.asked.count("GET /telefon/hvem") < 20


def test_a_gateways_redirect_drops_no_copy(anna: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    page = anna.goto("/telefon")
    page.click("[data-keeps][value=plan]")
    expect(page.locator("#status")).to_have_text("Det ligger nu på telefonen.")
    app = anna.site.world.app
    real, asked = app._http, list[str]()

    async def http(scope: Any, receive: Any, send: Any) -> None:
        if scope["path"] not in ("/telefon/med", "/straks"):
            return await real(scope, receive, send)
        asked.append(scope["path"])
        status, headers = (
            (200, []) if scope["path"] == "/straks" else (302, [(b"location", b"/straks")])
        )
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": b"<h1>Straks tilbage</h1>"})
        return None

    monkeypatch.setattr(app, "_http", http)
    anna.context.add_init_script(
        "(() => { const now = Date.now; Date.now = () => now() + 400000; })()"
    )
    page = anna.goto("/mit")
    poll(page, lambda: "/straks" in asked)
    page.wait_for_timeout(300)
    assert page.evaluate(f"Outbox.copyAt({MARK})")
