"""Somebody signs in on another's phone while the net is slow: from then on nothing there is its
owner's, until an answer says so.

What the newcomer writes is never kept with the owner's things, what waits for the owner goes on
waiting, and an owner who is still in has their phone back with the next answer.
"""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from app.sign_in import logins
from tests.browser import Open, Window
from tests.cast import PASSWORD
from tests.offline.net import Net
from tests.offline.steps import poll, ready, rests, sent, texts, write

NOTED = "Outbox.noted('account')"
FIELDS = """text => [...new FormData(document.querySelector("form[action='/dagbog']"))]
    .filter(([name]) => !["konto", "egen"].includes(name)).map(([name, value]) => [name,
        name === "tekst" ? text : value])"""
WAITS = "([account, fields]) => Outbox.put(account, '/dagbog', fields)"


@pytest.fixture
def phone(opens: Open) -> Window:
    """Anna's own, with her worker on it; she is signed in."""
    window = ready(opens())
    window.allow("status of 422")
    window.page.wait_for_timeout(300)
    assert window.page.evaluate(NOTED) == mark(window.page)
    return window


@pytest.fixture
def net(phone: Window, monkeypatch: pytest.MonkeyPatch) -> Net:
    return Net(phone.site.world.app, monkeypatch)


def mark(page: Page) -> str:
    found: str = page.eval_on_selector("meta[name=account]", "node => node.content")
    return found


def knocks(window: Window, name: str, *, guest: bool, password: str = PASSWORD) -> Page:
    """Somebody types their name and password and goes on, whether or not an answer comes."""
    page = window.page if window.path == "/log-ind" else window.goto("/log-ind")
    page.fill("#navn", window.site.world.cast[name].sign_in_name)
    page.fill("#adgangskode", password)
    if guest:
        page.check("[name=laant]")
    page.evaluate("document.querySelector('main form[action=\"/log-ind\"]').requestSubmit()")
    return page


def waits_on(page: Page) -> list[str]:
    found: list[str] = page.evaluate(
        """() => new Promise((done) => {
            indexedDB.open("fodfaeste").onsuccess = ({ target }) => {
                const all = target.result.transaction("ops").objectStore("ops").getAll();
                all.onsuccess = () => (target.result.close(), done(all.result.map((row) =>
                    row.account)));
            };
        })"""
    )
    return found


def comes(net: Net, what: str) -> Callable[[], bool]:
    return lambda: what in net.asked


def writes_if_it_can(page: Page, text: str) -> bool:
    """Whoever holds the phone writes wherever it lets them."""
    box = page.locator("textarea[name=tekst]")
    if not box.count() or not box.first.is_visible():
        return False
    box.first.fill(text)
    page.click("form[action='/dagbog'] button")
    page.wait_for_timeout(600)
    return True


@pytest.mark.parametrize("guest", [True, False], ids=["guest", "box-not-ticked"])
def test_a_slow_first_page_never_opens_the_owners_things(
    phone: Window, net: Net, guest: bool
) -> None:
    """The reviewer's case: 3.5 seconds after signing in, what opened was Anna's, and what Sam wrote
    went into her diary."""
    net.slow = ("GET /",)
    knocks(phone, "Sam", guest=guest)
    poll(phone.page, comes(net, "GET /"))
    phone.page.wait_for_timeout(5000)
    text = f"Sams på Annas telefon {guest}"
    writes_if_it_can(phone.page, text)
    phone.page.wait_for_url(phone.site.origin + "/", timeout=15000)
    net.slow = ()
    page = phone.goto("/dagbog")
    page.wait_for_timeout(400)
    assert page.evaluate(NOTED) == (None if guest else mark(page)), "the late answer is heard"
    assert waits_on(page) == []
    phone.context.clear_cookies(name=logins.SESSION)
    phone.come_in(phone.site.world.cast["Anna"])
    phone.goto("/dagbog").wait_for_timeout(800)
    assert text not in texts(phone), "somebody else's words stand in Anna's diary"


def test_the_first_page_after_signing_in_is_waited_for(phone: Window, net: Net) -> None:
    """What would open in its place could offer nothing."""
    net.slow = ("GET /",)
    page = knocks(phone, "Sam", guest=False)
    poll(page, comes(net, "GET /"))
    expect(page.locator("h1")).not_to_have_text("Log ind", timeout=20000)
    assert not page.locator("#takes").count()


@pytest.mark.parametrize("guest", [True, False], ids=["guest", "box-not-ticked"])
def test_without_net_just_after_signing_in_nothing_is_offered(phone: Window, guest: bool) -> None:
    phone.context.route(re.compile(f"{phone.site.port}/$"), lambda route: route.abort())
    page = knocks(phone, "Sam", guest=guest)
    expect(page.locator("h1")).to_have_text("På din telefon")
    page.wait_for_timeout(400)
    assert not page.locator("#takes").is_visible()
    assert page.evaluate(NOTED) is None


