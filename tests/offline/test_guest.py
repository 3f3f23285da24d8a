"""Somebody on another's phone: neither page nor worker keeps anything of theirs, and without net
their words stay on the page."""

import pytest
from playwright.sync_api import Browser, Page, expect

from app.foundation import ids
from app.hopes import kept as hopes
from tests.browser import Open, Site, Window, has_its_worker, windows
from tests.offline.steps import poll, ready, sent, texts, write
from tests.offline.test_failures import HAND
from tests.offline.test_left_behind import remembers
from tests.offline.test_offline import FORGETS_THE_SCRIPT
from tests.sharing.bonded import person

__all__ = ["remembers"]

LOST = "Vi ved ikke, om det nåede frem. Din tekst er her stadig. Prøv igen, når du har net."
NO_NET = "Du er uden net. Intet bliver liggende på telefonen. Det du skrev, står her stadig."

ALL_THAT_LIES_HERE = """async () => {
    const found = [JSON.stringify(localStorage), JSON.stringify(sessionStorage)];
    for (const { name } of await indexedDB.databases()) {
        const db = await new Promise((done) => (indexedDB.open(name).onsuccess = ({ target }) =>
            done(target.result)));
        for (const store of db.objectStoreNames) {
            const all = db.transaction(store).objectStore(store);
            for (const asked of [all.getAllKeys(), all.getAll()]) {
                await new Promise((done) => (asked.onsuccess = done));
                found.push(store + JSON.stringify(asked.result));
            }
        }
        db.close();
    }
    for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        for (const one of await cache.matchAll()) found.push(one.url, await one.text());
    }
    return found.join("\\n");
}"""
"""Every store a page can reach. Sealed words show as their writer's mark."""

NOTHING_AT_ALL = """async () => (await indexedDB.databases()).length + (await caches.keys()).length
    + localStorage.length + sessionStorage.length
    + (await navigator.serviceWorker.getRegistrations()).length"""


def guest(window: Window, path: str = "/dagbog") -> Page:
    """Sam comes in on Anna's phone and says that it is not theirs."""
    window.context.clear_cookies(name="__Host-session")
    window.come_in(window.site.world.cast["Sam"], shared=True)
    page = window.goto(path)
    page.wait_for_timeout(300)
    return page


def mark(page: Page) -> str:
    found: str = page.eval_on_selector("[name=konto]", "field => field.value")
    return found


def nothing_lies_here(page: Page, whose: str, *words: str) -> None:
    lies = page.evaluate(ALL_THAT_LIES_HERE)
    assert whose not in lies, "something of a guest's lies on the phone under their mark"
    assert not [each for each in words if each in lies], "a guest's words lie on the phone"


def without_script(window: Window) -> None:
    window.allow("ERR_BLOCKED_BY_CLIENT|ERR_FAILED|integrity")
    window.context.route("**/static/app.*.js", lambda route: route.abort())
    window.page.evaluate(FORGETS_THE_SCRIPT)


@pytest.fixture
def phone(opens: Open) -> Window:
    """Anna's own, with her worker on it."""
    return ready(opens())


def test_the_worker_alone_keeps_nothing_of_a_guest(phone: Window) -> None:
    without_script(phone)
    page = guest(phone)
    assert page.evaluate("typeof behaviour") == "undefined", "the script is really not there"
    whose = mark(page)
    phone.context.set_offline(True)
    page.fill("#tekst", "Sams ord uden script")
    page.click("form[action='/dagbog'] button.primary")
    page.wait_for_timeout(800)
    assert phone.path == "/dagbog"
    assert page.input_value("#tekst") == "Sams ord uden script", "what was typed stays in its box"
    nothing_lies_here(page, whose, "Sams ord uden script")
    phone.context.set_offline(False)
    page.click("form[action='/dagbog'] button.primary")
    sent(phone, "Sams ord uden script", name="Sam")
    page.click("form[action='/log-ud'] button")
    page.wait_for_url("**/?besked=logget-ud")
    nothing_lies_here(page, whose, "Sams ord uden script")


