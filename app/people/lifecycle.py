"""What becomes of everything that is kept of somebody: erased with them, erased a day after it was
put away, and sealed anew with their new key. None of it is listed: it comes from the tables
themselves.

A table with an `owner` holds what is that person's. What can be put away has a `gone_minute`. A
sealed column names its struct, and lies under its row's id or where `info["place"]` says. A table
that needs more names the room that does it (`info["kept_by"]`).
"""

from collections.abc import Callable, Iterator
from functools import cache, partial
from importlib import import_module
from importlib.util import find_spec
from uuid import UUID

from sqlalchemy import Column, Connection, LargeBinary, Table

from app.foundation import models
from app.people import own, resealing
from app.people.people import Person

KEPT_BY = "kept_by"


def erase(db: Connection, owner: UUID) -> int:
    """A piece of what is one person's alone, what leads to other things of theirs first; 0 when
    nothing is left."""
    return own.erase(db, owner, *_erased())


def reseal(db: Connection, me: Person, walk: resealing.Walk) -> int:
    """The next of my things, sealed anew with the key in use now; 0 when all are."""
    return next(
        (
            seen
            for table, column in _sealed()
            if (seen := resealing.things(db, me, table, walk, column))
        ),
        0,
    )


@cache
def sweeps() -> dict[str, Callable[[Connection], int]]:
    """By table: erases a piece of what nobody brought back within the day."""
    return {
        table.name: partial(own.sweep, table=table)
        for table in models.tables()
        if "gone_minute" in table.c
    }


def faults(tables: tuple[Table, ...]) -> Iterator[str]:
    """What nobody would take care of: a person's row that stays when they leave, or words that no
    key opens after the next turn."""
    for table in tables:
        room = table.info.get(KEPT_BY)
        if room is not None and find_spec(f"app.{room}") is None:
            yield f"{table.name}: no room is called {room}, which is said to keep it"
        theirs = [
            column
            for column in table.c
            if any(key.column.table.name == "people" for key in column.foreign_keys)
        ]
        kept = "owner" in table.c or KEPT_BY in table.info
        for column in theirs:
            if not kept:
                yield (
                    f"{table.name}.{column.name}: whose row is it? Call the column owner, or "
                    "name the room that erases it"
                )
        for column in table.c:
            if "sealed" in column.info and not kept:
                yield (
                    f"{table.name}.{column.name}: sealed with whose key? The table has no "
                    "owner, and no room keeps it"
                )
            if "sealed" in column.info and not _is_there(column.info["sealed"]):
                yield (
                    f"{table.name}.{column.name}: there is no {column.info['sealed']} that "
                    "could be sealed in it"
                )
            if (
                isinstance(column.type, LargeBinary)
                and column.name.endswith("sealed")
                and "sealed" not in column.info
            ):
                yield f"{table.name}.{column.name}: name the struct that is sealed in it"
        with_ = table.info.get("goes_with")
        if with_ is not None and not any(
            key.column.table.name == with_ and key.ondelete == "CASCADE"
            for key in table.foreign_keys
        ):
            yield f"{table.name}: it is said to go with {with_}, and does not"
        if "gone_minute" in table.c and "owner" not in table.c:
            yield f"{table.name}.gone_minute: nobody may bring back what is nobody's"


def _is_there(named: str) -> bool:
    module, _, name = named.rpartition(".")
    return hasattr(import_module(module), name)


def check() -> None:
    """The app does not start with a column that nobody takes care of."""
    found = list(faults(models.tables()))
    assert not found, "\n".join(found)


def _mine() -> list[Table]:
    return [table for table in models.tables() if "owner" in table.c and KEPT_BY not in table.info]


@cache
def _erased() -> tuple[Table, ...]:
    """Not what goes with another row of theirs (`goes_with`): whoever locks that one first would
    meet whoever locks this one first."""
    return tuple(table for table in reversed(_mine()) if "goes_with" not in table.info)


@cache
def _sealed() -> tuple[tuple[Table, Column[bytes]], ...]:
    return tuple(
        (table, column) for table in _mine() for column in table.c if "sealed" in column.info
    )
