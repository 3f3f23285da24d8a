"""Make docs/trust/data-inventory.md from the tables, from what is sealed in them, and from the
words of docs/trust/purposes.toml.

`python .ci/inventory.py` writes the tables of the page anew; what else stands on it is left alone.
`python .ci/inventory.py --check` changes nothing, names what is not in step, and then ends with 1.
"""

import importlib
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from sqlalchemy import Column, LargeBinary, MetaData, Table  # noqa: E402

from app.foundation import models  # noqa: E402

PURPOSES = ROOT / "docs" / "trust" / "purposes.toml"
PAGE = ROOT / "docs" / "trust" / "data-inventory.md"
CLASSES = ("plain", "sealed", "key", "hash", "public")
WHOLE_TABLE, IS, UNTIL, CLASS, HOLDS = "*", "is", "until", "class", "holds"
COLUMNS, FIELDS = "columns", "fields"
Said = Mapping[str, Any]


@dataclass(frozen=True)
class Row:
    """What is known of one column. `holds`: each field that is sealed in it, and what that is."""

    name: str
    kind: str
    purpose: str
    until: str
    holds: Mapping[str, str]


def tables() -> MetaData:
    models.tables()
    return models.metadata


def purposes() -> dict[str, Said]:
    return tomllib.loads(PURPOSES.read_text(encoding="utf-8"))


def struct_of(column: "Column[Any]") -> Any:
    """What is sealed in a column, as its `info` names it; None where nothing is."""
    named = column.info.get("sealed")
    if named is None:
        return None
    module, _, name = named.rpartition(".")
    return getattr(importlib.import_module(module), name)


def fields_of(struct: Any) -> Iterator[str]:
    """Each field of a sealed struct, those of the structs within it too: `newcomers`,
    `newcomers.login`."""
    yield from _fields(msgspec.inspect.type_info(struct))


def _fields(kind: Any, before: str = "") -> Iterator[str]:
    if isinstance(kind, msgspec.inspect.StructType):
        for field in kind.fields:
            yield before + field.encode_name
            yield from _fields(field.type, f"{before}{field.encode_name}.")
    for name in ("item_type", "item_types", "key_type", "value_type", "types"):
        inner = getattr(kind, name, ())
        for each in inner if isinstance(inner, tuple) else (inner,):
            yield from _fields(each, before)


def rows(schema: MetaData, said: Mapping[str, Said]) -> list[Row]:
    """Every column of every table, in the order of the purposes; also of tables that are not the
    app's own."""
    found = []
    for name in dict.fromkeys([*said, *schema.tables]):
        table = schema.tables.get(name)
        columns = (
            {each: False for each in said.get(name, {}) if each != WHOLE_TABLE}
            if table is None
            else _sealed(table)
        )
        found += [_row(f"{name}.{each}", sealed, said) for each, sealed in columns.items()]
    return found


def _sealed(table: Table) -> dict[str, bool]:
    return {column.name: struct_of(column) is not None for column in table.c}


def _row(name: str, sealed: bool, said: Mapping[str, Said]) -> Row:
    table, _, column = name.partition(".")
    of = said.get(table, {}).get(column, {})
    of = {IS: of} if isinstance(of, str) else of
    until = of.get(UNTIL) or said.get(table, {}).get(WHOLE_TABLE, "")
    return Row(
        name,
        "sealed" if sealed else of.get(CLASS, "plain"),
        of.get(IS, ""),
        until,
        of.get(HOLDS, {}),
    )


def faults(schema: MetaData, said: Mapping[str, Said]) -> list[str]:
    """What nobody has said, or says of something that is not there; each with what to do."""
    found = []
    known = {row.name: row for row in rows(schema, said)}
    for table in schema.sorted_tables:
        for column in table.c:
            found += _column(known[f"{table.name}.{column.name}"], column)
        found += [
            f"{table.name}.{name}: there is no such column: take it out of {PURPOSES.name}"
            for name in said.get(table.name, {})
            if name not in {*table.c.keys(), WHOLE_TABLE}
        ]
    return found


def _column(row: Row, column: "Column[Any]") -> Iterator[str]:
    if not row.purpose:
        yield f"{row.name}: say in docs/trust/{PURPOSES.name} what it is for, or store it not"
    if not row.until:
        yield (
            f"{row.name}: say in docs/trust/{PURPOSES.name} until when it is kept ({UNTIL}, or "
            f'"{WHOLE_TABLE}" for the table)'
        )
    if row.kind not in CLASSES or (row.kind == "sealed") != (struct_of(column) is not None):
        yield (
            f"{row.name}: «{row.kind}» is no class it can have; what is sealed is named in the "
            "column's own info={'sealed': …}"
        )
    if isinstance(column.type, LargeBinary) and row.kind in ("plain", "public"):
        yield (
            f"{row.name}: bytes are sealed (name the struct in its info), or say that they are "
            "a hash or a key"
        )
    there = set() if row.kind != "sealed" else set(fields_of(struct_of(column)))
    yield from (
        f"{row.name}: say in {PURPOSES.name} what «{each}» in it is ({HOLDS})"
        for each in sorted(there - set(row.holds))
    )
    yield from (
        f"{row.name}: «{each}» is not sealed there any more: take it out"
        for each in sorted(set(row.holds) - there)
    )


def written(schema: MetaData, said: Mapping[str, Said], page: str) -> str:
    """The page with its two tables made anew."""
    every = rows(schema, said)
    columns = [f"| {row.name} | {row.kind} | {row.purpose} | {row.until} |" for row in every]
    fields = [
        f"| {row.name} | {name} | {what} |" for row in every for name, what in row.holds.items()
    ]
    for part, lines in ((COLUMNS, columns), (FIELDS, fields)):
        page, done = re.subn(
            rf"(<!-- {part}: .*-->\n\n(?:\|.*\n){{2}})(?:\|.*\n)*",
            lambda found, lines=lines: found[1] + "\n".join(lines) + "\n",
            page,
        )  # type: ignore[misc]
        if done != 1:
            raise ValueError(f"{PAGE.name} has no place for its {part}")
    return page


def out_of_step() -> list[str]:
    schema, said, page = tables(), purposes(), PAGE.read_text(encoding="utf-8")
    wrong = faults(schema, said)
    return wrong or (
        []
        if written(schema, said, page) == page
        else [f"{PAGE.name} would change: run python .ci/inventory.py"]
    )


def main(arguments: list[str]) -> int:
    if "--check" not in arguments:
        PAGE.write_text(
            written(tables(), purposes(), PAGE.read_text(encoding="utf-8")), encoding="utf-8"
        )
    wrong = out_of_step()
    print("\n".join(wrong) or "Every column and every sealed field is in the inventory.")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
