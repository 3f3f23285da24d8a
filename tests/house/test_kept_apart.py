"""What is kept to oneself stays so, whatever comes of it: every form that makes a thing, and every
act that makes one of another.

Nothing is listed: the forms are the rows of the table in test_who_may.py, and what they make is
seen in the database.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import timedelta
from functools import partial
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import Connection, Table, func, select

from app import flower, hopes
from app.chime import CODES
from app.circle.shared_views import READ
from app.foundation import clock, ids
from app.foundation.database import metadata
from app.foundation.errors import NotFound
from app.goals.models import steps
from app.hard_days import day_words
from app.intake import acts
from app.network.models import network_items
from app.plan.models import plan_sections
from app.sharing import COMING, KINDS, Wish, apart, grants, view
from app.sharing.kinds import ITEM
from app.sharing.models import readings
from tests.circle import crowd
from tests.conftest import NOON
from tests.house.test_who_may import TABLE, House, cells, furnish, things
from tests.sharing.bonded import person
from tests.world import World

APP = Path(__file__).parents[2] / "app"
ALL = [
    metadata.tables[name]
    for name in sorted({name for kind in KINDS.values() for name in kind.tables})
]
TABLES = [table for table in ALL if "id" in table.c]
"""Where things lie that can be kept apart. A day has no name of its own and follows its kind."""
MORE = {"hjalp_nyt": "gåtur", "ja": "1", "ord": "call", "vist": "text:0 helped:0 date:0 company:0"}
"""What has to be typed for others to see something; and a form that showed what is not there any
more: both versions are kept."""
Thing = tuple[str, UUID]


@pytest.fixture
def house(world: World) -> House:
    """Mette, Anna's guide, is shown all that Anna shares with anybody, also what comes."""
    made = furnish(world)
    for kind in KINDS.values():
        if COMING in kind.scopes:
            world.write(
                grants.give,
                world.keys,
                person(world, "Anna"),
                ids.new(),
                Wish(_bond(made), kind.code, COMING, "12"),
            )
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
            found |= {UUID(int=int(number)) for number in re.findall(r"\d{20,}", told)}
    return found


def hold(house: House, *items: UUID) -> None:
    for item in items:
        house.world.write(apart.withhold, house.world.keys, person(house.world, "Anna"), item)


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


# --- The same form again, with other words --------------------------------------------------------


def kept_twice(house: House) -> Iterator[tuple[str, str, UUID, set[Thing]]]:
    """Each form that keeps a thing under the id it carries: what it kept, which Mette saw and Anna
    then kept to herself, and what it made when it was sent again from an old page, with other words
    and after the first was put away."""
    for row, path, fields in posts(house):
        if row.startswith(("POST /mine-ting", "POST /deling", "POST /log-ud")):
            continue
        first = ids.new()
        # A word's id is of the form and of the word.
        named = {
            first,
            day_words.tap(first, fields.get("ord", "")),
        }
        found = [
            (name, made) for name, made in send(house, path, fields, id=str(first)) if made in named
        ]
        if not found:
            continue
        where, form, first = [name for name, _ in found], first, found[0][1]
        assert first in seen(house), f"{row}: what is kept to oneself here was never shown"
        hold(house, first, *goal_of(house, first))
        assert first not in seen(house), row
        if where[0] == "flowers":  # it has no words: one that is there is gone on with
            house.world.write(flower.kept.remove, person(house.world, "Anna"), first)
        with clock.held(NOON + timedelta(days=1)):
            again = send(house, path, fields, id=str(form), tekst="Ord, rettet", slags="")
        yield row, where[0], first, {(name, made) for name, made in again if name == where[0]}
        for goal in goal_of(house, first):
            house.world.write(apart.release, house.world.keys, person(house.world, "Anna"), goal)


def goal_of(house: House, step: UUID) -> list[UUID]:
    """Steps are shown, and kept apart, with their goal."""
    return list(
        house.world.read(
            lambda db: db.execute(select(steps.c.goal).where(steps.c.id == step)).scalars()
        )
    )


def test_an_old_page_sent_again_shows_nobody_what_is_kept_apart(house: House) -> None:
    """The Back button, after «Hold den for mig selv»."""
    tried: dict[str, str] = {}
    for row, name, _first, second in kept_twice(house):
        with clock.held(NOON + timedelta(days=1)):
            shown = {made for _, made in second} & seen(house)
            kept_apart = house.world.read(
                apart.among, person(house.world, "Anna"), [made for _, made in second]
            )
        assert not shown, f"{row}: keep it by `sharing.keeping`"
        assert {made for _, made in second} <= kept_apart, row
        tried |= {row: name} if second else {}
    each = {name for kind in KINDS.values() if ITEM in kind.scopes for name in kind.tables} & {
        table.name for table in TABLES
    }
    assert set(tried.values()) == each, (
        f"every kind that can be kept apart: {each - set(tried.values())} was not tried"
    )


# --- One thing made of another --------------------------------------------------------------------


