"""Blomsten: each answer kept at once, each can be skipped, and nothing is ever summed."""

import re

import pytest

from app import flower
from app.foundation import ids
from tests.phone import Phone
from tests.world import World

pytestmark = pytest.mark.both


def answer(anna: Phone, *given: str) -> str:
    page = anna.fill("/blomst", "/blomst")
    for value in given:
        action = next(
            form.action
            for form in page.forms
            if re.fullmatch(r"/blomst/[0-9a-f-]{36}/[1-5]", form.action)
        )
        page = anna.post(action, [*page.form(action).fields, ("svar", value)])
    return page.text


def test_five_statements_and_a_flower(world: World) -> None:
    text = answer(world.signed_in(), "3", "0", "spring-over", "1", "2")
    assert "Din blomst er gemt." in text
    [grown] = world.read(flower.kept.all_of, world.person())
    assert grown.answers == {
        "together": 3,
        "hope": 0,
        "identity": None,
        "meaning": 1,
        "empowerment": 2,
    }
    assert grown.finished


def test_leaving_midway_loses_nothing(world: World) -> None:
    anna = world.signed_in()
    answer(anna, "3", "2")
    [begun] = world.read(flower.kept.all_of, world.person())
    assert (begun.answers["together"], begun.answers["hope"], begun.finished) == (3, 2, False)
    assert "Gå videre med den du begyndte på" in anna.get("/blomst").main


def test_two_flowers_beside_each_other_say_no_difference(world: World) -> None:
    anna = world.signed_in()
    answer(anna, "0", "0", "0", "0", "0")
    answer(anna, "3", "3", "3", "3", "3")
    newest, oldest = world.read(flower.kept.all_of, world.person())
    page = anna.get(f"/blomst/{newest.id}/ved-siden-af?anden={oldest.id}")
    assert page.text.count('<svg role="img"') == 2
    for word in ("fremgang", "bedre end", "procent", "%", "point", "i alt"):
        assert word not in page.main.lower()


def test_answers_that_are_none_and_places_that_are_none(world: World) -> None:
    anna = world.signed_in()
    answer(anna, "3")
    [begun] = world.read(flower.kept.all_of, world.person())
    mark = dict(anna.get("/blomst").form("/blomst").fields)["konto"]
    for place, given in ((1, "4"), (1, "-1"), (1, "ja"), (6, "1"), (0, "1")):
        assert anna.send(f"{begun.path}/{place}", {"konto": mark, "svar": given}).status_code == 404
    assert anna.ask("GET", f"{begun.path}/9").status_code == 404
    assert anna.ask("GET", f"{begun.path}/ved-siden-af?anden=x").status_code == 404


def test_another_citizen_finds_no_flower(world: World) -> None:
    answer(world.signed_in(), "3", "3", "3", "3", "3")
    [grown] = world.read(flower.kept.all_of, world.person())
    sam = world.signed_in("Sam")
    mark = dict(sam.get("/blomst").form("/blomst").fields)["konto"]
    assert sam.ask("GET", grown.path).status_code == 404
    assert sam.send(f"{grown.path}/1", {"konto": mark, "svar": "0"}).status_code == 404
    assert sam.send("/blomst", {"konto": mark, "id": str(grown.id)}).status_code == 303
    assert world.read(flower.kept.all_of, world.person())[0].answers["together"] == 3
    assert ids.parse(str(grown.id)) != world.read(flower.kept.all_of, world.person("Sam"))[0].id
