"""Templates and scripts know each other by name only: each name that one side says, the other side
answers to."""

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def read(*patterns: str) -> str:
    return "\n".join(
        path.read_text(encoding="utf-8")
        for pattern in patterns
        for path in sorted(ROOT.glob(pattern))
    )


TEMPLATES = read("templates/**/*.html")
SCRIPTS = read("static/js/**/*.js", "static/phone/*.js")
STYLES = read("static/css/**/*.css")


def names(pattern: str, text: str) -> set[str]:
    """Every name that a pattern finds, whichever of its groups it stands in."""
    return {next(filter(None, found.groups())) for found in re.finditer(pattern, text)}


def unanswered(called: Iterable[str], there: Iterable[str], where: str) -> list[str]:
    return [f"«{name}» {where}" for name in sorted(set(called) - set(there))]


def behaviours(templates: str, scripts: str) -> list[str]:
    """Both ways: what a page asks for is done by a script, and what a script does is asked for by a
    page."""
    asked = names(r"""data-behaviour=["']([^"']+)["']""", templates)
    done = names(r"""\bbehaviour\(["']([^"']+)["']""", scripts)
    told = unanswered(
        asked, done, "is asked for by a template, and no script of static/js does it: behaviour(…)"
    )
    return told + unanswered(
        done, asked, "is done by a script, and no template asks for it: data-behaviour"
    )


def ids(templates: str, scripts: str) -> list[str]:
    """What a script looks up by its id stands in a template, or is made by a script."""
    asked = names(r"""(?:getElementById|clone)\(["']([^"']+)["']""", scripts)
    there = names(r"""\bid=["']([\w-]+)["']""", templates + scripts) | names(
        r"""\bid(?: =|:) ["']([\w-]+)["']""", scripts
    )
    return unanswered(asked, there, "is looked up by a script, and no template has it as an id")


def data(templates: str, scripts: str, styles: str) -> list[str]:
    """What a template hands over is taken by a script or a style. What stands on <html> is taken
    whole, as the copy's look."""
    templates = re.sub(r"<html[^>]*>", "", templates)
    said = names(r"\sdata-([a-z-]+)(?=[\s=>{\"])", templates) - {"behaviour"}
    taken = {
        name
        for name in said
        if re.search(rf"\b{_camel(name)}\b", scripts) or f"[data-{name}" in styles + scripts
    }
    return unanswered(said, taken, "is handed over by a template as data-…, and nobody takes it")


def _camel(name: str) -> str:
    return re.sub(r"-(.)", lambda found: found[1].upper(), name)


def test_every_behaviour_is_done_and_asked_for() -> None:
    assert not behaviours(TEMPLATES, SCRIPTS), behaviours(TEMPLATES, SCRIPTS)


def test_every_id_that_a_script_looks_for_is_there() -> None:
    assert not ids(TEMPLATES, SCRIPTS), ids(TEMPLATES, SCRIPTS)


def test_everything_that_is_handed_over_is_taken() -> None:
    assert not data(TEMPLATES, SCRIPTS, STYLES), data(TEMPLATES, SCRIPTS, STYLES)


def test_the_names_are_really_found() -> None:
    """Nothing is in order because nothing was found."""
    assert len(names(r'data-behaviour="([^"]+)"', TEMPLATES)) > 9
    assert len(names(r'(?:getElementById|clone)\("([^"]+)"', SCRIPTS)) > 15


@pytest.mark.parametrize(
    ("templates", "scripts", "told"),
    [
        ('<p data-behaviour="sings">', "", "sings"),
        ("<p data-behaviour='sings'>", 'behaviour("dances", x)', "sings"),
        ('<p data-behaviour="sings">', 'behaviour("sings", x); behaviour("dances", x)', "dances"),
        ("", 'behaviour("sings", x)', "sings"),
    ],
)
def test_a_behaviour_on_one_side_only_is_noticed(templates: str, scripts: str, told: str) -> None:
    """Seeded."""
    assert f"«{told}»" in "".join(behaviours(templates, scripts))


def test_an_id_and_a_word_that_nobody_answers_to_are_noticed() -> None:
    """Seeded."""
    assert ids('<p id="here">', 'getElementById("gone"); clone("here")') == [
        "«gone» is looked up by a script, and no template has it as an id"
    ]
    assert data(
        '<p data-failed-twice="x" data-done="y" data-on>', "x.dataset.done", "[data-on] {}"
    ) == ["«failed-twice» is handed over by a template as data-…, and nobody takes it"]
    assert not data('<p data-failed-twice="x">', "x.dataset.failedTwice", "")
