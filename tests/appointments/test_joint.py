"""Fælles plan: its owner writes it; others read what is shared of it, and write nothing."""

from typing import Any

import pytest

from app.appointments import contacts, joint
from app.appointments.joint import Words
from app.foundation import ids
from app.people import own
from tests.sharing.bonded import bond, grant
from tests.world import World

pytestmark = pytest.mark.both
LINE: dict[str, Any] = {"tekst": "Komme ud hver uge", "hvem": "Sara og jeg", "inden": "inden jul"}


def lines(world: World) -> list[joint.Line]:
    return world.read(joint.all_of, world.person())


def test_a_line_says_what_who_and_by_when(world: World) -> None:
    anna = world.signed_in()
    page = anna.fill("/faelles-plan/ny", "/faelles-plan", **LINE)
    assert all(each in page.main for each in LINE.values()) and "Det er gemt." in page.said
    again = anna.fill("/faelles-plan/ny", "/faelles-plan", expect=422, **LINE | {"tekst": " "})
    assert dict(again.form("/faelles-plan").fields)["inden"] == "inden jul"


def test_done_is_said_and_taken_back_and_stands_last(world: World) -> None:
    anna, me = world.signed_in(), world.person()
    first = world.write(joint.keep, me, ids.new(), Words("Først"))
    world.write(joint.keep, me, ids.new(), Words("Så"))
    page = anna.fill("/faelles-plan", f"/faelles-plan/{first}/gjort")
    assert "Det er gjort." in page.said
    assert [each.words.goal for each in lines(world)] == ["Så", "Først"]
    for _ in range(2):
        world.write(joint.turn, me, first, done=True)
    assert lines(world)[1].words.done
    anna.fill("/faelles-plan", f"/faelles-plan/{first}/gjort/slut")
    assert [each.words.goal for each in lines(world)] == ["Først", "Så"]


def test_changed_in_two_places_both_stand_there_and_done_is_no_change(world: World) -> None:
    me = world.person()
    row = world.write(joint.keep, me, ids.new(), Words("Først"))
    shown = own.mark(Words("Først"))
    world.write(joint.turn, me, row, done=True)
    world.write(joint.change, me, row, Words("Nyt"), shown)
    assert [(each.words.goal, each.words.done) for each in lines(world)] == [("Nyt", True)]
    world.write(joint.change, me, row, Words("Andet"), shown)
    assert {each.words.goal for each in lines(world)} == {"Nyt", "Andet"}


def test_others_read_what_is_shared_and_nothing_else(world: World) -> None:
    me, on, mette = world.person(), bond(world), world.signed_in("Mette")
    rows = [world.write(joint.keep, me, ids.new(), Words(goal)) for goal in ("Ud", "Hjem")]
    mette.get(f"/kreds/{on}/faelles-plan", expect=404)
    grant(world, on, "joint", "item", rows[0])
    seen = mette.get(f"/kreds/{on}/faelles-plan").main
    assert "Ud" in seen and "Hjem" not in seen and "<button" not in seen
    assert "Du deler noget af det her." in world.signed_in().get("/faelles-plan").main


def test_one_page_to_show_has_names_and_no_numbers(world: World) -> None:
    me = world.person()
    world.write(joint.keep, me, ids.new(), Words("Komme ud", "Sara", "inden jul"))
    world.write(contacts.keep, me, ids.new(), contacts.Words("Lone", "læge", "", "10 00 00 04"))
    paper = world.signed_in().get("/faelles-plan/paa-papir").main
    assert all(each in paper for each in ("Komme ud", "Sara", "inden jul", "Lone", "læge"))
    assert "10 00 00 04" not in paper
