"""Without net, in a real Chromium: the app opens, takes what is written, says where it is, and
sends each thing once."""

import re
import time
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import expect

from app.days import marks
from app.main import _statics
from app.offline import pages
from tests.browser import Open, Window
from tests.cast import PASSWORD
from tests.offline.steps import MARK, poll, ready, rests, sent, texts, write
from tests.sharing.bonded import person


@pytest.fixture
def anna(opens: Open) -> Window:
    return ready(opens())


def test_what_is_written_without_net_is_shown_and_sent_once(anna: Window) -> None:
    page = anna.page
    anna.context.set_offline(True)
    for text in ("Uden net den første", "Uden net den anden"):
        write(page, text)
        expect(page.locator("#waiting .words").first).to_have_text(text)
    expect(page.locator("#waiting [data-note]").first).to_have_text(
        "På din telefon, ikke sendt endnu."
    )
    expect(page.locator("#outbox")).to_have_text(
        "Du er uden net. 2 ting ligger på din telefon, ikke sendt endnu."
    )
    assert not {"Uden net den første", "Uden net den anden"} & set(texts(anna))
    anna.context.set_offline(False)
    sent(anna, "Uden net den første", "Uden net den anden")
    expect(page.locator("#outbox")).to_be_hidden()


def test_what_was_sent_at_the_start_is_said_with_a_way_to_see_it(anna: Window) -> None:
    anna.context.set_offline(True)
    write(anna.page, "Sendt ved åbningen")
    expect(anna.page.locator("#waiting .words").first).to_have_text("Sendt ved åbningen")
    anna.context.route("**/sync", lambda route: route.abort())
    anna.context.set_offline(False)
    anna.page.wait_for_timeout(300)
    anna.page.close()
    anna.context.unroute("**/sync")
    anna.page = anna.context.new_page()
    page = anna.goto("/haab")
    expect(page.locator("#outbox")).to_have_text("Det er sendt. Se det her.")
    page.click("#outbox a")
    expect(page.locator("#outbox")).to_be_hidden()
    sent(anna, "Sendt ved åbningen")


def test_the_app_opens_without_net_and_takes_a_day_and_words(anna: Window) -> None:
    """From a cold start: the page that opens holds nothing personal, and what is written on it is
    kept."""
    anna.context.set_offline(True)
    page = anna.goto("/?kilde=app")
    expect(page.locator("h1")).to_have_text("På din telefon")
    assert "Anna" not in page.content()
    write(page, "Skrevet fra en kold start")
    expect(page.locator("#list .words")).to_have_text("Skrevet fra en kold start")
    page.click("button.day-between")
    expect(page.locator("main")).to_contain_text("Det ligger på din telefon")
    page = anna.goto("/hjaelp-nu")
    expect(page.locator("h1")).to_have_text("Hjælp nu")
    assert page.locator("a[href='tel:112']").count() == 1
    anna.context.set_offline(False)
    anna.goto("/")
    sent(anna, "Skrevet fra en kold start")
    world = anna.site.world
    me = person(world, "Anna")
    poll(
        page,
        lambda: (mark := world.read(marks.on, me, me.today)) is not None and mark.kind == "between",
    )


def test_every_form_that_works_without_net_is_taken(anna: Window) -> None:
    for path, action, text in (
        ("/haab", "/haab", "Et håb i toget"),
        ("/maal/nyt", "/maal", "Et mål i toget"),
        ("/gode-ting", "/gode-ting", "En god ting i toget"),
    ):
        page = anna.goto(path)
        anna.context.set_offline(True)
        page.fill(f"form[action='{action}'] [name=tekst]", text)
        page.click(f"form[action='{action}'] button.primary")
        expect(page.locator("main")).to_contain_text("Det ligger på din telefon")
        anna.context.set_offline(False)
    page = anna.goto("/haab")
    poll(page, lambda: "Et håb i toget" in anna.goto("/haab").content())
    poll(anna.page, lambda: "Et mål i toget" in anna.goto("/maal").content())


def test_a_slow_page_that_is_only_read_is_waited_for(anna: Window) -> None:
    def slowly(route: Any) -> None:
        time.sleep(4)
        route.continue_()

    anna.context.route(re.compile(r"/mit$"), slowly)
    page = anna.goto("/mit")
    expect(page.locator("h1")).to_have_text("Mit")


