"""Whatever somebody has begun, in any form, comes back as it was, with its ticks and choices; and
is gone when it is kept."""

from collections.abc import Callable, Mapping
from uuid import UUID

import pytest
from playwright.sync_api import Dialog, Page, expect

from app import goals, good_things, hopes, journal, network, plan
from app.foundation import ids
from app.goals import small_steps
from app.hard_days import askings
from app.plan.parts import PARTS
from tests.browser import Open, Window
from tests.offline.steps import MARK, poll, ready, rests
from tests.sharing.bonded import bond, person
from tests.world import World

TEXT = "Begyndt, og ikke færdig"
FILLED = """form => [...form.elements].filter(({ name, type }) => name && type !== "hidden").map(
    ({ type, name, value, checked }) => `${name}: ${value} ${["radio",
        "checkbox"].includes(type) && checked}`)"""


def goal(world: World) -> UUID:
    made: UUID = world.write(
        goals.kept.keep, person(world, "Anna"), ids.new(), goals.kept.Words("Et mål")
    )
    return made


def step(world: World) -> UUID:
    made: UUID = world.write(
        small_steps.keep,
        person(world, "Anna"),
        goal(world),
        ids.new(),
        small_steps.Words("Et skridt"),
    )
    return made


def hope(world: World) -> UUID:
    made: UUID = world.write(
        hopes.kept.keep, person(world, "Anna"), ids.new(), hopes.kept.Words("Et håb")
    )
    return made


def good_thing(world: World) -> UUID:
    made: UUID = world.write(
        good_things.kept.keep,
        person(world, "Anna"),
        ids.new(),
        good_things.kept.Words("En god ting"),
    )
    return made


def around(world: World) -> UUID:
    words = network.kept.Words("Bo", kind="people", near="close")
    made: UUID = world.write(network.kept.keep, person(world, "Anna"), ids.new(), words)
    return made


def somebody(world: World) -> UUID:
    words = plan.kept.Words("Gry", number="12 34 56 78", who="Min søster")
    made: UUID = world.write(plan.kept.keep, person(world, "Anna"), "people", ids.new(), words)
    return made


def entry(world: World) -> UUID:
    words = journal.entries.Words("Skrevet", ("te", "bad"), ("hope", "meaning"), "Bo")
    anna = person(world, "Anna")
    made: UUID = world.write(journal.entries.keep, anna, ids.new(), anna.today, words)
    return made


FORMS: Mapping[str, Callable[[World], str]] = {
    "entry": lambda world: f"/dagbog/{entry(world)}/ret",
    "new entry": lambda world: f"/dagbog/skriv?{entry(world)}",
    "hope": lambda world: f"/haab/{hope(world)}/ret",
    "goal from a hope": lambda world: f"/haab/{hope(world)}",
    "goal": lambda world: f"/maal/{goal(world)}/ret",
    "step": lambda world: f"/skridt/{step(world)}/ret",
    "good thing": lambda world: f"/gode-ting/{good_thing(world)}/ret",
    "around": lambda world: f"/netvaerk/{around(world)}/ret",
    "new around": lambda world: "/netvaerk/nyt",
    "somebody": lambda world: PARTS["people"].path,
    "changed somebody": lambda world: f"/plan/linje/{somebody(world)}/ret",
}


def begins(page: Page) -> list[str]:
    """Something else in every box, every choice and every tick; what stands there then."""
    page.evaluate("document.querySelectorAll('main details').forEach(fold => (fold.open = true))")
    form = page.locator("main form[data-behaviour=keeps-draft]")
    for box in form.locator(
        "textarea, input:not([type=hidden]):not([type=radio]):not([type=checkbox])"
    ).all():
        box.fill(
            {"tel": "87 65 43 21", "date": "2026-03-10"}.get(box.get_attribute("type") or "", TEXT)
        )
    for name in set(
        form.evaluate(
            "form => [...form.elements].filter(({ type }) => type === 'radio').map(({ name }) "
            "=> name)"
        )
    ):
        form.locator(f"input[name={name}]:not(:checked)").last.check(force=True)
    for tick in form.locator("input[type=checkbox]").all():
        tick.set_checked(not tick.is_checked(), force=True)
    rests(page)
    found: list[str] = form.evaluate(FILLED)
    return found