def test_a_late_answer_to_the_owner_is_not_taken_for_one_to_the_newcomer(
    phone: Window, net: Net
) -> None:
    """Anna's page comes so slowly that hers lies open meanwhile; Sam signs in before it is
    there."""
    net.slow = ("GET /dagbog",)
    page = phone.goto("/dagbog")
    expect(page.locator("h1")).to_have_text("På din telefon")
    assert page.locator("#takes").is_visible(), (
        "on her own phone she writes at once, however slow the net is"
    )
    phone.page = phone.context.new_page()
    net.slow = ("GET /dagbog", "GET /")
    page = knocks(phone, "Sam", guest=True)
    poll(page, comes(net, "GET /"))
    (worker,) = phone.context.service_workers
    for _ in range(20):  # in this time Anna's answer comes, and Sam's does not yet
        assert worker.evaluate(NOTED) is None
        page.wait_for_timeout(200)
    assert net.late[0] == "GET /dagbog" and "GET /" not in net.late


def test_what_waits_for_the_owner_goes_on_waiting_for_her(phone: Window, net: Net) -> None:
    """It is being sent while Sam comes in; her other tab does not stand there any more."""
    old, whose = phone.page, mark(phone.page)
    fields = old.evaluate(FIELDS, "Annas, i den anden fane")
    phone.page = phone.context.new_page()
    page = phone.goto("/log-ind")
    page.wait_for_timeout(300)
    old.evaluate(WAITS, [whose, fields])
    net.slow = ("GET /",)
    knocks(phone, "Sam", guest=False)
    poll(page, comes(net, "GET /"))
    (worker,) = phone.context.service_workers
    expect(old.locator("meta[name=account]")).not_to_have_attribute("content", whose)
    worker.evaluate("send()")  # what the browser asks of it when there is net
    worker.evaluate("account => Outbox.flush(account)", whose)  # and what her other tab does
    expect(page.locator("h1")).not_to_have_text("Log ind", timeout=20000)
    net.slow = ()
    page = phone.goto("/dagbog")
    page.wait_for_timeout(600)
    assert "POST /sync" in net.asked and waits_on(page) == [whose], "what waits for Anna waits"
    assert "Annas, i den anden fane" not in texts(phone, "Sam")
    phone.context.clear_cookies(name=logins.SESSION)
    phone.come_in(phone.site.world.cast["Anna"])
    phone.goto("/dagbog")
    sent(phone, "Annas, i den anden fane")


def test_a_wrong_password_gives_the_owner_her_phone_back(phone: Window) -> None:
    whose = phone.page.evaluate(NOTED)
    page = knocks(phone, "Sam", guest=True, password="ikke-den-rigtige-kode")
    expect(page.locator(".problem")).to_be_visible()
    poll(page, lambda: page.evaluate(NOTED) == whose)
    phone.context.set_offline(True)
    page = phone.goto("/")
    expect(page.locator("#takes")).to_be_visible()
    write(page, "Anna efter en forkert kode")
    # It says so first: who leaves in the same breath has not kept it yet.
    poll(page, lambda: waits_on(page) == [whose])
    phone.context.set_offline(False)
    phone.goto("/dagbog")
    sent(phone, "Anna efter en forkert kode")


def test_also_an_owner_whose_login_has_run_out(phone: Window) -> None:
    """She mistypes, and the net goes: she can write on her phone as before she tried."""
    whose = phone.page.evaluate(NOTED)
    phone.context.clear_cookies(name=logins.SESSION)
    page = knocks(phone, "Anna", guest=False, password="ikke-den-rigtige-kode")
    expect(page.locator(".problem")).to_be_visible()
    poll(page, lambda: page.evaluate(NOTED) == whose)


def test_no_net_while_signing_in_and_the_next_answer_gives_it_back(phone: Window) -> None:
    whose = phone.page.evaluate(NOTED)
    page = phone.goto("/log-ind")
    phone.context.set_offline(True)
    page.fill("#navn", phone.site.world.cast["Sam"].sign_in_name)
    page.fill("#adgangskode", PASSWORD)
    page.evaluate("document.querySelector('main form[action=\"/log-ind\"]').submit()")
    poll(page, lambda: page.evaluate(NOTED) is None)
    phone.context.set_offline(False)
    page = phone.goto("/mit")
    poll(page, lambda: page.evaluate(NOTED) == whose)
    phone.context.set_offline(True)
    expect(phone.goto("/").locator("#takes")).to_be_visible()


