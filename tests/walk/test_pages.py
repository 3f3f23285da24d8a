"""The walk (ux §4.1): every page, in a real browser, for everybody. One visit per page looks at
everything that can be measured."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from app.offline.pages import PAGES
from tests.browser import Site, Window, windows
from tests.walk.household import Household
from tests.walk.pages import CASES, NO_PAGES, Case

pytestmark = pytest.mark.browser

LOOKS = (Path(__file__).parent / "looks.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LARGE_TEXT = ":root { font-size: 212.5% !important }"
SPACED = (
    "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em "
    "!important }"
    "p { margin-block-end: 2em !important }"
)
UNCOVERED = (
    ".tabs { position: static !important } .scroll { overflow: visible !important } "
    ":is(.words, bdi, [dir=auto]) { white-space: pre-line !important }"
)
"""For axe, which does not decide on what lies under the tab bar, outside a region that scrolls (T8
looks at those), or where the space at the end of a line hangs out of its box, as it does in one's
own words."""
SHOTS = os.environ.get("WALK_SHOTS")
"""A folder for pictures of every page, to be looked at by people."""
COLOURS = ["color-contrast", "color-contrast-enhanced"]

Found = dict[str, list[str]]


def test_table_has_every_page(site: Site) -> None:
    routes = {route.path for route in site.world.app._app.routes if "GET" in route.methods}  # type: ignore[attr-defined]
    walked = {case.route for case in CASES}
    assert routes - walked - NO_PAGES == set(), (
        "pages nobody walks: add them to tests/walk/pages.py"
    )
    assert walked - routes == set(), "the table names routes that do not exist"
    assert len({case.name for case in CASES}) == len(CASES), "two cases have one name"


Windows = Callable[[Case], Window]


@pytest.fixture(scope="module")
def windows_of(chromium: Browser, site: Site, household: Household) -> Iterator[Windows]:
    """Whose page it is has one window for all of them, as a person has: what is fetched once lies
    there, and the worker too. Where a case does more than look it has one of its own, and so has a
    page that the worker keeps, in the language in which it came."""
    lasting: dict[str | None, Window] = {}
    with windows(chromium, site) as opening:

        def window_of(case: Case) -> Window:
            looks = case.then is None and case.status == 200 and case.second
            looks = looks and case.route not in PAGES
            window = (looks and lasting.get(case.who)) or opening()
            if looks:
                lasting[case.who] = window
            return window

        yield window_of


@pytest.mark.parametrize("case", CASES, ids=str)
def test_page(case: Case, windows_of: Windows, household: Household, axe: str) -> None:
    """T1–T10, T14, T17, T18, T21 and T22 of one page; T13: the pseudo language is forty per cent
    longer and runs the other way."""
    window = windows_of(case)
    window.prefers("da")
    page = _visit(window, case, household)
    _picture(page, case, "light")
    found: Found = {}
    _still(page, household, found)
    _narrow(page, case, found)
    _by_keyboard(page, found)
    _in_other_clothes(page, case, found)
    _axe(page, axe, found)
    window.check()
    if case.route in PAGES:
        window = windows_of(case)
    elif case.then:
        window.another_page()
    window.prefers("ar-XB")
    _from_right_to_left(_visit(window, case, household), case, found)
    _nothing_wrong(found)
    window.check()
    window.complaints.clear()


def _from_right_to_left(page: Page, case: Case, found: Found) -> None:
    assert page.locator("html").get_attribute("dir") == "rtl"
    assert page.locator("html").get_attribute("lang") == "ar"
    for wide in (390, 320):
        page.set_viewport_size({"width": wide, "height": 640})
        _look(page, found, f"T13 overflow at {wide}", "overflow")
    page.set_viewport_size({"width": 390, "height": 844})
    _picture(page, case, "rtl")


def _visit(window: Window, case: Case, household: Household) -> Page:
    if case.who and not window.page.url.startswith("http"):
        theirs = household.who[case.who]
        window.come_in(theirs, shared=case.who == "Ida", second=case.second)
    if case.status != 200:
        window.allow(f"status of {case.status}")
    window.goto(case.path.format(**household.ids))
    if case.then:
        case.then(window)
    elif case.status == 200:
        assert window.path == case.path.format(**household.ids).split("?")[0].split("#")[0]
        kept = window.page.locator(
            "#list"
        ).count()  # the page that the phone shows in another's place
        assert not kept or case.route == "/paa-telefonen", "this is not the page"
    assert window.page.locator("h1").count() == 1, window.page.content()[:2000]
    window.page.evaluate(LOOKS)
    return window.page


def _still(page: Page, household: Household, found: Found) -> None:
    """What does not depend on the width."""
    _look(page, found, "T17 headings", "headings")
    title, h1 = page.title(), page.inner_text("h1")
    if not title.startswith(h1.strip()) and page.locator(".tabs [aria-current]").count() == 0:
        found.setdefault("T17 title", []).append(f"«{title}» for «{h1}»")
    html = page.locator("html")
    if (html.get_attribute("lang"), html.get_attribute("dir")) != ("da", "ltr"):
        found.setdefault("T18 language", []).append("lang and dir")
    if page.locator(".problem").count() and not page.evaluate(
        "document.activeElement.matches('.problem')"
    ):
        found["errors"] = ["the box that says what is needed does not have the focus"]
    _look(page, found, "T18 own words", "ownWords", household.written)
    _look(page, found, "T21 charts", "charts")
    _look(page, found, "T4 targets", "targets")
    _look(page, found, "T3 edges, light", "edges")


def _narrow(page: Page, case: Case, found: Found) -> None:
    """T5–T7."""
    _look(page, found, "overflow at 390", "overflow")
    page.set_viewport_size({"width": 320, "height": 640})
    _look(page, found, "T5 overflow at 320", "overflow")
    _look(page, found, "T4 targets at 320", "targets")
    page.evaluate("css => walk.wear(css)", SPACED)
    _look(page, found, "T7 text spacing at 320", "overflow")
    page.evaluate("css => walk.wear(css)", LARGE_TEXT)
    _look(page, found, "T6 200 % at 320", "overflow")
    page.set_viewport_size({"width": 390, "height": 844})
    _look(page, found, "T6 200 % at 390", "overflow")
    page.evaluate("walk.wear('')")
    page.set_viewport_size({"width": 320, "height": 256})
    _look(page, found, "T5 400 %", "overflow")
    _look(page, found, "T5 fixed at 400 %", "fixed")
    page.set_viewport_size({"width": 1280, "height": 800})
    _look(page, found, "overflow at 1280", "overflow")
    _look(page, found, "T4 targets at 1280", "targets")
    _picture(page, case, "wide")
    page.set_viewport_size({"width": 390, "height": 844})


def _by_keyboard(page: Page, found: Found) -> None:
    """T8: from the top of the page to its end."""
    page.evaluate("walk.begin()")
    page.keyboard.press("Tab")
    first = page.evaluate("document.activeElement.className")
    reached = page.evaluate("walk.focus()")
    wrong: list[str] = []
    presses = 0
    while reached is not None and presses < 300:
        wrong += reached
        page.keyboard.press("Tab")
        presses += 1
        reached = page.evaluate("walk.again() ? null : walk.focus()")
    if first != "skip" and page.query_selector("header"):  # nobody's page has nothing to skip
        wrong.append(f"the first stop is not the skip link but «{first}»")
    wrong += [f"never reached: {each}" for each in page.evaluate("walk.missed()")]
    if wrong:
        found["T8 keyboard"] = wrong


def _in_other_clothes(page: Page, case: Case, found: Found) -> None:
    """T3 in the dark, T9, T10, T22."""
    page.emulate_media(color_scheme="dark")
    _look(page, found, "T3 edges, dark", "edges")
    _picture(page, case, "dark")
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    if page.evaluate("document.getAnimations().length"):
        found["T9 motion"] = ["something moves"]
    page.emulate_media(forced_colors="active", reduced_motion="no-preference")
    _look(page, found, "T10 forced colours", "current")
    _look(page, found, "T10 forced colours, day", "pressed")
    page.emulate_media(forced_colors="none", media="print")
    page.set_viewport_size({"width": 720, "height": 1000})
    _look(page, found, "T22 print", "print")
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 390, "height": 844})


def _axe(page: Page, axe: str, found: Found) -> None:
    """T1 with all rules in light, T1's and T2's colours in the dark too."""
    page.evaluate(axe)
    page.evaluate("css => walk.wear(css)", UNCOVERED)
    page.evaluate("scrollTo(0, 0)")
    rules = {"color-contrast-enhanced": {"enabled": True}}
    _violations(page, {"runOnly": {"type": "tag", "values": RULES}, "rules": rules}, found, "light")
    page.emulate_media(color_scheme="dark")
    _violations(page, {"runOnly": {"type": "rule", "values": COLOURS}}, found, "dark")
    page.emulate_media(color_scheme="light")


def _violations(page: Page, options: dict[str, Any], found: Found, theme: str) -> None:
    """Nothing is wrong, and nothing undecided but the lettering in charts: axe cannot see what is
    behind it (T20 measures)."""
    result = page.evaluate(
        "options => axe.run(document, options)",
        options | {"resultTypes": ["violations", "incomplete"]},
    )
    wrong = [_told(rule, node) for rule in result["violations"] for node in rule["nodes"]]
    undecided = [
        (rule, node)
        for rule in result["incomplete"]
        for node in rule["nodes"]
        if not node["html"].startswith("<text")
    ]
    wrong += [f"undecided: {_told(rule, node)}" for rule, node in undecided]
    if wrong:
        found[f"T1 axe, {theme}"] = wrong


def _told(rule: dict[str, Any], node: dict[str, Any]) -> str:
    return f"{rule['id']}: {' '.join(map(str, node['target']))}: {node.get('failureSummary', '')}"


def _look(page: Page, found: Found, what: str, how: str, *given: Any) -> None:
    wrong: list[str] = page.evaluate("([how, given]) => walk[how](...given)", [how, list(given)])
    if wrong:
        found[what] = wrong


def _nothing_wrong(found: Found) -> None:
    told = [f"{what}:\n    " + "\n    ".join(wrong[:8]) for what, wrong in found.items()]
    if told:
        pytest.fail("\n  ".join(["", *told]), pytrace=False)


def _picture(page: Page, case: Case, kind: str) -> None:
    if SHOTS:
        Path(SHOTS).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(SHOTS) / f"{case.name}-{kind}.png", full_page=True)
