"""An answer moves a page only while its reader still waits for it: whoever went to Hjælp nu, hid or
signed out is not brought back.

What was tapped before goes on its way all the same, and nobody writes in a form while it goes.
"""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from app.days import marks
from app.foundation import ids
from app.hopes import kept as hopes
from app.journal import entries
from app.sharing import grants
from app.sign_in import logins
from tests.browser import Open, Window
from tests.offline.net import Net
from tests.offline.steps import poll, ready, texts
from tests.offline.test_guest import NOTHING_AT_ALL
from tests.sharing.bonded import bond, grant, person

LATE = 2.5
"""Seconds an answer takes, long after its reader has gone."""
SAVES = "main form[data-behaviour=keeps-draft] button.primary"


@pytest.fixture
def guest(opens: Open) -> Window:
    window = opens()
    window.allow("ERR_|status of (401|50[023])|Failed to fetch|aborted")
    window.come_in(window.site.world.cast["Sam"], shared=True)
    return window


@pytest.fixture
def net(guest: Window, monkeypatch: pytest.MonkeyPatch) -> Net:
    return Net(guest.site.world.app, monkeypatch, LATE)


def begins(window: Window, text: str) -> Page:
    """Tapped, and on its way."""
    page = window.goto("/dagbog/skriv")
    page.wait_for_timeout(300)
    page.fill("#tekst", text)
    page.click(SAVES, no_wait_after=True)
    return page


def stays(page: Page, net: Net, asked: str, at: str) -> None:
    """There once all that was late has come, and a little after."""
    poll(page, lambda: asked in net.late)
    page.wait_for_timeout(700)
    assert page.url.endswith(at), page.url


def test_whoever_goes_to_help_stays_there_and_what_they_wrote_is_kept(
    guest: Window, net: Net
) -> None:
    net.slow = ("POST /dagbog",)
    page = begins(guest, "Skrevet lige før")
    poll(page, lambda: "POST /dagbog" in net.asked)
    page.on("dialog", lambda dialog: dialog.accept())
    page.click("a.help-now")
    page.wait_for_url("**/hjaelp-nu")
    stays(page, net, "POST /dagbog", "/hjaelp-nu")
    assert texts(guest, "Sam").count("Skrevet lige før") == 1


def test_a_hard_day_and_then_help(guest: Window, net: Net) -> None:
    net.slow = ("POST /dag", "GET /jeg-er-her")
    page = guest.goto("/")
    page.wait_for_timeout(300)
    page.click(".day-hard", no_wait_after=True)
    poll(page, lambda: "POST /dag" in net.asked or "GET /jeg-er-her" in net.asked)
    page.click("a.help-now")
    page.wait_for_url("**/hjaelp-nu")
    poll(page, lambda: bool(net.late))
    page.wait_for_timeout(700)
    assert page.url.endswith("/hjaelp-nu"), page.url
    sam = person(guest.site.world, "Sam")
    mark = guest.site.world.read(marks.on, sam, sam.today)
    assert mark is not None and mark.kind == "hard", "one tap is enough"


def test_whoever_signs_out_is_out(guest: Window, net: Net) -> None:
    net.slow = ("POST /dagbog", "POST /log-ud")
    page = begins(guest, "Skrevet lige før log ud")
    poll(page, lambda: "POST /dagbog" in net.asked)
    page.on("dialog", lambda dialog: dialog.accept())
    page.click("form[action='/log-ud'] button", no_wait_after=True)
    page.wait_for_url("**/?besked=logget-ud")
    page.wait_for_timeout(LATE * 1000)
    assert page.url.endswith("/?besked=logget-ud")
    assert not [each for each in guest.context.cookies() if each["name"] == logins.SESSION]


def test_whoever_hides_is_not_shown_again(guest: Window, net: Net) -> None:
    net.slow = ("POST /dagbog", "POST /skjul")
    page = begins(guest, "Ikke til andre øjne")
    poll(page, lambda: "POST /dagbog" in net.asked)
    page.click("form.hides button", no_wait_after=True)
    page.wait_for_url("**/indkoeb")
    stays(page, net, "POST /dagbog", "/indkoeb")


def test_the_answer_to_an_earlier_form_does_not_move_the_page_of_a_later_one(
    guest: Window, net: Net
) -> None:
    """Saved, then searched: what was found stays, and the page says that the words are kept."""
    world = guest.site.world
    sam = person(world, "Sam")
    world.write(entries.keep, sam, ids.new(), sam.today, entries.Words("Noget at søge i"))
    net.slow = ("POST /dagbog",)
    page = guest.goto("/dagbog")
    page.wait_for_timeout(300)
    page.fill("#tekst", "Skrevet før en søgning")
    page.click("form[action='/dagbog'] button.primary", no_wait_after=True)
    poll(page, lambda: "POST /dagbog" in net.asked)
    page.fill("form.search input[type=search]", "findes ikke")
    page.click("form.search button", no_wait_after=True)
    poll(page, lambda: "POST /dagbog" in net.late)
    expect(page.locator("#status")).to_have_text("Det er gemt.")
    assert page.url.endswith("/dagbog") and texts(guest, "Sam").count("Skrevet før en søgning") == 1