def made_of(house: House, rows: Iterable[str]) -> Iterator[tuple[str, set[UUID], set[UUID]]]:
    """Each form with a thing of Anna's in its address: what Mette sees more of when it is sent, and
    when it is sent of a thing that is kept to oneself. It shows an older version, so that a change
    makes a copy too."""
    names = set(things_of(house))
    for row in rows:
        if (part := re.search(r"\{(\w+)\}", row)) and row.startswith("POST") and part[1] in names:
            found = []
            for apart_ in (False, True):
                mine = things_of(house)
                house.ids["Anna"] |= {name: {"own": str(each)} for name, each in mine.items()}
                path, fields = next(
                    (path, fields) for name, path, fields in posts(house) if name == row
                )
                thing = mine["goal_id" if part[1] == "step_id" else part[1]]
                if apart_:
                    with suppress(NotFound):  # what nobody else is ever shown
                        hold(house, thing)
                before = seen(house)
                send(house, path, fields, id=str(ids.new()), dato="2026-03-10")
                found.append(seen(house) - before)
            yield row, found[0], found[1]


def things_of(house: House) -> dict[str, UUID]:
    """One more of each."""
    made = house.world.write(things, person(house.world, "Anna"), "kanarie")
    return {name: UUID(each) for name, each in made.items()}


def shown_of_what_is_kept_apart(house: House, rows: Iterable[str]) -> tuple[set[str], set[str]]:
    """The forms that make one thing of another, and those of them that show what is kept to
    oneself."""
    found = list(made_of(house, rows))
    return {row for row, usual, _ in found if usual}, {row for row, _, shown in found if shown}


def test_what_is_made_of_a_thing_that_is_kept_apart_is_so_too(house: House) -> None:
    making, showing = shown_of_what_is_kept_apart(house, TABLE)
    assert not showing, "say what it is made `of`, as app/intake/acts.py does"
    changes = {
        f"POST /{each}/ret"
        for each in (
            "dagbog/{entry_id}",
            "haab/{hope_id}",
            "maal/{goal_id}",
            "skridt/{step_id}",
            "gode-ting/{thing_id}",
            "plan/linje/{line_id}",
        )
    }
    assert making >= changes | {
        "POST /haab/{hope_id}/maal",
        "POST /skridt/{step_id}/god-ting",
        "POST /maal/{goal_id}/skridt",
    }


def test_a_thing_that_forgets_what_it_was_made_of_is_noticed(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seeded."""
    monkeypatch.setattr(apart, "also", lambda *_: None)
    forms = {
        "POST /haab/{hope_id}/maal",
        "POST /skridt/{step_id}/god-ting",
        "POST /dagbog/{entry_id}/ret",
    }
    assert shown_of_what_is_kept_apart(house, forms) == (forms, forms)


def test_what_is_let_in_stays_so_when_its_form_comes_again(world: World) -> None:
    """A goal that grew from a hope kept apart is shown when its owner says so, also after the Back
    button."""
    anna = person(world, "Anna")
    hope = world.write(hopes.kept.keep, anna, ids.new(), hopes.kept.Words("håb"))
    world.write(apart.withhold, world.keys, anna, hope)
    for again in (False, True):
        goal = world.write(acts.goal_from_hope, anna, hope, UUID(int=7), "mål")
        assert world.read(apart.holds, anna, goal) is not again
        world.write(apart.release, world.keys, anna, goal)


# --- Only what is one's own and could be shown ----------------------------------------------------


def test_each_thing_of_mine_can_be_kept_apart_and_nothing_else(house: House) -> None:
    """Also a part of the plan, a step, and what is put away and may come back. What is nobody's,
    another's, or shown to nobody would lie there for ever, and everybody would wait while it is
    looked through."""
    anna, gry, hold_ = (
        person(house.world, "Anna"),
        person(house.world, "Gry"),
        partial(house.world.write, apart.withhold),
    )
    rows = partial(house.world.read, owned)
    for table in (*TABLES, plan_sections):
        each = rows(table, anna.id)[0]
        hold_(house.world.keys, anna, each)
        assert house.world.read(apart.holds, anna, each), table.name
    gone = rows(metadata.tables["hopes"], anna.id)[-1]
    house.world.write(hopes.kept.remove, anna, gone)
    hold_(house.world.keys, anna, gone)
    lines = house.world.read(count, readings)
    for nothing in (ids.new(), _bond(house), anna.id, rows(network_items, anna.id)[0]):
        with pytest.raises(NotFound):
            hold_(house.world.keys, anna, nothing)
    with pytest.raises(NotFound):
        hold_(house.world.keys, gry, rows(metadata.tables["hopes"], anna.id)[0])
    phone, nowhere = house.world.signed_in("Anna"), f"/deling/ting/haab/{ids.new()}"
    answer = phone.send(nowhere, {"konto": anna.mark})
    assert answer.status_code == 404 and house.world.read(count, readings) == lines
    phone.get(nowhere, expect=404)


def owned(db: Connection, table: Table, owner: UUID) -> list[UUID]:
    return list(db.execute(select(table.c.id).where(table.c.owner == owner)).scalars())


def count(db: Connection, table: Table) -> int:
    return int(db.execute(select(func.count()).select_from(table)).scalar_one())


# --- No room keeps anything past it ---------------------------------------------------------------


def past(source: str) -> list[int]:
    """Lines that keep something by `own.keep` itself."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Attribute)
        and node.attr == "keep"
        and isinstance(node.value, ast.Name)
        and node.value.id == "own"
    ]


def test_every_room_keeps_by_what_knows_what_is_kept_apart() -> None:
    files = [file for file in APP.rglob("*.py") if past(file.read_text("utf-8"))]
    assert files == [APP / "sharing" / "keeping.py"], "ask `sharing.keeping.keep`"
    assert past("own.keep(db, me, hopes, row, words)") == [1]
