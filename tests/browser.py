"""A real Chromium before a real server: the World's app on a port of its own, and pages that fail
on any complaint.

The fixtures live as long as a module: while Playwright runs, its thread has a loop, and other tests
need theirs. The clock that tests/conftest.py holds is in the same process, so the server sees it
too.
"""

import re
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import uvicorn
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Page,
    Playwright,
    Request,
    expect,
    sync_playwright,
)
from sqlalchemy import Connection

from app.foundation import clock
from app.people import people
from app.sign_in import logins, session_cookie
from tests.cast import PASSWORD
from tests.world import Template, World

ARGS = [
    "--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
]  # fmt: skip
PHONE = {"width": 390, "height": 844}
PATIENCE = 15_000
"""Milliseconds; two cores are shared by many."""
expect.set_options(timeout=PATIENCE)


SAME_TIME = """(() => {
    const real = Date, shift = NOW - real.now();
    Date = class extends real {
        constructor(...given) { super(...(given.length ? given : [real.now() + shift])); }
        static now() { return real.now() + shift; }
    };
})()"""
"""The page's clock begins where the server's is held, and runs on from there."""


def _once_it_is_there(page: Page, expression: str, arg: Any = None) -> Any:
    """A page is seen before its scripts have run; on a busy machine long before."""
    page.wait_for_load_state("domcontentloaded")
    return _evaluate(page, expression, arg)


_evaluate = Page.evaluate
Page.evaluate = _once_it_is_there  # type: ignore[method-assign, assignment]


class Site:
    """A world that answers on 127.0.0.1, also called localhost where a browser asks for a name."""

    def __init__(self, template: Template, data: Path, name: str, host: str = "127.0.0.1") -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self.origin = f"http://{host}:{self.port}"
        self.host = host
        self.world = World(template.copied(data, name), template.cast, origins=(self.origin,))
        self._answer()

    def _answer(self) -> None:
        config = uvicorn.Config(
            self.world.app,
            log_config=None,
            access_log=False,
            lifespan="off",
            timeout_graceful_shutdown=1,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=self._server.run, args=([self._socket],), name="site", daemon=True
        )
        self._thread.start()
        self._wait()

    def _end(self) -> None:
        self._server.should_exit = True
        self._thread.join(timeout=10)
        self._socket.close()

    def answers_anew(self, meanwhile: Callable[[], object]) -> None:
        """As after an update: every line is broken off, and another server answers at the same
        address."""
        self._end()
        meanwhile()
        self._socket = socket.create_server(("127.0.0.1", self.port))
        self._answer()

    def cookie(self, person: Any, *, shared: bool = False, second: bool = True) -> str:
        """The session cookie of a new login of this person."""
        token = self.world.write(
            logins.begin, getattr(person, "id", person), None, shared=shared, second=second
        )
        return session_cookie(self.world.keys, token, shared=shared).split(";")[0].partition("=")[2]

    def forgets_who_came(self) -> None:
        """A clock that is held gives two tests of a module the same few thousandths: the form that
        let somebody in last would be taken for the one that lets them in now."""

        def forget(db: Connection) -> None:
            for member in self.world.cast.values():
                me = people.get(db, self.world.keys, member.id)
                if me is not None and people.stored(db, me).came_by:
                    people.change(db, me, came_in=0, came_by=0, came_as=b"")

        self.world.write(forget)

    def close(self) -> None:
        self._end()
        self.world.close()

    def _wait(self) -> None:
        until = time.monotonic() + 20
        while not self._server.started and time.monotonic() < until:
            time.sleep(0.01)
        assert self._server.started, "the server did not start"