def comes_back(window: Window, path: str, begun: list[str]) -> Page:
    """In another tab, when the one it was begun in was closed."""
    window.page.close(run_before_unload=False)
    window.page = window.context.new_page()
    page = window.goto(path)
    form = page.locator("main form[data-behaviour=keeps-draft]")
    poll(page, lambda: bool(form.evaluate(FILLED) == begun))
    return page


def nothing_left(page: Page) -> None:
    poll(page, lambda: page.evaluate(f"Outbox.summary({MARK})")["drafts"] == 0)


@pytest.mark.parametrize("name", FORMS)
def test_every_form_comes_back_as_it_was(opens: Open, name: str) -> None:
    window = ready(opens())
    path = FORMS[name](window.site.world)
    page = window.goto(path)
    page.wait_for_timeout(300)
    page = comes_back(window, path, begins(page))
    before = page.url
    page.click("main form[data-behaviour=keeps-draft] button.primary")
    poll(page, lambda: page.url != before)
    nothing_left(page)
    page = window.goto(path)
    page.wait_for_timeout(500)
    expect(page.locator("main")).not_to_contain_text("Det ligger på din telefon")
    nothing_left(page)


def asking(world: World) -> str:
    world.write(
        askings.ask,
        world.keys,
        person(world, "Anna"),
        row := ids.new(),
        on := bond(world, "Anna", "Gry"),
        "hope",
        "",
    )
    return f"/kreds/{on}/svar/{row}"


def test_what_one_is_asked_comes_back(opens: Open) -> None:
    window = opens()
    path = asking(window.site.world)
    page = ready(window, "Gry").goto(path)
    page.wait_for_timeout(300)
    page = comes_back(window, path, begins(page))
    page.click("main form[data-behaviour=keeps-draft] button.primary")
    page.wait_for_url("**/kreds?**")
    nothing_left(page)


def test_what_one_asks_comes_back_until_it_is_asked(
    opens: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also from the page that shows it first."""
    window = ready(opens())
    bond(window.site.world, "Anna", "Gry")
    path = f"/bedt/ny/{askings.KINDS['hope'].path}"
    page = window.goto(path)
    page.wait_for_timeout(300)
    begun = begins(page)
    page = comes_back(window, path, begun)
    page.click("main form[data-behaviour=keeps-draft] button.primary")
    expect(page.locator("h1")).to_have_text("Se det, før du spørger")
    page = comes_back(window, path, begun)
    page.click("main form[data-behaviour=keeps-draft] button.primary")
    page.click("main form[data-carries] button.primary")
    page.wait_for_url("**/bedt?**")
    nothing_left(page)


@pytest.mark.parametrize("way", ["signs out here", "signs out elsewhere", "hides elsewhere"])
@pytest.mark.parametrize("who", ["Anna", "Gry"], ids=["a change", "an answer"])
def test_whoever_goes_finds_it_again(opens: Open, who: str, way: str) -> None:
    """«Log ud» asks first, in whichever tab it is tapped."""
    window = opens()
    path = FORMS["hope"](window.site.world) if who == "Anna" else asking(window.site.world)
    page = ready(window, who).goto(path)
    page.wait_for_timeout(300)
    asked = list[str]()

    def accepts(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", accepts)
    page.click("#tekst")
    page.keyboard.type("og mere")
    words = page.input_value("#tekst")
    front = page
    if "elsewhere" in way:
        rests(page)
        front = window.context.new_page()
        front.goto(window.site.origin + "/indstillinger")
        front.wait_for_timeout(300)
    if "signs out" in way:
        front.click("form[action='/log-ud'] button")
        front.click("[role=alertdialog] [data-keep]")
        front.wait_for_url("**/?besked=logget-ud")
    else:
        front.click("form.hides button")
        front.wait_for_url("**/indkoeb")
    if page is not front:
        expect(page.locator("#adgangskode")).to_be_visible()
        assert not asked, "a tab that is left goes without a word"
    window.page = front
    window.goto("/hjaelp-nu")
    poll(front, lambda: front.evaluate("localStorage.getItem('hides')") is None)
    window.come_in(window.site.world.cast[who])
    expect(window.goto(path).locator("#tekst")).to_have_value(words)
