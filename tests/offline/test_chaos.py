"""Everything goes wrong at once, in a real Chromium with a profile on disk: nothing is lost and
nothing is doubled.

Replies are dropped after the server has kept what was sent, requests are dropped, the server says
503, the net comes and goes, tabs are closed in the middle, the whole browser is killed and started
again, and two tabs write and send at the same time.
"""

import contextlib
import os
import random
import signal
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright
from playwright.sync_api import Error as BrowserGone
from sqlalchemy import Connection

from app.foundation import clock
from app.intake import operations
from app.intake.operations import OK, Operation, Outcome
from app.journal import entries
from app.people import Keyring, Person
from app.sign_in import logins
from tests.browser import ARGS, PATIENCE, SAME_TIME, Site, executable, has_its_worker, served
from tests.offline.steps import rests
from tests.sharing.bonded import person
from tests.world import Template

MARK = "document.querySelector('meta[name=account]').content"


LUCK = (
    "",
    "",
    "",
    "",
    "",
    "",
    "tab closed",
    "tab closed",
    "no net",
    "no net",
    "net",
    "net",
    "browser killed",
)


class Chaos:
    """One phone, its browser, and bad luck that is the same every time."""

    def __init__(self, playwright: Playwright, site: Site, profile: Path, seed: int) -> None:
        self.playwright, self.site, self.profile = playwright, site, profile
        self.luck = random.Random(seed)
        self.fates = ["fine", "fine", "reply dropped", "request dropped", "503"]
        self.written: list[str] = []
        self.happened: Counter[str] = Counter()
        self.calm = False
        self.context: BrowserContext = self._start()

    def _start(self) -> BrowserContext:
        for lock in self.profile.glob("Singleton*"):
            lock.unlink()
        chromium = self.playwright.chromium
        context = chromium.launch_persistent_context(
            self.profile, executable_path=executable(), args=ARGS
        )
        context.set_default_timeout(PATIENCE)
        context.add_init_script(SAME_TIME.replace("NOW", str(int(clock.now().timestamp() * 1000))))
        value = self.site.cookie(self.site.world.cast["Anna"])
        context.add_cookies(
            [
                {
                    "name": logins.SESSION,
                    "value": value,
                    "domain": self.site.host,
                    "path": "/",
                    "secure": True,
                    "httpOnly": True,
                    "sameSite": "Lax",
                }
            ]
        )
        context.route("**/sync", self._meets)
        return context

    def _meets(self, route: Any) -> Any:
        """What happens to one batch on its way."""
        fate = "fine" if self.calm else self.luck.choice(self.fates)
        self.happened[fate] += 1
        with contextlib.suppress(BrowserGone):
            if fate == "fine":
                return route.continue_()
            if fate == "reply dropped":
                route.fetch()
            if fate == "503":
                return route.fulfill(status=503, body="")
            return route.abort()
        return None

    def page(self) -> Page:
        page = self.context.new_page()
        page.goto(self.site.origin + "/dagbog")
        has_its_worker(page)
        return page

    def write(self, page: Page) -> None:
        text = f"Indlæg nummer {len(self.written) + 1}"
        page.fill("#tekst", text)
        page.click("form[action='/dagbog'] button.primary")
        page.locator(f".words:text-is('{text}')").first.wait_for(state="attached", timeout=30_000)
        self.written.append(text)

    def trial(self, many: int) -> None:
        """A line shown on the page is one that lies in the phone's store; from then on it must
        arrive."""
        # Apart from the net, which asks for luck as often as it likes.
        tabs, course = (
            [self.page(), self.page()],
            random.Random(4),
        )
        while len(self.written) < many:
            self.write(tabs[len(self.written) % 2])
            what = course.choice(LUCK)
            self.happened[what or "nothing"] += 1
            if what == "tab closed":
                tabs.pop(course.randrange(2)).close()
                tabs.append(self.page())
            elif what == "no net":
                self.context.set_offline(True)
            elif what == "net":
                self.context.set_offline(False)
                tabs[0].evaluate("window.dispatchEvent(new Event('online'))")
            elif what == "browser killed":
                self._kill()
                tabs = [self.page(), self.page()]
            if what != "no net":
                self.context.set_offline(False)
        self._send_the_rest(tabs[0])

    def _kill(self) -> None:
        """As when the battery dies: only the processes of this profile."""
        found = subprocess.run(
            ["pgrep", "-f", f"user-data-dir={self.profile}"],
            capture_output=True,
            text=True,
            check=False,
        )
        for pid in found.stdout.split():
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(pid), signal.SIGKILL)
        with contextlib.suppress(BrowserGone):
            self.context.close()
        self.context = self._start()

    def _send_the_rest(self, page: Page) -> None:
        self.calm = True
        self.context.set_offline(False)
        for _ in range(60):
            page.evaluate(f"Outbox.flush({MARK})")
            left = page.evaluate(f"Outbox.summary({MARK})")
            if not left["waiting"]:
                break
            page.wait_for_timeout(200)
        assert (left["waiting"], left["aside"]) == (0, 0), page.evaluate(
            f"Outbox.list({MARK}).then(all => JSON.stringify(all))"
        )

    def wrong(self) -> list[str]:
        """What was lost, and what is there more than once."""
        world = self.site.world
        there = Counter(
            each.text
            for each in world.read(lambda db: list(entries.everything(db, person(world, "Anna"))))
        )
        return [text for text in self.written if there[text] != 1] + [
            text for text in there if text not in self.written
        ]

    def close(self) -> None:
        with contextlib.suppress(BrowserGone):
            self.context.close()


