"""What goes wrong on phones, a row at a time: what is typed is kept, on the phone or in its box,
and said to be where it is."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, TimeoutError, expect

from app.foundation import clock
from app.intake import operations
from app.journal import entries
from app.offline import pages
from tests.browser import ARGS, SAME_TIME, Open, Site, Window, executable, windows
from tests.offline.steps import MARK, poll, ready, rests, sent, texts, write
from tests.sharing.bonded import person

FULL = """many => {
    const real = IDBObjectStore.prototype.add;
    IDBObjectStore.prototype.add = function (...given) {
        if (this.name !== "ops" || many-- <= 0) return real.apply(this, given);
        throw new DOMException("full", "QuotaExceededError");
    };
}"""
"""A phone without room: Chromium's own limit does not reach this store."""


@pytest.fixture
def anna(opens: Open) -> Window:
    return ready(opens())


# No room, no store


def test_on_a_full_phone_it_goes_straight_to_the_server(anna: Window) -> None:
    page = anna.page
    page.evaluate(FULL, 99)
    write(page, "Ingen plads på telefonen")
    page.wait_for_url("**/dagbog?besked=gemt*")
    sent(anna, "Ingen plads på telefonen")


def test_on_a_full_phone_without_net_the_text_stays_in_its_box(anna: Window) -> None:
    page = anna.page
    page.evaluate(FULL, 99)
    anna.context.set_offline(True)
    write(page, "Hverken plads eller net")
    expect(page.locator("#status")).to_have_text(
        "Det kunne ikke gemmes lige nu. Din tekst er her stadig."
    )
    assert page.input_value("#tekst") == "Hverken plads eller net"
    anna.context.set_offline(False)
    page.click("form[action='/dagbog'] button.primary")
    sent(anna, "Hverken plads eller net")


def test_on_a_full_phone_the_copy_gives_way_first(anna: Window) -> None:
    page = anna.goto("/telefon")
    page.click("[data-keeps][value=alt]")
    expect(page.locator("#status")).to_have_text("Det ligger nu på telefonen.")
    page = anna.goto("/dagbog")
    page.evaluate(FULL, 1)
    anna.context.set_offline(True)
    write(page, "Plads efter kopien")
    expect(page.locator("#waiting .words").first).to_have_text("Plads efter kopien")
    assert page.evaluate(f"Outbox.copyAt({MARK})") == 0
    anna.context.set_offline(False)
    sent(anna, "Plads efter kopien")


def test_a_browser_that_keeps_nothing_sends_straight(opens: Open) -> None:
    window = opens()
    window.allow("ERR_INTERNET_DISCONNECTED|status of 422")
    window.context.add_init_script(
        "Object.defineProperty(self, 'indexedDB', { get: () => undefined })"
    )
    window.come_in(window.site.world.cast["Anna"])
    page = window.goto("/dagbog")
    page.wait_for_timeout(300)
    write(page, "I et privat vindue")
    page.wait_for_url("**/dagbog?besked=gemt*")
    sent(window, "I et privat vindue")
    page.evaluate("document.querySelector('#tekst').value = 'x'.repeat(5001)")
    page.click("form[action='/dagbog'] button.primary")
    expect(page.locator(".problem")).to_contain_text("Der er plads til 5000 tegn")
    window.context.set_offline(True)
    page.fill("#tekst", "Uden net i et privat vindue")
    page.click("main form button.primary")
    expect(page.locator("#status")).to_have_text(
        "Det kunne ikke gemmes lige nu. Din tekst er her stadig."
    )
    assert page.input_value("#tekst") == "Uden net i et privat vindue"


def test_after_the_browser_cleared_everything_one_goes_on_writing(anna: Window) -> None:
    page = anna.page
    session = anna.context.new_cdp_session(page)
    session.send(
        "Storage.clearDataForOrigin",
        {"origin": anna.site.origin, "storageTypes": "indexeddb,cache_storage"},
    )
    write(page, "Efter oprydningen")
    sent(anna, "Efter oprydningen")
    page = anna.goto("/dagbog")
    anna.context.set_offline(True)
    write(page, "Og uden net")
    expect(page.locator("#waiting .words").first).to_have_text("Og uden net")
    anna.context.set_offline(False)
    sent(anna, "Og uden net")


