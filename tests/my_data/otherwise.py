"""Another value for any field, so that one can see who notices."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from msgspec import inspect as kinds
from sqlalchemy import Boolean, Column, Connection, Date, Integer, LargeBinary, String, Uuid, select

from app.foundation import ids

CODES = {
    "part": ("signs", "helps"), "state": ("resting", "reached", "tried", "did"),
    "kind": ("hope", "call", "guest", "hopes", "day", "hello"), "role": ("guide", "relative"),
    "scope": ("now", "item"), "what": ("paused", "resumed"), "word": ("visit", "call"),
    "parts": ("signs", "helps"), "wished": ("signs", "helps"),
    "often": ("uge", "anden"),
    "rung": ("00000000-0000-4000-8000-000000000000",),
}  # fmt: skip
"""What else may stand in a field that is not free."""


def others(value: Any, kind: kinds.Type, name: str) -> list[Any]:
    """Other values for a sealed field."""
    if isinstance(kind, kinds.UnionType):
        kind = next(each for each in kind.types if not isinstance(each, kinds.NoneType))
    if isinstance(kind, kinds.DictType):
        return (
            [{key: others(each, kind.value_type, name)[0] for key, each in value.items()}]
            if value
            else [{"hopes": 1}]
        )
    if isinstance(kind, kinds.VarTupleType | kinds.ListType):
        return [[*value, each] for each in others(None, kind.item_type, name)]
    if isinstance(kind, kinds.TupleType):
        return [[*value[:-1], value[-1] + 1]]
    if isinstance(kind, kinds.BoolType):
        return [not value]
    if isinstance(kind, kinds.IntType):
        return [2 if (value or 0) == 1 else (value or 0) + 1440, 1]
    codes = [code for code in CODES.get(name.rpartition(".")[2], ()) if code != value]
    return [*codes, "Europe/Oslo"] if name == "zone" else [*codes, f"{value or ''}kanarie"]


def column_others(db: Connection, column: Column[Any], value: Any) -> list[Any]:
    """Other values for a plain column: of its sort, or what stands in it elsewhere."""
    for key in column.foreign_keys:
        found = db.execute(select(key.column).limit(20)).scalars()
        return [each for each in found if each != value] + ([None] if column.nullable else [])
    sorts: dict[type, Callable[[], list[Any]]] = {
        Boolean: lambda: [not value],
        Date: lambda: [(value or date(2026, 1, 1)) + timedelta(days=1)],
        Integer: lambda: [(value or 0) + 1440, (value or 0) ^ 1],
        Uuid: lambda: [ids.new()],
        LargeBinary: lambda: [ids.new().bytes],
        String: lambda: [*CODES.get(column.name, ()), "kanarie"],
    }
    return [
        each
        for sort, made in sorts.items()
        if isinstance(column.type, sort)
        for each in made()
        if each != value
    ]


def default(kind: kinds.Type) -> Any:
    return {
        kinds.DictType: {},
        kinds.VarTupleType: [],
        kinds.BoolType: False,
        kinds.IntType: 0,
    }.get(type(kind))
