"""first_visit_kb: what a visitor's phone fetches to show the front page, gzip, as it goes over the
wire."""

import gzip
from html.parser import HTMLParser

from tests.bench.figure import Figure
from tests.bench.house import furnished
from tests.bench.served import Served, serving

MOST = 60.0
LINKED = {"stylesheet", "icon", "manifest", "preload", "modulepreload"}


class _Fetched(HTMLParser):
    """The addresses a browser fetches of its own accord for this page, each once."""

    def __init__(self) -> None:
        super().__init__()
        self.paths: dict[str, None] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        linked = tag == "link" and LINKED & set(given.get("rel", "").split())
        if linked or tag == "use":
            self._fetch(given.get("href", ""))
        elif tag in ("script", "img", "source", "audio", "video", "iframe"):
            self._fetch(given.get("src", ""))

    def _fetch(self, address: str) -> None:
        path = address.partition("#")[0]
        if path:
            self.paths[path] = None


def first_visit_kb() -> Figure:
    """The page and all it fetches; fonts in the style sheet are fetched only by whoever chose them,
    and are not counted."""
    with furnished() as house, serving(house) as served:
        sizes = {"/": _wire(served, "/")}
        page = _Fetched()
        page.feed(gzip.decompress(served.fetch("/", encoding="gzip")[1]).decode())
        sizes |= {path: _wire(served, path) for path in page.paths}
    body, heads = sum(size for size, _ in sizes.values()), sum(head for _, head in sizes.values())
    listed = ", ".join(
        f"{path.rpartition('/')[2] or '/'} {size / 1000:.1f}" for path, (size, _) in sizes.items()
    )
    return Figure(
        round(body / 1000, 1),
        "kB",
        f"≤ {MOST:.0f}",
        body / 1000 <= MOST,
        f"{listed}; headers besides {heads / 1000:.1f} kB",
    )


def _wire(served: Served, path: str) -> tuple[int, int]:
    headers, body = served.fetch(path, encoding="gzip")
    return len(body), sum(len(name) + len(value) + 4 for name, value in headers.items())
