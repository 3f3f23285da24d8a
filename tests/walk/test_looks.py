"""The walk's own eyes: shown a page on which everything is wrong, each of them says so."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

LOOKS = (Path(__file__).parent / "looks.js").read_text(encoding="utf-8")
WRONG = """<!doctype html><html lang="da"><title>x</title><style>
nav { position: fixed; inset-block-end: 0; inset-inline: 0; block-size: 300px; background: #fff }
.choice, .day, .field input { border: 1px solid #ddd; background: #fff } * { outline: none
!important }
.pale { color: #999 }
</style><body><h1>En</h1><h1>To</h1><h3>Tre</h3><p class="pale">Mine egne ord</p><p>
<a href="#">kort</a></p>
<div class="field"><input type="text" id="a"></div>
<button aria-pressed="true">Ja</button><button>Nej</button>
<svg role="img" width="9" height="9"></svg>
<div style="inline-size: 900px">Bred bred bred</div><p style="margin-inline-start: 380px">Ude</p>
<div style="block-size: 700px"></div><a href="#" id="last">Sidste</a>
<nav class="tabs"><a href="#" aria-current="page">Her</a><a href="#">Der</a></nav>"""


@pytest.mark.parametrize(
    "how",
    [
        "headings",
        "targets",
        "edges",
        "overflow",
        "fixed",
        "current",
        "pressed",
        "charts",
        "print",
        "ownWords",
        "focus",
        "missed",
    ],
)
def test_what_is_wrong_is_seen(chromium: Browser, how: str) -> None:
    page = chromium.new_page(viewport={"width": 390, "height": 600})
    page.set_content(WRONG)
    page.evaluate(LOOKS)
    page.evaluate("walk.begin(); document.querySelector('#last').focus({preventScroll: true})")
    assert page.evaluate(
        "([how, given]) => walk[how](...given)",
        [how, [["Mine egne ord"]] if how == "ownWords" else []],
    )
    page.close()