def test_what_is_taken_along_comes_from_the_server(anna: Window) -> None:
    page = anna.goto("/mine-ting/hent")
    with page.expect_download() as came:
        page.click("a[download]")
    assert came.value.suggested_filename.endswith(".zip")


def test_a_server_that_hangs_costs_little(anna: Window) -> None:
    """The app opens on what lies on the phone."""
    anna.context.route(re.compile(r"/\?kilde=app$"), lambda route: None)
    page = anna.page
    page.goto(anna.site.origin + "/?kilde=app")
    expect(page.locator("h1")).to_have_text("På din telefon", timeout=3000)


FORGETS_THE_SCRIPT = """async () => {
    for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        for (const one of await cache.keys()) if (/app\\.\\w+\\.js$/.test(one.url)) await cache
            .delete(one);
    }
}"""


def test_with_a_broken_script_the_worker_keeps_the_form(anna: Window) -> None:
    anna.allow("ERR_BLOCKED_BY_CLIENT|ERR_FAILED|integrity")
    anna.context.route("**/static/app.*.js", lambda route: route.abort())
    page = anna.goto("/dagbog")
    page.evaluate(FORGETS_THE_SCRIPT)
    page = anna.goto("/dagbog")
    assert page.evaluate("typeof behaviour") == "undefined", "the script is really not there"
    anna.context.set_offline(True)
    page.fill("#tekst", "Uden script og uden net")
    page.click("form[action='/dagbog'] button.primary")
    page.wait_for_url("**/paa-telefonen")
    anna.context.unroute("**/static/app.*.js")
    anna.context.set_offline(False)
    anna.goto("/dagbog")
    sent(anna, "Uden script og uden net")


def test_what_the_server_needs_is_said_on_its_own_page(anna: Window) -> None:
    anna.allow("status of 422")
    page = anna.page
    page.evaluate("document.querySelector('#tekst').value = 'x'.repeat(5001)")
    page.click("form[action='/dagbog'] button.primary")
    expect(page.locator(".problem")).to_contain_text("Der er plads til 5000 tegn")
    assert len(page.input_value("#tekst")) == 5001
    assert (
        page.evaluate("Outbox.summary(document.querySelector('meta[name=account]').content)")[
            "waiting"
        ]
        == 0
    )


def test_an_answer_that_is_lost_is_asked_for_again(anna: Window) -> None:
    """The server has it, the phone does not know: it stays, and is sent again, and is there
    once."""
    lost = {"more": 3}

    def lose(route: Any) -> Any:
        if lost["more"]:
            lost["more"] -= 1
            route.fetch()
            return route.abort()
        return route.continue_()

    anna.context.route("**/sync", lose)
    page = anna.page
    write(page, "Svaret blev væk")
    expect(page.locator("#waiting [data-note]").first).to_have_text(
        "På din telefon, ikke sendt endnu."
    )
    for _ in range(3):
        page.evaluate("window.dispatchEvent(new Event('online'))")
        page.wait_for_timeout(200)
    sent(anna, "Svaret blev væk")
    poll(
        page,
        lambda: (
            page.evaluate("Outbox.summary(document.querySelector('meta[name=account]').content)")[
                "waiting"
            ]
            == 0
        ),
    )


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 200, "body": "<html>Log på hotellets net</html>", "content_type": "text/html"},
        {"status": 200, "body": "{}", "content_type": "application/json"},
        {"status": 503, "body": ""},
    ],
    ids=["html", "json", "503"],
)
def test_what_is_no_answer_is_not_taken_for_one(anna: Window, answer: dict[str, Any]) -> None:
    anna.context.route("**/sync", lambda route: route.fulfill(**answer))
    page = anna.page
    text = f"Bag hotellets net {answer['status']} {len(answer['body'])}"
    write(page, text)
    expect(page.locator("#waiting [data-note]").first).to_have_text(
        "På din telefon, ikke sendt endnu."
    )
    anna.context.unroute("**/sync")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    sent(anna, text)


