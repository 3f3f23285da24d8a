"""Nothing of a citizen's is left out when they take it along, and nothing is left when they leave:
seen in the tables themselves.

A new table, column or room needs no line here. What is asked is the database after every form was
used.
"""

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Uuid,
    func,
    insert,
    select,
    update,
)

from app import worker
from app.foundation import ids, models
from app.foundation.database import metadata
from app.my_data import citizen_key_rotation, whole
from app.people import erasure, lifecycle
from app.people.resealing import Walk
from tests.house.lived import WORD, Lived, Opened, sealed
from tests.world import World

APP = Path(__file__).parents[2] / "app"


@pytest.fixture
def lived(lived_once: Lived, tmp_path: Path) -> Iterator[World]:
    world = lived_once.copied(tmp_path / "data")
    yield world
    world.close()


# --- Taken along ----------------------------------------------------------------------------------


def own_words(value: object) -> Iterator[str]:
    """What was typed, wherever in a sealed value it stands."""
    if isinstance(value, str) and value.startswith(WORD):
        yield value.strip()
    for each in (
        value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    ):
        yield from own_words(each)


def left_out(world: World, everything: dict[str, Any]) -> set[str]:
    """Words that lie sealed for Anna and do not come along: where they lie. What was put away is on
    its way out."""
    along, anna = json.dumps(everything, ensure_ascii=False), world.cast["Anna"].id
    here = [
        each for each in sealed(world) if each.owner == anna and each.row.get("gone_minute") is None
    ]
    return {
        f"{each.name}: {words}"
        for each in here
        for words in own_words(_read(each))
        if words not in along
    }


def _read(each: Opened) -> object:
    return msgspec.json.decode(each.raw)


def test_every_word_comes_along(lived: World) -> None:
    """Every word that is sealed with somebody's key stands in their copy."""
    everything = lived.read(whole.everything, lived.person())
    assert not left_out(lived, everything), (
        f"add it to the room's export: {left_out(lived, everything)}"
    )


def test_a_word_that_stays_behind_is_noticed(lived: World) -> None:
    """Seeded: without the diary its words are missed, and one of a goal too."""
    everything = lived.read(whole.everything, lived.person())
    missed = {
        each.partition(":")[0]
        for each in left_out(lived, everything | {"entries": [], "goals": []})
    }
    assert missed == {"entries.sealed", "goals.sealed", "steps.sealed"}


# --- Erased ---------------------------------------------------------------------------------------


def of(table: Table, owner: UUID) -> list[Any]:
    """What makes a row somebody's: each column that leads to a person, whatever it is called."""
    leads = [c for c in table.c if any(key.column.table.name == "people" for key in c.foreign_keys)]
    return [column == owner for column in ([table.c.id] if table.name == "people" else leads)]


def rows_of(db: Connection, owner: UUID) -> dict[str, int]:
    """How many rows of each table are somebody's; tables that are nobody's are not named."""
    count = {
        t.name: [
            db.execute(select(func.count()).select_from(t).where(c)).scalar_one()
            for c in of(t, owner)
        ]
        for t in metadata.sorted_tables
    }
    return {name: sum(each) for name, each in count.items() if each}


def furnish(db: Connection, owner: UUID, table: Table) -> None:
    """A row of somebody's where none lies yet, made of what its columns take."""
    values = {c.name: _value(db, c, owner) for c in table.c if not c.nullable}
    mine = {c.name: owner for c in table.c if c.name == "owner"}
    db.execute(insert(table).values(values | mine))


def _value(db: Connection, column: Column[Any], owner: UUID) -> object:
    for key in column.foreign_keys:
        there = key.column.table
        return (
            owner
            if there.name == "people"
            else db.execute(select(key.column).select_from(there).limit(1)).scalar_one()
        )
    made: dict[type, object] = {
        Uuid: ids.new(),
        Boolean: False,
        Date: date(2026, 3, 1),
        Integer: 1,
        String: "x",
        LargeBinary: ids.new().bytes,
    }
    return next(value for kind, value in made.items() if isinstance(column.type, kind))


def test_nothing_is_left_when_somebody_leaves(lived: World) -> None:
    """Every table that leads to a person has a row of Anna's first, and none afterwards; what is
    Sam's stays."""
    anna, sam = lived.cast["Anna"].id, lived.cast["Sam"].id
    for name, rows in lived.read(rows_of, anna).items():
        if not rows:
            lived.write(furnish, anna, metadata.tables[name])
    before, his = lived.read(rows_of, anna), lived.read(rows_of, sam)
    assert min(before.values()) > 0, before
    lived.write(whole.erase, lived.keys, anna)
    left = {name: rows for name, rows in lived.read(rows_of, anna).items() if rows}
    assert not left, f"{left}"
    between = {"bonds", "grants"}  # what connected the two is gone for both
    assert {
        name: rows for name, rows in lived.read(rows_of, sam).items() if rows < his[name]
    }.keys() == between


