"""Whole journeys in a real Chromium, as people make them."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Dialog, expect

from app.demo import person as demo
from app.foundation import clock
from app.people import people
from tests.browser import Open, Site, served, windows
from tests.cast import PASSWORD
from tests.conftest import NOON
from tests.journeys import steps
from tests.world import Template

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def a_year(site: Site) -> None:
    """Anna has lived a year with the app."""

    def fill(db: Any) -> None:
        me = people.get(db, site.world.keys, site.world.cast["Anna"].id)
        assert me is not None
        demo.fill(db, me)

    with clock.held(NOON):
        site.world.write(fill)


def test_from_the_first_start_to_the_first_hard_day(opens: Open) -> None:
    window = opens()
    steps.first_start(window)
    steps.hard_day(window)


def test_from_the_first_start_to_the_first_hard_day_on_postgresql(
    chromium: Browser, postgres_template: Template, tmp_path: Path
) -> None:
    with served(postgres_template, tmp_path / "data") as site, windows(chromium, site) as opening:
        window = opening()
        steps.first_start(window)
        steps.hard_day(window)


def test_words_are_written_found_changed_put_away_and_brought_back(opens: Open) -> None:
    window = opens()
    window.come_in(window.site.world.cast["Sam"])
    steps.diary(window)


def test_a_hope_becomes_a_goal_a_step_and_a_good_thing(opens: Open) -> None:
    window = opens()
    window.come_in(window.site.world.cast["Sam"])
    steps.hope_to_good_thing(window)


def test_a_step_turns_where_it_stands_and_keeps_the_focus(opens: Open) -> None:
    window = opens()
    window.come_in(window.site.world.cast["Sam"])
    page = window.goto("/maal/nyt")
    page.fill("#tekst", "Komme ud")
    page.click(steps.PRIMARY)
    page.wait_for_url("**/skridt")
    page.fill("#tekst", "Sæt skoene ved døren")
    page.click(steps.PRIMARY)
    page.wait_for_selector(".step")
    address = page.url
    for word, state in (
        ("proevede", "tried"),
        ("venter", "waiting"),
        ("gjorde", "did"),
        ("venter", "waiting"),
    ):
        page.click(f".step form[action$='/{word}'] button")
        expect(page.locator(".step")).to_have_attribute("data-state", state)
        assert steps.focus_is_in(page, ".step"), "the focus is lost"
    assert page.url == address, "a step turns without leaving the page"


def test_a_year_later(opens: Open, a_year: None) -> None:
    window = opens()
    window.come_in(window.site.world.cast["Anna"])
    page = window.goto("/dag")
    assert page.locator("svg[role=img]").count() == 1
    steps.press(window, "a[href='/dag/aar/2025']", "/dag/aar/2025")
    steps.unfold(page)
    assert page.locator("figure tbody tr, figure table tr").count() >= 12
    window.goto("/blomst")
    page.locator("ul.rows a.row").last.click()
    page.wait_for_url("**/ved-siden-af?**")
    assert page.locator(".pair svg[role=img]").count() == 2
    one, other = (each.bounding_box() for each in page.locator(".pair svg[role=img]").all())
    assert one is not None
    assert other is not None
    assert abs(one["y"] - other["y"]) < 2, "the flowers stand beside each other"
    assert one["x"] + one["width"] <= other["x"] + 1


def test_older_words_and_found_words_come_in_where_they_belong(opens: Open, a_year: None) -> None:
    window = opens()
    window.come_in(window.site.world.cast["Anna"])
    page = window.goto("/dagbog")
    first = page.locator("article.entry").count()
    last = page.locator("article.entry h3 a").last.get_attribute("href")
    page.click("#older a")
    expect(page.locator(f'article.entry:has(a[href="{last}"]) + article.entry')).to_have_count(1)
    assert page.locator("article.entry").count() > first
    before = (
        "document.activeElement.closest('article')?.previousElementSibling?.querySelector('h3 "
        "a')?.getAttribute('href')"
    )
    assert page.evaluate(before) == last
    assert window.page.url == f"{window.site.origin}/dagbog"
    ids = page.locator("article.entry h3 a").evaluate_all("all => all.map(each => each.href)")
    assert len(ids) == len(set(ids)), "an entry is shown twice"
    page.fill("#ord", "katten")
    page.keyboard.press("Enter")
    expect(page.locator("#found > h2")).to_have_count(1)
    assert steps.focus_is_in(page, "#found")
    assert all(
        "katten" in text.lower() for text in page.locator("#found article").all_inner_texts()
    )
    page.fill("#ord", "xyzzy")
    page.click(".search button")
    expect(page.locator("#found article")).to_have_count(0)
    assert steps.focus_is_in(page, "#found")
    assert window.page.url == f"{window.site.origin}/dagbog", "nobody's words stand in an address"


def test_good_things_are_shown_one_at_a_time(opens: Open, a_year: None) -> None:
    window = opens()
    window.come_in(window.site.world.cast["Anna"])
    page = window.goto("/gode-ting")
    page.click("#one a.primary")
    expect(page.locator("#one article")).to_have_count(1)
    before = page.inner_text("#one .words")
    assert steps.focus_is_in(page, "#one")
    page.click("#one a[href*='efter']")
    expect(page.locator("#one .words")).not_to_have_text(before)
    assert steps.focus_is_in(page, "#one")


def test_five_statements(opens: Open) -> None:
    window = opens()
    window.come_in(window.site.world.cast["Sam"])
    steps.five_statements(window)


def _everything_once(opens: Open, language: str, *, scripted: bool) -> None:
    window = opens(scripted=scripted)
    window.prefers(language)
    name = steps.first_start(window, scripted=scripted)
    assert window.page.locator("html").get_attribute("dir") == (
        "rtl" if language == "ar-XB" else "ltr"
    )
    steps.hard_day(window)
    steps.diary(window)
    steps.hope_to_good_thing(window)
    steps.five_statements(window)
    steps.other_days(window)
    steps.everything_along(window)
    steps.out_and_in(window, name)


def test_everything_once_without_javascript(opens: Open) -> None:
    _everything_once(opens, "da", scripted=False)


def test_everything_once_from_right_to_left(opens: Open) -> None:
    _everything_once(opens, "ar-XB", scripted=True)


def test_a_look_around_without_an_account(opens: Open) -> None:
    window = opens()
    page = window.goto("/")
    page.click("form[action='/kig-dig-omkring'] button")
    expect(page.locator("main .notice")).to_be_visible()
    window.allow("status of 403")
    page.click("button.day-good")
    expect(page.locator("h1")).to_have_text("Her kan du kigge")


@pytest.mark.parametrize("scripted", [True, False], ids=["script", "no script"])
def test_a_login_that_runs_out_loses_no_words(opens: Open, scripted: bool) -> None:
    """Thirty-one days with a page open: what is typed comes along through the sign-in."""
    window = opens(scripted=scripted)
    window.sign_in("Anna")
    page = window.goto("/dagbog/skriv")
    page.fill("#tekst", "Skrevet mens døren lukkede.\nOg en linje til – med æøå & <tegn>.")
    window.allow("status of 401")
    with clock.held(NOON + timedelta(days=31)):
        page.click(steps.PRIMARY)
        page.wait_for_selector("#adgangskode")
        expect(page.locator("#status")).to_contain_text("låst")
        page.fill("#navn", window.site.world.cast["Anna"].sign_in_name)
        page.fill("#adgangskode", "ikke den rigtige")
        window.allow("status of 422")
        page.click(steps.PRIMARY)
        page.wait_for_selector(".problem")
        page.fill("#adgangskode", PASSWORD)
        page.click(steps.PRIMARY)
        if scripted:  # it lay on the phone, and is sent as soon as she is in
            expect(page.locator("#outbox")).to_have_text("Det er sendt. Se det her.")
            window.goto("/dagbog")
        else:
            expect(page.locator("h1")).to_have_text("Her er det du skrev")
            expect(page.locator("main .words")).to_contain_text(
                "Og en linje til – med æøå & <tegn>."
            )
            steps.press(window, steps.PRIMARY, "/dagbog?besked=gemt")
        expect(page.locator("#found .words").first).to_contain_text("Skrevet mens døren lukkede.")


def test_a_login_that_runs_out_under_a_search_leads_to_the_sign_in(opens: Open) -> None:
    """htmx asks for a part; what comes is a whole page, and it is shown as one."""
    window = opens()
    window.come_in(window.site.world.cast["Anna"])
    page = window.goto("/dagbog/skriv")
    page.fill("#tekst", "Noget at finde")
    steps.press(window, steps.PRIMARY, "/dagbog?besked=gemt")
    window.allow("status of 401")
    with clock.held(NOON + timedelta(days=31)):
        page.fill("#ord", "finde")
        page.click(".search button")
        page.wait_for_selector("#adgangskode")
        assert page.locator("header.top").count() == 1
        assert page.locator("h1").count() == 1


def test_unsaved_words_are_not_left_by_a_slip_of_the_thumb(opens: Open) -> None:
    window = opens()
    window.come_in(window.site.world.cast["Sam"])
    page = window.goto("/dagbog/skriv")
    asked: list[str] = []

    def stays(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stays)
    page.click("#tekst")
    page.keyboard.type("Ikke gemt")
    page.click("main a.button.plain", no_wait_after=True)
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    assert page.input_value("#tekst") == "Ikke gemt"
    steps.press(window, steps.PRIMARY, "/dagbog?besked=gemt")
    assert asked == ["beforeunload"], "saving asks nothing"


LOOKS = (
    "[getComputedStyle(document.documentElement).backgroundColor, "
    "getComputedStyle(document.documentElement).fontSize, "
    "getComputedStyle(document.body).fontFamily]"
)


@pytest.mark.parametrize("scripted", [True, False], ids=["script", "no script"])
def test_settings_take_effect_and_come_with_the_page(opens: Open, scripted: bool) -> None:
    """They stand in the HTML that the server sends, so nothing can flash."""
    window = opens(scripted=scripted, color_scheme="light")
    page = window.goto("/indstillinger")
    light, normal, _ = page.evaluate(LOOKS)
    for name, value in (
        ("theme", "dark"),
        ("size", "largest"),
        ("font", "clear"),
        ("motion", "less"),
    ):
        page.check(f"input[name={name}][value={value}]")
    steps.press(window, steps.PRIMARY, "/indstillinger?besked=gemt")
    expect(page.locator("#status")).not_to_be_empty()
    html = page.request.get(
        page.url,
        headers={
            "cookie": "; ".join(f"{c['name']}={c['value']}" for c in window.context.cookies())
        },
    )
    for part in (
        'data-theme="dark"',
        'data-size="largest"',
        'data-font="clear"',
        'data-motion="less"',
    ):
        assert part in html.text()
    dark, largest, family = page.evaluate(LOOKS)
    assert dark != light
    assert float(largest.removesuffix("px")) > float(normal.removesuffix("px")) * 1.4
    assert "Atkinson" in family
    page.check("input[name=language][value='ar-XB']")
    steps.press(window, steps.PRIMARY, "/indstillinger?besked=gemt")
    assert page.locator("html").get_attribute("dir") == "rtl"
    window.goto("/")
    assert page.locator("html").get_attribute("data-theme") == "dark", (
        "the choice holds on other pages"
    )
