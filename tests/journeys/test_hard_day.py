"""T25, the way on a hard day: one tap marks it, two reach the plan, three call. Also with no
script, and with no net."""

import pytest
from playwright.sync_api import Locator, expect

from app import plan
from app.foundation import ids
from app.plan.kept import Words
from tests.browser import Open, Window
from tests.offline.steps import ready
from tests.sharing.bonded import person

pytestmark = pytest.mark.browser

CALL = "main a[href='tel:20000001']"


def has_a_plan(window: Window, name: str = "Anna") -> None:
    """Somebody to call, and something that helps."""
    world = window.site.world
    for part, words in (
        ("people", Words("Ditte", "20 00 00 01", "min søster")),
        ("helps", Words("Te og tæppe.")),
    ):
        world.write(plan.kept.keep, person(world, name), part, ids.new(), words)


class Taps:
    """Counts what a thumb does."""

    def __init__(self) -> None:
        self.many = 0

    def on(self, what: Locator) -> None:
        expect(what).to_be_visible()
        box = what.bounding_box()
        assert box is not None and min(box["width"], box["height"]) >= 44, (
            "a shaking thumb would miss it"
        )
        self.many += 1
        what.click()


@pytest.mark.parametrize(("scripted", "name"), [(True, "Anna"), (False, "Sam")])
def test_one_tap_marks_it_two_reach_the_plan_three_call(
    opens: Open, scripted: bool, name: str
) -> None:
    window, taps = opens(scripted=scripted), Taps()
    has_a_plan(window, name)
    window.come_in(window.site.world.cast[name])
    page = window.goto("/")
    taps.on(page.locator("button.day-hard"))
    expect(page.locator("html")).to_have_attribute("data-energy", "low")
    assert taps.many == 1
    taps.on(page.locator("main a[href='/plan']").first)
    page.wait_for_url("**/plan")
    assert taps.many == 2
    expect(page.locator(CALL).first).to_be_in_viewport()
    called = page.locator(CALL).first.bounding_box()
    assert called is not None and called["height"] >= 44
    expect(page.locator("header .help-now")).to_be_in_viewport()


@pytest.mark.parametrize("way", ["from the icon", "from the plan's own address"])
def test_without_net_too(opens: Open, way: str) -> None:
    """Its owner chose to have the plan on the phone; a new page with nobody answering."""
    window, taps = ready(opens()), Taps()
    has_a_plan(window)
    page = window.goto("/telefon")
    page.click("[data-keeps][value=plan]")
    expect(page.locator("#status")).to_have_text("Det ligger nu på telefonen.")
    window.context.set_offline(True)
    if way == "from the icon":
        page = window.goto("/?kilde=app")
        taps.on(page.locator("button.day-hard"))
        taps.on(page.locator("main a[href='/plan']"))
        assert taps.many == 2
    else:
        page = window.goto("/plan")
    expect(page.locator("#kept a[href='tel:20000001']").first).to_be_visible()
    taps.on(page.locator("header .help-now"))
    page.wait_for_url("**/hjaelp-nu")
    expect(page.locator("main a[href='tel:112']")).to_be_visible()


def test_help_is_two_taps_from_anywhere_for_anybody(opens: Open) -> None:
    window, taps = opens(scripted=False), Taps()
    page = window.goto("/")
    taps.on(page.locator("header .help-now"))
    expect(page.locator("main a[href='tel:112']")).to_be_in_viewport()
    assert taps.many == 1, "and the second calls"
    assert page.locator("main a[href^='tel:']").count() >= 3