def test_the_worker_alone_still_keeps_what_the_owner_writes(phone: Window) -> None:
    without_script(phone)
    guest(phone)
    phone.context.clear_cookies(name="__Host-session")
    phone.come_in(phone.site.world.cast["Anna"])
    page = phone.goto("/dagbog")
    phone.context.set_offline(True)
    page.fill("#tekst", "Annas ord efter en gæst")
    page.click("form[action='/dagbog'] button.primary")
    page.wait_for_url("**/paa-telefonen")
    phone.context.unroute("**/static/app.*.js")
    phone.context.set_offline(False)
    phone.goto("/dagbog")
    sent(phone, "Annas ord efter en gæst")


@pytest.mark.parametrize("knows", [True, False], ids=["browser-knows", "browser-does-not-know"])
def test_a_guest_is_told_and_sends_the_same_words_when_there_is_net(
    phone: Window, knows: bool
) -> None:
    if not knows:
        phone.context.add_init_script(
            "Object.defineProperty(navigator, 'onLine', { get: () => true })"
        )
    page = guest(phone)
    whose = mark(page)
    phone.context.set_offline(True)
    page.fill("#tekst", f"Sam i en tunnel {knows}")
    page.wait_for_timeout(1000)
    page.click("form[action='/dagbog'] button.primary")
    expect(page.locator("#status")).to_have_text(NO_NET if knows else LOST)
    assert page.input_value("#tekst") == f"Sam i en tunnel {knows}"
    nothing_lies_here(page, whose, "Sam i en tunnel")
    phone.context.set_offline(False)
    page.click("form[action='/dagbog'] button.primary")
    sent(phone, f"Sam i en tunnel {knows}", name="Sam")


def test_also_when_the_net_goes_at_the_last_moment(phone: Window) -> None:
    """The page thought there was net; the worker then sends nothing and keeps nothing, and the page
    stays and says so."""
    page = guest(phone)
    phone.context.set_offline(True)
    page.evaluate("document.getElementById('status').textContent = ''")
    page.fill("#tekst", "Sam, lige før tunnelen")
    page.evaluate("document.querySelector(\"form[action='/dagbog']\").submit()")
    expect(page.locator("#status")).to_have_text(NO_NET)
    assert page.input_value("#tekst") == "Sam, lige før tunnelen"
    nothing_lies_here(page, mark(page), "lige før tunnelen")


def test_a_guest_is_told_as_soon_as_the_net_goes(phone: Window) -> None:
    page = guest(phone)
    phone.context.set_offline(True)
    expect(page.locator("#status")).to_have_text(NO_NET)


def test_owner_and_guest_in_turn_each_keep_their_own(phone: Window) -> None:
    page = phone.page
    phone.context.set_offline(True)
    write(page, "Annas, før gæsten")
    expect(page.locator("#waiting .words").first).to_have_text("Annas, før gæsten")
    old = phone.page
    phone.page = phone.context.new_page()
    phone.context.set_offline(False)
    phone.context.clear_cookies(name="__Host-session")
    page = guest(phone)
    expect(old.locator("main")).not_to_contain_text("Annas, før gæsten")
    old.close()
    phone.context.set_offline(True)
    page.fill("#tekst", "Sams, på Annas telefon")
    page.wait_for_timeout(1000)
    page.click("form[action='/dagbog'] button.primary")
    page.wait_for_timeout(300)
    nothing_lies_here(page, mark(page), "Sams, på Annas telefon", "Annas, før gæsten")
    phone.context.set_offline(False)
    phone.context.clear_cookies(name="__Host-session")
    phone.come_in(phone.site.world.cast["Anna"])
    phone.goto("/dagbog")
    sent(phone, "Annas, før gæsten")
    assert not [each for each in texts(phone, "Sam") if each.startswith("Annas")]


