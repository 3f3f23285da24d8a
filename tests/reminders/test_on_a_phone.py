"""On the phone itself, in a real Chromium: asked on our own page first, shown whatever comes, and
answered without opening anything."""

import base64
import json
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from playwright.sync_api import Browser, CDPSession, Page, Playwright, expect
from sqlalchemy import delete

from app.days import marks
from app.foundation.words import Language
from app.reminders import phones, wording
from app.reminders.models import phones as phone_rows
from tests.browser import ARGS, Open, Window, executable, has_its_worker, opens, playwright, site
from tests.offline.steps import poll
from tests.push_service import Browser as Subscribed
from tests.sharing.bonded import person

__all__ = ["opens", "playwright", "site"]


@pytest.fixture(scope="module")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """The whole one: without its windows it shows nothing to anybody."""
    browser = playwright.chromium.launch(executable_path=executable(whole=True), args=ARGS)
    yield browser
    browser.close()


SHOWN = """navigator.serviceWorker.ready.then((there) => there.getNotifications()).then((all) =>
    all.map(({ title, body, tag, silent, actions, dir, lang }) =>
        [title, body, tag, silent, actions.map((each) => each.title), dir, lang]))"""
ACTIVE = "navigator.serviceWorker.ready.then((there) => there.active.state)"
CLICK = """async (action) => {
    const [notification] = await registration.getNotifications();
    const event = new NotificationEvent("notificationclick", { notification, action });
    const waits = [];
    event.waitUntil = (each) => waits.push(each);
    self.dispatchEvent(event);
    return (await Promise.allSettled(waits)).map(({ status }) => status);
}"""
"""No trusted click: it may open no window, which a trial with a real one does."""


class Pushed:
    """A window whose worker is given messages as the browser would."""

    def __init__(self, window: Window) -> None:
        self.window, self.page = window, window.page
        self._line: CDPSession = window.context.new_cdp_session(window.page)
        self._found: dict[str, str] = {}
        self._line.on("ServiceWorker.workerRegistrationUpdated", self._registered)
        self._line.send("ServiceWorker.enable")
        poll(self.page, lambda: self._scope in self._found)

    @property
    def _scope(self) -> str:
        return f"{self.window.site.origin}/"

    def _registered(self, event: Any) -> None:
        self._found |= {each["scopeURL"]: each["registrationId"] for each in event["registrations"]}

    def push(self, data: str) -> None:
        """To a worker that has taken its place. The line of the tests drops one now and then on a
        busy machine; then it is said again."""
        poll(self.page, lambda: self.page.evaluate(ACTIVE) == "activated")
        for _ in range(5):
            self._push(data)
            for _ in range(30):
                self.page.wait_for_timeout(100)
                if self.shown:
                    return

    def _push(self, data: str) -> None:
        self._line.send(
            "ServiceWorker.deliverPushMessage",
            {
                "origin": self.window.site.origin,
                "registrationId": self._found[self._scope],
                "data": data,
            },
        )

    @property
    def shown(self) -> list[list[Any]]:
        found: list[list[Any]] = self.page.evaluate(SHOWN)
        return found

    def click(self, action: str = "") -> list[str]:
        worker = self.window.context.service_workers[0]
        found: list[str] = worker.evaluate(CLICK, action)
        return found


@pytest.fixture
def anna(opens: Open) -> Window:
    window = opens()
    window.allow("ERR_INTERNET_DISCONNECTED|ERR_FAILED")
    window.context.grant_permissions(
        ["notifications", "background-sync"], origin=window.site.origin
    )
    window.come_in(window.site.world.cast["Anna"])
    has_its_worker(window.goto("/"))
    return window


def message(window: Window, *, day: bool = True, account: str = "", **more: Any) -> str:
    language: Language = window.site.world.state["words"].get(more.get("language", "da"))
    mark = account or window.site.world.person().mark
    return wording.payload(
        language,
        window.site.origin,
        more.get("path", "/"),
        "reminder",
        "dagen",
        mark,
        day=day,
        time=more.get("time", 0),
    ).decode()


def marked(window: Window) -> str | None:
    me = person(window.site.world, "Anna")
    found = window.site.world.read(marks.on, me, me.today)
    return found.kind if found else None


def test_a_message_is_shown_as_it_is(anna: Window) -> None:
    phone = Pushed(anna)
    phone.push(message(anna))
    poll(anna.page, lambda: bool(phone.shown))
    assert phone.shown == [
        [
            "Hej fra din app",
            "Du bad om at blive mindet om noget.",
            "dagen",
            False,
            ["God dag", "Svær dag"],
            "ltr",
            "da",
        ]
    ]


