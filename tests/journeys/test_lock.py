"""On a phone that is not one's own the page locks after a quarter of an hour, says so before, and
loses nothing (T19)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from app.foundation import clock, ids
from app.hard_days import askings
from app.hopes import kept as hopes
from tests.browser import Open, Window
from tests.cast import PASSWORD
from tests.conftest import NOON
from tests.offline.test_failures import HAND
from tests.sharing.bonded import bond, person

pytestmark = pytest.mark.browser


def _writing(opens: Open) -> tuple[Window, Page]:
    window = opens()
    window.page.clock.install(time=NOON)
    window.come_in(window.site.world.cast["Anna"], shared=True)
    page = window.goto("/dagbog/skriv")
    page.fill("#tekst", "Halvt skrevet")
    return window, page


def _locks(
    page: Page, words: str = "Halvt skrevet", minutes: int = 16, rest: str = "15:30"
) -> None:
    with clock.held(NOON + timedelta(minutes=minutes)):
        page.clock.fast_forward(rest)
        expect(page.locator("#adgangskode")).to_be_visible()
        assert words not in page.content()
        assert page.locator("input[name=baaret]").input_value(), (
            "what stood there came along, sealed"
        )


def test_it_is_said_before_and_one_tap_keeps_it_open(opens: Open) -> None:
    window, page = _writing(opens)
    page.clock.fast_forward("13:01")
    note = page.locator("main [role=alert]")
    expect(note).to_have_count(1)
    with clock.held(NOON + timedelta(minutes=13)):
        note.locator("button").click()
        expect(note).to_have_count(0)
    assert page.input_value("#tekst") == "Halvt skrevet"
    page.clock.fast_forward("12:00")
    expect(note).to_have_count(0)
    page.clock.fast_forward("01:30")
    expect(note).to_have_count(1)
    with clock.held(NOON + timedelta(minutes=27)):
        page.click("main form button.primary")
        page.wait_for_url(f"{window.site.origin}/dagbog?besked=gemt")


def test_when_time_is_up_nobody_else_reads_along(opens: Open) -> None:
    """The page itself closes; what was being written waits behind the sign-in."""
    window, page = _writing(opens)
    window.allow("status of 401")
    page.clock.fast_forward("13:01")
    _locks(page, rest="02:30")


def test_what_the_server_gave_back_waits_too(opens: Open) -> None:
    """A page that came back with a problem, and nobody has touched it since."""
    window, page = _writing(opens)
    window.allow("status of 4(01|22)")
    page.evaluate("document.getElementById('tekst').value = 'Halvt skrevet '.repeat(500)")
    page.click("main form button.primary")
    expect(page.locator("main [role=alert]")).to_be_visible()
    assert page.input_value("#tekst").startswith("Halvt skrevet")
    _locks(page)


def test_what_waited_once_waits_again(opens: Open) -> None:
    """The page that gives back what was written before the sign-in."""
    window, page = _writing(opens)
    window.allow("status of 401")
    _locks(page)
    with clock.held(NOON + timedelta(minutes=16)):
        page.fill("#navn", window.site.world.cast["Anna"].sign_in_name)
        page.fill("#adgangskode", PASSWORD)
        page.click("main form button.primary")
        expect(page.locator("main .words")).to_have_text("Halvt skrevet")
    _locks(page, minutes=33)


WORDS = "Ord som ikke står andre steder"


def _look_before_asking(window: Window) -> Page:
    """Seen as the other will see it: the words stand in a field nobody sees."""
    on = bond(window.site.world, "Anna", "Gry")
    page = window.goto("/bedt/ny/haab")
    page.check(f"input[name=hvem][value='{on}']")
    page.fill("#tekst", WORDS)
    page.click("main form button.primary")
    return page


def _handed_over(window: Window) -> Page:
    page = window.goto("/mit")
    page.evaluate(HAND, {"text": WORDS})
    expect(page.locator("#tekst")).to_have_value(WORDS)
    return page


def _gone_meanwhile(window: Window) -> Page:
    row = window.site.world.write(
        hopes.keep, person(window.site.world, "Anna"), ids.new(), hopes.Words("Et håb")
    )
    page = window.goto(f"/haab/{row}/ret")
    page.eval_on_selector(
        "main form", "(form, gone) => form.setAttribute('action', gone)", f"/haab/{ids.new()}/ret"
    )
    page.fill("#tekst", WORDS)
    page.click("main form button.primary")
    return page


def _not_asked_any_more(window: Window) -> Page:
    """Somebody close, whose question was taken back meanwhile."""
    world = window.site.world
    on, anna = bond(world, "Anna", "Sam"), person(world, "Anna")
    asked = world.write(askings.ask, world.keys, anna, ids.new(), on, "hope", "Vil du?")
    window.come_in(world.cast["Sam"], shared=True)
    page = window.goto(f"/kreds/{on}/svar/{asked}")
    world.write(askings.take_back, world.keys, anna, asked)
    page.fill("#tekst", WORDS)
    page.click("main form button.primary")
    return page


@pytest.mark.parametrize(
    "comes", [_look_before_asking, _handed_over, _gone_meanwhile, _not_asked_any_more]
)
def test_words_that_are_only_on_the_page_wait_and_are_shown_again(
    opens: Open, comes: Callable[[Window], Page]
) -> None:
    window = opens()
    window.allow("status of 4(01|04|09)")
    window.page.clock.install(time=NOON)
    window.come_in(window.site.world.cast["Anna"], shared=True)
    page = comes(window)
    expect(page.locator("main")).to_contain_text(WORDS)
    _locks(page, WORDS)
    with clock.held(NOON + timedelta(minutes=16)):
        whose = "Sam" if comes is _not_asked_any_more else "Anna"
        page.fill("#navn", window.site.world.cast[whose].sign_in_name)
        page.fill("#adgangskode", PASSWORD)
        page.click("main button.primary")
        expect(page.locator("main .words")).to_have_text(WORDS)
