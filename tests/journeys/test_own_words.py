"""What somebody wrote stands everywhere as they wrote it, line by line, and makes no page go
sideways."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.foundation import clock
from tests.browser import Open, Site, Window, served
from tests.conftest import NOON
from tests.house.test_edge import Session, pages_of
from tests.world import Template, World

pytestmark = pytest.mark.browser
FILE = "/mine-ting/hent/fil"
LONG = "https://eksempel.dk/et-meget-langt-link-som-ingen-kan-dele"
LOOK = """() => {
  const wide = document.scrollingElement.scrollWidth - innerWidth;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const lost = [];
  let own = 0;
  for (let node; (node = walker.nextNode()); ) {
    const box = node.parentElement;
    if (!node.data.includes("Aa ") || box.closest("textarea,script,template,title") ||
        !box.checkVisibility()) continue;
    own += 1;
    if (!/^(break-spaces|pre|pre-wrap)$/.test(getComputedStyle(box).whiteSpace)) lost
        .push(box.outerHTML.slice(0, 160));
  }
  return { wide, lost, own };
}"""


def word(field: str) -> str:
    return f"Aa {field}\n  Bb {LONG}"[:110]


@pytest.fixture(scope="module", autouse=True)
def lived(
    sqlite_template: Template, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Template, list[str]]:
    """Everything there is to write has been written, in two lines, the second of which is long; and
    where it may stand. Before there is a browser, whose thread has a loop of its own."""
    with clock.held(NOON):
        return _written(sqlite_template, tmp_path_factory.mktemp("words") / "data")


def _written(template: Template, to: Path) -> tuple[Template, list[str]]:
    made = World(template.copied(to, "words"), template.cast)
    session = Session(made, made.signed_in(), word).live()
    paths = pages_of(made, session.places)
    made.close()
    return Template(made.settings, made.cast), paths


@pytest.fixture(scope="module")
def site(
    lived: tuple[Template, list[str]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    with served(lived[0], tmp_path_factory.mktemp("site") / "data") as made:
        yield made


def test_every_page_and_every_sheet(
    site: Site, lived: tuple[Template, list[str]], opens: Open
) -> None:
    window = opens()
    window.allow("")
    found: list[str] = []
    own = 0
    for name in ("Anna", "Mette"):
        window.come_in(site.world.cast[name])
        for path in lived[1] if name == "Anna" else shared(window):
            if path == FILE or "Aa " not in window.context.request.get(site.origin + path).text():
                continue
            window.goto(path)
            for media in ("screen", "print"):
                window.page.emulate_media(media=media)
                seen = window.page.evaluate(LOOK)
                own += seen["own"]
                found += [f"{path} {media}: {each}" for each in seen["lost"]]
                found += [f"{path} {media}: {seen['wide']} too wide"] if seen["wide"] > 0 else []
    assert not found, "\n".join(dict.fromkeys(found))
    assert own > 60


def shared(window: Window) -> list[str]:
    page = window.goto("/kreds")
    return [
        str(link.get_attribute("href")) for link in page.locator("main a[href^='/kreds/']").all()
    ]


def test_the_copy_one_takes_along(site: Site, opens: Open, tmp_path: Path) -> None:
    window = opens()
    window.allow("asked another host: file:")
    window.come_in(site.world.cast["Anna"])
    packed = zipfile.ZipFile(io.BytesIO(window.context.request.get(site.origin + FILE).body()))
    (name,) = [each for each in packed.namelist() if each.endswith(".html")]
    (tmp_path / "copy.html").write_bytes(packed.read(name))
    for media in ("screen", "print"):
        window.page.goto((tmp_path / "copy.html").as_uri())
        window.page.emulate_media(media=media)
        seen = window.page.evaluate(LOOK)
        assert (seen["wide"], seen["lost"]) == (0, []) and seen["own"] > 20
