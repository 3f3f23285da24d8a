"""cold_offline_ms, plan_cold_ms, submit_shown_ms: how soon the app is there without net, and what
was written stands there.

Timed by the page's own clock: from the beginning of the navigation, or from the submit, to the
frame in which it can be seen.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, Playwright, sync_playwright
from sqlalchemy import Connection

from app import plan
from app.cli import opened
from app.demo import story
from app.foundation import ids
from app.people import people
from app.sign_in import logins
from tests.bench.figure import Figure, middle, spread
from tests.bench.house import House, furnished
from tests.bench.served import Served, serving
from tests.browser import ARGS, executable

HELP, KEPT, FORM = 300.0, 450.0, 600.0
PLAIN, SLOW = 100.0, 300.0
PLAN, PLAN_SLOWER = 1000.0, 4
ROUNDS, SLOWER = 7, 6
PATIENCE = 10_000

SEES = """(() => {
    const wanted = WANTED, look = () => {
        const there = document.querySelector(wanted);
        if (there && there.checkVisibility()) return requestAnimationFrame(() =>
            (window.seen = performance.now()));
        requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
})()"""
WRITES = """words => new Promise(done => {
    const began = performance.now(), text = document.querySelector("#tekst");
    const look = () => {
        const there = document.querySelector("#waiting .words");
        if (there?.textContent === words) return requestAnimationFrame(() =>
            done(performance.now() - began));
        requestAnimationFrame(look);
    };
    text.value = words;
    text.form.requestSubmit();
    look();
})"""


def cold_offline_ms() -> Figure:
    """A new browser process each time, on a profile that has been here before, with nobody
    answering at the address."""
    opened = {
        "/hjaelp-nu": ("h1", HELP),
        "/?kilde=app#kept": ("#kept article", KEPT),
        "/?kilde=app#form": ("#takes #tekst", FORM),
    }
    took: dict[str, list[float]] = {path: [] for path in opened}
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as running:
        profile = Path(folder) / "profile"
        with furnished(anna=40) as house, serving(house) as served:
            origin = served.origin
            _lives(running, profile, served, house)
        for _ in range(ROUNDS):
            for path, (wanted, _) in opened.items():
                with _phone(running, profile) as context:
                    context.add_init_script(SEES.replace("WANTED", repr(wanted)))
                    page = context.new_page()
                    page.goto(origin + path, wait_until="commit")
                    took[path].append(_seen(page))
    best = {path: middle(values) for path, values in took.items()}
    met = all(best[path] <= most for path, (_, most) in opened.items())
    told = "; ".join(
        f"{name} {best[path]:.0f} ({spread(took[path], 0)})"
        for name, path in zip(("help", "kept", "form"), opened, strict=True)
    )
    return Figure(
        round(max(best.values())),
        "ms, slowest",
        f"≤ {HELP:g} / {KEPT:g} / {FORM:g}",
        met,
        f"median of {ROUNDS}: {told}",
    )


def plan_cold_ms() -> Figure:
    """The plan with its numbers, from its own address: a new browser process each time, nobody
    answering, a processor four times slower."""
    took: list[float] = []
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as running:
        profile = Path(folder) / "profile"
        with furnished(anna=40) as house:
            _has_a_plan(house)
            with serving(house) as served:
                origin = served.origin
                _lives(running, profile, served, house)
        for _ in range(ROUNDS):
            with _phone(running, profile) as context:
                context.add_init_script(SEES.replace("WANTED", repr("#kept a[href^='tel:']")))
                page = context.new_page()
                context.new_cdp_session(page).send(
                    "Emulation.setCPUThrottlingRate", {"rate": PLAN_SLOWER}
                )
                page.goto(origin + "/plan", wait_until="commit")
                took.append(_seen(page))
    best = middle(took)
    return Figure(
        round(best),
        "ms",
        f"≤ {PLAN:g} at {PLAN_SLOWER}×",
        best <= PLAN,
        f"median of {ROUNDS} ({spread(took, 0)})",
    )


def _has_a_plan(house: House) -> None:
    """As long as the made-up citizen's, on the same disk; before the server begins."""

    def write(db: Connection) -> None:
        me = people.get(db, house.keys, house.citizens["anna"][0].id)
        assert me is not None
        for part, *words in story.PLAN:
            plan.kept.keep(db, me, part, ids.new(), plan.kept.Words(*words))

    with opened(house.settings) as (db, _):
        db.write_now(write)


def submit_shown_ms() -> Figure:
    """On the diary's page, with a server that answers: without slowdown, and with the processor six
    times slower."""
    took: dict[int, list[float]] = {1: [], SLOWER: []}
    with furnished(anna=40) as house, serving(house) as served, sync_playwright() as running:
        browser = running.chromium.launch(executable_path=executable(), args=ARGS)
        for slower, times in took.items():
            context = browser.new_context()
            _signed_in(context, house)
            page = context.new_page()
            page.goto(served.origin + "/dagbog")
            # The worker comes, and the page has looked whether anything waits.
            page.wait_for_timeout(1500)
            context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slower})
            for number in range(ROUNDS + 1):
                times.append(
                    float(
                        page.evaluate(
                            WRITES, f"Ord nummer {number} skrevet {slower} gange langsommere"
                        )
                    )
                )
                page.wait_for_timeout(700)
            del times[0]
            context.close()
        browser.close()
    plain, slow = middle(took[1]), middle(took[SLOWER])
    told = f"{plain:.0f} ({spread(took[1], 0)}); {SLOWER}× {slow:.0f} ({spread(took[SLOWER], 0)})"
    goal = f"≤ {PLAIN:g}, and ≤ {SLOW:g} at {SLOWER}×"
    return Figure(
        round(plain), "ms", goal, plain <= PLAIN and slow <= SLOW, f"median of {ROUNDS}: {told}"
    )


@contextmanager
def _phone(running: Playwright, profile: Path) -> Iterator[BrowserContext]:
    for lock in profile.glob("Singleton*"):
        lock.unlink()
    context = running.chromium.launch_persistent_context(
        profile, executable_path=executable(), args=ARGS
    )
    try:
        yield context
    finally:
        context.close()


def _lives(running: Playwright, profile: Path, served: Served, house: House) -> None:
    """A phone on which somebody has been, and chose to keep the last entries."""
    with _phone(running, profile) as context:
        _signed_in(context, house)
        page = context.new_page()
        page.goto(served.origin + "/telefon")
        page.click("[data-keeps][value=alt]")
        page.wait_for_selector(
            "[data-behaviour=keeps-on-the-phone] button:not([data-keeps]):visible"
        )
        page.goto(served.origin + "/dagbog")
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        page.goto(served.origin + "/paa-telefonen")
        page.wait_for_selector("#kept article")
        page.wait_for_timeout(500)


def _signed_in(context: BrowserContext, house: House) -> None:
    name, _, value = house.cookie("anna").partition("=")
    assert name == logins.SESSION
    context.add_cookies(
        [
            {
                "name": name,
                "value": value,
                "domain": "127.0.0.1",
                "path": "/",
                "secure": True,
                "httpOnly": True,
            }
        ]
    )


def _seen(page: Page) -> float:
    for _ in range(PATIENCE // 50):
        seen = page.evaluate("window.seen || 0")
        if seen:
            return float(seen)
        page.wait_for_timeout(50)
    raise RuntimeError(f"never there: {page.url}")
