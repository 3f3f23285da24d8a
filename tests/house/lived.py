"""A database in which every form has been used, made once and copied; and everything that is sealed
in it, opened."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import Column, LargeBinary, select

from app.foundation.database import metadata
from app.foundation.errors import SealBroken
from app.foundation.sealing import Box
from app.municipality.team import SEALED as NAME
from app.people import people
from app.people.models import people as people_table
from tests.house.test_edge import Session
from tests.world import Template, World

WORD = "kanarie"
"""How every word begins that was typed."""


@dataclass(frozen=True)
class Lived:
    """`sealing`: every table.column that something was sealed for meanwhile. `typed` and `places`
    are those of the session that did it."""

    template: Template
    sealing: frozenset[str]
    typed: frozenset[tuple[str, str]]
    places: Mapping[str, str]

    def copied(self, to: Path) -> World:
        return World(self.template.copied(to, "lived"), self.template.cast)


def live(template: Template, to: Path) -> Lived:
    """Anna uses every form there is, and those she shares with do theirs."""
    sealing: set[str] = set()
    seal = Box.seal

    def noted(self: Box, table: str, row: object, value: object, column: str = "sealed") -> bytes:
        sealing.add(f"{table}.{column}")
        return seal(self, table, row, value, column)

    world = World(template.copied(to, "lived"), template.cast)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Box, "seal", noted)
        session = Session(world, world.signed_in(), lambda field: f"{WORD} {field}").live()
    world.close()
    made = Template(world.settings, template.cast)
    return Lived(made, frozenset(sealing), frozenset(session.typed), session.places)


@dataclass(frozen=True)
class Opened:
    """One sealed value: where it lies, whose key opens it (nobody's: the server's own), and what
    was sealed, as JSON."""

    column: Column[Any]
    row: Any
    owner: UUID | None
    raw: bytes

    @property
    def name(self) -> str:
        return f"{self.column.table.name}.{self.column.name}"


def sealed(world: World) -> Iterator[Opened]:
    """Everything that is sealed in the database."""
    everyone = world.read(lambda db: list(db.execute(select(people_table.c.id)).scalars()))
    boxes = [me.box for who in everyone if (me := world.read(people.get, world.keys, who))]
    for table in metadata.sorted_tables:
        for column in (
            each
            for each in table.c
            if isinstance(each.type, LargeBinary) and each.info.get("sealed")
        ):
            rows = world.read(
                lambda db, t=table, c=column: (
                    db.execute(select(t).where(c.is_not(None))).mappings().all()
                )
            )
            yield from (_opened(world, boxes, column, row) for row in rows)


def _opened(world: World, boxes: list[Box], column: Column[Any], row: Any) -> Opened:
    """Whoever's it is, and wherever in the row its place is written; or the server's own, for what
    no citizen's key can open."""
    table, value = column.table.name, row[column.name]
    places = [
        row.get("id"),
        row.get("owner"),
        f"{row.get('owner')}|{row.get('number')}",
        f"{row.get('owner')}:{row.get('date')}",
    ]
    for box in sorted(boxes, key=lambda each: each.owner not in (row.get("owner"), row.get("id"))):
        for place in places:
            try:
                return Opened(
                    column,
                    row,
                    box.owner,
                    bytes(box.open(msgspec.Raw, table, place, value, column.name)),
                )
            except SealBroken:
                continue
    for purpose in ("invitation", NAME):
        found = world.keys.root.reveal(purpose, value.decode(), msgspec.Raw)
        if found is not None:
            return Opened(column, row, None, bytes(found))
    raise AssertionError(f"{table}.{column.name}: nobody can open a row of it")
