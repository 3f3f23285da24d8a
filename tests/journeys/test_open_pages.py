"""What is stopped while nobody listens is gone from the open page before it is seen again (R9,
R12), in a real browser."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from uuid import UUID

import pytest
from playwright.sync_api import Page, Route, expect
from sqlalchemy import delete

from app.foundation import ids
from app.foundation.errors import Closed
from app.hopes import kept as hopes
from app.sharing import apart, grants, stopping
from app.sharing.grants import Wish
from app.sign_in.models import logins
from tests.browser import Open, Site, Window
from tests.sharing.bonded import bond, person

pytestmark = pytest.mark.browser

STOPPED, STAYS = "Et kolonihavehus med stokroser", "At sove hele natten"
LOOKED_AT = """() => {
    const look = () => {
        const seen = document.querySelector("main").checkVisibility({ visibilityProperty: true });
        if (seen && !document.hidden &&
            document.querySelector("main").textContent.includes(WORDS)) sessionStorage.seen = "1";
        requestAnimationFrame(look);
    };
    look();
}""".replace("WORDS", repr(STOPPED))
"""Remembers, also over a reload, whether the words could be seen in any frame from now on."""
HIDDEN = """hidden => {
    Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
}"""


@dataclass
class Two:
    """Two hopes, each shared with Mette by itself, and her page with both."""

    site: Site
    on: UUID
    first: UUID
    given: UUID

    def stop(self) -> None:
        self.site.world.write(
            stopping.stop, self.site.world.keys, person(self.site.world, "Anna"), self.given
        )

    def hold_apart(self) -> None:
        self.site.world.write(
            apart.withhold, self.site.world.keys, person(self.site.world, "Anna"), self.first
        )

    def put_away(self) -> None:
        self.site.world.write(hopes.remove, person(self.site.world, "Anna"), self.first)

    def come(self, window: Window) -> Page:
        window.come_in(self.site.world.cast["Mette"])
        return window.goto(f"/kreds/{self.on}/haab")


@pytest.fixture
def two(site: Site) -> Iterator[Two]:
    world, anna = site.world, person(site.world, "Anna")
    on, given, made = bond(world), [], []
    for words in (STOPPED, STAYS):
        made.append(world.write(hopes.keep, anna, ids.new(), hopes.Words(words)))
        wish = Wish(on, "hopes", "item", "1", made[-1])
        given.append(world.write(grants.give, world.keys, anna, ids.new(), wish).id)
    yield Two(site, on, made[0], given[0])
    world.write(stopping.part, world.keys, anna, on)


def has_only_the_other(page: Page) -> None:
    expect(page.locator("main")).to_contain_text(STAYS)
    expect(page.locator("main")).to_be_visible()
    assert STOPPED not in page.content()


@pytest.mark.parametrize("way", [Two.stop, Two.hold_apart, Two.put_away])
def test_one_of_two_taken_back_while_the_page_is_in_the_pocket(
    opens: Open, two: Two, way: Callable[[Two], None]
) -> None:
    page = two.come(opens())
    expect(page.locator("main")).to_contain_text(STOPPED)
    page.evaluate(HIDDEN, True)
    way(two)
    page.evaluate(LOOKED_AT)
    with page.expect_navigation():
        page.evaluate(HIDDEN, False)
    has_only_the_other(page)
    assert page.evaluate("sessionStorage.seen") is None, "it could be seen before it was gone"


def test_one_of_two_stopped_while_the_line_is_being_opened(opens: Open, two: Two) -> None:
    """A slow net: what is stopped after the page was made and before anything listens."""
    window = opens()

    def stop_first(route: Route) -> None:
        two.stop()
        route.continue_()

    window.context.route("**/her*", stop_first, times=1)
    page = two.come(window)
    expect(page.locator("main")).not_to_contain_text(STOPPED)
    has_only_the_other(page)


def test_one_of_two_stopped_while_the_server_is_made_anew(opens: Open, two: Two) -> None:
    window = opens()
    window.allow("ERR_CONNECTION|ERR_INCOMPLETE|ERR_EMPTY|ERR_FAILED|ERR_NETWORK")
    with window.context.expect_event("response", lambda answer: "/her" in answer.url):
        page = two.come(window)
    expect(page.locator("main")).to_contain_text(STOPPED)
    two.site.answers_anew(two.stop)
    expect(page.locator("main")).not_to_contain_text(STOPPED)
    has_only_the_other(page)


def test_one_of_two_stopped_just_after_a_call(opens: Open, two: Two) -> None:
    """To the page a call looks as if it was left. It is still there, and is told like any other."""
    page = two.come(opens())
    page.evaluate("window.dispatchEvent(new Event('beforeunload'))")
    two.stop()
    expect(page.locator("main")).not_to_contain_text(STOPPED)
    has_only_the_other(page)


def test_one_of_two_stopped_where_there_is_no_room_for_a_line(
    opens: Open, two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page asks by itself."""
    monkeypatch.setattr(two.site.world.state["streams"], "_most", 0)
    window = opens()
    window.page.clock.install()
    page = two.come(window)
    expect(page.locator("main")).to_contain_text(STOPPED)
    page.wait_for_load_state("networkidle")
    two.stop()
    page.clock.run_for(31_000)
    expect(page.locator("main")).not_to_contain_text(STOPPED)
    has_only_the_other(page)


def test_a_page_on_which_nothing_happened_is_shown_again_as_it_was(opens: Open, two: Two) -> None:
    """Neither loaded anew nor told twice in the log: the same page, and its line again."""
    page = two.come(opens())
    page.evaluate("window.same = 1")
    page.evaluate(HIDDEN, True)
    with page.expect_request("**/her*"):
        page.evaluate(HIDDEN, False)
    expect(page.locator("main")).to_be_visible()
    expect(page.locator("main")).to_contain_text(STOPPED)
    page.wait_for_timeout(1500)
    assert page.evaluate("window.same") == 1


def test_while_the_database_is_away_nothing_is_called_gone(
    opens: Open, two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That is no stop: the page says that it cannot be asked just now, and comes again by
    itself."""
    window = opens()
    page = two.come(window)
    expect(page.locator("main")).to_contain_text(STOPPED)
    window.allow("status of 503")

    async def away(*_: object, **__: object) -> None:
        raise Closed

    with monkeypatch.context() as patched:
        patched.setattr(two.site.world.db, "read_at_door", away)
        expect(page.locator("main")).not_to_contain_text(STOPPED)
        expect(page.locator("main")).to_contain_text("Vi kan ikke nå frem lige nu.")
    expect(page.locator("main")).to_contain_text(STOPPED)


def test_a_reader_whose_own_login_ended_is_asked_to_sign_in(opens: Open, two: Two) -> None:
    """Nothing is said of what is shared: that may be there as before."""
    page = two.come(opens())
    expect(page.locator("main")).to_contain_text(STOPPED)
    page.evaluate(LOOKED_AT.replace(STOPPED, "Det er ikke her mere"))
    mine = delete(logins).where(logins.c.owner == two.site.world.cast["Mette"].id)
    two.site.world.write(lambda db: db.execute(mine))
    expect(page.locator("#adgangskode")).to_be_visible()
    assert page.evaluate("sessionStorage.seen") is None, "it was said that something is gone"