def test_a_login_that_ran_out_keeps_the_words_until_one_is_back(anna: Window) -> None:
    page = anna.page
    anna.context.set_offline(True)
    write(page, "Skrevet før låsen")
    expect(page.locator("#waiting .words").first).to_have_text("Skrevet før låsen")
    anna.context.clear_cookies(name="__Host-session")
    anna.context.set_offline(False)
    page.wait_for_timeout(500)
    assert "Skrevet før låsen" not in texts(anna)
    anna.sign_in("Anna")
    sent(anna, "Skrevet før låsen")


def test_somebody_else_on_the_same_phone_neither_reads_nor_sends_it(anna: Window) -> None:
    page = anna.page
    anna.context.set_offline(True)
    write(page, "Kun Annas ord")
    expect(page.locator("#waiting .words").first).to_have_text("Kun Annas ord")
    anna.context.set_offline(False)
    anna.context.route("**/sync", lambda route: route.abort())
    page.wait_for_timeout(300)
    anna.come_in(anna.site.world.cast["Sam"])
    sams = anna.context.new_page()
    anna.context.unroute("**/sync")
    for path in ("/dagbog", "/paa-telefonen"):
        sams.goto(anna.site.origin + path)
        sams.wait_for_timeout(500)
        assert "Kun Annas ord" not in sams.content()
    expect(page.locator("main")).not_to_contain_text("Kun Annas ord")
    assert "Kun Annas ord" not in texts(anna, "Sam")
    anna.come_in(anna.site.world.cast["Anna"])
    page.goto(anna.site.origin + "/dagbog")
    sent(anna, "Kun Annas ord")


@pytest.mark.parametrize("choice", ["send", "keep", "delete"])
def test_signing_out_with_unsent_words_asks_first(anna: Window, choice: str) -> None:
    page, text = anna.page, f"Ikke sendt endnu {choice}"
    anna.context.route("**/sync", lambda route: route.abort())
    write(page, text)
    expect(page.locator("#waiting [data-note]").first).to_have_text(
        "På din telefon, ikke sendt endnu."
    )
    page.click("form[action='/log-ud'] button")
    expect(page.locator("[role=alertdialog]")).to_contain_text("Noget er ikke sendt endnu")
    if choice == "send":
        anna.context.unroute("**/sync")
    page.click(f"[role=alertdialog] [data-{choice}]")
    page.wait_for_url("**/?besked=logget-ud")
    anna.context.unroute_all()
    assert texts(anna).count(text) == (choice == "send")
    left = page.evaluate("indexedDB.databases().then(all => all.length)")
    assert (left > 0) == (choice == "keep")
    anna.sign_in("Anna")
    anna.goto("/dagbog")
    if choice == "keep":
        sent(anna, text)
    else:
        anna.page.wait_for_timeout(500)
        assert texts(anna).count(text) == (choice == "send")


def test_a_draft_comes_back_after_the_tab_is_gone(anna: Window) -> None:
    anna.page.fill("#tekst", "Midt i en sætning")
    rests(anna.page)
    anna.page.close(run_before_unload=False)
    anna.page = anna.context.new_page()
    page = anna.goto("/dagbog")
    expect(page.locator("#tekst")).to_have_value("Midt i en sætning")
    write(page, "Midt i en sætning, og færdig")
    sent(anna, "Midt i en sætning, og færdig")
    page = anna.goto("/dagbog")
    page.wait_for_timeout(300)
    assert page.input_value("#tekst") == ""


def test_on_another_persons_phone_nothing_is_kept(opens: Open) -> None:
    window = opens()
    window.come_in(window.site.world.cast["Anna"], shared=True)
    page = window.goto("/dagbog")
    page.wait_for_timeout(500)
    assert page.locator("meta[name=account]").count() == 0
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then(all => all.length)") == 0
    assert page.evaluate("indexedDB.databases().then(all => all.length)") == 0


def test_what_waits_can_be_copied_and_deleted(anna: Window) -> None:
    page = anna.page
    anna.context.set_offline(True)
    write(page, "Det skal væk igen")
    expect(page.locator("#waiting .words").first).to_have_text("Det skal væk igen")
    page = anna.goto("/paa-telefonen")
    expect(page.locator("#list .words")).to_have_text("Det skal væk igen")
    page.click("#list [data-deletes]")
    expect(page.locator("#nothing-waits")).to_be_visible()
    anna.context.set_offline(False)
    page.wait_for_timeout(500)
    assert "Det skal væk igen" not in texts(anna)