def test_on_a_phone_that_never_had_the_app_nothing_is_left(opens: Open) -> None:
    window = opens()
    window.allow("ERR_INTERNET_DISCONNECTED")
    page = guest(window)
    window.context.set_offline(True)
    page.fill("#tekst", "Sam på et bibliotek")
    page.click("form[action='/dagbog'] button.primary")
    expect(page.locator("#status")).to_have_text(NO_NET)
    assert page.input_value("#tekst") == "Sam på et bibliotek"
    window.context.set_offline(False)
    page.click("form[action='/dagbog'] button.primary")
    sent(window, "Sam på et bibliotek", name="Sam")
    page.click("form[action='/log-ud'] button")
    page.wait_for_url("**/?besked=logget-ud")
    assert page.evaluate(NOTHING_AT_ALL) == 0


def test_what_another_app_hands_over_is_not_laid_with_the_owners_things(phone: Window) -> None:
    """Also when the page's own script is broken: the worker itself hears that a guest is in."""
    without_script(phone)
    page = guest(phone, "/mit")
    page.evaluate(HAND, {"text": "Sam deler en sang"})
    expect(page.locator("#tekst")).to_have_value("Sam deler en sang")
    nothing_lies_here(page, mark(page), "Sam deler en sang")
    phone.context.unroute("**/static/app.*.js")
    phone.context.clear_cookies(name="__Host-session")
    phone.come_in(phone.site.world.cast["Anna"])
    page = phone.goto("/dagbog")
    page.wait_for_timeout(500)
    assert page.input_value("#tekst") == ""


def test_the_browser_keeps_no_list_of_what_a_guest_typed(phone: Window) -> None:
    page = guest(phone)
    typed = (
        "[...document.querySelectorAll('main textarea, main input:is([type=text], [type=date])')]"
    )
    assert page.evaluate(f"{typed}.length && {typed}.every(each => each.autocomplete === 'off')")


def test_a_guest_who_signs_out_without_net_leaves_nothing_and_is_out(
    remembers: Browser, site: Site
) -> None:
    with windows(remembers, site) as opens:
        phone = ready(opens())
        page = guest(phone)
        whose = mark(page)
        page.fill("#tekst", "Sams, og nu ud")
        page = phone.goto("/mit")
        phone.context.set_offline(True)
        page.click("form[action='/log-ud'] button")
        page.wait_for_url("**/indkoeb")
        for _ in range(3):
            page.go_back()
            page.wait_for_timeout(500)
            assert "Sams, og nu ud" not in page.content()
            assert not page.locator("#tekst").count() or page.input_value("#tekst") == ""
        phone.context.set_offline(False)
        page = phone.goto("/hjaelp-nu")
        page.wait_for_timeout(500)
        expect(phone.goto("/dagbog").locator("h1")).to_have_text("Log ind")
        nothing_lies_here(phone.page, whose, "Sams, og nu ud")


def test_on_ones_own_phone_what_cannot_be_kept_stays_on_the_page(phone: Window) -> None:
    """A form that the phone does not send later: nothing takes its place, and it is sent when there
    is net."""
    world = phone.site.world
    row = world.write(hopes.keep, person(world, "Anna"), ids.new(), hopes.Words("Et håb"))
    page = phone.goto(f"/haab/{row}/ret")
    has_its_worker(page)
    phone.context.set_offline(True)
    page.fill("#tekst", "Et større håb")
    page.click("main form button.primary")
    expect(page.locator("#status")).to_have_text(
        "Du er uden net. Det er ikke sendt. Det du skrev, står her stadig."
    )
    assert page.input_value("#tekst") == "Et større håb"
    phone.context.set_offline(False)
    page.click("main form button.primary")
    poll(page, lambda: world.read(hopes.find, person(world, "Anna"), row).text == "Et større håb")
