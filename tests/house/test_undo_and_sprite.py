"""Two rules for all rooms: an undo leads only to the thing itself, and the sprite holds what pages use, no more and no less."""

import re
from pathlib import Path

from app import goals
from app.foundation import ids
from tests.examined import Page
from tests.world import World

ROOT = Path(__file__).parents[2]
PAGES = {
    "/bedt": "/bedt", "/blomst": "/blomst", "/dagbog": "/dagbog", "/gode-ting": "/gode-ting", "/haab": "/haab", "/maal": "/maal",
    "/netvaerk": "/netvaerk", "/plan/linje": "/plan/2", "/skridt": "/maal/{goal}",
}  # fmt: skip
"""Where one lands after putting something away: what is undone, and the page on which that is offered."""
MADE_UP = "11111111-2222-4333-8444-555555555555"
CRAFTED = ("../log-ud%3F", "..%2Fmine-ting%2Fslet%3F", "x", "%22%3E")


def undone(world: World) -> set[str]:
    """What can be undone, from the routes themselves. A day's mark is undone by its date, and said by its own page."""
    paths = {route.path_format for route in world.app._app.routes}  # type: ignore[attr-defined]
    return {path.partition("/{")[0] for path in paths if path.endswith("/fortryd")} - {"/dag"}


def offered(page: Page) -> list[str]:
    return [form.action for form in page.forms if "fortryd" in form.action or ".." in form.action]


def test_a_crafted_undo_is_no_undo(world: World) -> None:
    """On every page that offers one: the made-up id of a thing gets a form, and whatever is no id gets none."""
    anna, me = world.signed_in(), world.person()
    goal = world.write(goals.kept.keep, me, ids.new(), goals.kept.Words("Spise ude"))
    assert undone(world) == set(PAGES), "say in PAGES where it is offered"
    for thing, where in PAGES.items():
        page = where.format(goal=goal)
        assert offered(anna.get(f"{page}?fortryd={MADE_UP}")) == [f"{thing}/{MADE_UP}/fortryd"], page
        for crafted in CRAFTED:
            assert not offered(anna.get(f"{page}?fortryd={crafted}")), (page, crafted)


def test_an_undo_sent_twice_says_the_same_twice(world: World) -> None:
    """A slow net sends a form again: what is here already is here, and no page says that it is missing."""
    anna, me = world.signed_in(), world.person()
    row = ids.new()
    world.write(goals.kept.keep, me, row, goals.kept.Words("Spise ude"))
    page = anna.fill(f"/maal/{row}", f"/maal/{row}/slet")
    for _ in range(2):
        assert "Det er her igen." in anna.post(f"/maal/{row}/fortryd", page.form(f"/maal/{row}/fortryd").fields).said


def test_the_sprite_holds_every_icon_that_is_used_and_no_other() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in ROOT.glob("templates/**/*.html"))
    sources += "".join(path.read_text(encoding="utf-8") for path in ROOT.glob("app/**/*.py"))
    drawn = set(re.findall(r'<symbol id="([^"]+)"', (ROOT / "static" / "icons.svg").read_text()))
    called = set(re.findall(r'icon\("([a-z0-9-]+)"', sources))
    assert called <= drawn, f"not in the sprite: {called - drawn}: add it to .ci/sprite.py"
    unused = {name for name in drawn if f'"{name}"' not in sources}
    assert not unused, f"nobody uses {unused}: take it out of .ci/sprite.py"