def test_a_store_that_was_closed_in_the_background_is_opened_again(anna: Window) -> None:
    page = anna.page
    page.evaluate(
        """() => {
            const real = IDBDatabase.prototype.transaction;
            let more = 1;
            IDBDatabase.prototype.transaction = function (...given) {
                if (more-- > 0) throw new DOMException("gone", "InvalidStateError");
                return real.apply(this, given);
            };
        }"""
    )
    anna.context.set_offline(True)
    write(page, "Butikken var lukket")
    expect(page.locator("#waiting .words").first).to_have_text("Butikken var lukket")
    anna.context.set_offline(False)
    sent(anna, "Butikken var lukket")


def test_a_row_that_cannot_be_read_is_set_aside_and_the_others_go_on(anna: Window) -> None:
    page = anna.page
    anna.context.set_offline(True)
    for text in ("Den første er i stykker", "Den anden er hel"):
        write(page, text)
        expect(page.locator("#waiting .words").first).to_have_text(text)
    page.evaluate(
        """() => new Promise(done => {
            const asked = indexedDB.open("fodfaeste");
            asked.onsuccess = () => {
                const all = asked.result.transaction(["ops"], "readwrite"),
                    ops = all.objectStore("ops");
                const spoil = (at) => at.update({ ...at.value, sealed: new ArrayBuffer(90) });
                ops.openCursor().onsuccess = ({ target }) => spoil(target.result);
                all.oncomplete = () => (asked.result.close(), done());
            };
        })"""
    )
    anna.context.set_offline(False)
    sent(anna, "Den anden er hel")
    expect(page.locator("#outbox")).to_contain_text("Noget kunne ikke gemmes")
    assert page.evaluate(f"Outbox.summary({MARK})")["aside"] == 1


# The server in trouble


def test_what_breaks_the_server_is_gone_past_and_stays(anna: Window) -> None:
    """A batch that gets a 500 is sent one at a time; the one that breaks it waits, the others go
    on."""
    page, broken = anna.page, "Den her vælter serveren"

    def breaks(route: object) -> None:
        body = route.request.post_data or ""  # type: ignore[attr-defined]
        route.fulfill(status=500, body="") if broken in body else route.continue_()  # type: ignore[attr-defined]

    anna.allow("status of 500")
    anna.context.set_offline(True)
    for text in (broken, "Lige efter den", "Og en til"):
        write(page, text)
        expect(page.locator("#waiting .words").first).to_have_text(text)
    anna.context.route("**/sync", breaks)
    anna.context.set_offline(False)
    sent(anna, "Lige efter den", "Og en til")
    assert broken not in texts(anna)
    poll(page, lambda: page.evaluate(f"Outbox.summary({MARK})")["waiting"] == 1)
    anna.context.unroute("**/sync")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    sent(anna, broken)