def test_nothing_personal_lies_in_a_cache(anna: Window) -> None:
    page = anna.page
    write(page, "Kanarie i cachen")
    for path in ("/", "/dagbog", "/mit", "/haab"):
        anna.goto(path)
    found = page.evaluate(
        """async () => {
            let all = "";
            for (const name of await caches.keys())
                for (const one of await (await caches
                    .open(name)).matchAll()) all += one.url + await one.clone().text();
            return all;
        }"""
    )
    assert "/paa-telefonen" in found and "/hjaelp-nu" in found
    for word in ("Kanarie", "Anna", PASSWORD, person(anna.site.world, "Anna").mark):
        assert word not in found


def test_the_browser_can_install_it(anna: Window) -> None:
    session = anna.context.new_cdp_session(anna.page)
    told = session.send("Page.getAppManifest")
    assert not told["errors"] and '"start_url":"/?kilde=app"' in told["data"]
    errors = session.send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert [each for each in errors if each["errorId"] != "in-incognito"] == []


def test_a_new_worker_waits_while_somebody_writes(
    anna: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It stands ready beside the old one; the next page that opens with nobody writing lets it
    in."""
    page, old = anna.goto("/dagbog"), pages._worker
    assert page.evaluate("Boolean(navigator.serviceWorker.controller)"), (
        "the very first page has no worker that anyone could replace"
    )
    page.focus("#tekst")
    page.keyboard.type("Skriver lige")
    monkeypatch.setattr(pages, "_worker", lambda *made: old(*made) + b"\n// a newer one")
    page.evaluate("navigator.serviceWorker.ready.then(r => r.update())")
    waits = "navigator.serviceWorker.getRegistration().then(r => Boolean(r.waiting))"
    poll(page, lambda: page.evaluate(waits))
    page.wait_for_timeout(500)
    assert page.evaluate(waits) and page.input_value("#tekst") == "Skriver lige"
    page = anna.goto("/mit")
    poll(page, lambda: not page.evaluate(waits))


def test_without_script_or_account_the_phones_page_offers_nothing_it_cannot_keep(
    opens: Open,
) -> None:
    for scripted in (True, False):
        page = opens(scripted=scripted).goto("/paa-telefonen")
        expect(page.locator("#takes")).to_be_hidden()
        expect(page.locator("main a[href='/']")).to_be_visible()


def test_the_worker_can_be_switched_off_and_what_waits_stays(anna: Window) -> None:
    page, settings = anna.page, anna.site.world.state["settings"]
    anna.context.set_offline(True)
    write(page, "Venter, også uden hjælper")
    expect(page.locator("#waiting .words").first).to_have_text("Venter, også uden hjælper")
    anna.context.route("**/sync", lambda route: route.abort())
    anna.context.set_offline(False)
    anna.site.world.state["settings"] = replace(settings, worker=False)
    try:
        page.evaluate("navigator.serviceWorker.ready.then(r => r.update())")
        poll(page, lambda: page.evaluate("caches.keys().then(all => all.length)") == 0)
        assert page.evaluate(f"Outbox.summary({MARK})")["waiting"] == 1
        anna.context.unroute("**/sync")
        anna.goto("/dagbog")
        sent(anna, "Venter, også uden hjælper")
    finally:
        anna.site.world.state["settings"] = settings


def test_a_change_anywhere_is_a_new_worker() -> None:
    """Old pages' files stay in the old worker's cache until the new one has taken over; neither
    keeps a personal page."""
    own = pages._worker(_statics(), "", ())
    assert (
        own
        == pages._worker(_statics(), "", ())
        != pages._worker(_statics(), "other help lines", ())
    )
    assert (
        own.partition(b"\n")[0]
        != pages._worker(_statics(), "", (("/log-ind", True),)).partition(b"\n")[0]
    )
    known = own.decode().split("\n")
    assert (
        known[0].startswith("const BUILD = ")
        and "/paa-telefonen" in known[1]
        and "/dagbog" not in known[1]
    )
    laid = re.findall(r"\bkeeps\((\w+)\)", own.decode())
    assert own.count(b"cache.put") == 1 and set(laid) == {"FILES", "PAGES"}, (
        "nothing but what is listed ever lies in the cache"
    )