@pytest.fixture
def chaos(playwright: Playwright, sqlite_template: Template, tmp_path: Path) -> Iterator[Chaos]:
    with served(sqlite_template, tmp_path / "data") as site:
        made = Chaos(playwright, site, tmp_path / "profile", seed=7)
        yield made
        made.close()


def test_sixty_entries_through_chaos_are_each_there_once(chaos: Chaos) -> None:
    chaos.trial(60)
    print(dict(chaos.happened))
    assert chaos.wrong() == []
    for must in (
        "reply dropped",
        "request dropped",
        "503",
        "tab closed",
        "no net",
        "browser killed",
    ):
        assert chaos.happened[must], f"the trial never met: {must}"


@pytest.mark.long
def test_three_hundred_and_twenty_entries_through_chaos(chaos: Chaos) -> None:
    chaos.trial(320)
    print(dict(chaos.happened))
    assert chaos.wrong() == []


def test_against_a_server_without_receipts_the_same_trial_fails(
    chaos: Chaos, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: without it a trial that always passes would prove nothing."""

    def naive(db: Connection, keys: Keyring, me: Person, operation: Operation) -> Outcome:
        fields = [
            ("id", str(uuid4())) if name == "id" else (name, value)
            for name, value in operation.fields
        ]
        asked = operations.WAYS[operation.path](
            me, operations._typed(Operation(operation.op, operation.path, fields), me)
        )
        return Outcome(OK, asked.do(db))

    monkeypatch.setattr(operations, "receive", naive)
    chaos.fates = ["reply dropped"]
    chaos.trial(20)
    assert chaos.wrong(), "dropped replies must have doubled something"


CANARY = "Kanariefuglen synger kun for mig"


def test_nothing_readable_lies_on_the_phones_disk(chaos: Chaos) -> None:
    """Unsent words, drafts and what was sent: the whole profile is looked through after the browser
    is closed."""
    page = chaos.page()
    chaos.context.set_offline(True)
    page.fill("#tekst", f"{CANARY} et")
    page.click("form[action='/dagbog'] button.primary")
    page.wait_for_selector("#waiting .words")
    page.fill("#tekst", f"{CANARY} to")
    rests(page)
    page.close()
    chaos.context.close()
    found = [
        file.name
        for file in chaos.profile.rglob("*")
        if file.is_file() and CANARY.encode() in file.read_bytes()
    ]
    found += [
        file.name
        for file in chaos.profile.rglob("*")
        if file.is_file() and CANARY.encode("utf-16-le") in file.read_bytes()
    ]
    assert not found
    stored = b"".join(
        file.read_bytes() for file in chaos.profile.rglob("*IndexedDB*/**/*") if file.is_file()
    )
    assert b"account" in stored, "the scan looks where the outbox lies"