def test_a_newer_phone_waits_for_its_server(anna: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    page = anna.page
    monkeypatch.setattr(operations, "VERSION", 0)
    write(page, "Fra en nyere app")
    expect(page.locator("#waiting [data-note]").first).to_have_text(
        "På din telefon, ikke sendt endnu."
    )
    assert page.evaluate(f"Outbox.summary({MARK})")["waiting"] == 1
    monkeypatch.setattr(operations, "VERSION", 1)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    sent(anna, "Fra en nyere app")


def test_whoever_asked_to_be_erased_keeps_what_waits(anna: Window) -> None:
    """410 is no acknowledgement: the words stay here until their writer says otherwise."""
    page = anna.page
    anna.allow("status of 410")
    anna.context.route("**/sync", lambda route: route.fulfill(status=410, body="{}"))
    write(page, "Står her endnu")
    expect(page.locator("#waiting [data-note]").first).to_have_text(
        "På din telefon, ikke sendt endnu."
    )
    assert page.evaluate(f"Outbox.summary({MARK})")["waiting"] == 1
    anna.context.unroute("**/sync")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    sent(anna, "Står her endnu")


# Several tabs, several versions


def test_a_tab_that_froze_with_the_lock_in_its_hand_stops_nobody(anna: Window) -> None:
    quick = (
        "AbortSignal.timeout = (real => ms => real.call(AbortSignal, ms === 30000 ? 700 : "
        "ms))(AbortSignal.timeout)"
    )
    frozen = anna.page
    frozen.evaluate(
        "void navigator.locks.request('outbox', () => new Promise(() => {})).catch(() => {})"
    )
    other = anna.context.new_page()
    other.goto(anna.site.origin + "/dagbog")
    other.evaluate(f"() => {{ {quick} }}")
    write(other, "Trods den frosne fane")
    sent(anna, "Trods den frosne fane")


def test_the_same_draft_in_two_tabs_becomes_what_both_say(anna: Window) -> None:
    page = anna.page
    page.fill("#tekst", "Fra den ene fane")
    rests(page)
    other = anna.context.new_page()
    other.goto(anna.site.origin + "/dagbog")
    expect(other.locator("#tekst")).to_have_value("Fra den ene fane")
    other.fill("#tekst", "Fra den anden fane")
    write(other, "Fra den anden fane")
    sent(anna, "Fra den anden fane")
    write(page, "Fra den ene fane")
    sent(anna, "Fra den ene fane", "Fra den anden fane")


def test_a_second_tap_is_the_same_one(anna: Window) -> None:
    page = anna.page
    page.fill("#tekst", "To tryk")
    page.evaluate(
        "(() => { const b = document.querySelector(\"form[action='/dagbog'] button.primary\"); "
        "b.click(); b.click(); })()"
    )
    sent(anna, "To tryk")
    page.wait_for_timeout(500)
    assert texts(anna).count("To tryk") == 1


def _gone_to(page: Page, address: str) -> bool:
    """A page that goes somewhere by itself, as when its worker changes, may keep a second one from
    ever arriving."""
    with suppress(TimeoutError):
        return bool(page.goto(address, timeout=5_000))
    return False


def test_an_old_page_works_with_a_new_worker_and_a_new_page_with_an_old_one(
    anna: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    old_page, worker = anna.goto("/dagbog"), pages._worker
    monkeypatch.setattr(
        pages,
        "_worker",
        lambda *made: worker(*made).replace(b"const BUILD = ", b"const NEWER = 1, BUILD = "),
    )
    old_page.evaluate("navigator.serviceWorker.ready.then(r => r.update())")
    waits = "navigator.serviceWorker.getRegistration().then(r => Boolean(r.waiting))"
    new_page = anna.context.new_page()
    # The next page lets it in.
    poll(
        new_page,
        lambda: _gone_to(new_page, anna.site.origin + "/mit") and not new_page.evaluate(waits),
        40,
    )
    anna.context.set_offline(True)
    write(old_page, "Gammel side, ny hjælper")
    expect(old_page.locator("#waiting .words").first).to_have_text("Gammel side, ny hjælper")
    anna.context.set_offline(False)
    sent(anna, "Gammel side, ny hjælper")
    # A file that the worker has never heard of, as a page of a newer version would name it.
    assert (
        new_page.evaluate(
            "fetch([...document.scripts].find(({ src }) => "
            "src.includes('/vendor/')).src).then(r => r.status)"
        )
        == 200
    )


# The clock


@pytest.mark.parametrize(
    ("at", "day"),
    [
        ("2026-03-29T03:30:00Z", "2026-03-29"),  # 05:30, the night the clock goes forward
        # 04:30 the same night: four hours have not passed since midnight.
        (
            "2026-03-29T02:30:00Z",
            "2026-03-29",
        ),
        ("2026-03-29T00:30:00Z", "2026-03-28"),  # 01:30 belongs to the evening before
        ("2026-10-25T02:30:00Z", "2026-10-24"),  # 03:30, the night the clock goes back
        ("2026-10-25T03:30:00Z", "2026-10-25"),  # 04:30 the same night
    ],
)
def test_the_day_begins_at_four_also_when_the_clock_is_changed(
    chromium: Browser, site: Site, at: str, day: str
) -> None:
    context = chromium.new_context(timezone_id="Europe/Copenhagen")
    page = context.new_page()
    page.clock.set_fixed_time(at)
    page.goto(site.origin + "/hjaelp-nu")
    found = page.evaluate(
        """async () => {
            await Outbox.put("mark", "/dagbog", [["tekst", "x"]]);
            const [row] = await Outbox.inner.reads("ops", (all) => all.getAll());
            return (await Outbox.inner.opened("mark", row.op, row.sealed)).day;
        }"""
    )
    context.close()
    assert found == day


def test_on_a_phone_that_is_a_year_ahead_it_is_today(opens: Open) -> None:
    """The server knows better; a day that was typed by hand is asked about on its own page."""
    window = opens()
    ahead = int(clock.now().timestamp() * 1000) + 366 * 86_400_000
    window.context.add_init_script(SAME_TIME.replace("NOW", str(ahead)))
    ready(window)
    page: Page = window.goto("/paa-telefonen")
    write(page, "Fra næste år")
    sent(window, "Fra næste år")
    world = window.site.world
    found = next(
        each
        for each in world.read(entries.timeline, person(world, "Anna")).entries
        if each.text == "Fra næste år"
    )
    assert found.date == person(world, "Anna").today


# The browser's own way of sending later, and what other apps hand over


@pytest.fixture(scope="module")
def whole(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=executable(whole=True), args=ARGS)
    yield browser
    browser.close()


def test_the_browser_sends_when_there_is_net_though_no_page_is_open(
    whole: Browser, site: Site
) -> None:
    with windows(whole, site) as opening:
        _sends_without_a_page(ready(opening()))


def _sends_without_a_page(anna: Window) -> None:
    anna.context.grant_permissions(["notifications", "background-sync"], origin=anna.site.origin)
    page = anna.page
    anna.context.set_offline(True)
    write(page, "Sendt mens appen var lukket")
    expect(page.locator("#waiting [data-note]").first).to_have_text(
        "På din telefon, ikke sendt endnu."
    )
    page.wait_for_timeout(500)
    anna.page = anna.context.new_page()
    page.close()
    anna.context.set_offline(False)
    sent(anna, "Sendt mens appen var lukket")


HAND = """words => {
    const form = Object.assign(document.createElement("form"), { method: "post", action: "/del" });
    for (const [name,
        value] of Object.entries(words)) form.append(Object.assign(document.createElement("input"),
            { name, value }));
    document.body.append(form);
    form.submit();
}"""


def test_what_another_app_hands_over_stands_beside_the_draft(anna: Window) -> None:
    page = anna.page
    page.fill("#tekst", "Begyndt selv")
    rests(page)
    page = anna.goto("/mit")
    page.evaluate(
        HAND, {"title": "", "text": "Et digt jeg holder af", "url": "https://digt.example/1"}
    )
    page.wait_for_url("**/dagbog/skriv")
    expect(page.locator("#tekst")).to_have_value(
        "Begyndt selv\n\nEt digt jeg holder af\nhttps://digt.example/1"
    )
    assert not any("Et digt" in text for text in texts(anna)), (
        "nothing is kept before its writer says so"
    )
    page.click("main form button.primary")
    sent(anna, "Begyndt selv\n\nEt digt jeg holder af\nhttps://digt.example/1")


def test_another_sites_page_hands_nothing_over(anna: Window) -> None:
    """The server refuses it, and the worker that stands before the server does not know better."""
    page = anna.page
    page.fill("#tekst", "Begyndt selv")
    rests(page)
    page = anna.goto("/mit")
    anna.allow("403")
    field, form = (
        '<input name="text" value="Fremmede ord">',
        f'<form method="post" action="{anna.site.origin}/del">',
    )
    with page.expect_navigation(url="**/del"):
        page.goto(
            f"data:text/html,{form}{field}</form><script>document.forms[0].submit()</script>",
            wait_until="commit",
        )
    assert "Fremmede ord" not in page.content()
    page = anna.goto("/dagbog/skriv")
    expect(page.locator("#tekst")).to_have_value("Begyndt selv")


@pytest.mark.parametrize("other", ["data:text/html,", "http://andet.example/"])
def test_another_sites_form_is_not_kept_as_ones_own_words(anna: Window, other: str) -> None:
    """Without net the server cannot refuse it, and whoever knows the mark of an account writes in
    nobody's name for that."""
    mark = person(anna.site.world, "Anna").mark
    fields = "".join(
        f'<input name="{name}" value="{value}">'
        for name, value in (("konto", mark), ("egen", "1"), ("tekst", "Fremmede ord"))
    )
    form = f'<form method="post" action="{anna.site.origin}/dagbog">{fields}</form>'
    anna.context.route(
        "http://andet.example/", lambda route: route.fulfill(body=form, content_type="text/html")
    )
    page = anna.page
    page.goto(other + form if other.startswith("data") else other)
    anna.context.set_offline(True)
    page.evaluate("document.forms[0].submit()")
    page.wait_for_timeout(1500)
    assert page.url.startswith(other), "the page that sent it stays where it was"
    anna.complaints = [each for each in anna.complaints if "andet.example" not in each]
    page.goto(anna.site.origin + "/paa-telefonen")
    assert page.evaluate(f"Outbox.list('{mark}').then((all) => all.length)") == 0


FORM = '<form method="post" action="{}/del"><input name="text" value="Fremmede ord"></form>'


def from_nowhere(window: Window) -> Page:
    """As the phone hands over what another app shares, and as a page does that says nothing of
    itself: nobody tells them apart."""
    page = window.page
    page.goto(f"data:text/html,{FORM.format(window.site.origin)}")
    window.context.set_offline(True)
    with page.expect_navigation(url="**/dagbog/skriv"):
        page.evaluate("document.forms[0].submit()")
    return page


def begun(window: Window) -> None:
    window.page.fill("#tekst", "Begyndt selv")
    rests(window.page)
    window.goto("/mit")


def test_what_comes_from_nowhere_without_net_is_asked_about(anna: Window) -> None:
    """The server could not be asked where it came from, so it is no part of what she began before
    she says so."""
    begun(anna)
    page = from_nowhere(anna)
    expect(page.locator("#tekst")).to_have_value("Begyndt selv")
    expect(page.locator("[data-handed] .words")).to_have_text("Fremmede ord")
    anna.context.set_offline(False)
    page = anna.goto("/dagbog/skriv")
    expect(page.locator("#tekst")).to_have_value("Begyndt selv")
    page.click("[data-handed] [data-takes]")
    expect(page.locator("#tekst")).to_have_value("Begyndt selv\n\nFremmede ord")
    expect(page.locator("[data-handed]")).to_have_count(0)
    page.wait_for_timeout(300)
    page = anna.goto("/dagbog/skriv")
    expect(page.locator("#tekst")).to_have_value("Begyndt selv\n\nFremmede ord")
    page.wait_for_timeout(300)
    expect(page.locator("[data-handed]")).to_have_count(0)


def test_what_comes_from_nowhere_goes_when_she_says_so(anna: Window) -> None:
    begun(anna)
    page = from_nowhere(anna)
    page.click("[data-handed] [data-drops]")
    expect(page.locator("[data-handed]")).to_have_count(0)
    page = anna.goto("/paa-telefonen")
    expect(page.locator("#tekst")).to_have_value("Begyndt selv")
    assert "Fremmede ord" not in page.content()


def test_another_sites_page_hands_nothing_over_without_net_either(anna: Window) -> None:
    begun(anna)
    anna.allow("elsewhere.test")
    html = f"<!doctype html>{FORM.format(anna.site.origin)}"
    anna.context.route(
        "http://elsewhere.test/", lambda route: route.fulfill(body=html, content_type="text/html")
    )
    page = anna.page
    page.goto("http://elsewhere.test/")
    anna.context.set_offline(True)
    with page.expect_navigation(url=f"{anna.site.origin}/**"):
        page.evaluate("document.forms[0].submit()")
    expect(page.locator("#tekst")).to_have_value("Begyndt selv")
    page.wait_for_timeout(300)
    assert "Fremmede ord" not in page.content()


def test_what_is_handed_over_without_net_waits_as_a_draft(anna: Window) -> None:
    page = anna.goto("/mit")
    anna.context.set_offline(True)
    page.evaluate(HAND, {"text": "Hentet i toget"})
    expect(page.locator("h1")).to_have_text("På din telefon")
    expect(page.locator("#tekst")).to_have_value("Hentet i toget")
    anna.context.set_offline(False)


def test_a_language_comes_to_the_pages_without_net_though_nobody_answered_at_first(
    anna: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, app = anna.page, anna.site.world.app
    anna.allow("status of 502")
    kept = """async () => (await (await caches.match("/hjaelp-nu",
        {ignoreVary: true})).text()).match(/<html lang="(..)/)[1]"""
    assert page.evaluate(kept) == "da"
    answers, refused = app._http, list[str]()

    async def busy(scope: Any, receive: Any, send: Any) -> None:
        if scope["path"] != "/hjaelp-nu":
            return await answers(scope, receive, send)
        refused.append(scope["path"])
        await send({"type": "http.response.start", "status": 502, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    with monkeypatch.context() as away:
        away.setattr(app, "_http", busy)
        anna.prefers("en")
        anna.goto("/dagbog")
        poll(page, lambda: bool(refused))
        page.wait_for_timeout(300)
    assert page.evaluate(kept) == "da"
    anna.goto("/mit")
    poll(page, lambda: bool(page.evaluate(kept) == "en"))
