"""A page that stays open overnight on a phone: it follows the day, or says which one it is about; a
page of one day comes anew."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from app import days
from app.foundation import clock
from app.journal import entries
from tests.browser import Open, Window
from tests.conftest import NOON
from tests.offline.steps import poll, ready, rests, texts, write
from tests.sharing.bonded import person

DAY, NEXT = date(2026, 3, 14), date(2026, 3, 15)
LATER = """() => {
    const Shown = Date, more = 20 * 3600 * 1000;
    Date = class extends Shown {
        constructor(...given) { super(...(given.length ? given : [Shown.now() + more])); }
        static now() { return Shown.now() + more; }
    };
}"""
"""The phone's own clock goes on overnight."""
LOOKS = "window.dispatchEvent(new Event('focus'))"


@pytest.fixture
def anna(opens: Open) -> Window:
    return ready(opens())


@contextmanager
def next_morning(page: Page) -> Iterator[None]:
    page.evaluate(LATER)
    with clock.held(NOON + timedelta(hours=20)):
        page.evaluate(LOOKS)
        yield


def written(window: Window, text: str) -> date:
    me, world = person(window.site.world, "Anna"), window.site.world
    return next(
        each.date
        for each in world.read(lambda db: list(entries.everything(db, me)))
        if each.text == text
    )


def unfold(page: Page) -> None:
    page.evaluate("document.querySelector('details.more').open = true")


@pytest.mark.parametrize("path", ["/dagbog", "/dagbog/skriv"])
def test_a_day_nobody_chose_is_that_of_writing(anna: Window, path: str) -> None:
    page = anna.goto(path)
    with next_morning(page):
        expect(page.locator("#dato")).to_have_value(NEXT.isoformat())
        expect(page.locator("[data-today]")).to_be_hidden()
        write(page, f"Om morgenen {path}")
        poll(page, lambda: f"Om morgenen {path}" in texts(anna))
        assert written(anna, f"Om morgenen {path}") == NEXT


@pytest.mark.parametrize("chosen", ["2026-03-12", "2026-03-14"])
def test_a_chosen_day_stays_and_is_said(anna: Window, chosen: str) -> None:
    """Also the day it was, when it was chosen."""
    page = anna.goto("/dagbog/skriv")
    unfold(page)
    page.fill("#dato", "2026-03-11")
    page.fill("#dato", chosen)
    line = page.locator("[data-today]")
    if chosen != DAY.isoformat():
        expect(line).to_have_text("Det hører til torsdag den 12. marts.")
    else:
        expect(line).to_be_hidden()
    with next_morning(page):
        expect(page.locator("#dato")).to_have_value(chosen)
        expect(line).to_have_text(
            "Det hører til "
            f"{'torsdag den 12' if chosen != DAY.isoformat() else 'lørdag den 14'}. marts."
        )
        write(page, f"Det jeg valgte {chosen}")
        poll(page, lambda: f"Det jeg valgte {chosen}" in texts(anna))
        assert written(anna, f"Det jeg valgte {chosen}").isoformat() == chosen


def test_a_form_that_was_kept_and_is_used_again_chooses_nothing(anna: Window) -> None:
    """The diary's own page stays; what was chosen for one text is not chosen for the next."""
    page = anna.goto("/dagbog")
    unfold(page)
    page.fill("#dato", "2026-03-12")
    write(page, "Den ene")
    poll(page, lambda: "Den ene" in texts(anna))
    expect(page.locator("#dato")).to_have_value(DAY.isoformat())
    expect(page.locator("[data-today]")).to_be_hidden()
    with next_morning(page):
        write(page, "Den anden")
        poll(page, lambda: "Den anden" in texts(anna))
    assert (written(anna, "Den ene"), written(anna, "Den anden")) == (date(2026, 3, 12), NEXT)


@pytest.mark.parametrize(("chosen", "day"), [("", "2026-03-15"), ("2026-03-12", "2026-03-12")])
def test_a_draft_from_the_day_before_is_of_the_day_it_is_kept_on(
    anna: Window, chosen: str, day: str
) -> None:
    page = anna.goto("/dagbog/skriv")
    page.fill("#tekst", f"Begyndt om aftenen {chosen}")
    if chosen:
        unfold(page)
        page.fill("#dato", chosen)
    rests(page)
    page.evaluate("document.dispatchEvent(new Event('locking'))")
    page.wait_for_timeout(300)
    with clock.held(NOON + timedelta(hours=20)):
        page.goto(anna.site.origin + "/mit")
        page = anna.goto("/dagbog/skriv")
        page.evaluate(LATER)
        expect(page.locator("#tekst")).to_have_value(f"Begyndt om aftenen {chosen}")
        expect(page.locator("#dato")).to_have_value(day)
        expect(page.locator("[data-today]")).to_be_visible(visible=bool(chosen))
        page.click("form[action='/dagbog'] button.primary")
        poll(page, lambda: f"Begyndt om aftenen {chosen}" in texts(anna))
        assert written(anna, f"Begyndt om aftenen {chosen}").isoformat() == day


def test_i_dag_comes_anew(anna: Window) -> None:
    """Yesterday's mark is not there to be taken away."""
    page = anna.goto("/")
    page.click("button.day-good")
    expect(page.locator("h1")).to_have_text("Dejligt")
    page.evaluate("window.same = 1")
    page.evaluate(LOOKS)
    page.wait_for_timeout(300)
    assert page.evaluate("window.same") == 1, "on its own day it stays as it is"
    with next_morning(page):
        expect(page.locator("h1")).to_have_text("Hej Anna")
    world = anna.site.world
    assert world.read(days.marks.on, person(world, "Anna"), DAY) == days.Mark("good")