def test_signing_out_without_script_leaves_nobodys_things_open(phone: Window) -> None:
    phone.context.route("**/static/app.*.js", lambda route: route.abort())
    phone.allow("ERR_BLOCKED_BY_CLIENT|ERR_FAILED|integrity")
    (worker,) = phone.context.service_workers
    assert worker.evaluate(NOTED)
    page = phone.goto("/mit")
    page.evaluate("document.querySelector('form[action=\"/log-ud\"]').submit()")
    page.wait_for_url("**/?besked=logget-ud")
    page.wait_for_timeout(300)
    assert worker.evaluate(NOTED) is None


def test_words_that_waited_behind_the_sign_in_are_a_guests_when_a_guest_signs_in(
    phone: Window,
) -> None:
    """Sam's login ran out on Anna's phone while he wrote; the page that gives his words back keeps
    nothing here either."""
    phone.context.clear_cookies(name=logins.SESSION)
    phone.come_in(phone.site.world.cast["Sam"], shared=True)
    page = phone.goto("/dagbog")
    page.wait_for_timeout(300)
    phone.context.clear_cookies(name=logins.SESSION)
    page.fill("#tekst", "Sams, skrevet for sent")
    page.evaluate("document.querySelector(\"form[action='/dagbog']\").submit()")
    page.wait_for_selector("#navn")
    page.fill("#navn", phone.site.world.cast["Sam"].sign_in_name)
    page.fill("#adgangskode", PASSWORD)
    page.check("[name=laant]")
    page.evaluate("document.querySelector('main form[action=\"/log-ind\"]').requestSubmit()")
    expect(page.locator("h1")).to_have_text("Her er det du skrev")
    page.wait_for_timeout(300)
    assert (
        not page.locator("meta[name=account]").count() and not page.locator("[name=egen]").count()
    )
    assert page.evaluate(NOTED) is None
    page.click("main form button.primary")
    sent(phone, "Sams, skrevet for sent", name="Sam")


def sam_comes(phone: Window, *, guest: bool) -> Page:
    """In another tab of Anna's phone, when her login has ended elsewhere."""
    phone.context.clear_cookies(name=logins.SESSION)
    phone.page = phone.context.new_page()
    page = knocks(phone, "Sam", guest=guest)
    page.wait_for_url(phone.site.origin + "/")
    return page


@pytest.mark.parametrize("guest", [True, False], ids=["guest", "box-not-ticked"])
def test_the_page_without_a_name_is_the_owners_no_longer_when_somebody_else_comes(
    phone: Window, guest: bool
) -> None:
    """Anna left it standing. What she began is hers, and nothing that Sam writes there is."""
    whose = mark(phone.page)
    old = phone.goto("/paa-telefonen")
    expect(old.locator("#takes")).to_be_visible()
    old.fill("#tekst", f"Annas halve sætning {guest}")
    rests(old)
    page = sam_comes(phone, guest=guest)
    if guest:
        expect(old.locator("#takes")).to_be_hidden()
    else:
        poll(page, lambda: page.evaluate(NOTED) == mark(page))
        expect(old.locator("#tekst")).to_have_value("")
        expect(old.locator("#takes")).to_be_visible()
        write(old, "Sams, på siden uden navn")
        sent(phone, "Sams, på siden uden navn", name="Sam")
    (worker,) = phone.context.service_workers
    read = "(all) => all.map(({ fields }) => Object.fromEntries(fields).tekst)"
    begun = worker.evaluate(f"whose => Outbox.begun(whose, '/dagbog').then({read})", whose)
    assert begun == [f"Annas halve sætning {guest}"]
    assert "Sams, på siden uden navn" not in texts(phone)


@pytest.mark.parametrize("guest", [True, False], ids=["guest", "box-not-ticked"])
def test_a_page_that_has_not_heard_of_it_keeps_nothing_in_the_owners_name(
    phone: Window, guest: bool
) -> None:
    """As a tab that was frozen and is tapped the same instant: what is noted is asked again where
    the words are put."""
    text = f"Sams, skrevet i Annas side {guest}"
    phone.page.add_init_script("BroadcastChannel.prototype.addEventListener = () => {}")
    old = phone.goto("/paa-telefonen")
    expect(old.locator("#takes")).to_be_visible()
    sam_comes(phone, guest=guest)
    write(old, text)
    expect(old.locator("#status")).to_contain_text("Din tekst er her stadig")
    expect(old.locator("#tekst")).to_have_value(text)
    assert waits_on(phone.page) == []
    phone.context.clear_cookies(name=logins.SESSION)
    phone.come_in(phone.site.world.cast["Anna"])
    phone.goto("/dagbog").wait_for_timeout(800)
    assert text not in texts(phone)
