"""The flower: a no is a bud, a skipped question an outline, and nothing is ever lost at the
edge."""

import gzip
import re
from itertools import product
from math import hypot
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.flower.drawing import CENTRE, DIMENSIONS, FULL, SMALL, Flower, Petal, draw, petals

TEMPLATES = Path(__file__).parents[2] / "templates"
answers_given = st.dictionaries(st.sampled_from(DIMENSIONS), st.sampled_from([None, 0, 1, 2, 3]))
Answers = dict[str, int | None]


def everywhere(answer: int | None) -> Answers:
    return dict.fromkeys(DIMENSIONS, answer)


def points(path: str) -> list[tuple[float, float]]:
    """Corners and handles of a path in absolute coordinates: the drawn line never leaves their
    hull."""
    assert set(re.findall("[A-Za-z]", path)) <= set("MLQCz")
    numbers = [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", path)]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def reach(petal: Petal) -> float:
    return max(hypot(x - CENTRE[0], y - CENTRE[1]) for x, y in points(petal.path))


def show(drawing: Flower, answers: Answers, **more: object) -> str:
    env = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined
    )
    env.globals["_"] = lambda text, **values: text.format(**values) if values else text
    macro = (
        '{% from "flower/_flower.html" import flower %}{{ flower(drawing, answers, "f", **more) }}'
    )
    return env.from_string(macro).render(drawing=drawing, answers=answers, more=more)


def words(html: str) -> str:
    return " ".join("".join(ElementTree.fromstring(html).itertext()).split())


@settings(deadline=None)  # time is measured by the bench
@given(answers_given)
def test_there_are_always_five_petals_in_the_same_order(answers: Answers) -> None:
    assert tuple(petal.dimension for petal in petals(answers)) == DIMENSIONS
    assert all(petal.path for petal in petals(answers))


def test_five_noes_are_five_whole_closed_buds() -> None:
    for petal in petals(everywhere(0)):
        assert not petal.open and not petal.outline
        assert petal.stalk
        assert petal.path.endswith("z")
        assert reach(petal) > 60


def test_a_bud_is_drawn_with_as_much_care_as_an_open_petal() -> None:
    bud, open_petal = petals(everywhere(0))[0], petals(everywhere(3))[0]
    assert bud.path.count("M") > 1 and open_petal.path.count("M") > 1


def test_a_skipped_question_is_an_outline_of_middle_size() -> None:
    for skipped, little, mostly in zip(
        petals({}), petals(everywhere(1)), petals(everywhere(2)), strict=True
    ):
        assert skipped.outline and not skipped.open and not skipped.stalk
        assert reach(little) < reach(skipped) < reach(mostly)
        assert skipped.path.count("M") == 1


def test_a_skipped_question_and_a_missing_answer_are_the_same() -> None:
    assert petals({}) == petals(everywhere(None))


@pytest.mark.parametrize("place", range(5))
def test_a_petal_grows_with_its_own_answer(place: int) -> None:
    reaches = [reach(petals(everywhere(answer))[place]) for answer in range(4)]
    assert reaches == sorted(reaches) and len(set(reaches)) == 4


def test_a_petal_knows_nothing_of_the_other_answers() -> None:
    shapes = [
        (a, b, petals({"hope": a, "meaning": b})) for a, b in product([None, 0, 1, 2, 3], repeat=2)
    ]
    for a, b, drawn in shapes:
        assert drawn[1] == petals(everywhere(a))[1]
        assert drawn[3] == petals(everywhere(b))[3]


def test_stem_leaves_and_heart_are_the_same_for_everyone() -> None:
    poor, rich = draw(everywhere(0)), draw(everywhere(3))
    assert (poor.stem, poor.leaves, poor.seeds, poor.heart) == (
        rich.stem,
        rich.leaves,
        rich.seeds,
        rich.heart,
    )


@pytest.mark.parametrize("size", [SMALL, FULL, 400])
@pytest.mark.parametrize("answer", [None, 0, 1, 2, 3])
def test_everything_stays_inside_with_its_stroke(answer: int | None, size: int) -> None:
    drawing = draw(everywhere(answer), size)
    for path in [
        drawing.stem,
        drawing.leaves,
        *(p.path for p in drawing.petals),
        *(p.stalk for p in drawing.petals),
    ]:
        for x, y in points(path):
            assert 1 <= x <= drawing.width - 1 and 1 <= y <= drawing.height - 1


@pytest.mark.parametrize("size", [SMALL, FULL])
@pytest.mark.parametrize("answer", [None, 0, 1, 2, 3])
def test_the_lettering_stays_inside(answer: int | None, size: int) -> None:
    drawing = draw(everywhere(answer), size)
    half = 5 if drawing.numbered else 45  # half of a number, half of a word of ten letters
    for petal in drawing.petals:
        assert half <= petal.x <= drawing.width - half and 11 <= petal.y <= drawing.height


@pytest.mark.parametrize("answer", [None, 0, 1, 2, 3])
def test_a_word_never_lies_on_its_petal(answer: int | None) -> None:
    for petal in petals(everywhere(answer)):
        low, high = min(y for _, y in points(petal.path)), max(y for _, y in points(petal.path))
        assert petal.y <= low or petal.y - 11 >= high


@settings(deadline=None)  # time is measured by the bench
@given(answers_given)
def test_numbers_are_short_and_real(answers: Answers) -> None:
    text = repr(draw(answers))
    assert "nan" not in text and "inf" not in text
    assert not re.search(r"\.\d\d", "".join(petal.path for petal in petals(answers)))


def test_small_flowers_are_numbered_and_large_ones_have_words() -> None:
    answers = everywhere(2)
    assert "1 Sammen" in words(show(draw(answers, SMALL), answers))
    assert not draw(answers, FULL).numbered


def test_the_picture_is_told_in_words() -> None:
    answers: Answers = {"together": 3, "hope": 2, "identity": 1, "meaning": 0}
    said = (
        "Sammen: Ja. Håb: For det meste. Mig selv: Lidt. Mening: Nej, ikke lige nu. Ved roret: "
        "Sprunget over."
    )
    html = show(draw(answers), answers)
    assert said in words(html)
    cells = [row.text for row in ElementTree.fromstring(html).iter("td")]
    assert cells == ["Ja", "For det meste", "Lidt", "Nej, ikke lige nu", "Sprunget over"]


def test_the_legend_explains_only_what_is_there() -> None:
    assert "knop" not in words(show(draw(everywhere(3)), everywhere(3)))
    assert "knop" in words(show(draw(everywhere(0)), everywhere(0)))
    assert "tomt" in words(show(draw({}), {}))


def test_a_flower_without_legend_still_shows_its_title() -> None:
    html = show(draw({}), {}, title="Dengang", legend=False)
    assert 'class="legend"' not in html and "<b>Dengang</b>" in html


def test_the_markup_is_clean_and_light() -> None:
    html = show(draw(everywhere(0)), everywhere(0))
    root = ElementTree.fromstring(html)
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert ids == ["f-t", "f-d"]
    assert "style=" not in html and "<script" not in html and "data:" not in html
    assert len(gzip.compress(html.encode())) < 2200


def test_what_a_reader_typed_as_title_is_escaped() -> None:
    assert "<i>" not in show(draw({}), {}, title="<i>")
