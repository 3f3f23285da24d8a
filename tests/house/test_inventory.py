"""R49: every column, and every field sealed in one, is in the inventory, made from the tables and
the structs themselves."""

import importlib.util
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec
import pytest
from sqlalchemy import (
    Column,
    Connection,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    inspect,
    select,
    update,
)

from app.hopes.kept import Words
from app.hopes.models import hopes
from tests.house.lived import Lived, sealed
from tests.world import World

ROOT = Path(__file__).parents[2]


def _script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("inventory", ROOT / ".ci" / "inventory.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


inventory = _script()
TABLES: MetaData = inventory.tables()


def test_the_inventory_is_in_step() -> None:
    """Every column and every sealed field has its words, and the page is as they say."""
    assert not inventory.out_of_step(), "\n".join(inventory.out_of_step())


def test_every_column_of_the_database_is_in_it(world: World) -> None:
    """The tables as they are in the database, also those that are not the app's own; no more and no
    fewer."""

    def real(db: Connection) -> set[str]:
        there = inspect(db)
        return {
            f"{table}.{column['name']}"
            for table in there.get_table_names()
            for column in there.get_columns(table)
        }

    assert {row.name for row in inventory.rows(TABLES, inventory.purposes())} == world.read(real)


# --- What is wrong is seen ------------------------------------------------------------------------


def made_up() -> tuple[MetaData, dict[str, Any]]:
    schema = MetaData()
    sealed = Column("sealed", LargeBinary, info={"sealed": "app.hopes.kept.Words"})
    Table("wishes", schema, Column("id", Integer, primary_key=True), sealed)
    holds = {"text": "the wish", "dimension": "what it touches"}
    return schema, {
        "wishes": {
            "*": "account",
            "id": "tells them apart",
            "sealed": {"is": "the wish", "holds": holds},
        }
    }


def test_what_is_said_of_everything_is_well() -> None:
    assert inventory.faults(*made_up()) == []


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"*": ""}, "until when"),
        ({"id": ""}, "what it is for"),
        ({"id": {"is": "x", "class": "secret"}}, "no class"),
        ({"id": {"is": "x", "class": "sealed"}}, "no class"),
        ({"moved": "what was here once"}, "no such column"),
        (
            {"sealed": {"is": "the wish", "holds": {"text": "the wish"}}},
            "what «dimension» in it is",
        ),
        (
            {"sealed": {"is": "the wish", "holds": {"text": "x", "dimension": "x", "also": "x"}}},
            "not sealed there any more",
        ),
    ],
)
def test_what_nobody_has_said_is_noticed(changed: Mapping[str, Any], told: str) -> None:
    """Seeded, one at a time."""
    schema, said = made_up()
    found = inventory.faults(schema, {"wishes": said["wishes"] | changed})
    assert found, "nothing was noticed"
    assert all(told in each and each.startswith("wishes.") for each in found), found


def test_a_new_column_and_bytes_of_no_kind_are_noticed() -> None:
    """Seeded: a column that nobody has said anything of, and one whose bytes could be anything."""
    schema, said = made_up()
    schema.tables["wishes"].append_column(Column("mood", String(8)))
    schema.tables["wishes"].append_column(Column("blob", LargeBinary))
    said["wishes"]["blob"] = "something"
    found = inventory.faults(schema, said)
    assert [each.partition(":")[0] for each in found] == ["wishes.mood", "wishes.blob"]
    assert "bytes are sealed" in found[1]


