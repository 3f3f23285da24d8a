"""A page whose shape is known is parsed quickly, and never otherwise than strictly."""

from xml.etree.ElementTree import Element

import pytest

from tests import shapes

PAGE = (
    '<!doctype html><html lang="da"><head><title>x</title></head><body><main>'
    '<p class="words">{words}</p><input type="hidden" name="a" value="{value}" disabled>'
    '<textarea name="t">\n{words}</textarea><svg viewBox="0 0 1 1"><path d="M0 0"/></svg>'
    "</main></body></html>"
)


@pytest.fixture(autouse=True)
def _knows_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shapes, "_alike", {})


def page(words: str, value: str = "v") -> str:
    return PAGE.format(words=words, value=value)


def strictly_parsed(monkeypatch: pytest.MonkeyPatch, *texts: str) -> list[str]:
    """Which of them went through the strict parser."""
    really = shapes._strictly
    seen: list[str] = []

    def noted(text: str) -> tuple[Element, list[shapes.Error]]:
        seen.append(text)
        return really(text)

    monkeypatch.setattr(shapes, "_strictly", noted)
    for text in texts:
        root, errors = shapes.parsed(text)
        strict, wrong = really(text)
        assert errors == wrong and not list(shapes._unlike(strict, root))
    return seen


def test_what_differs_in_words_alone_is_parsed_strictly_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first, rest = page("Te"), [page("Kaffe &amp; kage"), page("&quot;", "a\nb\tc  d")]
    assert strictly_parsed(monkeypatch, first, *rest) == [first]


@pytest.mark.parametrize(
    "other",
    [
        page("Te <b>og</b>"),
        page("Te <img src=x onerror=a()>"),
        page("Te", 'v" onclick="a()'),
        page("Te").replace(" disabled", ""),
        page("Te").replace("</main>", ""),
        page("Te").replace("<p ", "<p></b><p "),
        page(""),
        page("Te\x85"),
        page("Te\ufdd0"),
        page("Te\U0001fffe"),
        page("Te &#133;"),
        page("Te &bogus;"),
    ],
)
def test_another_shape_is_parsed_strictly(monkeypatch: pytest.MonkeyPatch, other: str) -> None:
    assert strictly_parsed(monkeypatch, page("Te"), other) == [page("Te"), other]


@pytest.mark.parametrize(
    "untidy",
    [
        page("Te").replace("</p>", ""),
        page("Te").replace("<main>", "<main><table><tr><td>x</table>"),
        page("Te").replace("disabled", "DISABLED"),
    ],
)
def test_what_the_quick_one_would_take_otherwise_is_always_parsed_strictly(
    monkeypatch: pytest.MonkeyPatch, untidy: str
) -> None:
    again = untidy.replace("Te", "Kaffe")
    assert strictly_parsed(monkeypatch, untidy, again) == [untidy, again]
