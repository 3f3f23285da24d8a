"""An open page on which nothing happens asks the database nothing, and still knows at once."""

import time
from datetime import timedelta

import pytest
from sqlalchemy import event

from app.circle import live
from app.foundation import clock, ids
from app.foundation.moves import NOTED, SINCE
from app.hopes import kept as hopes
from app.sharing import grants
from tests.circle import crowd
from tests.conftest import NOON
from tests.sharing.bonded import bond, grant, person
from tests.world import World

pytestmark = pytest.mark.both
EVERYBODYS = SINCE.split("{")[0].strip()
"""The one question of a process that stands for all of its open pages."""


@pytest.fixture
def asked(world: World) -> list[str]:
    """Every statement, but for those that a whole process asks once."""
    found: list[str] = []
    apart = (EVERYBODYS, NOTED.split("{")[0].strip(), "SELECT set_config", "BEGIN", "SET ")

    def note(_c: object, _d: object, statement: str, *_: object) -> None:
        if not statement.strip().startswith(apart):
            found.append(statement)

    for engine in {world.db.reading, world.db.writing, world.db.apart}:
        event.listen(engine, "before_cursor_execute", note)
    return found


@pytest.fixture
def path(world: World) -> str:
    anna = person(world, "Anna")
    world.write(hopes.keep, anna, ids.new(), hopes.Words("et håb"))
    grant(world, on := bond(world), "hopes", "coming")
    return f"/kreds/{on}/haab/her"


def test_while_nothing_happens_it_asks_nothing(world: World, path: str, asked: list[str]) -> None:
    session = crowd.session_of(world, world.cast["Mette"].id)

    def rests() -> None:
        for _ in range(10):  # the first looks take longer on a machine that is busy
            asked.clear()
            time.sleep(live.EVERY * 5)
            if not asked:
                return
        raise AssertionError(asked)

    said = world.runner.run(crowd.listen(world, session, path, rests, 0))
    assert said == live.SOON


def test_the_end_of_a_pause_by_the_clock_is_known_though_nobody_writes(
    world: World, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What ends with a minute ends within a second of it."""
    monkeypatch.setattr(live, "SAFE", 10_000)
    session, later = crowd.session_of(world, world.cast["Mette"].id), clock.held(NOON)

    def a_month_goes_by() -> None:
        nonlocal later
        later = clock.held(NOON + timedelta(days=400))
        later.__enter__()

    try:
        said = world.runner.run(crowd.listen(world, session, path, a_month_goes_by, 40))
    finally:
        later.__exit__(None, None, None)
    assert said.endswith(b"event: gone\ndata: 1\n\n")


def test_who_hangs_on_no_waking_looks_by_themselves(
    world: World, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page is told though what woke it was lost."""
    monkeypatch.setattr(live, "SAFE", 3)
    monkeypatch.setattr(world.db.moves, "_wake", lambda places: None)
    session, anna = crowd.session_of(world, world.cast["Mette"].id), person(world, "Anna")
    pause = lambda: world.write(grants.pause, world.keys, anna)
    said = world.runner.run(crowd.listen(world, session, path, pause, 40))
    assert said.endswith(b"event: gone\ndata: 1\n\n")