def test_nobody_writes_in_a_form_that_is_on_its_way(guest: Window, net: Net) -> None:
    """What was typed meanwhile was gone with the page, and nobody was asked."""
    net.slow = ("POST /dagbog",)
    page = begins(guest, "Første halvdel")
    poll(page, lambda: "POST /dagbog" in net.asked)
    page.keyboard.type(" og det vigtigste bagefter")
    assert page.input_value("#tekst") == "Første halvdel", "it can be seen that it does not come in"
    page.wait_for_url("**besked=gemt")


def test_when_it_is_refused_one_goes_on_writing_where_one_was(guest: Window) -> None:
    page = guest.goto("/dagbog/skriv")
    page.wait_for_timeout(300)
    page.route(
        "**/dagbog",
        lambda route: (
            route.fulfill(status=503, body="nej")
            if route.request.method == "POST"
            else route.continue_()
        ),
    )
    page.fill("#tekst", "Første halvdel")
    page.click(SAVES)
    expect(page.locator("#status")).to_have_text(
        "Vi ved ikke, om det nåede frem. Din tekst er her stadig. Prøv igen, når du har net."
    )
    assert page.evaluate(f"document.activeElement === document.querySelector({SAVES!r})")
    page.locator("#tekst").press_sequentially(" og anden")
    assert page.input_value("#tekst").endswith(" og anden")


def shares(window: Window) -> list[str]:
    """Two hopes of Anna's that Gry can see; the addresses that stop them."""
    world, stops = window.site.world, list[str]()
    on = bond(world, "Anna", "Gry")
    for text in ("Det ene håb", "Det andet håb"):
        item = world.write(hopes.keep, person(world, "Anna"), ids.new(), hopes.Words(text))
        stops.append(f"/deling/{grant(world, on, 'hopes', 'item', item).id}/stop")
    window.context.clear_cookies()
    window.come_in(world.cast["Anna"], shared=True)
    return stops


def open_(window: Window) -> int:
    world = window.site.world
    return len(
        [each for mine in world.read(grants.given, person(world, "Anna")).values() for each in mine]
    )


def test_a_guests_stop_holds_although_they_went_to_help(guest: Window, net: Net) -> None:
    """Nothing was sent at all: it waited for a word that there was net."""
    shares(guest)
    net.slow = ("GET /jeg-er-her", "POST /deling/stop-alt")
    page = guest.goto("/deling")
    page.wait_for_timeout(300)
    page.click("form[action='/deling/stop-alt'] button", no_wait_after=True)
    page.wait_for_timeout(200)
    page.click("a.help-now")
    page.wait_for_url("**/hjaelp-nu")
    poll(page, lambda: open_(guest) == 0)
    page.wait_for_timeout(LATE * 1000)
    assert guest.path == "/hjaelp-nu"


def test_two_stops_in_one_breath_both_hold(guest: Window, net: Net) -> None:
    first, second = shares(guest)
    net.slow = ("GET /jeg-er-her",)
    page = guest.goto("/deling")
    page.wait_for_timeout(300)
    page.evaluate(
        """([one, two]) => {
            const taps = (at) => document.querySelector(`form[action='${at}'] button`).click();
            taps(one);
            taps(two);
        }""",
        [first, second],
    )
    poll(page, lambda: open_(guest) == 0)


def test_what_the_second_post_could_not_bring_is_written_on(opens: Open) -> None:
    """The server had something to say, and the net went before it could: the box is not dead, and
    leaving it asks."""
    window = ready(opens())
    window.allow("status of 422|ERR_|Failed to fetch")
    world, row = window.site.world, ids.new()
    world.write(hopes.keep, person(world, "Anna"), row, hopes.Words("Et sommerhus"))
    page = window.goto(f"/haab/{row}/ret")
    page.wait_for_timeout(300)
    page.evaluate("""() => {
        const posts = window.posts;
        window.posts = (...given) => setTimeout(posts, 2000, ...given);
    }""")
    page.fill("#tekst", "x" * 6000)
    with page.expect_response(
        lambda answer: answer.request.method == "POST" and answer.url.endswith("/ret")
    ):
        page.click(SAVES, no_wait_after=True)
    window.context.set_offline(True)
    expect(page.locator("#status")).to_contain_text("Du er uden net.")
    page.locator("#tekst").fill("Kortere")
    assert page.input_value("#tekst") == "Kortere"
    assert page.evaluate("!dispatchEvent(new Event('beforeunload', { cancelable: true }))"), (
        "leaving it asks first"
    )
    window.context.set_offline(False)


