"""T13 and T20 at the source: the stylesheet knows no left and no right, and its colours hold for
every kind of eye."""

import re
from itertools import combinations
from pathlib import Path

import pytest
from coloraide import Color

from app.chime import CODES
from app.days import KINDS

CSS = Path(__file__).parent.parent.parent / "static" / "css"
TOKENS = (CSS / "20-tokens.css").read_text(encoding="utf-8")
PHYSICAL = re.compile(
    r"(?<![\w-])(?:(?:margin|padding|border|inset|scroll-margin|scroll-padding)-(?:left|right"
    r"|top|bottom)"
    r"|(?:left|right|top|bottom)\s*:|(?:text-align|float|clear)\s*:\s*(?:left|right)"
    r"|border-(?:top|bottom)-(?:left|right)-radius|(?:min-|max-)?(?:width"
    r"|height)\s*:(?!\s*\d+(?:em|rem|px)\)))"
)
DIMENSIONS = CODES
DAYS = tuple(KINDS)
EYES = (None, "protan", "deutan", "tritan")
THEMES = (0, 1)


def _pairs(block: str) -> dict[str, tuple[str, str]]:
    found = re.findall(r"--([\w-]+):\s*light-dark\((#\w+),\s*(#\w+)\)", block)
    return {name: (light, dark) for name, light, dark in found}


def _dimension(code: str) -> dict[str, tuple[str, str]]:
    block = re.search(rf"\.dim-{code}, \.d-{code} {{([^}}]*light-dark[^}}]*)}}", TOKENS)
    assert block, f"no colours for {code}"
    return _pairs(block[1])


ROOT = _pairs(TOKENS)
FIVE = {code: _dimension(code) for code in DIMENSIONS}


def _seen(colour: str, eye: str | None) -> Color:
    return Color(colour) if eye is None else Color(colour).filter(eye)


def _contrast(a: str, b: str) -> float:
    return Color(a).contrast(Color(b), method="wcag21")


@pytest.mark.parametrize("file", sorted(CSS.rglob("*.css")), ids=lambda file: file.name)
def test_no_left_and_no_right(file: Path) -> None:
    assert not physical(file.read_text(encoding="utf-8"))


def physical(css: str) -> list[str]:
    """Where a style says left, right, top or bottom, or a width in numbers of its own."""
    return PHYSICAL.findall(
        re.sub(r"/\*.*?\*/|@media[^{]*|@container[^{]*|@supports[^{]*", "", css, flags=re.S)
    )


@pytest.mark.parametrize(
    "rule",
    [
        "margin-left: 1rem",
        "left: 0",
        "text-align: right",
        "border-top-left-radius: 1px",
        "padding-bottom: 2px",
        "inset-right: 0",
        "max-width: 40rem",
        "float: left",
    ],
)
def test_a_side_is_noticed(rule: str) -> None:
    """Seeded."""
    assert physical(f"p {{ {rule}; }}")
    assert not physical(
        f"/* {rule}; */ p {{ margin-inline-start: 1rem; text-align: start; max-inline-size: "
        "40rem; }"
    )


@pytest.mark.parametrize("theme", THEMES, ids=("light", "dark"))
@pytest.mark.parametrize("eye", EYES)
def test_no_two_colours_look_alike(eye: str | None, theme: int) -> None:
    for names, colours, least in (
        (DIMENSIONS, [FIVE[code]["fill"][theme] for code in DIMENSIONS], 15),
        (DAYS, [ROOT[kind][theme] for kind in DAYS], 12),
    ):
        for (one, a), (other, b) in combinations(zip(names, colours, strict=True), 2):
            apart = _seen(a, eye).delta_e(_seen(b, eye), method="2000")
            assert apart >= least, f"{one} and {other}: {apart:.1f}"


@pytest.mark.parametrize("theme", THEMES, ids=("light", "dark"))
def test_shapes_stand_out_and_words_can_be_read(theme: int) -> None:
    page, card, soft = (ROOT[name][theme] for name in ("page", "card", "soft"))
    for code, colours in FIVE.items():
        fill, tint, ink = (colours[name][theme] for name in ("fill", "tint", "on-tint"))
        for under in (page, card, tint):
            assert _contrast(fill, under) >= 3, f"{code} on {under}"
        assert _contrast(ink, tint) >= 7, code
    for kind in DAYS:
        for under in (page, card):
            assert _contrast(ROOT[kind][theme], under) >= 3, f"{kind} on {under}"
    for word in ("ink", "quiet"):
        for under in (page, card, soft):
            assert _contrast(ROOT[word][theme], under) >= 7, f"{word} on {under}"
    assert _contrast(ROOT["warm-ink"][theme], ROOT["warm"][theme]) >= 7
    assert _contrast(ROOT["on-brand"][theme], ROOT["brand"][theme]) >= 7
    for edge in ("edge", "brand"):
        for under in (page, card):
            assert _contrast(ROOT[edge][theme], under) >= 3, f"{edge} on {under}"
    assert _contrast(ROOT["warm-edge"][theme], ROOT["warm"][theme]) >= 3


def test_browsers_without_light_dark_get_the_same_light() -> None:
    """Light values stand first on their own; they must not drift from the pairs."""
    plain = TOKENS.split("@supports")[0]
    alone = dict(re.findall(r"--([\w-]+):\s*(#\w+)", plain.split(".dim-")[0]))
    pairs = _pairs(TOKENS.split("@supports")[1].split(".dim-")[0])
    assert len(pairs) > 10
    for name, (light, _) in pairs.items():
        assert alone[name] == light, name