class Window:
    """One browser window of one person. What the browser complains of is collected; `allow` names
    what is meant to happen."""

    def __init__(self, site: Site, context: BrowserContext) -> None:
        self.site = site
        self.context = context
        self.complaints: list[str] = []
        self._allowed: list[str] = []
        context.set_default_timeout(PATIENCE)
        context.add_init_script(SAME_TIME.replace("NOW", str(int(clock.now().timestamp() * 1000))))
        self.page: Page = context.new_page()
        context.on("console", self._said)
        context.on("weberror", lambda error: self.complaints.append(f"page error: {error.error}"))
        context.on("request", self._asked)

    def goto(self, path: str) -> Page:
        self.page.goto(self.site.origin + path)
        return self.page

    def another_page(self) -> None:
        """In the same window; the one there was is left as it is, asking nobody."""
        self.page.close()
        self.page = self.context.new_page()

    def allow(self, pattern: str) -> None:
        self._allowed.append(pattern)

    @property
    def path(self) -> str:
        return self.page.url.removeprefix(self.site.origin).partition("?")[0].partition("#")[0]

    def sign_in(self, name: str = "Anna") -> None:
        """Through the real form."""
        page = self.goto("/log-ind")
        page.fill("#navn", self.site.world.cast[name].sign_in_name)
        self.site.forgets_who_came()
        page.fill("#adgangskode", PASSWORD)
        page.click("main button.primary")
        page.wait_for_url(self.site.origin + "/")

    def come_in(self, person: Any, *, shared: bool = False, second: bool = True) -> None:
        """With a cookie: quicker than the form, which hashes slowly."""
        self._cookie(logins.SESSION, self.site.cookie(person, shared=shared, second=second))

    def prefers(self, language: str = "da", *, theme: str = "auto", size: str = "normal") -> None:
        self._cookie("__Host-prefs", f"{language}.{theme}.{size}.system.auto")

    def check(self) -> None:
        """Nothing but what was allowed may have been complained of (T14)."""
        found = [
            each
            for each in self.complaints
            if not any(re.search(pattern, each) for pattern in self._allowed)
        ]
        assert not found, "the browser complained:\n" + "\n".join(found)

    def close(self) -> None:
        """With every page at rest first: Chromium never answers when a context is thrown away while
        one of its pages changes. An answer that a trial still holds back fails no other trial."""
        with suppress(Error):
            self.context.unroute_all(behavior="ignoreErrors")
        for page in self.context.pages:
            for _ in range(4):
                with suppress(Error):  # it was just going somewhere else
                    page.goto("about:blank", timeout=5_000)
                    break
        self.context.close()

    def _cookie(self, name: str, value: str) -> None:
        """Chromium takes a __Host- cookie on loopback without TLS; Playwright does so by domain,
        not by an http address."""
        self.context.add_cookies(
            [
                {
                    "name": name,
                    "value": value,
                    "domain": self.site.host,
                    "path": "/",
                    "secure": True,
                    "httpOnly": True,
                    "sameSite": "Lax",
                }
            ]
        )

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(
                f"console {message.type}: {message.text} ({message.location.get('url', '')})"
            )

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.site.origin, "blob:")):
            self.complaints.append(f"asked another host: {request.url}")


WORKS = """() => Promise.race([
    navigator.serviceWorker.ready.then(() => true),
    new Promise(done => setTimeout(done, 5000, false)),
])"""


def has_its_worker(page: Page) -> None:
    """Wait until the worker has taken its place. A browser that could not fetch all of it tries
    again at the next page."""
    for _ in range(4):
        if page.evaluate(WORKS):
            return
        print(
            "the worker is not there:",
            page.evaluate("navigator.serviceWorker.getRegistrations().then(all => all.length)"),
        )
        page.reload()
    raise AssertionError("the worker never came")


Open = Callable[..., Window]


def executable(*, whole: bool = False) -> str | None:
    """The system's Chromium, or None for Playwright's own. Without its windows where it is there
    so: the same browser, with two fifths less to do for what nobody looks at. The `whole` one also
    does what nobody is there to see, as sending when no page is open."""
    for name in ("chromium-headless-shell", "chromium", "/usr/bin/chromium")[whole:]:
        if found := shutil.which(name):
            return found
    return None


@contextmanager
def served(template: Template, data: Path, host: str = "127.0.0.1") -> Iterator[Site]:
    """A site with a database of its own, gone afterwards."""
    name = f"b_{uuid4().hex[:12]}"
    site = Site(template, data, name, host)
    try:
        yield site
    finally:
        site.close()
        if template.server is not None:
            template.server.drop(name)


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="module")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=executable(), args=ARGS)
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def site(sqlite_template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The cast's world on a port, one for each module: tests make people of their own or use them
    up."""
    with served(sqlite_template, tmp_path_factory.mktemp("site") / "data") as made:
        yield made


@contextmanager
def windows(chromium: Browser, site: Site) -> Iterator[Open]:
    """Open windows (Playwright's context options are passed on); at the end none of them may have
    complained."""
    opened: list[Window] = []
    site.forgets_who_came()

    def opening(**options: Any) -> Window:
        scripted = options.pop("scripted", True)
        options = {"viewport": PHONE, "locale": "da-DK", "java_script_enabled": scripted} | options
        window = Window(site, chromium.new_context(**options))
        opened.append(window)
        return window

    try:
        yield opening
        for window in opened:
            window.check()
    finally:
        for window in opened:
            window.close()


@pytest.fixture
def opens(chromium: Browser, site: Site) -> Iterator[Open]:
    with windows(chromium, site) as opening:
        yield opening
