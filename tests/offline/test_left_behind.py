"""What stays behind when somebody goes: behind Back, in another tab, for a guest on the phone,
without net."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from app.foundation import clock, ids
from app.journal import entries
from app.people import erasure
from tests.browser import ARGS, Open, Site, Window, executable, windows
from tests.offline.steps import MARK, poll, ready, rests, sent, write
from tests.sharing.bonded import person

STEPS_BACK = "--disable-back-forward-cache"
"""Playwright turns the browser's memory of pages off, and with it what Back would show."""


@pytest.fixture(scope="module")
def remembers(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(
        executable_path=executable(), args=ARGS, ignore_default_args=[STEPS_BACK]
    )
    yield browser
    browser.close()


@pytest.fixture
def anna(opens: Open) -> Window:
    return ready(opens())


@pytest.mark.parametrize("way", ["hides", "signs out"])
def test_back_shows_nothing_of_what_was_there(remembers: Browser, site: Site, way: str) -> None:
    with windows(remembers, site) as opens:
        anna = ready(opens())
        anna.context.route("**/sync", lambda route: route.abort())
        page = anna.goto("/paa-telefonen")
        write(page, "Ikke til andre øjne")
        expect(page.locator("#list .words")).to_have_text("Ikke til andre øjne")
        page.fill("#tekst", "En halv sætning")
        rests(page)
        page.goto(anna.site.origin + "/mit")
        page.wait_for_timeout(300)
        if way == "hides":
            page.click("form.hides button")
            page.wait_for_url("**/indkoeb")
        else:
            page.click("form[action='/log-ud'] button")
            page.click("[role=alertdialog] [data-keep]")
            page.wait_for_url("**/?besked=logget-ud")
        for _ in range(3):
            page.go_back()
            page.wait_for_timeout(700)
            assert "Ikke til andre øjne" not in page.content()
            assert not page.locator("#tekst").count() or page.input_value("#tekst") == ""


def test_another_tab_empties_itself(anna: Window) -> None:
    anna.context.route("**/sync", lambda route: route.abort())
    other = anna.context.new_page()
    other.goto(anna.site.origin + "/paa-telefonen")
    write(anna.page, "Står også i den anden fane")
    expect(other.locator("#list .words")).to_have_text("Står også i den anden fane")
    anna.page.click("form[action='/log-ud'] button")
    anna.page.click("[role=alertdialog] [data-keep]")
    anna.page.wait_for_url("**/?besked=logget-ud")
    expect(other.locator("#takes")).to_be_hidden()
    assert "Står også i den anden fane" not in other.content()


def test_a_guest_on_the_phone_neither_reads_nor_writes_as_its_owner(anna: Window) -> None:
    page = anna.page
    anna.context.route("**/sync", lambda route: route.abort())
    write(page, "Annas, ikke sendt")
    expect(page.locator("#waiting [data-note]").first).to_have_text(
        "På din telefon, ikke sendt endnu."
    )
    anna.context.clear_cookies(name="__Host-session")
    anna.come_in(anna.site.world.cast["Sam"], shared=True)
    page = anna.goto("/dagbog")
    page.wait_for_timeout(400)
    anna.context.set_offline(True)
    page = anna.goto("/?kilde=app")
    page.wait_for_timeout(400)
    expect(page.locator("#takes")).to_be_hidden()
    assert "Annas, ikke sendt" not in page.content()


def test_without_net_signing_out_is_carried_out_with_the_next_page(anna: Window) -> None:
    page = anna.page
    anna.context.set_offline(True)
    page.click("form[action='/log-ud'] button")
    page.wait_for_timeout(600)
    expect(page.locator("h1")).to_have_text("På din telefon")
    expect(page.locator("#takes")).to_be_hidden()
    anna.context.set_offline(False)
    anna.goto("/hjaelp-nu")
    page.wait_for_timeout(500)
    page = anna.goto("/dagbog")
    expect(page.locator("h1")).to_have_text("Log ind")


def test_whoever_asked_to_be_erased_is_told_what_lies_here_and_can_regret(opens: Open) -> None:
    """410: nothing is taken in, nothing is thrown away; it can be copied, and is sent when
    everything is kept after all."""
    sam = opens()
    sam.allow("status of (403|410)")
    ready(sam, "Sam")
    sam.context.route("**/sync", lambda route: route.abort())
    write(sam.page, "Skrevet før jeg slettede")
    expect(sam.page.locator("#waiting [data-note]").first).to_have_text(
        "På din telefon, ikke sendt endnu."
    )
    world = sam.site.world
    world.write(erasure.ask, person(world, "Sam"), clock.minute() + 30 * 24 * 60)
    sam.context.unroute("**/sync")
    page = sam.goto("/")
    expect(page.locator("#outbox")).to_contain_text("1 ting ligger på din telefon")
    page = sam.goto("/paa-telefonen")
    expect(page.locator("#list .words")).to_have_text("Skrevet før jeg slettede")
    page = sam.goto("/")
    page.click("form[action='/mine-ting/behold'] button")
    sent(sam, "Skrevet før jeg slettede", name="Sam")


# Drafts


def test_the_last_words_before_signing_out_are_asked_about(anna: Window) -> None:
    page = anna.page
    page.fill("#tekst", "Lige før jeg gik")
    page.click("form[action='/log-ud'] button")
    expect(page.locator("[role=alertdialog]")).to_contain_text("Noget er ikke sendt endnu")
    expect(page.locator("[data-send]")).to_be_hidden()
    page.click("[role=alertdialog] [data-keep]")
    page.wait_for_url("**/?besked=logget-ud")
    anna.sign_in("Anna")
    page = anna.goto("/dagbog")
    expect(page.locator("#tekst")).to_have_value("Lige før jeg gik")
    page.click("form[action='/dagbog'] button.primary")
    sent(anna, "Lige før jeg gik")


def test_a_half_changed_entry_comes_back_with_its_day(anna: Window) -> None:
    write(anna.page, "Skrevet først")
    sent(anna, "Skrevet først")
    page = anna.goto("/dagbog")
    page.click(".entry__when a >> nth=0")
    page.click("a[href$='/ret']")
    page.fill("#tekst", "Skrevet først, og så")
    page.evaluate("document.querySelector('#dato').value = '2026-03-01'")
    rests(page)
    address = page.url
    page.close(run_before_unload=False)
    anna.page = page = anna.context.new_page()
    page.goto(address)
    expect(page.locator("#tekst")).to_have_value("Skrevet først, og så")
    assert page.input_value("#dato") == "2026-03-01"
    page.click("main form button.primary >> nth=0")
    page.wait_for_url("**besked=gemt**")
    sent(anna, "Skrevet først, og så")
    assert page.evaluate(f"Outbox.summary({MARK})")["drafts"] == 0


def test_what_is_handed_over_is_kept_once(anna: Window) -> None:
    from tests.offline.test_failures import HAND

    page = anna.goto("/mit")
    page.evaluate(HAND, {"text": "Delt med mig selv"})
    page.wait_for_url("**/dagbog/skriv")
    expect(page.locator("#tekst")).to_have_value("Delt med mig selv")
    page.click("main form button.primary")
    page.wait_for_url("**besked=gemt**")
    sent(anna, "Delt med mig selv")
    page = anna.goto("/dagbog")
    page.wait_for_timeout(500)
    assert page.input_value("#tekst") == ""


def test_two_tabs_do_not_overwrite_each_others_drafts(anna: Window) -> None:
    other = anna.context.new_page()
    other.goto(anna.site.origin + "/dagbog")
    other.wait_for_timeout(300)
    for page, text in ((anna.page, "I den første fane"), (other, "I den anden fane")):
        page.fill("#tekst", text)
        page.wait_for_timeout(1000)
    anna.page.close(run_before_unload=False)
    other.close(run_before_unload=False)
    anna.page = anna.context.new_page()
    page = anna.goto("/dagbog")
    expect(page.locator("#tekst")).not_to_have_value("")
    assert {"I den første fane", "I den anden fane"} <= set(
        page.input_value("#tekst").split("\n\n")
    )
    page.fill("#tekst", "Begge er her")
    page.click("form[action='/dagbog'] button.primary")
    sent(anna, "Begge er her")


def test_a_text_that_is_too_long_is_nowhere_lost(anna: Window) -> None:
    anna.allow("status of 422")
    page = anna.page
    page.fill("#tekst", "lang " * 1040)
    page.click("form[action='/dagbog'] button.primary")
    expect(page.locator(".problem")).to_contain_text("Der er plads til 5000 tegn")
    page.close(run_before_unload=False)
    anna.page = anna.context.new_page()
    page = anna.goto("/dagbog")
    expect(page.locator("#tekst")).to_have_value("lang " * 1040)
    page.fill("#tekst", "Nu kort")
    page.click("form[action='/dagbog'] button.primary")
    sent(anna, "Nu kort")


def test_a_step_is_tried_also_without_net(anna: Window) -> None:
    """Its buttons are htmx's own; without net they go the way of everything else."""
    page = anna.goto("/maal/nyt")
    page.fill("[name=tekst]", "Et mål med skridt")
    page.click("main form button.primary")
    page.wait_for_url("**/skridt")
    page.fill("[name=tekst]", "Et skridt i toget")
    page.click("main form button.primary")
    page.wait_for_timeout(600)
    page = anna.goto("/maal")
    page.click("main .rows a >> nth=0")
    expect(page.locator("form[action$='/proevede'] button").first).to_be_visible()
    anna.context.set_offline(True)
    page.click("form[action$='/proevede'] button >> nth=0")
    expect(page.locator("main")).to_contain_text("Det ligger på din telefon")
    anna.context.set_offline(False)
    page = anna.goto("/maal")
    poll(page, lambda: page.evaluate(f"Outbox.summary({MARK})")["waiting"] == 0)
    page.click("main .rows a >> nth=0")
    expect(page.locator("main")).to_contain_text("Du prøvede")


def paused(page: Page) -> None:
    """What stands in the form is a draft now, as after a pause."""
    page.evaluate("(document.dispatchEvent(new Event('locking')), window.saving)")


def half_written(page: Page, **fields: str) -> None:
    """What somebody had begun, in a tab that was closed."""
    page.click("summary >> nth=0")
    for name, text in fields.items():
        page.fill(f"main form[action='/dagbog'] [name={name}]", text)
    paused(page)


def test_what_was_begun_in_two_tabs_is_all_there(anna: Window) -> None:
    """Every field of it, the ticked boxes too, and also where nothing stands in the text itself."""
    other = anna.context.new_page()
    other.goto(anna.site.origin + "/dagbog")
    other.wait_for_timeout(300)
    half_written(anna.page, sammen="Sara", hjalp_nyt="te")
    anna.page.check("[name=dimension] >> nth=0")
    paused(anna.page)
    half_written(other, tekst="Kun i den anden", sammen="Alma", hjalp_nyt="bad")
    other.check("[name=dimension] >> nth=1")
    paused(other)
    anna.page.close(run_before_unload=False)
    other.close(run_before_unload=False)
    anna.page = anna.context.new_page()
    page = anna.goto("/dagbog")
    expect(page.locator("#tekst")).to_have_value("Kun i den anden")
    assert set(page.input_value("#sammen").split(", ")) == {"Sara", "Alma"}
    assert set(page.input_value("#hjalp_nyt").split(", ")) == {"te", "bad"}
    assert [page.is_checked(f"[name=dimension] >> nth={n}") for n in range(3)] == [
        True,
        True,
        False,
    ]


def test_two_tabs_with_different_days_come_back_one_after_the_other(anna: Window) -> None:
    other = anna.context.new_page()
    other.goto(anna.site.origin + "/dagbog")
    other.wait_for_timeout(300)
    half_written(anna.page, tekst="Om den første", dato="2026-03-01")
    half_written(other, tekst="Om den anden", dato="2026-03-02")
    anna.page.close(run_before_unload=False)
    other.close(run_before_unload=False)
    days = {"Om den første": "2026-03-01", "Om den anden": "2026-03-02"}
    while days:  # in either order: each tab has a clock of its own here
        anna.page = anna.context.new_page()
        page = anna.goto("/dagbog")
        expect(page.locator("#tekst")).not_to_have_value("")
        text = page.input_value("#tekst")
        assert page.input_value("#dato") == days.pop(text)
        page.click("form[action='/dagbog'] button.primary")
        sent(anna, text)
        poll(page, lambda page=page: page.evaluate(f"Outbox.summary({MARK})")["waiting"] == 0)  # type: ignore[misc]
        page.close(run_before_unload=False)
    anna.page = anna.context.new_page()


def test_a_box_that_was_unticked_stays_so(anna: Window) -> None:
    world = anna.site.world
    words = entries.Words("Med to bokse", ("te", "bad"), ("hope",))
    row = world.write(
        entries.keep, person(world, "Anna"), ids.new(), person(world, "Anna").today, words
    )
    page = anna.goto(f"/dagbog/{row}/ret")
    page.wait_for_timeout(300)
    page.uncheck("[name=hjalp][value=te]")
    paused(page)
    page.close(run_before_unload=False)
    anna.page = anna.context.new_page()
    page = anna.goto(f"/dagbog/{row}/ret")
    expect(page.locator("[name=hjalp][value=te]")).not_to_be_checked()
    assert (
        page.is_checked("[name=hjalp][value=bad]") and page.input_value("#tekst") == "Med to bokse"
    )


NOTED = "Outbox.noted('account')"
UNSENT = "Ord som ingen andre må se"
LOCKS = """mark => {
    const form = Object.assign(document.createElement("form"), { method: "post", action: "/laas" });
    for (const [name, value] of [["konto", mark], ["sti", "/mit"]]) {
        form.append(Object.assign(document.createElement("input"), { name, value }));
    }
    document.body.append(form);
    form.submit();
}"""


@pytest.mark.parametrize("way", ["hides without net", "signs out without net", "locks"])
def test_whoever_went_is_not_noted_again_and_nothing_of_theirs_lies_open(
    anna: Window, way: str
) -> None:
    """The page that ends the login late is still answered as if its reader was here."""
    anna.allow("Failed to load|ERR_INTERNET|Failed to fetch")
    page = anna.goto("/dagbog/skriv")
    mark = page.evaluate(NOTED)
    page.fill("#tekst", UNSENT)
    rests(page)
    if way == "locks":
        page = anna.goto("/mit")
        page.evaluate(LOCKS, mark)
        page.wait_for_url("**/laas")
    else:
        anna.context.set_offline(True)
        if way == "hides without net":
            page.click("form.hides button")
            page.wait_for_url("**/indkoeb")
        else:
            page.click("form[action='/log-ud'] button")
            page.click("[role=alertdialog] [data-keep]")
            poll(page, lambda: page.evaluate(NOTED) is None)
        anna.context.set_offline(False)
        page.goto(anna.site.origin + "/mit", wait_until="commit")
        page.wait_for_url(re.compile("/log-ind"))
    poll(page, lambda: page.evaluate(NOTED) is None)
    page = anna.goto("/paa-telefonen")
    page.wait_for_timeout(700)
    assert UNSENT not in page.content()
    assert not page.locator("#tekst").count() or page.input_value("#tekst") == ""
