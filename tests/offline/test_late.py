"""What comes late: an answer to somebody who has gone, a page after its reader, a word from a phone
that hangs."""

import pytest
from playwright.sync_api import Page, expect

from app import plan
from app.foundation import ids
from app.hopes import kept as hopes
from app.sign_in import logins
from tests.browser import Open, Window
from tests.cast import PASSWORD
from tests.offline.net import Net
from tests.offline.steps import MARK, poll, ready, sent, texts, write
from tests.offline.test_changing_hands import knocks
from tests.offline.test_other_tabs import HIDES, OUT, behind
from tests.sharing.bonded import bond, person

HOPE = "Et håb, som kun Anna må se"
NOTED = "Outbox.noted('account')"
HALF = "Halv og hemmelig"


@pytest.fixture
def anna(opens: Open) -> Window:
    """At her diary, on her own phone, and half a text is kept there."""
    window = ready(opens())
    window.allow("status of (409|422)|ERR_ABORTED")
    world = window.site.world
    world.write(hopes.keep, person(world, "Anna"), ids.new(), hopes.Words(HOPE))
    return window


def half_written(window: Window) -> Page:
    page = window.goto("/dagbog")
    page.on("dialog", lambda dialog: dialog.accept())
    poll(page, lambda: bool(page.evaluate(NOTED)))
    page.fill("#tekst", HALF)
    poll(page, lambda: page.evaluate(f"Outbox.summary({MARK})")["drafts"] == 1)
    return page


def found_shut(window: Window) -> None:
    """Whoever finds the phone sees nothing of hers, with net and without, whatever they open
    first."""
    for path in ("/paa-telefonen", "/log-ind", "/paa-telefonen"):
        page = window.context.new_page()
        page.goto(window.site.origin + path)
        page.wait_for_timeout(1200)
        shut(page)


def shut(page: Page) -> None:
    poll(page, lambda: bool(page.evaluate(f"{NOTED}.then((noted) => noted == null)")))
    expect(page.locator("body")).not_to_contain_text(HALF)
    expect(page.locator("main textarea").filter(visible=True)).to_have_count(0)
    poll(page, lambda: not page.evaluate("document.querySelector('main textarea')?.value"))


@pytest.mark.parametrize("seconds", [0.3, 1.5])
def test_a_page_under_way_when_she_hides_gives_nobody_the_phone_back(
    anna: Window, monkeypatch: pytest.MonkeyPatch, seconds: float
) -> None:
    page = half_written(anna)
    net = Net(anna.site.world.app, monkeypatch, seconds)
    net.slow = ("GET /mit", "POST /skjul")
    page.evaluate(
        "hides => { document.querySelector(\"nav.tabs a[href='/mit']\").click(); "
        "setTimeout(() => document.querySelector(hides).click(), 100); }",
        HIDES,
    )
    page.wait_for_url("**/indkoeb")
    page.wait_for_timeout(seconds * 2000)
    found_shut(anna)