def _is(page: Page, asked: str, wanted: object) -> bool:
    return bool(page.evaluate(asked) == wanted)


def test_the_next_one_is_heard_and_the_same_again_is_not(anna: Window) -> None:
    phone = Pushed(anna)
    heard = "navigator.serviceWorker.ready.then((there) => there.getNotifications())"
    heard += ".then((all) => all.map(({ renotify }) => renotify))"
    for time, renotify in ((1, True), (1, False), (2, True)):
        phone.push(message(anna, time=time))
        poll(anna.page, lambda: len(phone.shown) == 1)
        poll(anna.page, partial(_is, anna.page, heard, [renotify]))


def test_what_comes_twice_takes_its_own_place(anna: Window) -> None:
    phone = Pushed(anna)
    for _ in range(2):
        phone.push(message(anna))
    poll(anna.page, lambda: bool(phone.shown))
    anna.page.wait_for_timeout(300)
    assert len(phone.shown) == 1


@pytest.mark.parametrize(
    "data",
    [
        "",
        "hej",
        "{",
        "null",
        "[]",
        '"a"',
        "{}",
        '{"notification":null}',
        '{"notification":{}}',
        '{"notification":{"title":""}}',
        '{"notification":{"title":"   "}}',
        '{"notification":{"title":7}}',
        '{"notification":{"title":"a","actions":7}}',
        '{"notification":{"title":"a","dir":"up"}}',
        "\x00\x01",
    ],
    ids=range(15),
)
def test_something_is_always_shown(anna: Window, data: str) -> None:
    """A browser that shows nothing takes the phone away from us (Harmonic#399)."""
    phone = Pushed(anna)
    phone.push(data)
    poll(anna.page, lambda: len(phone.shown) == 1)
    title, body, *_ = phone.shown[0]
    assert title and (body == "Du har en påmindelse." or title == "a")


@pytest.mark.parametrize(("action", "kind"), [("good", "good"), ("hard", "hard")])
def test_a_day_is_answered_without_opening_anything(anna: Window, action: str, kind: str) -> None:
    phone = Pushed(anna)
    phone.push(message(anna))
    poll(anna.page, lambda: bool(phone.shown))
    pages = len(anna.context.pages)
    assert phone.click(action) == ["fulfilled"]
    poll(anna.page, lambda: marked(anna) == kind)
    assert (phone.shown, len(anna.context.pages)) == ([], pages)
    page = anna.goto("/")
    page.get_by_role("button", name="Fortryd").or_(
        page.get_by_role("button", name="Vælg om for dagen")
    ).click()
    poll(page, lambda: marked(anna) != kind)


def test_without_net_the_answer_waits_and_is_sent(anna: Window) -> None:
    phone = Pushed(anna)
    phone.push(message(anna))
    poll(anna.page, lambda: bool(phone.shown))
    anna.context.set_offline(True)
    before = marked(anna)
    phone.click("hard" if before != "hard" else "good")
    waits = "Outbox.summary(meta.content).then(({ waiting }) => waiting)"
    poll(anna.page, lambda: anna.page.evaluate(waits) == 1)
    assert marked(anna) == before
    anna.context.set_offline(False)
    poll(anna.page, lambda: marked(anna) != before)


def test_a_message_for_another_account_writes_nothing(anna: Window) -> None:
    """Somebody else is in on this phone now."""
    phone = Pushed(anna)
    before = marked(anna)
    phone.push(message(anna, account="f" * 18))
    poll(anna.page, lambda: bool(phone.shown))
    phone.click("hard" if before != "hard" else "good")
    anna.page.wait_for_timeout(500)
    assert marked(anna) == before


def test_nobody_is_asked_by_the_browser_before_they_said_yes_to_us(opens: Open) -> None:
    window = opens()
    window.context.add_init_script(
        "Notification.requestPermission = async () => (window.asked = 1, 'denied')"
    )
    window.come_in(window.site.world.cast["Gry"])
    page = window.goto("/paamindelser")
    expect(page.get_by_text("Må vi minde dig om noget?")).to_be_visible()
    assert page.evaluate("window.asked") is None
    page.click("text=Ja tak")
    page.click("main button.primary")
    page.wait_for_url("**/paamindelser?besked=gemt")
    assert page.evaluate("window.asked") is None
    page.get_by_role("button", name="Ja tak, på den her telefon").click()
    poll(page, lambda: page.evaluate("window.asked") == 1)


