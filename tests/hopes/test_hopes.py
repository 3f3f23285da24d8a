"""Håb: written, changed, put away and back again; never reached and never late."""

import re
from datetime import timedelta

import pytest

from app.foundation import clock
from app.hopes import kept
from tests.conftest import NOON
from tests.phone import Phone
from tests.world import World

pytestmark = pytest.mark.both


def a_hope(anna: Phone, text: str, dimension: str = "") -> str:
    page = anna.fill("/haab", "/haab", tekst=text, dimension=dimension)
    return next(link for link in page.links if re.fullmatch(r"/haab/[0-9a-f-]{36}", link))


def test_the_same_form_twice_keeps_one_hope_and_other_words_keep_both(world: World) -> None:
    anna = world.signed_in()
    form = anna.typed(anna.get("/haab"), "/haab", tekst="Et lille hus")
    anna.post("/haab", form)
    anna.post("/haab", form)
    assert len(world.read(kept.all_of, world.person())) == 1
    anna.post(
        "/haab", [(name, "Et stort hus" if name == "tekst" else value) for name, value in form]
    )
    assert {hope.text for hope in world.read(kept.all_of, world.person())} == {
        "Et lille hus",
        "Et stort hus",
    }


def test_a_hope_can_be_changed_with_what_it_touches(world: World) -> None:
    anna = world.signed_in()
    hope = a_hope(anna, "En hund", dimension="together")
    form = anna.get(f"{hope}/ret").form(f"{hope}/ret")
    assert {("tekst", "En hund"), ("dimension", "together")} <= set(form.fields)
    anna.fill(f"{hope}/ret", f"{hope}/ret", tekst="To hunde", dimension="meaning")
    [there] = world.read(kept.all_of, world.person())
    assert (there.text, there.dimension) == ("To hunde", "meaning")


def test_a_made_up_dimension_is_none(world: World) -> None:
    a_hope(world.signed_in(), "En hund", dimension="happiness")
    [there] = world.read(kept.all_of, world.person())
    assert there.dimension is None


def test_a_hope_is_never_reached_and_has_no_deadline(world: World) -> None:
    anna = world.signed_in()
    hope = a_hope(anna, "En hund")
    with clock.held(NOON + timedelta(days=300)):
        page = world.signed_in().get(hope)
    assert {form.action for form in page.forms if hope in form.action} == {
        f"{hope}/maal",
        f"{hope}/slet",
    }
    assert "Der er ingen frist." in page.main
    assert not re.search(r"nået|forsinket|siden|mangler", page.main)


def test_words_that_others_left_open_come_back_with_what_was_chosen(world: World) -> None:
    anna = world.signed_in()
    page = anna.fill("/haab", "/haab", expect=422, tekst="x" * (kept.LONGEST + 1), dimension="hope")
    fields = dict(page.form("/haab").fields)
    assert (len(fields["tekst"]), fields["dimension"]) == (kept.LONGEST + 1, "hope")
    assert world.read(kept.all_of, world.person()) == []