def test_what_is_left_is_noticed(lived: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Seeded: an erasure that forgets the row of the person and with it what hangs on that."""
    anna = lived.cast["Anna"].id
    monkeypatch.setattr(erasure, "erase", lambda db, owner: None)
    lived.write(whole.erase, lived.keys, anna)
    left = {name for name, rows in lived.read(rows_of, anna).items() if rows}
    assert left == {"people"}


# --- Put away -------------------------------------------------------------------------------------


def put_away(db: Connection) -> set[str]:
    """Everything that can be put away has been, a long time ago."""
    tables = [table for table in metadata.sorted_tables if "gone_minute" in table.c]
    return {
        table.name for table in tables if db.execute(update(table).values(gone_minute=1)).rowcount
    }


def still_there(db: Connection) -> set[str]:
    tables = [table for table in metadata.sorted_tables if "gone_minute" in table.c]
    return {
        table.name
        for table in tables
        if db.execute(select(func.count()).select_from(table)).scalar_one()
    }


def test_everything_that_was_put_away_is_swept(lived: World) -> None:
    """Every table with things that can be put away."""
    assert lived.write(put_away) == {
        table.name for table in metadata.sorted_tables if "gone_minute" in table.c
    }
    for sweep in worker.SWEEPS:
        lived.write(sweep)
    assert not lived.read(still_there), f"{lived.read(still_there)}"


# --- A new key ------------------------------------------------------------------------------------


def under_an_old_key(world: World) -> set[str]:
    """What of Anna's is sealed with another key than her newest."""
    me = world.person()
    return {
        each.name
        for each in sealed(world)
        if each.owner == me.id and not me.box.fresh(each.row[each.column.name])
    }


def test_everything_is_sealed_anew_with_a_new_key(lived: World) -> None:
    """R44: every column, and not only those of things; then the old key can go."""
    me = lived.person()
    lived.write(citizen_key_rotation._begin, lived.keys, me.id)
    before = under_an_old_key(lived)
    assert len(before) > 15, "seeded: what was not sealed anew is seen"
    walk: Walk | None = Walk()
    for _ in range(60):
        walk = walk and lived.write(citizen_key_rotation._some, lived.keys, me.id, walk)
    assert walk is None, "a room says for ever that there is more to seal"
    assert not under_an_old_key(lived), f"{under_an_old_key(lived)}"


# --- A column that nobody takes care of stops the start -------------------------------------------


def made_up(*columns: Column[Any], **info: str) -> list[str]:
    schema = MetaData()
    people = Table(
        "people", schema, Column("id", Uuid, primary_key=True), info={"kept_by": "people"}
    )
    wishes = Table(
        "wishes", schema, Column("id", Uuid, primary_key=True), *columns, info=dict(info)
    )
    return list(lifecycle.faults((people, wishes)))


def owner() -> Column[Any]:
    return Column("owner", ForeignKey("people.id", ondelete="CASCADE"))


def words(**info: str) -> Column[Any]:
    return Column("sealed", LargeBinary, info=dict(info))


def test_what_is_taken_care_of_is_well() -> None:
    assert not made_up(owner(), words(sealed="builtins.str"), Column("gone_minute", Integer))
    assert not made_up(
        Column("other", ForeignKey("people.id")), words(sealed="builtins.str"), kept_by="sharing"
    )
    assert not list(lifecycle.faults(models.tables()))


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        (lambda: [Column("whose", ForeignKey("people.id"))], "wishes.whose: whose row is it"),
        (lambda: [words(sealed="builtins.str")], "wishes.sealed: sealed with whose key"),
        (lambda: [owner(), words()], "wishes.sealed: name the struct"),
        (
            lambda: [owner(), Column("answer_sealed", LargeBinary)],
            "wishes.answer_sealed: name the struct",
        ),
        (
            lambda: [owner(), words(sealed="app.hopes.kept.Wish")],
            "wishes.sealed: there is no app.hopes.kept.Wish",
        ),
        (lambda: [Column("gone_minute", Integer)], "wishes.gone_minute: nobody may"),
    ],
)
def test_what_nobody_takes_care_of_is_noticed(
    columns: Callable[[], list[Column[Any]]], told: str
) -> None:
    """Seeded, one at a time."""
    (found,) = made_up(*columns())
    assert found.startswith(told)


def test_a_table_that_no_room_keeps_is_noticed() -> None:
    (found,) = made_up(owner(), kept_by="attic")
    assert found == "wishes: no room is called attic, which is said to keep it"


def test_the_app_does_not_start_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    schema = MetaData()
    Table("people", schema, Column("id", Uuid, primary_key=True))
    bare = Table("wishes", schema, Column("whose", ForeignKey("people.id")))
    monkeypatch.setattr(models, "tables", lambda: (bare,))
    with pytest.raises(AssertionError, match="wishes"):
        lifecycle.check()