def test_a_page_made_before_is_noticed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Seeded: a line of the page is another than the tables say, or its place is gone."""
    page = inventory.PAGE.read_text(encoding="utf-8")
    for field in (
        "| entries.sealed | company |",
        "| entries.sealed | also |",
        "| entries.number | plain |",
    ):
        assert field in page
    monkeypatch.setattr(inventory, "PAGE", tmp_path / "page.md")
    inventory.PAGE.write_text(
        page.replace("| entries.sealed | company |", "| entries.sealed | firma |"), encoding="utf-8"
    )
    assert inventory.out_of_step() == ["page.md would change: run python .ci/inventory.py"]
    with pytest.raises(ValueError, match="no place"):
        inventory.written(TABLES, inventory.purposes(), "# Nothing here")


def test_structs_within_structs_are_looked_into() -> None:
    class Inner(msgspec.Struct):
        word: str

    class Outer(msgspec.Struct):
        one: Inner | None
        many: dict[str, tuple[Inner, ...]]

    assert list(inventory.fields_of(Outer)) == ["one", "one.word", "many", "many.word"]


# --- What the classes say -------------------------------------------------------------------------

LISTED = {"grants.kind", "place_reports.what"}
"""Plain columns whose longer values come from a fixed list in the code and nowhere else."""
OF_PLACES = {
    "place_proposals.facts": "the number and link of a public place, until somebody says yes",
    "place_reports.says": "what is wrong with a public place; nobody knows who says so",
    "place_imports.source": "whom a list of public places is from",
    "place_imports.report": "the rows of such a list, and why some were refused",
    "place_offers.facts": "what a citizen sent the place, to be read by everybody when it says yes",
}
"""Plain columns with words about a public place, each with what they say. Nothing of a citizen goes
there but what they sent there themselves, after they saw it as everybody will."""


def roomy(schema: MetaData, said: Mapping[str, Any]) -> list[str]:
    """Plain columns with room for words."""
    plain = {row.name for row in inventory.rows(schema, said) if row.kind == "plain"}
    lengths = {
        f"{t.name}.{c.name}": getattr(c.type, "length", None)
        for t in schema.sorted_tables
        for c in t.c
        if isinstance(c.type, String)
    }
    return [
        name
        for name, length in lengths.items()
        if name in plain and (length is None or length > 8) and name not in LISTED | set(OF_PLACES)
    ]


def test_plain_columns_hold_no_text_but_states() -> None:
    assert roomy(TABLES, inventory.purposes()) == []


def test_a_plain_column_with_room_for_words_is_noticed() -> None:
    """Seeded: also one of no length at all."""
    schema, said = made_up()
    for name, kind in (("short", String(8)), ("long", String(9)), ("endless", String())):
        schema.tables["wishes"].append_column(Column(name, kind))
    assert roomy(schema, said) == ["wishes.long", "wishes.endless"]


# --- What really lies in them ---------------------------------------------------------------------


def unlike(struct: Any, raw: bytes) -> str:
    """How what was sealed differs from the struct that its column names; empty when it is exactly
    that, field for field."""
    try:
        read = msgspec.json.decode(raw, type=struct)
    except msgspec.ValidationError as error:
        return str(error)
    again, there = msgspec.json.decode(msgspec.json.encode(read)), msgspec.json.decode(raw)
    gone = {name for name in there if name not in again} if isinstance(there, dict) else set()
    return (
        f"has {sorted(gone)}, which the struct does not"
        if gone
        else ""
        if again == there
        else "reads as something else"
    )


def test_what_is_not_the_struct_is_noticed() -> None:
    """Seeded: a field that the struct does not have, another struct, and what is no struct at
    all."""
    assert unlike(Words, b'{"text":"x","dimension":null}') == ""
    assert (
        unlike(Words, b'{"text":"x","dimension":null,"company":"y"}')
        == "has ['company'], which the struct does not"
    )
    assert unlike(Words, b'{"kind":"hard","both":false}')
    assert unlike(Words, b'"x"')


def strange(world: World) -> tuple[set[str], set[str]]:
    """The columns that were looked at, and which of them hold something else than the struct they
    name."""
    told = [
        (each.name, unlike(inventory.struct_of(each.column), each.raw)) for each in sealed(world)
    ]
    hint = "name its struct in the column's own info={'sealed': …}"
    return {name for name, _ in told}, {f"{name} {wrong}: {hint}" for name, wrong in told if wrong}


def test_every_sealed_row_holds_what_its_column_names(lived_once: Lived, tmp_path: Path) -> None:
    """After every form was used, each sealed value in the database is exactly the struct that the
    inventory tells of."""
    world = lived_once.copied(tmp_path / "data")
    try:
        seen, wrong = strange(world)
    finally:
        world.close()
    assert not wrong, wrong
    declared = {
        f"{t.name}.{c.name}" for t in TABLES.sorted_tables for c in t.c if c.info.get("sealed")
    }
    assert seen == declared, (
        f"no row was looked at in {declared - seen}: let tests/house/test_edge.py use its form"
    )
    assert lived_once.sealing <= declared, (
        f"sealed, and not said to be: {lived_once.sealing - declared}"
    )


def test_a_row_of_another_struct_is_noticed(lived_once: Lived, tmp_path: Path) -> None:
    """Seeded: one hope says more than hopes do."""
    world = lived_once.copied(tmp_path / "data")
    try:
        me, row = (
            world.person(),
            world.read(lambda db: db.execute(select(hopes.c.id)).scalars().first()),
        )
        more = me.box.seal("hopes", row, {"text": "x", "dimension": None, "mood": "y"})
        world.write(
            lambda db: db.execute(update(hopes).where(hopes.c.id == row).values(sealed=more))
        )
        assert "has ['mood'], which the struct does not" in "".join(strange(world)[1])
    finally:
        world.close()
