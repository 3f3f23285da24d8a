"""However much others have written, it takes a reader no time and holds no bond: counted in the
rows that PostgreSQL looks at."""

from random import Random
from uuid import UUID

import pytest
from sqlalchemy import Connection, text

from app.circle.shared_views import READ, SHELVES
from app.foundation import actor
from app.sharing import COMING, ITEM, KINDS, NOW, view
from tests.circle import crowd
from tests.circle.test_time_tells_nothing import one_of, some
from tests.sharing.bonded import bond, grant, person
from tests.world import World

MANY, FEW = 3_000, 60
LOOKED_AT = text(
    "SELECT seq_tup_read + coalesce(idx_tup_fetch, 0) FROM pg_stat_xact_user_tables WHERE "
    "relname = :name"
)


def strangers(world: World, kind: str) -> None:
    """Sam has many things of the kind, all like his first."""
    table, sam = SHELVES[kind].table, person(world, "Sam")
    world.write(lambda db: crowd._one(db, sam, Random(1), kind, "en fremmeds"))
    made = {"id": "gen_random_uuid()", "number": "number + n"}
    names = ", ".join(column.name for column in table.c)
    more = ", ".join(made.get(column.name, column.name) for column in table.c)
    copy = (
        f"INSERT INTO {table.name} ({names}) SELECT {more} FROM {table.name}, "
        f"generate_series(1, {MANY}) n WHERE owner = '{sam.id}'"
    )

    assert world.write(lambda db: db.execute(text(copy)).rowcount) >= MANY
    world.as_owner(lambda db: db.execute(text(f"ANALYZE {table.name}")))


def looked_at(world: World, on: UUID, kind: str) -> int:
    mette, name = person(world, "Mette"), SHELVES[kind].table.name

    def look(db: Connection) -> int:
        assert view.trace(db, mette, on, kind, READ[kind][0])
        return int(db.execute(LOOKED_AT, {"name": name}).scalar_one())

    with actor.by(
        person=mette.id, second=True
    ):  # behind the wall that the database has for readers
        return world.db._read_now(look)


@pytest.mark.parametrize("template", ["postgresql"], indirect=True)
@pytest.mark.parametrize("scopes", [(ITEM,), (NOW,), (COMING,), (NOW, ITEM)], ids="-".join)
@pytest.mark.parametrize("kind", [code for code in SHELVES if code not in ("word", "asks")])
def test_a_reader_looks_at_no_strangers_things(
    world: World, kind: str, scopes: tuple[str, ...]
) -> None:
    if not {*scopes} <= {*KINDS[kind].scopes}:
        scopes = (ITEM,)
    some(world, kind, 2)
    on = bond(world)
    for scope in scopes:
        grant(world, on, kind, scope, one_of(world, kind) if scope == ITEM else None)
    strangers(world, kind)
    assert looked_at(world, on, kind) < FEW
