"""An answer was lost: nobody knows whether it was sent, and no page says that it was not."""

import pytest
from playwright.sync_api import Page, Route, expect

from app.foundation import ids
from app.goals import kept as goals
from app.goals import small_steps
from app.hard_days import day_words
from tests.browser import Open, Window
from tests.offline.net import Net
from tests.offline.steps import poll, ready
from tests.offline.test_guest import NO_NET
from tests.sharing.bonded import bond, person

UNSURE = "Vi ved ikke, om det nåede frem. Se efter, når du har net."


def lost(route: Route) -> None:
    """It came to the server; what the server said of it came to nobody."""
    if route.request.method == "POST":
        route.fetch(max_redirects=0)
        route.abort()
    else:
        route.continue_()


def told(window: Window) -> bool:
    world = window.site.world
    return world.read(day_words.today, person(world, "Anna")) is not None


@pytest.fixture(params=["a guest", "the owner"])
def page(opens: Open, request: pytest.FixtureRequest) -> Page:
    """Where one tap tells another how the day is."""
    window = opens()
    window.allow("ERR_|Failed to")
    world = window.site.world
    anna = person(world, "Anna")
    on = bond(world, other="Gry")
    if told(window):
        world.write(day_words.take_back, world.keys, anna)
    world.write(day_words.choose, world.keys, anna, {on})
    if request.param == "a guest":
        window.come_in(world.cast["Anna"], shared=True)
    else:
        ready(window)
    page = window.goto("/ord")
    page.wait_for_timeout(300)
    page.context.route("**/ord", lost)
    return page


TELLS = "form[action='/ord'] button"


def test_it_is_not_said_that_the_other_has_not_been_told(page: Page) -> None:
    page.locator(TELLS).first.click(no_wait_after=True)
    expect(page.locator("#status")).to_have_text(UNSURE)


def test_nor_when_the_net_goes_after_it_was_sent(
    opens: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page goes itself, and its worker hears that there is no answer."""
    window = ready(opens())
    window.allow("ERR_|Failed to")
    page = window.goto("/indstillinger")
    page.wait_for_timeout(300)
    net = Net(window.site.world.app, monkeypatch)
    net.slow = ("POST /vis-mindre",)
    page.click("form[action='/vis-mindre'] button", no_wait_after=True)
    poll(page, lambda: "POST /vis-mindre" in net.asked)
    window.site.answers_anew(lambda: expect(page.locator("#status")).to_have_text(UNSURE))


def test_nor_of_a_step_that_is_swapped_in(opens: Open) -> None:
    window = ready(opens())
    window.allow("ERR_|Failed to")
    world = window.site.world
    anna, goal = person(world, "Anna"), ids.new()
    world.write(goals.keep, anna, goal, goals.Words("Et mål"))
    world.write(small_steps.keep, anna, goal, ids.new(), small_steps.Words("Et skridt"))
    page = window.goto(f"/maal/{goal}")
    page.wait_for_timeout(300)
    page.context.route("**/skridt/**", lost)
    with page.expect_event("requestfailed"):
        page.locator("form[hx-post^='/skridt/'] button").first.click()
    expect(page.locator("#status, #waiting")).not_to_contain_text("ikke sendt")


def test_what_was_never_sent_is_still_said_to_be_so(page: Page) -> None:
    page.context.set_offline(True)
    page.locator(TELLS).first.click(no_wait_after=True)
    own = "Du er uden net. Det er ikke sendt. Det du skrev, står her stadig."
    expect(page.locator("#status")).to_have_text(
        own if page.locator("meta[name=account]").count() else NO_NET
    )


def test_the_page_without_net_does_not_say_so_either(opens: Open) -> None:
    """It is also what comes when the next page does not: what was tapped may have been kept."""
    page = ready(opens()).goto("/paa-telefonen")
    expect(page.locator("#takes")).to_contain_text("Vi ved ikke, om det nåede frem.")
    expect(page.locator("#takes")).not_to_contain_text("ikke sendt")
