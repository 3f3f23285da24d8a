"""Two rules for all rooms: an undo leads only to the thing itself, and the sprite holds what pages use, no more and no less."""

import re
from pathlib import Path

import pytest

from tests.world import World

ROOT = Path(__file__).parents[2]
ROOMS = ("/dagbog", "/maal", "/blomst", "/haab", "/gode-ting", "/netvaerk")


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("crafted", ["../log-ud%3F", "..%2Fmine-ting%2Fslet%3F", "x", "%22%3E"])
def test_a_crafted_undo_is_no_undo(world: World, room: str, crafted: str) -> None:
    page = world.signed_in().get(f"{room}?fortryd={crafted}")
    assert not [form.action for form in page.forms if "fortryd" in form.action or ".." in form.action]


def test_the_sprite_holds_every_icon_that_is_used_and_no_other() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in ROOT.glob("templates/**/*.html"))
    sources += "".join(path.read_text(encoding="utf-8") for path in ROOT.glob("app/**/*.py"))
    drawn = set(re.findall(r'<symbol id="([^"]+)"', (ROOT / "static" / "icons.svg").read_text()))
    called = set(re.findall(r'icon\("([a-z0-9-]+)"', sources))
    assert called <= drawn, f"not in the sprite: {called - drawn}: add it to .ci/sprite.py"
    unused = {name for name in drawn if f'"{name}"' not in sources}
    assert not unused, f"nobody uses {unused}: take it out of .ci/sprite.py"
