"""Two who write about the same place in the same moment: both come through, and nothing stands
twice. PostgreSQL lets them, where SQLite has one wait."""

from functools import partial
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from app.companions import goings
from app.companions.models import goings as going_rows
from app.foundation import clock, ids
from app.municipality import colleagues
from app.places import editing, importing, proposals, reports, shelf
from app.places.csv_in import Told
from app.places.importing import Bringer
from app.places.listing import Place
from app.places.models import place_proposals, place_reports
from app.saved_places import kept
from app.saved_places.models import saved_places
from app.sharing import going
from app.sharing.models import bonds as bond_rows
from tests.circle.test_pressure import _tried, at_once
from tests.places.conftest import put
from tests.sharing.bonded import bond, person
from tests.world import World

pytestmark = pytest.mark.both
TURNS = 8
HUSET = Place(name="Huset", phone="86 00 00 00", calls="86000000")


def both(world: World, *acts: Any) -> None:
    """Written at once, and none of them fails."""
    errors: list[str] = []
    at_once(*(partial(_tried, errors, partial(world.write, *act)) for act in acts))
    assert errors == []


def many(world: World, table: Any, *which: Any) -> int:
    counted = select(func.count()).select_from(table).where(*which)
    return int(world.read(lambda db: db.execute(counted).scalar_one()))


def reached(number: str) -> Place:
    return Place(name="Huset", phone=number, calls=number)


def test_two_who_want_a_number_changed(world: World) -> None:
    for _ in range(TURNS):
        place = put(world, HUSET)
        before = world.read(shelf.find, place)
        wants = [(proposals.put, before, reached(f"2020202{n}"), None) for n in range(2)]
        both(world, *wants)
        assert many(world, place_proposals, place_proposals.c.place == place) == 1


def test_one_is_said_yes_to_while_another_is_asked_for(world: World) -> None:
    """Whichever comes first: a number nobody said yes to never stands there."""
    karen = world.cast["Karen"].id
    for _ in range(TURNS):
        place = put(world, HUSET)
        before = world.read(shelf.find, place)
        world.write(proposals.put, before, reached("20202020"), None)
        waits = world.read(proposals.find, place)
        assert waits is not None
        both(
            world,
            (proposals.accept, place, karen, waits.mark),
            (proposals.put, before, reached("30303030"), None),
        )
        assert world.read(shelf.find, place).place.calls in ("20202020", "86000000")


def test_an_editor_changes_what_a_list_brings_anew(world: World) -> None:
    ellen = world.read(colleagues.of, world.cast["Ellen"].id)
    assert ellen is not None
    here = Bringer("test", ellen.municipality, "Vestby")
    for turn in range(TURNS):
        place = put(world, HUSET)
        wanted = Place(name=f"Huset {turn}", phone="20202020", calls="20202020")
        told = [Told(2, str(place), Place(name="Fra listen", phone="30303030", calls="30303030"))]
        errors: list[str] = []
        edits = partial(world.write, editing.change, ellen, place, 1, wanted)
        at_once(
            partial(_tried, errors, edits),
            partial(world.write, partial(importing.keep, dry=False), here, told),
        )
        now = world.read(shelf.find, place).place
        assert now.name == ("Fra listen" if errors else f"Huset {turn}")
        assert now.calls == HUSET.calls and all("Stale" in each for each in errors)


def test_the_same_report_from_two_taps(world: World) -> None:
    place = put(world, HUSET)
    for _ in range(TURNS):
        row = ids.new()
        both(world, *[(reports.put, row, place, "andet", "")] * 2)
        assert many(world, place_reports, place_reports.c.id == row) == 1


def test_no_more_reports_than_there_is_room_for(world: World) -> None:
    place = put(world, HUSET)
    for _ in range(reports.MOST - 1):
        world.write(reports.put, ids.new(), place, "andet", "")
    both(world, *((reports.put, ids.new(), place, "andet", "") for _ in range(4)))
    assert many(world, place_reports, place_reports.c.place == place) == reports.MOST


def test_a_place_is_saved_once(world: World) -> None:
    anna = person(world, "Anna")
    for turn in range(1, TURNS + 1):
        place = put(world, HUSET)
        both(world, *((kept.keep, anna, ids.new(), place) for _ in range(2)))
        assert many(world, saved_places, saved_places.c.owner == anna.id) == turn


def words() -> goings.Words:
    return goings.Words("Huset", clock.today(clock.HOME_ZONE).isoformat(), 14 * 60, "")


def asked(world: World, owner: UUID) -> int:
    return many(world, going_rows, going_rows.c.owner == owner)


def test_somebody_is_asked_once(world: World) -> None:
    anna, on = person(world, "Anna"), bond(world)
    for turn in range(1, TURNS + 1):
        row = ids.new()
        both(world, *[(goings.ask, world.keys, anna, row, on, words())] * 2)
        assert asked(world, anna.id) == turn


def test_a_companion_has_one_bond(world: World) -> None:
    anna, otto, town = person(world, "Anna"), world.cast["Otto"].id, world.municipality("Østby")
    both(world, *[(going.with_companion, anna, otto, town, "Otto")] * 2)
    assert many(world, bond_rows, bond_rows.c.owner == anna.id, bond_rows.c.other == otto) == 1


def test_a_yes_and_calling_it_off(world: World) -> None:
    """Called off it is, whichever comes first."""
    anna, mette, on = person(world, "Anna"), person(world, "Mette"), bond(world)
    for _ in range(TURNS):
        row = world.write(goings.ask, world.keys, anna, ids.new(), on, words())
        errors: list[str] = []
        yes = partial(world.write, goings.answer, world.keys, mette, on, row, goings.YES)
        at_once(
            partial(_tried, errors, yes),
            partial(_tried, [], partial(world.write, goings.call_off, anna, row)),
        )
        assert errors in ([], ["NotFound()"])
        assert world.read(goings.find, anna, row).state == goings.OFF
