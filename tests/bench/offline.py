"""js_kb, precache_kb and outbox_200_s: what the app on the phone weighs, and how long two hundred
waiting entries take to send."""

import gzip
import json
import re
from pathlib import Path

from playwright.sync_api import sync_playwright

from app.foundation.web.statics import Statics
from app.main import HERE
from app.sign_in import logins
from tests.bench.figure import Figure, middle, spread
from tests.bench.house import House, furnished
from tests.bench.served import Served, serving
from tests.browser import ARGS, executable

PAGES = HERE / "static/js/pages"
OWN, HTMX = ("app.js", "phone/worker.js"), "vendor/htmx-4.0.1.min.js"
MOST_OWN, MOST_ALL, MOST_PAGES = 12.0, 26.0, 3.0
MOST_PRECACHE, MOST_SECONDS = 200.0, 3.0
MANY, ROUNDS = 200, 5


def js_kb() -> Figure:
    """What every page carries; beside it what only some load, the largest of them first."""
    statics = Statics(Path(HERE, "static"))
    sizes = {name: _squeezed(statics, name) for name in (*OWN, HTMX)}
    some = sorted(PAGES.glob("*.js"), key=lambda path: -path.stat().st_size)
    pages = {f"pages/{path.name}": _squeezed(statics, f"pages/{path.name}") for path in some}
    own, all_, most = sum(sizes[name] for name in OWN), sum(sizes.values()), max(pages.values())
    listed = ", ".join(
        f"{name.rpartition('/')[2]} {size:.1f}" for name, size in (sizes | pages).items()
    )
    return Figure(
        round(own, 1),
        "kB gzip, own",
        f"≤ {MOST_OWN:g}, ≤ {MOST_ALL:g} with htmx, ≤ {MOST_PAGES:g} each that some pages load",
        own <= MOST_OWN and all_ <= MOST_ALL and most <= MOST_PAGES,
        f"{all_:.1f} with htmx: {listed}",
    )


def _squeezed(statics: Statics, name: str) -> float:
    return len(gzip.compress(statics.asset(name).plain, 9)) / 1000


def precache_kb() -> Figure:
    """As the files are when they lie on the phone, not as they travel."""
    with furnished() as house, serving(house) as served:
        worker = served.fetch("/sw.js", encoding="")[1].decode()
        files = json.loads(re.search(r"const FILES = (\[.*?\]);", worker)[1])  # type: ignore[index]
        sizes = {path: len(served.fetch(path, encoding="")[1]) / 1000 for path in files}
    total = sum(sizes.values())
    listed = ", ".join(f"{path.rpartition('/')[2]} {size:.0f}" for path, size in sizes.items())
    return Figure(round(total, 1), "kB", f"≤ {MOST_PRECACHE:g}", total <= MOST_PRECACHE, listed)


def outbox_200_s() -> Figure:
    """Put on the phone first; then from the first request until the server has acknowledged the
    last."""
    with furnished(anna=0) as house, serving(house) as served, sync_playwright() as running:
        browser = running.chromium.launch(executable_path=executable(), args=ARGS)
        took = [_sent(browser.new_context(), served, house) for _ in range(ROUNDS)]
        browser.close()
    best = middle(took)
    return Figure(
        round(best, 2),
        "s",
        f"≤ {MOST_SECONDS:g}",
        best <= MOST_SECONDS,
        f"median of {ROUNDS} ({spread(took)})",
    )


SENDS = """async many => {
    const account = document.querySelector("meta[name=account]").content;
    for (let n = 0; n < many; n++) {
        const fields = [["id", crypto.randomUUID()], ["tekst", "Ord nummer " + n + ", og lidt mere,
            som man skriver i toget"]];
        await Outbox.put(account, "/dagbog", fields);
    }
    const began = performance.now();
    const { state, told } = await Outbox.flush(account);
    return [state, told.size, (performance.now() - began) / 1000];
}"""


def _sent(context: object, served: Served, house: House) -> float:
    name, _, value = house.cookie("anna").partition("=")
    assert name == logins.SESSION
    given = {"name": name, "value": value, "domain": "127.0.0.1", "path": "/"}
    context.add_cookies([given | {"secure": True, "httpOnly": True}])  # type: ignore[attr-defined]
    page = context.new_page()  # type: ignore[attr-defined]
    page.goto(served.origin + "/mit")
    page.wait_for_timeout(1000)  # the page itself looks once whether anything waits
    state, many, seconds = page.evaluate(SENDS, MANY)
    if (state, many) != ("sent", MANY):
        raise RuntimeError(f"{state}: {many} of {MANY}")
    page.context.close()
    return float(seconds)
