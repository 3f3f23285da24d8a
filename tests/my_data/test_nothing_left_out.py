"""Nothing of a citizen's is left out when they take it along, and nothing is left when they leave: seen in the tables themselves.

A new table, column or room needs no line here. What is asked is the database after every form was used.
"""

import importlib
import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import Boolean, Column, Connection, Date, Integer, LargeBinary, String, Table, Uuid, func, insert, select, update

from app import sharing
from app.foundation import ids
from app.foundation.database import metadata
from app.identity import erasure
from app.identity.resealing import Walk
from app.my_data import renewal, rooms
from tests.house.lived import WORD, Lived, Opened, sealed
from tests.world import World

APP = Path(__file__).parents[2] / "app"


@pytest.fixture
def lived(lived_once: Lived, tmp_path: Path) -> Iterator[World]:
    world = lived_once.copied(tmp_path / "data")
    yield world
    world.close()


# --- Taken along -----------------------------------------------------------------------------------------------------------


def own_words(value: object) -> Iterator[str]:
    """What was typed, wherever in a sealed value it stands."""
    if isinstance(value, str) and value.startswith(WORD):
        yield value.strip()
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from own_words(each)


def left_out(world: World, everything: dict[str, Any]) -> set[str]:
    """Words that lie sealed for Anna and do not come along: where they lie. What was put away is on its way out."""
    along, anna = json.dumps(everything, ensure_ascii=False), world.cast["Anna"].id
    here = [each for each in sealed(world) if each.owner == anna and each.row.get("gone_minute") is None]
    return {f"{each.name}: {words}" for each in here for words in own_words(_read(each)) if words not in along}


def _read(each: Opened) -> object:
    return msgspec.json.decode(each.raw)


def test_every_word_comes_along(lived: World) -> None:
    """Every word that is sealed with somebody's key stands in their copy."""
    everything = lived.read(rooms.everything, lived.person())
    assert not left_out(lived, everything), f"add it to the room's export: {left_out(lived, everything)}"


def test_a_word_that_stays_behind_is_noticed(lived: World) -> None:
    """Seeded: without the diary its words are missed, and one of a goal too."""
    everything = lived.read(rooms.everything, lived.person())
    missed = {each.partition(":")[0] for each in left_out(lived, everything | {"entries": [], "goals": []})}
    assert missed == {"entries.sealed", "goals.sealed", "steps.sealed"}


# --- Erased ----------------------------------------------------------------------------------------------------------------


def of(table: Table, owner: UUID) -> list[Any]:
    """What makes a row somebody's: each column that leads to a person, whatever it is called."""
    leads = [c for c in table.c if any(key.column.table.name == "people" for key in c.foreign_keys)]
    return [column == owner for column in ([table.c.id] if table.name == "people" else leads)]


def rows_of(db: Connection, owner: UUID) -> dict[str, int]:
    """How many rows of each table are somebody's; tables that are nobody's are not named."""
    count = {t.name: [db.execute(select(func.count()).select_from(t).where(c)).scalar_one() for c in of(t, owner)]
             for t in metadata.sorted_tables}  # fmt: skip
    return {name: sum(each) for name, each in count.items() if each}


def furnish(db: Connection, owner: UUID, table: Table) -> None:
    """A row of somebody's where none lies yet, made of what its columns take."""
    values = {c.name: _value(db, c, owner) for c in table.c if not c.nullable}
    mine = {c.name: owner for c in table.c if c.name == "owner"}
    db.execute(insert(table).values(values | mine))


def _value(db: Connection, column: Column[Any], owner: UUID) -> object:
    for key in column.foreign_keys:
        there = key.column.table
        return owner if there.name == "people" else db.execute(select(key.column).select_from(there).limit(1)).scalar_one()
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
    """Every table that leads to a person has a row of Anna's first, and none afterwards; what is Sam's stays."""
    anna, sam = lived.cast["Anna"].id, lived.cast["Sam"].id
    for name, rows in lived.read(rows_of, anna).items():
        if not rows:
            lived.write(furnish, anna, metadata.tables[name])
    before, his = lived.read(rows_of, anna), lived.read(rows_of, sam)
    assert min(before.values()) > 0, before
    lived.write(rooms.erase, lived.keys, anna)
    left = {name: rows for name, rows in lived.read(rows_of, anna).items() if rows}
    assert not left, f"let the room's erase take these too: {left}"
    between = {"bonds", "grants"}  # what connected the two is gone for both
    assert {name: rows for name, rows in lived.read(rows_of, sam).items() if rows < his[name]}.keys() == between


