"""Who has written is known to everybody who waits for it, in every process; and of nobody else."""

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from app.foundation import actor, ids, moves
from app.foundation.database import Database
from app.hopes import kept as hopes
from tests.world import World

pytestmark = pytest.mark.both


@pytest.fixture
def elsewhere(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """Another process on the same database: on PostgreSQL anything may be written there."""
    monkeypatch.setattr(moves, "STALE", -1.0)
    with closing(Database(world.settings.database_url, durable=False)) as other:
        yield world.db if world.db.sqlite else other


def moved(world: World, *names: str) -> tuple[object, ...]:
    found: Any = world.runner.run(world.db.moves.of(*(world.cast[name].id for name in names)))
    return tuple(found)


def writes(db: Database, world: World, name: str) -> None:
    me = world.person(name)
    with actor.by(person=me.id):
        db.write_now(hopes.keep, me, ids.new(), hopes.Words("et håb"))


def test_one_hears_of_those_one_waits_for_and_of_nobody_else(
    world: World, elsewhere: Database
) -> None:
    before = moved(world, "Anna")
    writes(elsewhere, world, "Sam")
    assert moved(world, "Anna") == before
    writes(elsewhere, world, "Anna")
    after = moved(world, "Anna")
    assert after != before
    assert moved(world, "Anna") == after


def test_whoever_acts_in_a_way_is_heard_of_by_everybody(world: World, elsewhere: Database) -> None:
    anna, before = world.person(), moved(world, "Sam")
    with actor.by("tests"):
        elsewhere.write_now(hopes.keep, anna, ids.new(), hopes.Words("et håb"))
    assert moved(world, "Sam") != before


def test_whoever_began_before_others_and_is_done_after_them_is_heard_of(
    world: World, elsewhere: Database
) -> None:
    if world.db.sqlite:
        pytest.skip("one after another on SQLite")
    anna = world.person()
    with actor.by(person=anna.id), elsewhere.writing.connect() as slow:
        slow.begin()
        hopes.keep(slow, anna, ids.new(), hopes.Words("et håb"))
        moves.noted(slow)
        writes(elsewhere, world, "Sam")
        before = moved(world, "Anna", "Sam")
        writes(elsewhere, world, "Sam")
        assert moved(world, "Anna", "Sam")[0] == before[0]
        slow.commit()
    assert moved(world, "Anna", "Sam")[0] != before[0]


def test_what_came_to_nothing_is_not_heard_of(world: World, elsewhere: Database) -> None:
    before = moved(world, "Anna")
    with actor.by(person=world.cast["Anna"].id), pytest.raises(ZeroDivisionError):
        elsewhere.write_now(lambda _: 1 // 0)
    assert moved(world, "Anna") == before
