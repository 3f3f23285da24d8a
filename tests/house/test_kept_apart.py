"""What is kept to oneself stays so, whatever comes of it: every form that makes a thing, and every act that makes one of another.

Nothing is listed: the forms are the rows of the table in test_who_may.py, and what they make is seen in the database.
"""

import ast
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import Table, select

from app import flower
from app.chime import CODES
from app.circle.shown import READ
from app.foundation import clock, ids
from app.foundation.database import metadata
from app.sharing import COMING, KINDS, Wish, apart, grants, view
from app.sharing.kinds import ITEM
from tests.circle import crowd
from tests.conftest import NOON
from tests.house.test_who_may import EVERYWHERE, TABLE, House, cells, furnish, things
from tests.sharing.bonded import person
from tests.world import World

APP = Path(__file__).parents[2] / "app"
ALL = [metadata.tables[name] for name in sorted({name for kind in KINDS.values() for name in kind.tables})]
TABLES = [table for table in ALL if "id" in table.c]
"""Where things lie that can be kept apart. A day has no name of its own and follows its kind."""
MORE = {"hjalp_nyt": "gåtur", "ja": "1", "ord": "call", "vist": "text:0 helped:0 date:0 company:0"}
"""What has to be typed for others to see something; and a form that showed what is not there any more: both versions are kept."""
Thing = tuple[str, UUID]


@pytest.fixture
def house(world: World) -> House:
    """Mette, Anna's guide, is shown all that Anna shares with anybody, also what comes."""
    made = furnish(world)
    for kind in KINDS.values():
        if COMING in kind.scopes:
            world.write(grants.give, world.keys, person(world, "Anna"), ids.new(), Wish(_bond(made), kind.code, COMING, "12"))
    return made


def _bond(house: House) -> UUID:
    return UUID(house.mine["Anna"])


def there(house: House) -> set[Thing]:
    """Every thing of anybody's."""
    return {(table.name, row) for table in TABLES for row in house.world.read(_ids, table)}


def _ids(db: object, table: Table) -> list[UUID]:
    return list(db.execute(select(table.c.id)).scalars())  # type: ignore[attr-defined]


def seen(house: House) -> set[UUID]:
    """What Mette is shown of Anna's, by the very functions that her pages are made with."""
    mette, found = person(house.world, "Mette"), set()
    for kind, (read, _) in READ.items():
        for told in house.world.read(view.trace, mette, _bond(house), kind, read):
            found |= {UUID(word) for word in told.split() if re.fullmatch(crowd.ID, word)}
    return found


def hold(house: House, *items: UUID) -> None:
    for item in items:
        house.world.write(apart.hold, house.world.keys, person(house.world, "Anna"), item)


def posts(house: House) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Every form that Anna may send, with her own things in its address."""
    for row in TABLE:
        for actor, sort, method, path, fields in cells(house, row):
            if (actor, sort, method) == ("Anna", "own", "POST") and not path.startswith("/konto"):
                yield row, path, fields | MORE


def send(house: House, path: str, fields: dict[str, str], **typed: str) -> set[Thing]:
    """What lies there now and did not before."""
    before = there(house)
    session = crowd.session_of(house.world, house.world.cast["Anna"].id)
    crowd.post(house.world, session, path, fields | typed)
    made = there(house) - before
    for name, row in made:
        if name == "flowers":  # nobody else sees one that is only begun
            house.world.write(flower.kept.answer, person(house.world, "Anna"), row, CODES[-1], 2)
    return made


# --- The same form again, with other words -----------------------------------------------------------------------------------


def kept_twice(house: House) -> Iterator[tuple[str, str, UUID, set[Thing]]]:
    """Each form that keeps a thing under the id it carries: what it kept, which Mette saw and Anna then kept to herself, and what
    it made when it was sent again from an old page, with other words and after the first was put away."""
    for row, path, fields in posts(house):
        if row.startswith(("POST /mine-ting", "POST /deling", "POST /log-ud")):
            continue
        first = ids.new()
        where = [name for name, made in send(house, path, fields, id=str(first)) if made == first]
        if not where:
            continue
        assert first in seen(house), f"{row}: what is kept to oneself here was never shown"
        hold(house, first)
        assert first not in seen(house), row
        if where[0] == "flowers":  # it has no words: one that is there is gone on with
            house.world.write(flower.kept.remove, person(house.world, "Anna"), first)
        with clock.held(NOON + timedelta(days=1)):
            again = send(house, path, fields, id=str(first), tekst="Ord, rettet", slags="")
        yield row, where[0], first, {(name, made) for name, made in again if name == where[0]}


def test_an_old_page_sent_again_shows_nobody_what_is_kept_apart(house: House) -> None:
    """The Back button, after «Hold den for mig selv»."""
    tried = {}
    for row, name, _first, second in kept_twice(house):
        assert second, f"{row} made no second one: this test does not ask what it should"
        with clock.held(NOON + timedelta(days=1)):
            shown = {made for _, made in second} & seen(house)
            kept_apart = house.world.read(apart.of, person(house.world, "Anna"))
        assert not shown, f"{row}: keep it by `sharing.keeping`"
        assert {made for _, made in second} <= kept_apart, row
        tried[row] = name
    each = {name for kind in KINDS.values() if ITEM in kind.scopes for name in kind.tables} & {table.name for table in TABLES}
    assert set(tried.values()) == each, f"every kind that can be kept apart: {each - set(tried.values())} was not tried"