def test_what_is_left_is_noticed(lived: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Seeded: an erasure that forgets the row of the person and with it what hangs on that."""
    anna = lived.cast["Anna"].id
    monkeypatch.setattr(erasure, "erase", lambda db, owner: None)
    lived.write(rooms.erase, lived.keys, anna)
    left = {name for name, rows in lived.read(rows_of, anna).items() if rows}
    assert {"people", "citizen_keys", "logins"} <= left


# --- Put away ----------------------------------------------------------------------------------------------------------------


def put_away(db: Connection) -> set[str]:
    """Everything that can be put away has been, a long time ago."""
    tables = [table for table in metadata.sorted_tables if "gone_minute" in table.c]
    return {table.name for table in tables if db.execute(update(table).values(gone_minute=1)).rowcount}


def still_there(db: Connection) -> set[str]:
    tables = [table for table in metadata.sorted_tables if "gone_minute" in table.c]
    return {table.name for table in tables if db.execute(select(func.count()).select_from(table)).scalar_one()}


def test_everything_that_was_put_away_is_swept(lived: World) -> None:
    """Every table with things that can be put away."""
    assert lived.write(put_away) == {table.name for table in metadata.sorted_tables if "gone_minute" in table.c}
    for sweep in rooms.SWEEP:
        lived.write(sweep)
    assert not lived.read(still_there), f"let the room's sweep take these too, and list it in SWEEP: {lived.read(still_there)}"


# --- A new key -----------------------------------------------------------------------------------------------------------------


def under_an_old_key(world: World) -> set[str]:
    """What of Anna's is sealed with another key than her newest."""
    me = world.person()
    return {each.name for each in sealed(world) if each.owner == me.id and not me.box.fresh(each.row[each.column.name])}


def test_everything_is_sealed_anew_with_a_new_key(lived: World) -> None:
    """R44: every column, and not only those of things; then the old key can go."""
    me = lived.person()
    lived.write(renewal._begin, lived.keys, me.id)
    before = under_an_old_key(lived)
    assert len(before) > 15, "seeded: what was not sealed anew is seen"
    walk: Walk | None = Walk()
    for _ in range(5 * len(renewal.ROOMS)):
        walk = walk and lived.write(renewal._some, lived.keys, me.id, walk)
    assert walk is None, "a room says for ever that there is more to seal"
    assert not under_an_old_key(lived), f"let the room's reseal take these too: {under_an_old_key(lived)}"


# --- Nobody is forgotten in the lists --------------------------------------------------------------------------------------------


def unlisted(room: str, module: Any, listed: dict[str, set[Any]]) -> list[str]:
    """What a room's take_along can do, and no list of `my_data` asks it to."""
    does = {
        name: each for name, each in vars(module).items() if callable(each) and getattr(each, "__module__", "") == module.__name__
    }
    return [
        f"{room}.{name}"
        for name, each in does.items()
        for start, there in listed.items()
        if name.startswith(start) and each not in there
    ]


def lists() -> dict[str, set[Callable[..., Any]]]:
    return {
        "export": {export for _, _, export in rooms.CHAPTERS},
        "erase": {*rooms.ERASE, sharing.erase},
        "sweep": set(rooms.SWEEP),
        "reseal": {room.reseal for room in renewal.ROOMS},
    }


def test_every_room_that_keeps_something_is_asked() -> None:
    found = {
        path.parent.name: importlib.import_module(f"app.{path.parent.name}.take_along") for path in APP.glob("*/take_along.py")
    }
    assert len(found) > 8
    missed = [each for room, module in found.items() for each in unlisted(room, module, lists())]
    assert not missed, f"name it in app/my_data (rooms.py or renewal.py): {missed}"


def test_a_room_that_nobody_asks_is_noticed() -> None:
    """Seeded."""
    from app.hopes import take_along

    listed = lists()
    for name in ("export", "erase", "sweep", "reseal"):
        without = listed | {name: listed[name] - {getattr(take_along, name)}}
        assert unlisted("hopes", take_along, without) == [f"hopes.{name}"]