def test_a_tap_that_was_refused_says_nothing_of_a_text(guest: Window) -> None:
    guest.context.clear_cookies()
    guest.come_in(guest.site.world.cast["Anna"], shared=True)
    page = guest.goto("/")
    page.wait_for_timeout(300)
    page.route(
        "**/dag",
        lambda route: (
            route.fulfill(status=503, body="nej")
            if route.request.method == "POST"
            else route.continue_()
        ),
    )
    page.click(".day-hard")
    expect(page.locator("#status")).to_have_text(
        "Vi ved ikke, om det nåede frem. Se efter, når du har net."
    )
    page.unroute_all()
    page.click(".day-hard")
    expect(page.locator("h1")).to_have_text("Dagen er gemt")


@pytest.mark.parametrize("first", ["keep", "change"])
def test_on_ones_own_phone_help_is_not_left_for_what_was_saved(
    opens: Open, monkeypatch: pytest.MonkeyPatch, first: str
) -> None:
    window = ready(opens())
    window.allow("ERR_|Failed to fetch|aborted")
    world, row = window.site.world, ids.new()
    world.write(hopes.keep, person(world, "Anna"), row, hopes.Words("Et sommerhus"))
    net = Net(world.app, monkeypatch, LATE)
    waits_for = "POST /sync" if first == "keep" else f"POST /haab/{row}/ret"
    net.slow = (waits_for,)
    page = window.goto("/haab" if first == "keep" else f"/haab/{row}/ret")
    page.wait_for_timeout(300)
    page.fill("#tekst", "Et hus ved vandet")
    page.click(SAVES, no_wait_after=True)
    poll(page, lambda: waits_for in net.asked)
    page.on("dialog", lambda dialog: dialog.accept())
    page.click("a.help-now")
    page.wait_for_url("**/hjaelp-nu")
    stays(page, net, waits_for, "/hjaelp-nu")


def _gateway(window: Window, patch: pytest.MonkeyPatch, status: int) -> None:
    """Something in front of us that knows nothing of us says that all is well, or leads to its own
    page that does."""

    async def answer(scope: Any, receive: Any, send: Any) -> None:
        leads = status == 302 and scope["path"] != "/vedligehold"
        headers = [
            (b"content-type", b"text/html"),
            *([(b"location", b"/vedligehold")] if leads else []),
        ]
        await send(
            {"type": "http.response.start", "status": 302 if leads else 200, "headers": headers}
        )
        await send({"type": "http.response.body", "body": b"<h1>Straks tilbage</h1>"})

    patch.setattr(window.site.world.app, "_http", answer)


@pytest.mark.parametrize("status", [200, 302])
def test_a_gateway_that_answers_has_kept_nothing(
    guest: Window, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    page = guest.goto("/dagbog/skriv")
    page.wait_for_timeout(300)
    _gateway(guest, monkeypatch, status)
    page.fill("#tekst", "Ord som kun står her")
    page.click(SAVES)
    expect(page.locator("#status")).to_have_text(
        "Vi ved ikke, om det nåede frem. Din tekst er her stadig. Prøv igen, når du har net."
    )
    assert page.input_value("#tekst") == "Ord som kun står her"
    assert page.url.endswith("/dagbog/skriv")


@pytest.mark.parametrize("how", ["away", "hangs", "gateway"])
def test_a_guest_signs_out_also_when_only_the_phone_has_net(
    guest: Window, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    """The page is gone and nothing lies there, and the login ends as soon as somebody can end
    it."""
    page = guest.goto("/dagbog")
    page.wait_for_timeout(300)
    if how == "gateway":
        _gateway(guest, monkeypatch, 200)
    elif how == "hangs":
        Net(guest.site.world.app, monkeypatch, 8).slow = ("GET /jeg-er-her",)
    else:
        page.route("**/*", lambda route: route.abort("connectionrefused"))
    page.click("form[action='/log-ud'] button", no_wait_after=True)
    poll(page, lambda: not page.locator("main form").count())
    if how == "away":
        page.wait_for_timeout(700)  # nobody answers for the ordinary page either
    else:
        page.wait_for_url("**/indkoeb")
    page.unroute_all()
    monkeypatch.undo()
    guest.goto("/dagbog")
    poll(page, lambda: guest.path == "/log-ind")
    poll(page, lambda: page.evaluate(NOTHING_AT_ALL) == 0)  # the note goes when an answer has come
