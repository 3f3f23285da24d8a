"""Somebody who read along has everything of theirs erased: whoever shared with them reads in the
log that they left. R20."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import Connection, Table, delete, insert, select, update
from sqlalchemy.exc import ProgrammingError

from app import worker
from app.foundation import actor, clock
from app.foundation.errors import SealBroken
from app.hard_days.models import day_words
from app.hopes.models import hopes
from app.municipality import colleagues
from app.people import box_of, people
from app.people.models import citizen_keys
from app.people.models import people as people_table
from app.sharing import bonds, called, log, rule
from app.sharing.models import bonds as bond_rows
from app.sharing.models import grants, log_heads, readings
from tests.sharing.bonded import bond, grant, person
from tests.world import World

pytestmark = pytest.mark.both

LABELS = {"Gry": "Min søster", "Mette": "Mette fra kommunen"}


@pytest.fixture
def on(world: World) -> dict[str, UUID]:
    """Anna shares her hopes with her sister and with her guide."""
    made = {name: bond(world, "Anna", name, label) for name, label in LABELS.items()}
    for each in made.values():
        grant(world, each, "hopes")
    return made


def erased(world: World, *names: str) -> None:
    """Their thirty days have passed, and the house has made its round."""
    for name in names:
        mine = update(people_table).where(people_table.c.id == world.cast[name].id)
        world.write(
            lambda db, mine=mine: db.execute(mine.values(erase_minute=clock.minute())) and None
        )
    world.runner.run(worker.once(world.db, world.keys, world.settings))
    assert not any(world.read(people.exists, world.cast[name].id) for name in names)


def lines(world: World, name: str = "Anna") -> list[log.Line]:
    return world.read(log.lines, person(world, name).box)


def whole(world: World, name: str = "Anna") -> bool:
    return world.read(log.broken, world.keys.root, person(world, name).box) is None


@pytest.mark.parametrize("name", LABELS)
def test_the_log_says_that_they_left(world: World, on: dict[str, UUID], name: str) -> None:
    """The same sentence as when they leave by themselves, under the name Anna gave them; and the
    bond is gone."""
    before = lines(world)[0].number
    erased(world, name)
    newest = lines(world)[0]
    assert (newest.number, newest.event.what, newest.event.who) == (
        before + 1,
        "left",
        LABELS[name],
    )
    assert newest.minute == clock.minute() and whole(world)
    said = world.signed_in().get("/deling/set").main
    assert (
        "sluttede forbindelsen med dig." in said.partition(LABELS[name])[2].partition("Du delte")[0]
    )
    left = world.read(lambda db: set(db.execute(select(bond_rows.c.id)).scalars()))
    assert left == set(on.values()) - {on[name]}


@pytest.mark.parametrize("how", ["closed", "asleep"])
def test_a_guide_whose_account_is_closed_is_no_exception(
    world: World, on: dict[str, UUID], how: str
) -> None:
    if how == "closed":
        world.write(colleagues.close, world.municipality(), world.cast["Mette"].id)
    with clock.held(clock.now() + timedelta(days=70 if how == "asleep" else 0)):
        erased(world, "Mette")
        assert lines(world)[0].event.what == "left" and whole(world)


def test_two_who_leave_at_once_are_two_lines(world: World, on: dict[str, UUID]) -> None:
    erased(world, "Gry", "Mette")
    assert {(line.event.what, line.event.who) for line in lines(world)[:2]} == {
        ("left", who) for who in LABELS.values()
    }
    assert whole(world)


def test_whoever_left_before_is_not_said_to_leave_again(world: World, on: dict[str, UUID]) -> None:
    world.write(bonds.end, world.keys, person(world, "Gry"), on["Gry"], owner=False)
    before = len(lines(world))
    erased(world, "Gry")
    assert len(lines(world)) == before and whole(world)


def test_whoever_was_erased_first_is_told_nothing(world: World, on: dict[str, UUID]) -> None:
    """Both ask for it in the same round; and Sam, whom Gry shares with, hears of Gry alone."""
    bond(world, "Sam", "Gry", "Gry fra kor")
    erased(world, "Anna", "Gry")
    assert [line.event.what for line in lines(world, "Sam")] == [
        "left",
        "accepted",
        "invited",
    ] and whole(world, "Sam")


def test_one_whose_box_does_not_open_keeps_nobody_from_being_forgotten(
    world: World, on: dict[str, UUID]
) -> None:
    """A damaged row of Anna's is no reason to keep Gry's words."""
    spoiled = update(bond_rows).where(bond_rows.c.id == on["Gry"]).values(sealed=b"x" * 80)
    world.write(lambda db: db.execute(spoiled) and None)
    erased(world, "Gry")
    assert whole(world)


def test_a_log_that_was_never_begun_begins_with_it(world: World, on: dict[str, UUID]) -> None:
    def unwritten(db: object) -> None:
        for table in (grants, readings, log_heads):
            db.execute(delete(table).where(table.c.owner == world.cast["Anna"].id))  # type: ignore[attr-defined]

    world.write(unwritten)
    erased(world, "Gry")
    assert [line.event.what for line in lines(world)] == ["left"] and whole(world)


# --- What the house may open for it ---------------------------------------------------------------


def test_the_box_opens_what_they_are_called_and_writes_one_line(
    world: World, on: dict[str, UUID]
) -> None:
    """Neither what Anna is called nor where she lives; nothing else is sealed either."""
    ((bond_, held),) = world.read(rule.leaving, world.cast["Gry"].id)
    assert (
        bond_ == on["Gry"]
        and held.decision.opens == {("bonds", "sealed")}
        and held.decision.seals == rule.LINES
    )
    assert (held.decision.owner, held.decision.reader) == (
        world.cast["Anna"].id,
        world.cast["Gry"].id,
    )
    box = world.read(box_of, world.keys, held.decision)
    assert called.other(box, bond_, held.sealed) == LABELS["Gry"]
    with pytest.raises(SealBroken):
        box.seal("people", "row", "words")


@pytest.fixture
def walled(world: World, on: dict[str, UUID]) -> World:
    if world.db.sqlite:
        pytest.skip("SQLite has no third wall")
    bond(world, "Sam", "Mette")
    return world


def keys_seen(world: World) -> set[str]:
    """Whose keys the worker can read."""
    with actor.by(actor.WORKER):
        rows = world.db._read_now(
            lambda db: set(db.execute(select(citizen_keys.c.owner)).scalars())
        )
    return {each for each, member in world.cast.items() if member.id in rows}


def line(world: World, owner: str, reader: str) -> bool:
    """Whether the worker may write it."""
    row = {
        "owner": world.cast[owner].id,
        "reader": world.cast[reader].id,
        "number": 99,
        "minute": 1,
        "sealed": b"x",
        "mark": b"x",
    }
    with actor.by(actor.WORKER):
        try:
            world.db.write_now(lambda db: db.execute(insert(readings).values(**row)) and None)
        except ProgrammingError:
            return False
    gone = delete(readings).where(readings.c.number == 99)
    world.write(lambda db: db.execute(gone) and None)
    return True


def count(db: Connection, table: Table) -> int:
    return len(db.execute(select(table)).all())


def test_the_database_lets_the_worker_do_exactly_that(walled: World) -> None:
    """From when Gry is due it sees Anna's key and may write that Gry left; Sam's never, and never a
    word or a line."""
    pairs = [(owner, reader) for owner in ("Anna", "Sam") for reader in ("Gry", "Mette", "Anna")]
    assert keys_seen(walled) == set() and not any(line(walled, *pair) for pair in pairs)
    due = (
        update(people_table)
        .where(people_table.c.id == walled.cast["Gry"].id)
        .values(erase_minute=clock.minute())
    )
    walled.write(lambda db: db.execute(due) and None)
    assert keys_seen(walled) == {"Gry", "Anna"}
    assert [pair for pair in pairs if line(walled, *pair)] == [("Anna", "Gry")]
    with actor.by(actor.WORKER):
        hers = walled.cast["Anna"].id
        for table in (readings, hopes, grants, day_words):
            assert walled.db._read_now(count, table) == 0
        spoilt = update(citizen_keys).where(citizen_keys.c.owner == hers).values(master=1)
        assert walled.db.write_now(lambda db: db.execute(spoilt).rowcount) == 0
        gone = delete(citizen_keys).where(citizen_keys.c.owner == hers)
        assert walled.db.write_now(lambda db: db.execute(gone).rowcount) == 0
    ended = (
        update(bond_rows).where(bond_rows.c.other == walled.cast["Gry"].id).values(ended_minute=1)
    )
    walled.write(lambda db: db.execute(ended) and None)
    assert keys_seen(walled) == {"Gry"} and not line(walled, "Anna", "Gry")
