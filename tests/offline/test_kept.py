"""The last entries on the phone: only when their writer chose it, never in a cache, and gone when
the login is."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from app import plan
from app.foundation import clock, ids
from app.sign_in import logins
from tests.browser import Open, Window
from tests.conftest import NOON
from tests.offline.net import Net
from tests.offline.steps import MARK, poll, ready, sent, write
from tests.sharing.bonded import person


@pytest.fixture
def anna(opens: Open) -> Window:
    return ready(opens())


def chosen(window: Window) -> Page:
    page = window.goto("/telefon")
    page.click("[data-keeps][value=alt]")
    expect(page.locator("#status")).to_have_text("Det ligger nu på telefonen.")
    return page


def offline(window: Window) -> Page:
    window.context.set_offline(True)
    return window.goto("/?kilde=app")


def test_nothing_is_kept_before_it_is_chosen(anna: Window) -> None:
    write(anna.page, "Ikke på telefonen")
    sent(anna, "Ikke på telefonen")
    anna.goto("/dagbog").wait_for_timeout(300)
    page = offline(anna)
    expect(page.locator("#takes")).to_be_visible()
    expect(page.locator("#kept")).to_be_hidden()
    assert "Ikke på telefonen" not in page.content()


def test_what_was_chosen_is_read_without_net_and_taken_away_again(anna: Window) -> None:
    write(anna.page, "Kan læses i toget")
    sent(anna, "Kan læses i toget")
    chosen(anna)
    page = offline(anna)
    expect(page.locator("#kept .words").first).to_have_text("Kan læses i toget")
    expect(page.locator("#kept .entry__when").first).to_contain_text("marts")
    assert 1 <= page.locator("#kept article").count() <= 14
    caches = (
        "caches.keys().then(async names => (await Promise.all(names.map(async name => (await "
        "Promise.all((await (await "
    )
    caches += "caches.open(name)).matchAll()).map(one => one.text()))).join()))).join())"
    assert "Kan læses i toget" not in page.evaluate(caches)
    anna.context.set_offline(False)
    page = anna.goto("/telefon")
    page.click("[data-behaviour=keeps-on-the-phone] button:not([data-keeps])")
    expect(page.locator("#status")).to_have_text("Det ligger ikke længere på telefonen.")
    page = offline(anna)
    expect(page.locator("#takes")).to_be_visible()
    expect(page.locator("#kept")).to_be_hidden()


AGED = """account => Outbox.keep("copy", { account, at: 1 })"""
"""As five minutes later: the next page fetches it anew."""


@pytest.fixture
def net(anna: Window, monkeypatch: pytest.MonkeyPatch) -> Net:
    net = Net(anna.site.world.app, monkeypatch, 3.0)
    net.slow = ("GET /telefon/med",)
    return net


def comes(window: Window, net: Net, many: int = 1) -> None:
    """What was asked for has been answered, and whatever is done with it is done."""
    poll(window.page, lambda: net.late.count("GET /telefon/med") >= many)
    window.page.wait_for_timeout(800)


def test_a_copy_under_way_does_not_come_back_after_it_was_taken_away(
    anna: Window, net: Net
) -> None:
    net.slow = ()
    page = chosen(anna)
    whose = page.evaluate(MARK)
    page.evaluate(AGED, whose)
    net.slow, asked = ("GET /telefon/med",), net.asked.count("GET /telefon/med")
    page.reload()
    poll(page, lambda: net.asked.count("GET /telefon/med") > asked)
    page.click("[data-behaviour=keeps-on-the-phone] button:not([data-keeps])")
    expect(page.locator("#status")).to_have_text("Det ligger ikke længere på telefonen.")
    comes(anna, net)
    assert page.evaluate("account => Outbox.copyAt(account)", whose) == 0


def test_a_choice_under_way_does_not_undo_the_one_after_it(
    anna: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    """«Læg plan og tekster», and before it is there only the plan."""
    real, asked, answered = anna.site.world.app._http, [], []

    async def holds(scope: Any, receive: Any, send: Any) -> None:
        if b"hvad=alt" in scope["query_string"]:
            asked.append(1)
            await asyncio.sleep(3)
            await real(scope, receive, send)
            answered.append(1)
        else:
            await real(scope, receive, send)

    write(anna.page, "Kun på serveren alligevel")
    sent(anna, "Kun på serveren alligevel")
    monkeypatch.setattr(anna.site.world.app, "_http", holds)
    page = anna.goto("/telefon")
    whose = page.evaluate(MARK)
    page.click("[data-keeps][value=alt]")
    poll(page, lambda: bool(asked))
    page.click("[data-keeps][value=plan]")
    expect(page.locator("#status")).to_have_text("Det ligger nu på telefonen.")
    poll(page, lambda: bool(answered))
    page.wait_for_timeout(800)
    assert page.evaluate("account => Outbox.noted(`keeps ${account}`)", whose) == "plan"
    assert "Kun på serveren alligevel" not in page.evaluate(
        "account => Outbox.loadCopy(account)", whose
    )


def test_the_plan_opens_without_net_from_its_own_address(anna: Window) -> None:
    """Chosen alone: the plan and its numbers, and none of the diary."""
    write(anna.page, "Ikke med")
    sent(anna, "Ikke med")
    world = anna.site.world
    world.write(
        plan.kept.keep,
        person(world, "Anna"),
        "people",
        ids.new(),
        plan.kept.Words("Ditte", "20 00 00 01", "min søster"),
    )
    page = anna.goto("/telefon")
    page.click("[data-keeps][value=plan]")
    expect(page.locator("#status")).to_have_text("Det ligger nu på telefonen.")
    anna.context.set_offline(True)
    page = anna.goto("/plan")
    expect(page.locator("#kept a[href='tel:20000001']")).to_contain_text("Ditte")
    expect(page.locator("#plan")).to_be_focused()
    assert "Ikke med" not in page.content()


def test_what_is_written_afterwards_comes_along(anna: Window) -> None:
    chosen(anna)
    page = anna.goto("/dagbog")
    anna.context.set_offline(True)
    write(page, "Skrevet efter valget")
    expect(page.locator("#waiting .words").first).to_have_text("Skrevet efter valget")
    anna.context.set_offline(False)
    sent(anna, "Skrevet efter valget")
    page.evaluate(f"Outbox.dropCopy({MARK})")
    page = anna.goto("/dagbog")
    poll(page, lambda: page.evaluate(f"Outbox.copyAt({MARK})") > 0)
    page = offline(anna)
    expect(page.locator("#kept .words").first).to_have_text("Skrevet efter valget")


def test_signed_out_from_elsewhere_it_is_gone_at_the_next_contact(anna: Window) -> None:
    chosen(anna)
    mark = anna.goto("/mit").evaluate(MARK)
    world = anna.site.world
    world.write(logins.end_all, person(world, "Anna").id)
    page = anna.goto("/dagbog")
    expect(page.locator("h1")).to_have_text("Log ind")
    poll(page, lambda: anna.goto("/paa-telefonen").evaluate(f"Outbox.copyAt('{mark}')") == 0)


def test_after_signing_out_nothing_of_it_is_left(anna: Window) -> None:
    chosen(anna)
    page = anna.goto("/dagbog")
    page.click("form[action='/log-ud'] button")
    page.wait_for_url("**/?besked=logget-ud")
    assert page.evaluate("indexedDB.databases().then(all => all.length)") == 0
    assert page.evaluate("caches.keys().then(all => all.length)") == 0


def test_signing_out_spares_what_waits_for_somebody_else(anna: Window) -> None:
    """Anna chose to keep hers, sealed. Sam signs in and out on the same phone: hers are still there
    when she is back."""
    page = anna.page
    anna.context.route("**/sync", lambda route: route.abort())
    write(page, "Venter på Anna")
    expect(page.locator("#waiting [data-note]").first).to_have_text(
        "På din telefon, ikke sendt endnu."
    )
    page.click("form[action='/log-ud'] button")
    page.click("[role=alertdialog] [data-keep]")
    page.wait_for_url("**/?besked=logget-ud")
    page = anna.goto("/paa-telefonen")
    expect(page.locator("#takes")).to_be_hidden()
    assert "Venter på Anna" not in page.content(), "kept sealed, also before anybody else comes"
    anna.context.unroute("**/sync")
    anna.come_in(anna.site.world.cast["Sam"])
    page = anna.goto("/dagbog")
    page.wait_for_timeout(400)
    page.click("form[action='/log-ud'] button")
    page.wait_for_url("**/?besked=logget-ud")
    anna.sign_in("Anna")
    anna.goto("/dagbog")
    sent(anna, "Venter på Anna")


def test_a_line_changed_without_net_is_asked_about_before_signing_out(anna: Window) -> None:
    """The plan on the phone goes with the sign-out; the words that are nowhere else do not go
    unasked."""
    world = anna.site.world
    row = world.write(
        plan.kept.keep, person(world, "Anna"), "helps", ids.new(), plan.kept.Words("Te")
    )
    page = chosen(anna)
    page = anna.goto(f"/plan/linje/{row}/ret")
    anna.context.route("**/sync", lambda route: route.abort())
    page.fill("#tekst", "Te og radio")
    page.click("main form[action$='/ret'] button.primary")
    expect(page.locator("main")).to_contain_text("Det ligger på din telefon")
    page.click("form[action='/log-ud'] button")
    expect(page.locator("[role=alertdialog]")).to_contain_text("Noget er ikke sendt endnu")
    anna.context.unroute("**/sync")
    page.click("[role=alertdialog] [data-send]")
    page.wait_for_url("**/?besked=logget-ud")
    lines = [each.words.text for each in world.read(plan.kept.of, person(world, "Anna"), "helps")]
    assert "Te og radio" in lines and "Te" not in lines
    assert page.evaluate("indexedDB.databases().then(all => all.length)") == 0


# With net it is the login that counts


def opened(window: Window) -> Page:
    """The page on which it all lies, opened with net and before any other."""
    page = window.goto("/paa-telefonen")
    expect(page.locator("#takes")).to_be_visible()
    page.wait_for_timeout(500)
    return page


def kept(window: Window, text: str) -> None:
    write(window.page, text)
    sent(window, text)
    chosen(window)


@pytest.mark.parametrize("how", ["it is gone", "it has rested too long", "ended elsewhere"])
def test_with_net_the_copy_opens_only_for_a_login_that_lives(anna: Window, how: str) -> None:
    kept(anna, f"Kun med login, {how}")
    if how == "it is gone":
        anna.context.clear_cookies(name=logins.SESSION)
    elif how == "ended elsewhere":
        anna.site.world.write(logins.end_all, anna.site.world.cast["Anna"].id)
    with clock.held(
        NOON + timedelta(minutes=logins.IDLE + 1) if how == "it has rested too long" else NOON
    ):
        page = opened(anna)
    assert "Kun med login" not in page.content()
    page = offline(anna)
    page.wait_for_timeout(300)
    assert "Kun med login" not in page.content(), "and it is gone"


def test_with_net_its_reader_opens_it_as_before(anna: Window) -> None:
    kept(anna, "Stadig min")
    expect(opened(anna).locator("#kept article .words").first).to_have_text("Stadig min")


def test_a_server_that_cannot_say_who_is_here_takes_nothing_away(
    anna: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept(anna, "Også når serveren er syg")
    monkeypatch.setattr(anna.site.world.db, "read_at_door", None)
    anna.allow("status of 500")
    expect(opened(anna).locator("#kept article .words").first).to_have_text(
        "Også når serveren er syg"
    )


def test_a_slow_answer_is_not_waited_for_and_closes_what_it_finds_open(
    anna: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept(anna, "Længe om at svare")
    net = Net(anna.site.world.app, monkeypatch)
    net.slow = ("GET /telefon/hvem",)
    anna.context.clear_cookies(name=logins.SESSION)
    page = anna.goto("/paa-telefonen")
    expect(page.locator("#kept article .words").first).to_have_text("Længe om at svare")
    expect(page.locator("#kept article .words")).to_have_count(0)
    assert net.late