def test_a_phone_that_says_no_is_told_where_it_is_changed(opens: Open) -> None:
    window = opens()
    window.context.add_init_script(
        "Object.defineProperty(Notification, 'permission', { get: () => 'denied' })"
    )
    window.come_in(window.site.world.cast["Sam"])
    page = window.goto("/paamindelser/ny?om=dag")
    page.click("main button.primary")
    expect(page.get_by_text("Din telefon siger nej til beskeder.")).to_be_visible()
    expect(page.get_by_role("button", name="Ja tak, på den her telefon")).to_be_hidden()


FAKE = """(() => {
    const made = (key) => ({
        endpoint: "https://fcm.googleapis.com/fcm/send/trial",
        options: { applicationServerKey: key },
        getKey: (name) => Uint8Array.from(atob(KEYS[name]), (c) => c.charCodeAt(0)).buffer,
        unsubscribe: async () => (localStorage.removeItem("trial"), true),
    });
    PushManager.prototype.getSubscription = async () => {
        const kept = localStorage.getItem("trial");
        return kept && made(Uint8Array.from(JSON.parse(kept)).buffer);
    };
    PushManager.prototype.subscribe = async ({ applicationServerKey: key }) => {
        localStorage.setItem("trial", JSON.stringify([...key]));
        return made(key.buffer);
    };
})()"""
"""Chromium has no push service in a window of its own; what the page does with a subscription is
tried with one like it. Real push is tried by itself."""


def subscribable(window: Window) -> Page:
    browser = Subscribed()
    point = browser.p256dh + "=" * (-len(browser.p256dh) % 4)
    keys = {
        "p256dh": base64.b64encode(base64.urlsafe_b64decode(point)).decode(),
        "auth": base64.b64encode(browser.secret).decode(),
    }
    window.context.add_init_script(FAKE.replace("KEYS", json.dumps(keys)))
    return window.page


def says_yes(window: Window, name: str) -> Page:
    window.context.grant_permissions(["notifications"], origin=window.site.origin)
    subscribable(window)
    window.come_in(window.site.world.cast[name])
    has_its_worker(window.goto("/paamindelser/ny?om=dag"))
    page = window.page
    page.click("main button.primary")
    page.get_by_role("button", name="Ja tak, på den her telefon").click()
    expect(page.get_by_text("Den her telefon ringer.")).to_be_visible()
    return page


def test_a_phone_that_is_taken_away_rings_no_more_until_a_new_yes(opens: Open) -> None:
    """And once it rings, it can be tried at once."""
    window = opens()
    window.allow("status of 410")
    page = says_yes(window, "Sam")
    yes = page.get_by_role("button", name="Ja tak, på den her telefon")
    expect(page.locator("#status")).to_have_text("Den her telefon ringer nu.")
    expect(page.get_by_role("button", name="Send en prøve")).to_be_visible()
    page.get_by_role("button", name="Fjern").click()
    expect(page.locator("#status")).to_have_text("Den ringer ikke mere.")
    expect(yes).to_be_visible()
    page.evaluate("sessionStorage.clear()")
    for path in ("/", "/paamindelser"):
        window.goto(path)
        page.wait_for_timeout(500)
    expect(yes).to_be_visible()
    assert window.site.world.read(phones.of, window.site.world.person("Sam")) == []
    yes.click()
    expect(page.get_by_role("button", name="Send en prøve")).to_be_visible()


def test_a_yes_is_kept_and_looked_at_again_at_each_opening(opens: Open) -> None:
    window = opens()
    page = says_yes(window, "Anna")
    me = window.site.world.person()

    def mine() -> list[phones.Mine]:
        return window.site.world.read(phones.of, me)

    poll(page, lambda: len(mine()) == 1)
    # Its service has forgotten it meanwhile.
    window.site.world.write(lambda db: db.execute(delete(phone_rows)))
    page.evaluate("sessionStorage.clear()")
    window.goto("/")
    poll(page, lambda: len(mine()) == 1)
    # Somebody else, who has not said yes here, is not rung on it.
    window.come_in(window.site.world.cast["Gry"])
    page.evaluate("sessionStorage.clear()")
    window.goto("/kreds")
    page.wait_for_timeout(500)
    assert window.site.world.read(phones.of, window.site.world.person("Gry")) == []
