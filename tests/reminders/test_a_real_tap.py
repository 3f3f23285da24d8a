"""A real notification on a desktop of the tests' own, and a real tap on it: what only a browser
that shows something to somebody does."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from playwright.sync_api import Playwright

from app.days import marks
from app.reminders import choices
from tests.browser import ARGS, PHONE, Site, Window, executable, has_its_worker, playwright, site
from tests.offline.steps import poll
from tests.reminders import desk
from tests.reminders.desk import Desk
from tests.reminders.test_on_a_phone import Pushed, message
from tests.sharing.bonded import person

__all__ = ["playwright", "site"]
pytestmark = pytest.mark.skipif(not desk.there(), reason="no message bus on this machine")


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Desk]:
    with desk.desk(tmp_path) as made:
        yield made


@pytest.fixture
def anna(playwright: Playwright, site: Site, screen: Desk, tmp_path: Path) -> Iterator[Window]:
    context = playwright.chromium.launch_persistent_context(
        tmp_path / "profile",
        executable_path=executable(whole=True),
        args=ARGS,
        viewport=PHONE,  # type: ignore[arg-type]
        locale="da-DK",
        env={"DBUS_SESSION_BUS_ADDRESS": screen.address, "HOME": str(tmp_path)},
    )
    window = Window(site, context)
    context.grant_permissions(["notifications", "background-sync"], origin=site.origin)
    window.come_in(site.world.cast["Anna"])
    has_its_worker(window.goto("/"))
    yield window
    window.close()


def marked(window: Window) -> str | None:
    me = person(window.site.world, "Anna")
    found = window.site.world.read(marks.on, me, me.today)
    return found.kind if found else None


def test_a_tap_on_a_button_logs_the_day_and_opens_nothing(anna: Window, screen: Desk) -> None:
    before = len(anna.context.pages)
    Pushed(anna).push(message(anna))
    poll(anna.page, lambda: bool(screen.shown))
    [shown] = screen.shown
    assert shown.title == "Hej fra din app"
    assert {"God dag", "Svær dag"} <= set(shown.actions.values())
    screen.tap(shown, "Svær dag")
    poll(anna.page, lambda: marked(anna) == "hard")
    assert len(anna.context.pages) == before
    assert shown.id in screen.closed


def test_a_tap_on_it_opens_the_right_place(anna: Window, screen: Desk) -> None:
    me, world = anna.site.world.person(), anna.site.world
    world.write(choices.put, me, lambda now: replace(now, unopened=2))
    Pushed(anna).push(message(anna, day=False, path="/plan"))
    poll(anna.page, lambda: bool(screen.shown))
    screen.tap(screen.shown[0])
    poll(anna.page, lambda: any(each.url.endswith("/plan") for each in anna.context.pages))
    poll(anna.page, lambda: world.read(choices.of, me).unopened == 0)


def test_it_stands_there_once_however_often_it_comes(anna: Window, screen: Desk) -> None:
    phone = Pushed(anna)
    for _ in range(3):
        phone.push(message(anna))
        poll(anna.page, lambda: bool(screen.shown))
        anna.page.wait_for_timeout(200)
    first, *again = screen.shown
    on_screen = {each.id for each in screen.shown} - set(screen.closed)
    assert len(on_screen) == 1
    assert all(each.replaces == first.id or first.id in screen.closed for each in again)
