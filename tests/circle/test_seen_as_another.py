"""The same things may be shared as more than one kind: what is said of one share is true of the things, and so of the person."""

from datetime import timedelta
from uuid import UUID

import pytest

from app import hopes, journal
from app.days import marks
from app.foundation import clock, ids
from app.journal.entries import Words
from app.sharing import KINDS, grants, kinds
from tests.conftest import NOON
from tests.sharing.bonded import bond, grant, person
from tests.world import World

OVER = "Stoppet. Det er ikke delt mere."


def entry(world: World) -> UUID:
    made: UUID = ids.new()
    anna = person(world, "Anna")
    world.write(journal.entries.keep, anna, made, anna.today, Words("Kun for mig", helped=("en tur i skoven",)))
    return made


def a_hope(world: World) -> UUID:
    made: UUID = world.write(hopes.kept.keep, person(world, "Anna"), ids.new(), hopes.kept.Words("Et kolonihavehus"))
    return made


def stop(world: World, row: UUID) -> str:
    return world.signed_in().post(f"/deling/{row}/stop", {"konto": person(world, "Anna").mark}).said


def sees(world: World, name: str, on: UUID, kind: str, text: str) -> bool:
    return text in world.signed_in(name).ask("GET", f"/kreds/{on}/{KINDS[kind].path}").text


def test_what_shows_the_same_things_is_known_from_the_kinds() -> None:
    found = {kind.code: {each.code for each in kinds.alike(kind)} for kind in KINDS.values()}
    assert {code: others for code, others in found.items() if others} == {
        "days": {"days_words"},
        "days_words": {"days", "entries"},
        "entries": {"days_words"},
    }


@pytest.mark.parametrize(("stopped", "left"), [("days", "days_words"), ("days_words", "days")])
def test_days_that_can_still_be_read_are_not_said_to_be_stopped(world: World, stopped: str, left: str) -> None:
    on = bond(world)
    world.write(marks.put, person(world, "Anna"), person(world, "Anna").today, marks.chosen("hard"))
    given = {kind: grant(world, on, kind, "coming") for kind in (stopped, left)}
    anna = world.signed_in()
    led = anna.send(f"/deling/{given[stopped].id}/stop", [("konto", person(world, "Anna").mark)]).headers["location"]
    assert sees(world, "Mette", on, left, "Svær dag")
    assert anna.get(led).said == f"Det er stoppet. Du deler stadig {KINDS[left].yours.text} med den samme person."
    assert stop(world, given[left].id) == OVER
    assert anna.get(led).said == "", "it was so, and is not any more"


def test_a_text_whose_help_can_still_be_read(world: World) -> None:
    on, item = bond(world), entry(world)
    alone, days = grant(world, on, "entries", "item", item), grant(world, on, "days_words", "coming")
    assert stop(world, alone.id) == "Det er stoppet. Du deler stadig dine dage og det der hjalp med den samme person."
    assert sees(world, "Mette", on, "days_words", "en tur i skoven") and not sees(world, "Mette", on, "days_words", "Kun for mig")
    grant(world, on, "entries", "item", item)
    grant(world, on, "days", "coming")
    left = "dine dage, uden ord, og det du har valgt fra dagbogen"
    assert stop(world, days.id) == f"Det er stoppet. Du deler stadig {left} med den samme person."


def test_one_thing_that_is_seen_with_all_of_its_kind(world: World) -> None:
    on, item = bond(world), a_hope(world)
    alone, all_ = grant(world, on, "hopes", "item", item), grant(world, on, "hopes", "coming")
    assert stop(world, alone.id) == "Det er stoppet. Du deler stadig dine håb med den samme person."
    assert sees(world, "Mette", on, "hopes", "Et kolonihavehus")
    assert stop(world, all_.id) == OVER


def test_over_another_bond_or_from_tomorrow(world: World) -> None:
    first, second = bond(world, "Anna", "Gry"), bond(world, "Anna", "Gry", "Søs")
    with clock.held(NOON - timedelta(days=2)):
        days, words = grant(world, first, "days", length="3"), grant(world, second, "days_words", length="3")
    left = "dine dage og det der hjalp"
    assert stop(world, days.id) == f"Det er stoppet her. Du deler stadig {left} over jeres anden forbindelse."
    assert stop(world, words.id) == OVER
    waits, item = grant(world, first, "days_words", length="3"), entry(world)
    alone = grant(world, second, "entries", "item", item)
    assert stop(world, alone.id) == f"Det er stoppet. Du deler snart {left} med den samme person. Det kan du også stoppe."
    assert stop(world, waits.id) == OVER


def test_in_a_pause_nobody_is_said_to_see_it(world: World) -> None:
    on, item = bond(world), entry(world)
    first, second = bond(world, "Anna", "Gry"), bond(world, "Anna", "Gry", "Søs")
    alone = [grant(world, each, "entries", "item", item) for each in (on, first, second)]
    grant(world, on, "days_words", "coming")
    world.write(grants.pause, world.keys, person(world, "Anna"))
    for each in alone:
        assert "kan" not in stop(world, each.id)
