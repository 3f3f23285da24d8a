"""Real push in a real browser, from a yes on our page to what stands on the screen: subscribed,
encrypted by us, relayed by a cloud of the tests' own, opened by the browser itself."""

import asyncio
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Playwright, expect

from app import worker
from app.foundation import clock, push
from app.foundation.database import Database
from app.foundation.settings import Settings
from app.reminders import chosen, phones
from tests.browser import ARGS, PHONE, Site, Window, executable, has_its_worker, playwright, site
from tests.offline.steps import poll
from tests.push_service import serving
from tests.reminders.cloud import Cloud, cloud
from tests.reminders.test_on_a_phone import SHOWN
from tests.world import World

__all__ = ["playwright", "site"]


@pytest.fixture
def google(tmp_path: Path) -> Iterator[Cloud]:
    with cloud(tmp_path) as made:
        yield made


@pytest.fixture
def gry(playwright: Playwright, site: Site, google: Cloud, tmp_path: Path) -> Iterator[Window]:
    context = playwright.chromium.launch_persistent_context(
        tmp_path / "profile",
        executable_path=executable(whole=True),
        ignore_default_args=["--disable-background-networking"],
        args=[
            *(each for each in ARGS if each != "--disable-background-networking"),
            *google.switches,
        ],
        viewport=PHONE,  # type: ignore[arg-type]
        locale="da-DK",
    )
    window = Window(site, context)
    context.grant_permissions(["notifications", "background-sync"], origin=site.origin)
    window.come_in(site.world.cast["Gry"])
    yield window
    window.close()


def beside(work: Coroutine[Any, Any, None]) -> None:
    """In a thread of its own: this one is the browser's."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, work).result(60)


async def rings(world: World, settings: Settings) -> None:
    db = Database(settings.database_url, durable=False)
    state = world.state
    ringer = worker.ringer(db, world.keys, settings, state["words"], state["signer"])
    await ringer.once()
    await ringer.close()
    db.close()


def test_from_a_yes_to_the_screen(gry: Window, google: Cloud) -> None:
    world = gry.site.world
    has_its_worker(gry.goto("/paamindelser/ny?om=dag"))
    page = gry.page
    page.fill("#tid", "13:00")
    page.click("main button.primary")
    page.get_by_role("button", name="Ja tak, på den her telefon").click()
    expect(page.get_by_text("Den her telefon ringer.")).to_be_visible(timeout=30_000)
    me = world.person("Gry")
    [mine] = world.read(phones.of, me)
    assert push.service(mine.phone.endpoint)
    token = mine.phone.endpoint.rpartition("/")[2]
    assert token in google.apps
    poll(page, lambda: bool(google.lines))
    [there] = world.read(chosen.all_of, me)
    assert there.rings is not None
    with serving() as service:
        service.relay = lambda path, body: google.relay(path.rpartition("/")[2], body)
        settings = replace(world.settings, push_rehearsal=service.url)
        with clock.held(clock.from_minute(there.rings) + timedelta(seconds=5)):
            beside(rings(world, settings))
    poll(page, lambda: bool(page.evaluate(SHOWN)), seconds=30)
    [[title, body, _, _, actions, *_rest]] = page.evaluate(SHOWN)
    assert (title, body) == ("Hej fra din app", "Du bad om at blive mindet om noget.")
    assert actions == ["God dag", "Svær dag"]
    [mine] = world.read(phones.of, me)
    assert mine.phone.delivered == there.rings