def test_nor_does_a_page_in_another_tab(anna: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    page = half_written(anna)
    front = behind(anna, "/plan")
    net = Net(anna.site.world.app, monkeypatch, 1.0)
    net.slow = ("GET /mit", "POST /skjul")
    page.evaluate("document.querySelector('nav.tabs a[href=\"/mit\"]').click()")
    poll(front, lambda: "GET /mit" in net.asked)
    front.click(HIDES)
    front.wait_for_url("**/indkoeb")
    front.wait_for_timeout(2500)
    found_shut(anna)


def test_nor_does_a_wrong_password_that_is_being_tried(
    anna: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    front = half_written(anna)
    anna.page = other = anna.context.new_page()
    anna.goto("/log-ind")
    net = Net(anna.site.world.app, monkeypatch, 2.0)
    net.slow = ("POST /log-ind",)
    knocks(anna, "Sam", guest=True, password="en helt forkert adgangskode")
    poll(other, lambda: "POST /log-ind" in net.asked)
    front.evaluate("hides => document.querySelector(hides).click()", HIDES)
    poll(other, lambda: "POST /log-ind" in net.late)
    other.wait_for_timeout(1500)
    found_shut(anna)


def test_what_a_finder_writes_never_reaches_her_diary(
    anna: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = half_written(anna)
    net = Net(anna.site.world.app, monkeypatch, 1.0)
    net.slow = ("GET /mit", "POST /skjul")
    page.evaluate(
        "hides => { document.querySelector(\"nav.tabs a[href='/mit']\").click(); "
        "document.querySelector(hides).click(); }",
        HIDES,
    )
    page.wait_for_url("**/indkoeb")
    page.wait_for_timeout(2500)
    found_shut(anna)
    net.slow = ()
    anna.page = anna.context.new_page()
    anna.come_in(anna.site.world.cast["Anna"])
    expect(anna.goto("/dagbog").locator("#tekst")).to_have_value(HALF)


@pytest.mark.parametrize("who", ["own", "guest"])
@pytest.mark.parametrize("way", ["signs out", "hides", "newcomer"])
def test_a_page_that_arrives_after_its_reader_has_gone_does_not_stand(
    anna: Window, monkeypatch: pytest.MonkeyPatch, way: str, who: str
) -> None:
    if who == "guest":
        anna.context.clear_cookies(name=logins.SESSION)
        anna.come_in(anna.site.world.cast["Anna"], shared=True)
    front = anna.goto("/log-ind" if way == "newcomer" else "/dagbog")
    front.wait_for_timeout(600)
    net = Net(anna.site.world.app, monkeypatch, 3.0)
    net.slow = ("GET /haab",)
    page = anna.context.new_page()
    page.evaluate(
        "origin => { setTimeout(() => location.assign(origin + '/haab'), 50); }", anna.site.origin
    )
    poll(front, lambda: "GET /haab" in net.asked)
    if way == "newcomer":
        knocks(anna, "Sam", guest=True)
    else:
        front.evaluate(
            "way => document.querySelector(way).click()", HIDES if way == "hides" else OUT
        )
    poll(front, lambda: "GET /haab" in net.late)
    net.slow = ()
    page.wait_for_timeout(1500)
    expect(page.locator("body")).not_to_contain_text(HOPE)
    page.wait_for_timeout(500)
    assert page.evaluate(NOTED) is None


def test_such_a_page_takes_no_newcomers_login_away(
    anna: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    front = anna.goto("/log-ind")
    front.wait_for_timeout(400)
    net = Net(anna.site.world.app, monkeypatch, 4.0)
    net.slow = ("GET /haab",)
    page = anna.context.new_page()
    page.evaluate(
        "origin => { setTimeout(() => location.assign(origin + '/haab'), 50); }", anna.site.origin
    )
    poll(front, lambda: "GET /haab" in net.asked)
    knocks(anna, "Sam", guest=True)
    front.wait_for_url(anna.site.origin + "/")
    front = anna.goto("/dagbog/skriv")
    front.click("#tekst")
    front.keyboard.type("Sams halve tekst")
    poll(front, lambda: "GET /haab" in net.late)
    front.wait_for_timeout(1500)
    expect(front.locator("#tekst")).to_have_value("Sams halve tekst")
    assert [each for each in anna.context.cookies() if each["name"] == logins.SESSION]


def test_after_a_call_a_newcomer_is_noticed(anna: Window) -> None:
    anna.allow("tel:12345678")
    world = anna.site.world
    line = plan.kept.Words("Min søster Gry", number="12 34 56 78", who="Min søster")
    world.write(plan.kept.keep, person(world, "Anna"), "people", ids.new(), line)
    page = anna.goto("/plan")
    page.wait_for_timeout(400)
    page.locator("a[href^='tel:']").first.click(no_wait_after=True)
    page.wait_for_timeout(300)
    assert "Min søster" in page.content(), "the page is still there"
    anna.page = anna.context.new_page()
    anna.goto("/log-ind")
    knocks(anna, "Sam", guest=True)
    anna.page.wait_for_url(anna.site.origin + "/")
    expect(page.locator("body")).not_to_contain_text("Min søster", timeout=45_000)


def test_a_login_that_ended_elsewhere_leaves_nothing_to_read_and_loses_nothing(
    anna: Window,
) -> None:
    """As when she signs her lost phone out from another one: whoever has it may write, and reads
    nothing."""
    anna.allow("ERR_FAILED|status of 401")
    page = anna.goto("/dagbog")
    anna.context.route("**/sync", lambda route: route.abort())
    write(page, "Venter, og er hemmeligt")
    expect(page.locator("#waiting .words").first).to_have_text("Venter, og er hemmeligt")
    half_written(anna).close()
    anna.site.world.write(logins.end_all, anna.site.world.cast["Anna"].id)
    anna.page = anna.context.new_page()
    for offline in (False, True):
        page = anna.goto("/paa-telefonen")
        expect(page.locator("#locked")).to_contain_text("Log ind for at se det, der ligger her.")
        expect(page.locator("#list .words")).to_have_text("Det kan ikke vises her lige nu.")
        expect(page.locator("#list [data-deletes]")).to_be_hidden()
        assert "hemmelig" not in page.inner_text("body") + page.input_value("main textarea")
        anna.context.set_offline(not offline)
    anna.context.unroute("**/sync")
    anna.come_in(anna.site.world.cast["Anna"])
    page = anna.goto("/dagbog")
    sent(anna, "Venter, og er hemmeligt")
    expect(page.locator("#tekst")).to_have_value(HALF)


@pytest.mark.parametrize("way", ["newcomer", "signs out", "hides"])
@pytest.mark.parametrize("broken", ["no worker", "keeps nothing"])
def test_another_tab_goes_also_where_the_browser_lacks_something(
    opens: Open, broken: str, way: str
) -> None:
    window = opens(service_workers="block" if broken == "no worker" else "allow")
    window.allow("status of (401|409)|SecurityError|no$|blocked by Playwright")
    if broken != "no worker":
        window.context.add_init_script(
            "indexedDB.open = () => { throw new DOMException('no', 'SecurityError') }"
        )
    world = window.site.world
    world.write(hopes.keep, person(world, "Anna"), ids.new(), hopes.Words(HOPE))
    window.come_in(world.cast["Anna"])
    page = window.goto("/haab")
    page.wait_for_timeout(600)
    window.page = window.context.new_page()
    if way == "newcomer":
        knocks(window, "Sam", guest=True)
        window.page.wait_for_url(window.site.origin + "/")
    else:
        window.goto("/dagbog").click(HIDES if way == "hides" else OUT, no_wait_after=True)
    expect(page.locator("body")).not_to_contain_text(HOPE)


@pytest.mark.parametrize("when", ["from the start", "later"])
def test_on_a_phone_that_hangs_words_go_straight_and_one_can_sign_out(
    opens: Open, when: str
) -> None:
    window = ready(opens())
    never = "IDBFactory.prototype.open = function () { return {}; };"
    store = (
        "IDBDatabase.prototype.transaction = () => ({ objectStore: () => new Proxy({}, { get: "
        "() => () => ({}) }) });"
    )
    if when == "from the start":
        window.context.add_init_script(never)
    page = window.goto("/dagbog")
    page.wait_for_timeout(600)
    page.on("dialog", lambda dialog: dialog.accept())
    if when == "later":
        page.evaluate(f"() => {{ {never} {store} }}")
    page.fill("#tekst", f"Mens telefonen hænger {when}")
    page.click("form[action='/dagbog'] button.primary", no_wait_after=True)
    poll(page, lambda: f"Mens telefonen hænger {when}" in texts(window), 30)
    page.wait_for_timeout(500)
    page.click(OUT, no_wait_after=True)
    page.wait_for_url("**/?besked=logget-ud", timeout=30_000)
    assert not [each for each in window.context.cookies() if each["name"] == logins.SESSION]


def test_a_phone_that_is_full_is_no_phone_that_loads_for_ever(anna: Window) -> None:
    """Sam was here last as far as it knows, and it can note nothing more: Anna's pages stand all
    the same."""
    page = anna.goto("/dagbog")
    poll(page, lambda: bool(page.evaluate(NOTED)))
    page.evaluate("Outbox.note('account', 'somebody-else')")
    full = (
        "IDBObjectStore.prototype.put = () => { throw new DOMException('full', "
        "'QuotaExceededError'); }"
    )
    (worker,) = anna.context.service_workers
    worker.evaluate(f"() => {{ {full} }}")
    anna.context.add_init_script(full)
    page = anna.goto("/haab")
    page.wait_for_timeout(2500)
    page.evaluate("window.stood = true")
    page.wait_for_timeout(2500)
    assert page.evaluate("window.stood")
    expect(page.locator("h1")).to_have_text("Håb")


def test_a_preview_goes_with_the_rest_of_the_page(anna: Window) -> None:
    on = bond(anna.site.world, "Anna", "Mette")
    page = anna.goto(f"/deling/ny/se?hvem={on}&hvad=haab&laenge=1")
    expect(page.locator(".foresee")).to_contain_text("Sådan ser")
    other = behind(anna, "/dagbog")
    other.wait_for_timeout(400)
    anna.context.set_offline(True)
    other.click(HIDES)
    poll(
        page,
        lambda: (
            not page.locator(".foresee").count()
            or not page.locator(".foresee").inner_text().strip()
        ),
    )


def test_what_is_kept_after_signing_in_again_leaves_no_draft(anna: Window) -> None:
    world = anna.site.world
    hope = ids.new()
    world.write(hopes.keep, person(world, "Anna"), hope, hopes.Words("Et håb med et mål"))
    page = anna.goto(f"/haab/{hope}")
    page.fill("#tekst", "Et mål, sendt efter endnu et login")
    poll(page, lambda: page.evaluate(f"Outbox.summary({MARK})")["drafts"] == 1)
    anna.context.clear_cookies(name=logins.SESSION)
    page.click("form[data-behaviour=keeps-draft] button.primary")
    page.fill("#navn", world.cast["Anna"].sign_in_name)
    page.fill("#adgangskode", PASSWORD)
    page.click("main button.primary")
    page.locator("main form[data-carries] button.primary").click()
    page.wait_for_selector("h1:not(:text('Her er det du skrev'))")
    poll(page, lambda: page.evaluate(f"Outbox.summary({MARK})")["drafts"] == 0)


def test_a_page_that_comes_anew_sends_no_form_again(
    anna: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = anna.goto("/dagbog/skriv")
    page.on("dialog", lambda dialog: dialog.accept())
    net = Net(anna.site.world.app, monkeypatch, 0.1)
    page.fill("#tekst", "x" * 5100)
    page.click("form[action='/dagbog'] button.primary")
    page.wait_for_selector(".problem")
    posted = net.asked.count("POST /dagbog")
    anna.page = anna.context.new_page()
    anna.goto("/log-ind")
    knocks(anna, "Sam", guest=True)
    anna.page.wait_for_url(anna.site.origin + "/")
    poll(page, lambda: not page.locator(".problem").count())
    page.wait_for_timeout(800)
    assert net.asked.count("POST /dagbog") == posted


def test_in_a_browser_without_a_worker_who_signs_in_again_reads_and_sends(opens: Open) -> None:
    window = opens(service_workers="block")
    window.allow("blocked by Playwright|status of 401")
    anna = window.site.world.cast["Anna"]
    window.come_in(anna)
    window.goto("/dagbog").wait_for_timeout(800)
    window.site.world.write(logins.end_all, anna.id)
    page = window.goto("/paa-telefonen")
    poll(page, lambda: bool(page.evaluate("Outbox.noted('shut')")))
    window.come_in(anna)
    page = window.goto("/dagbog")
    page.wait_for_timeout(800)
    write(page, "Skrevet uden hjælper")
    sent(window, "Skrevet uden hjælper")
    assert not page.evaluate("Outbox.noted('shut')")


FULL = (
    "IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError'); }"
)


def test_on_a_full_phone_who_signs_in_again_has_what_waited_sent(anna: Window) -> None:
    anna.allow("ERR_FAILED|status of 401|full")
    page = anna.goto("/dagbog")
    anna.context.route("**/sync", lambda route: route.abort())
    write(page, "Venter på en fuld telefon")
    expect(page.locator("#waiting .words").first).to_have_text("Venter på en fuld telefon")
    anna.site.world.write(logins.end_all, anna.site.world.cast["Anna"].id)
    page = anna.goto("/paa-telefonen")
    poll(page, lambda: bool(page.evaluate("Outbox.noted('shut')")))
    anna.context.unroute("**/sync")
    (worker,) = anna.context.service_workers
    worker.evaluate(f"() => {{ {FULL} }}")
    anna.context.add_init_script(FULL)
    anna.come_in(anna.site.world.cast["Anna"])
    anna.goto("/dagbog")
    sent(anna, "Venter på en fuld telefon")


def test_a_full_phone_lets_go_all_the_same(anna: Window) -> None:
    half_written(anna)
    (worker,) = anna.context.service_workers
    worker.evaluate(f"() => {{ {FULL} }}")
    anna.context.add_init_script(FULL)
    page = anna.goto("/plan")
    page.wait_for_timeout(600)
    page.click(HIDES)
    page.wait_for_url("**/indkoeb")
    found_shut(anna)


def test_an_owners_tab_gives_her_the_phone_back_only_when_a_newcomer_has_been_answered(
    anna: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = behind(anna, "/plan")
    first.wait_for_timeout(600)
    anna.goto("/log-ind").wait_for_timeout(400)
    net = Net(anna.site.world.app, monkeypatch, 6.0)
    net.slow = ("POST /log-ind",)
    knocks(anna, "Sam", guest=True)
    poll(first, lambda: "POST /log-ind" in net.asked)
    first.wait_for_timeout(2500)
    assert first.evaluate(NOTED) is None and not net.late


def test_a_tab_that_saw_nothing_of_it_comes_anew_for_its_reader(anna: Window) -> None:
    """She signed out and in again while it could ask nobody."""
    anna.allow("ERR_FAILED")
    page = half_written(anna)
    page.fill("#tekst", "")
    page = anna.goto("/mit")
    other = behind(anna, "/plan")
    other.wait_for_timeout(600)
    other.route("**/telefon/hvem", lambda route: route.abort())
    page.evaluate("Outbox.leave(document.querySelector('meta[name=account]').content)")
    poll(other, lambda: not other.locator("main h1").count())
    anna.goto("/mit")
    other.unroute("**/telefon/hvem")
    expect(other.locator("h1")).to_have_text("Min plan", timeout=40_000)
