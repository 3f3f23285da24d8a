"""The third wall, on PostgreSQL: where a query forgets whose rows it may see, the database itself
shows none. R6."""

import importlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import (
    Connection,
    Executable,
    Table,
    create_engine,
    delete,
    insert,
    make_url,
    select,
    text,
    update,
)
from sqlalchemy.exc import ProgrammingError

from app.appointments import contacts, joint
from app.appointments import kept as appointments
from app.companions.models import goings
from app.demo import person as demo
from app.flower.models import flowers
from app.foundation import actor, clock, ids, row_security
from app.foundation.database import Database, metadata
from app.foundation.engines import postgres_engine
from app.foundation.errors import CannotStart
from app.hard_days.models import askings, cannot_today, day_words
from app.hopes import kept as hopes
from app.hopes.models import hopes as hopes_table
from app.initiatives import kept as initiatives
from app.intake.models import operations
from app.journal.models import entries
from app.main import HERE
from app.municipality import municipalities
from app.my_data import whole
from app.people import own, people
from app.people.models import citizen_keys
from app.people.models import people as people_table
from app.places import shelf
from app.places.listing import Place
from app.plan.models import ready_shares
from app.reminders.models import occurrences, phones, reminder_choices, reminders, ring_consents
from app.saved_places import kept as saved_places
from app.sharing import kinds
from app.sharing.models import bonds, grants, held_apart, log_heads, pauses, readings
from app.sign_in import recovery
from app.sign_in.models import challenges, devices, logins, passkeys, second_factors
from tests import postgres
from tests.world import Template, World

pytestmark = pytest.mark.both

OWNED = [table for table in metadata.sorted_tables if "owner" in table.c or table.name == "people"]
NO_ROOMS = ("foundation", "people", "sign_in", "intake", "municipality", "sharing", "places")
"""Rooms whose tables hold no things of a citizen's; every other room's do."""


def _things() -> set[str]:
    """Tables in the models.py of a room with things."""
    found: set[str] = set()
    for path in (HERE / "app").glob("*/models.py"):
        if path.parent.name not in NO_ROOMS:
            module = importlib.import_module(f"app.{path.parent.name}.models")
            found |= {each.name for each in vars(module).values() if isinstance(each, Table)}
    return found


SAID = {"cannot_today"}
"""Whoever said that they cannot today sees that they did, and nobody else's."""
RUNG = {"occurrences", "phones", "reminder_choices", "ring_consents"}
"""Whom to ring and where: no things of theirs, and nobody's reader sees them either."""
TALLIES = {"tallies"}
"""Nobody's at all."""
THINGS = _things() - SAID - RUNG - TALLIES
NOBODYS_NAME = ("", actor.DOOR, actor.INVITED, actor.WORKER, actor.STRONGROOM, actor.RINGER)


@pytest.fixture
def world(postgres_template: Template, tmp_path: Path) -> Iterator[World]:
    """Anna has lived a year, has invited, shares with Gry and Mette, and has a log; Sam has a
    hope."""
    assert postgres_template.server is not None
    name = f"r_{uuid4().hex[:12]}"
    made = World(postgres_template.copied(tmp_path / "data", name), postgres_template.cast)
    made.write(_lived, made)
    yield made
    made.close()
    postgres_template.server.drop(name)


def _lived(db: Connection, world: World) -> None:
    anna, sam, now = (
        world.cast["Anna"].id,
        people.get(db, world.keys, world.cast["Sam"].id),
        clock.minute(),
    )
    me = people.get(db, world.keys, anna)
    assert me is not None and sam is not None
    demo.fill(db, me)
    hopes.keep(db, sam, ids.new(), hopes.Words("Sams håb"))
    place = shelf.new(municipalities.found(db, "Vestby"), Place(name="Huset"), source="test")
    shelf.add(db, [place], shelf.IMPORTED)
    for each in (me, sam):
        saved_places.keep(db, each, ids.new(), place.id)
        day = each.today.isoformat()
        told = ("Gåtur", "", "Bo", day, 600, "uge", place.id.hex, place.place.name)
        initiatives.propose(db, each, ids.new(), initiatives.Words(*told))
        appointments.keep(db, each, ids.new(), appointments.Words("Samtale"))
        joint.keep(db, each, ids.new(), joint.Words("Komme ud"))
        contacts.keep(db, each, ids.new(), contacts.Words("Mette"))
    recovery.make(db, world.keys, me)
    open_one = {
        "owner": anna,
        "role": "relative",
        "made_minute": now,
        "expires_minute": now + 60,
        "sealed": b"x",
    }
    db.execute(insert(bonds).values(id=ids.new(), secret=b"open", **open_one))
    for table, values in (
        (readings, {"number": 1, "minute": now, "sealed": b"x", "mark": b"x"}),
        (log_heads, {"number": 1, "mark": b"x", "end_sworn": b"x", "forgotten": 0}),
        (held_apart, {"item": ids.new()}),
        (operations, {"op": ids.new(), "mark": b"x", "received_minute": now}),
        (challenges, {"id": b"hers", "challenge": b"x", "made_minute": now}),
        (logins, {"id": b"hers", "shared": False, "created_minute": now, "proved_minute": now}),
        (devices, {"id": b"hers", "created_minute": now}),
        (
            passkeys,
            {
                "id": b"hers",
                "public_key": b"x",
                "sign_count": 0,
                "created_minute": now,
                "sealed": b"x",
            },
        ),
        (second_factors, {"sealed": b"x"}),
    ):
        db.execute(insert(table).values(owner=anna, **values))
    for other, role in (("Gry", "relative"), ("Mette", "guide")):
        bond = _bond(db, world, other, role)
        db.execute(
            insert(ready_shares).values(id=ids.new(), owner=anna, number=1, bond=bond, sealed=b"x")
        )
        db.execute(
            insert(askings).values(
                id=ids.new(),
                owner=anna,
                number=1,
                bond=bond,
                kind="hope",
                asked_minute=now,
                sealed=b"x",
            )
        )
    db.execute(
        insert(day_words).values(
            id=(word := ids.new()), owner=anna, number=1, ends_minute=now + 60, sealed=b"x"
        )
    )
    db.execute(insert(cannot_today).values(word=word, bond=bond, owner=anna))
    along = {"number": 1, "written_minute": now, "bond": bond, "state": "asked", "sealed": b"x"}
    db.execute(insert(goings).values(id=ids.new(), owner=anna, **along))
    _reminded(db, anna, bond)


def _reminded(db: Connection, anna: UUID, bond: UUID) -> None:
    """What the demo year has reminded her of rings on one phone, and somebody may ring her."""
    now, of_hers = clock.minute(), {"owner": anna, "sealed": b"x"}
    there = {"login": b"hers", "endpoint_index": b"x", "push_key": 1, "until_minute": now + 60}
    db.execute(insert(phones).values(id=ids.new(), **there, **of_hers))
    db.execute(insert(ring_consents).values(bond=bond, owner=anna, at_night=False))


def _occurrence(owner: UUID, kind: str) -> dict[str, Any]:
    now = clock.minute()
    due = {"date": clock.day_of_counts(), "due_minute": now, "state": "due", "look_at": now * 60}
    return {"id": ids.new(), "owner": owner, "kind": kind, **due}


def _bond(db: Connection, world: World, other: str, role: str) -> UUID:
    here = world.municipality() if role == "guide" else None
    row, now = ids.new(), clock.minute()
    values = {
        "owner": world.cast["Anna"].id,
        "other": world.cast[other].id,
        "role": role,
        "municipality": here,
        "sealed": b"x",
    }
    db.execute(
        insert(bonds).values(
            id=row, made_minute=now, expires_minute=now + 60, accepted_minute=now, **values
        )
    )
    return row


def bond_with(world: World, other: str) -> UUID:
    found: UUID = world.read(
        lambda db: db.execute(
            select(bonds.c.id).where(bonds.c.other == world.cast[other].id)
        ).scalar_one()
    )
    return found


def give(world: World, other: str, kind: str, scope: str, **changes: Any) -> UUID:
    """A grant of Anna's that holds now, unless it is changed."""
    now = clock.minute()
    values = {
        "made_minute": now,
        "start_minute": now,
        "end_minute": now + 60,
        "consent": 1,
        "kind": kind,
        "scope": scope,
        **changes,
    }
    row, anna, on = ids.new(), world.cast["Anna"].id, bond_with(world, other)
    world.write(lambda db: db.execute(insert(grants).values(id=row, owner=anna, bond=on, **values)))
    return row


def _runs(statement: Executable) -> Callable[[Connection], int]:
    """How many rows it touches."""

    def run(db: Connection) -> int:
        found: int = db.execute(statement).rowcount
        return found

    return run


def count(db: Connection, table: Table) -> int:
    return len(db.execute(select(table)).all())


def seen(
    world: World, table: Table, name: str = "", *, way: str = "", second: bool = False
) -> list[Any]:
    """Every row of a table, without any filter, as one of the cast or in a named way."""
    with actor.by(way, world.cast[name].id if name else None, second=second):
        return list(world.db._read_now(lambda db: db.execute(select(table)).all()))


def whose(rows: Iterable[Any]) -> set[UUID]:
    return {getattr(row, "owner", None) or row.id for row in rows}


# --- nobody, a stranger, oneself ------------------------------------------------------------------


def test_every_table_has_something_to_see(world: World) -> None:
    """So that the emptiness below means something."""
    empty = {table.name for table in OWNED if not world.read(count, table)}
    assert empty == {"grants", "pauses"}, "given and begun by the tests themselves"
    assert len(THINGS) > 12 and THINGS.issubset(table.name for table in OWNED)


def _given_and_paused(world: World) -> None:
    give(world, "Gry", "hopes", "coming")
    world.write(
        lambda db: db.execute(insert(pauses).values(owner=world.cast["Anna"].id, since_minute=1))
    )


def test_whoever_says_nothing_sees_nothing(world: World) -> None:
    _given_and_paused(world)
    assert {table.name: len(seen(world, table)) for table in OWNED} == dict.fromkeys(
        (table.name for table in OWNED), 0
    )
    assert {table.name: world.db.write_now(count, table) for table in OWNED} == dict.fromkeys(
        (table.name for table in OWNED), 0
    )


def test_a_person_sees_their_own_and_nobody_elses(world: World) -> None:
    """With not a single filter in the query. Somebody who is nobody's reader is the stranger to
    everyone else."""
    _given_and_paused(world)
    for name in ("Anna", "Sam"):
        for table in OWNED:
            rows = seen(world, table, name)
            assert whose(rows) <= {world.cast[name].id}, table.name
            mine = table.c.id if table is people_table else table.c.owner
            every = select(table).where(mine == world.cast[name].id)
            assert len(rows) == len(world.read(lambda db, every=every: db.execute(every).all())), (
                table.name
            )


def test_somebody_who_does_not_exist_sees_nothing(world: World) -> None:
    with actor.by(person=ids.new()):
        assert [table.name for table in OWNED if world.db._read_now(count, table)] == []


def test_nothing_is_left_after_a_commit_or_on_a_connection_used_again(world: World) -> None:
    """Each transaction says anew who acts; what the one before said is gone, also on the very same
    connection."""
    for engine in (world.db.reading, world.db.writing):
        alone = create_engine(engine.url, pool_size=1, max_overflow=0)
        with alone.connect() as db:
            with actor.by(person=world.cast["Anna"].id):
                db.exec_driver_sql(actor.said())
            assert count(db, hopes_table) > 0
            for end in (db.commit, db.rollback):
                end()
                assert [table.name for table in OWNED if count(db, table)] == [], (
                    "the actor outlived its transaction"
                )
        alone.dispose()
    for reader in (True, False):
        one = postgres_engine(world.settings.database_url, reader=reader)
        with one.connect() as db:
            backend = db.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
        for person, expected in (
            (world.cast["Anna"].id, True),
            (None, False),
            (world.cast["Sam"].id, True),
            (None, False),
        ):
            with actor.by(person=person), one.connect() as db:
                assert db.exec_driver_sql("SELECT pg_backend_pid()").scalar_one() == backend
                found = whose(db.execute(select(hopes_table)).all())
                assert found == ({person} if expected else set())
        one.dispose()


def test_a_reader_is_in_a_transaction_that_cannot_write(world: World) -> None:
    with actor.by(person=world.cast["Anna"].id):
        assert (
            world.db._read_now(
                lambda db: db.exec_driver_sql("SHOW transaction_read_only").scalar_one()
            )
            == "on"
        )
        with pytest.raises(Exception, match="read-only"):
            world.db._read_now(lambda db: db.execute(delete(hopes_table)))


def test_a_reader_leaves_no_transaction_open_whatever_happened(world: World) -> None:
    def broken(db: Connection) -> None:
        db.exec_driver_sql("SELECT 1 / 0")

    with pytest.raises(Exception, match="zero"):
        world.db._read_now(broken)
    world.db._read_now(lambda db: count(db, hopes_table))
    idle = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state "
        "LIKE 'idle in%%'"
    )
    assert world.as_owner(lambda db: db.exec_driver_sql(idle).scalar_one()) == 0


def test_many_at_once_each_see_their_own(world: World) -> None:
    """The threads of the pool are used by everybody in turn."""
    import asyncio

    async def as_(name: str) -> set[UUID]:
        with actor.by(person=world.cast[name].id):
            rows = await world.db.read(lambda db: db.execute(select(hopes_table)).all())
        return whose(list(rows))

    async def together() -> list[set[UUID]]:
        return await asyncio.gather(
            *(as_(name) for _ in range(40) for name in ("Anna", "Sam", "Gry"))
        )

    expected: list[set[UUID]] = [{world.cast["Anna"].id}, {world.cast["Sam"].id}, set()]
    assert world.runner.run(together()) == expected * 40


def test_nobody_writes_in_anothers_name(world: World) -> None:
    """Neither into another's rows nor out of them."""
    anna, sam = world.cast["Anna"].id, world.cast["Sam"].id
    row = {"id": ids.new(), "number": 1, "written_minute": 1, "sealed": b"x"}
    with actor.by(person=sam):
        with pytest.raises(ProgrammingError, match="row-level security"):
            world.db.write_now(lambda db: db.execute(insert(hopes_table).values(owner=anna, **row)))
        with pytest.raises(ProgrammingError, match="row-level security"):
            world.db.write_now(lambda db: db.execute(update(hopes_table).values(owner=anna)))
        for table in OWNED:
            if table.name in THINGS | RUNG:
                his = world.read(
                    lambda db, table=table: len(
                        db.execute(select(table).where(table.c.owner == sam)).all()
                    )
                )
                assert world.db.write_now(_runs(delete(table))) == his, table.name
        assert (
            world.db.write_now(
                lambda db: db.execute(update(people_table).values(last_number=0)).rowcount
            )
            == 1
        )
    assert world.read(count, hopes_table) > 1


# --- a forgotten filter, on a page ----------------------------------------------------------------


def test_a_forgotten_filter_shows_nothing_of_annas(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seeded: the list of hopes asks for everybody's. Not even a seal is tried: no row comes."""
    asked: list[int] = []

    def careless(db: Connection, me: Any, _: str) -> own.Some[hopes.Hope]:
        rows = db.execute(select(hopes_table)).all()
        asked.append(len(rows))
        opened = [(row, own.opened(me, hopes_table, hopes.Words, row)) for row in rows]
        found = [
            hopes.Hope(row.id, row.number, row.written_minute, words.text, words.dimension)
            for row, words in opened
        ]
        return own.Some(found, None)

    monkeypatch.setattr(hopes, "newest", careless)
    world.signed_in("Sam").get("/haab")
    world.signed_in("Gry").ask("GET", "/haab")
    assert asked == [1, 0]


# --- those who read -------------------------------------------------------------------------------


def annas(world: World, table: Table) -> list[Any]:
    anna = world.cast["Anna"].id
    return list(
        world.read(
            lambda db: db.execute(
                select(table).where(table.c.owner == anna).order_by(table.c.number)
            ).all()
        )
    )


@pytest.mark.parametrize("name", ["Gry", "Mette"])
def test_a_bond_alone_shows_nothing(world: World, name: str) -> None:
    assert {
        table.name
        for table in OWNED
        if table.name in THINGS | RUNG and seen(world, table, name, second=True)
    } == set()


def test_only_who_said_so_sees_that_they_cannot(world: World) -> None:
    rows = {
        name: seen(world, cannot_today, name, second=True)
        for name in ("Anna", "Mette", "Gry", "Sam", "Otto")
    }
    assert {name: len(found) for name, found in rows.items()} == {
        "Anna": 1,
        "Mette": 1,
        "Gry": 0,
        "Sam": 0,
        "Otto": 0,
    }


@pytest.mark.parametrize("name", ["Gry", "Mette"])
def test_a_reader_sees_exactly_what_was_granted(world: World, name: str) -> None:
    """One hope is granted, and one hope comes, of all that is there."""
    one = annas(world, hopes_table)[1]
    give(world, name, "hopes", "item", item=one.id)
    assert [row.id for row in seen(world, hopes_table, name, second=True)] == [one.id]
    others = {
        table.name
        for table in OWNED
        if table.name in (THINGS | RUNG) - {"hopes"} and seen(world, table, name, second=True)
    }
    assert others == set()
    assert seen(world, hopes_table, "Sam")[0].owner == world.cast["Sam"].id
    assert whose(seen(world, hopes_table, "Otto", second=True)) == set()


def test_as_far_as_a_grant_reaches(world: World) -> None:
    """Now: up to the number. Coming: all. A kind opens its own tables and no other's."""
    assert set(KINDS) == set(kinds.KINDS), "say here what the kind opens"
    for kind, tables in KINDS.items():
        for scope, upto in (("now", 60), ("coming", None)):
            row = give(world, "Gry", kind, scope, upto=upto)
            for table in OWNED:
                if table.name not in THINGS:
                    continue
                expected = [
                    each for each in annas(world, table) if upto is None or each.number <= upto
                ]
                if kind == "days_words" and table is entries:
                    expected = [each for each in expected if each.helps]
                found = seen(world, table, "Gry")
                assert len(found) == (len(expected) if table.name in tables else 0), (
                    kind,
                    scope,
                    table.name,
                )
            world.write(lambda db, row=row: db.execute(delete(grants).where(grants.c.id == row)))


KINDS = {
    "days": {"days"},
    "days_words": {"days", "entries"},
    "entries": set[str](),
    "hopes": {"hopes"},
    "goals": {"goals", "steps"},
    "good_things": {"good_things"},
    "flower": {"flowers"},
    "plan": {"plan_lines", "plan_sections"},
    "word": set[str](),
    "asks": set[str](),
    "going": set[str](),
    "appointments": {"appointments"},
    "joint": {"joint_lines"},
}
"""What a whole kind opens; diary entries are shared one by one only."""


def _owner(world: World, **values: Any) -> Callable[[Connection], object]:
    return lambda db: db.execute(
        update(people_table).where(people_table.c.id == world.cast["Anna"].id).values(**values)
    )


def _on_grant(**values: Any) -> Callable[[World], Callable[[Connection], object]]:
    return lambda world: lambda db: db.execute(update(grants).values(**values))


def _on_bond(**values: Any) -> Callable[[World], Callable[[Connection], object]]:
    return lambda world: (
        lambda db: db.execute(update(bonds).where(bonds.c.other.is_not(None)).values(**values))
    )


def _staff(what: str) -> Callable[[World], Callable[[Connection], object]]:
    return lambda world: lambda db: db.execute(text(f"UPDATE staff SET {what}"))


ENDS: dict[str, Callable[[World], Callable[[Connection], object]]] = {
    "the bond ended": lambda world: _on_bond(ended_minute=clock.minute())(world),
    "not accepted": _on_bond(accepted_minute=None),
    "the grant stopped": lambda world: _on_grant(ended_minute=clock.minute())(world),
    "not begun": lambda world: _on_grant(start_minute=clock.minute() + 1)(world),
    "run out": lambda world: _on_grant(end_minute=clock.minute())(world),
    "another kind": _on_grant(kind="goals"),
    "paused": lambda world: (
        lambda db: db.execute(insert(pauses).values(owner=world.cast["Anna"].id, since_minute=1))
    ),
    "leaving": lambda world: _owner(world, erase_minute=clock.minute() + 60),
    "put away": lambda world: (
        lambda db: db.execute(update(hopes_table).values(gone_minute=clock.minute()))
    ),
    "kept apart": lambda world: (
        lambda db: db.execute(
            insert(held_apart).from_select(
                ["owner", "item"], select(hopes_table.c.owner, hopes_table.c.id)
            )
        )
    ),
    "the account is closed": lambda world: _staff(f"closed_minute = {clock.minute()}")(world),
    "unused for sixty days": lambda world: _staff(f"seen_minute = {clock.minute() - 60 * 24 * 60}")(
        world
    ),
    "no guide any more": _staff("role = 'coordinator'"),
    "in another municipality": _staff(
        "municipality = (SELECT id FROM municipalities WHERE name = 'Østby')"
    ),
}


@pytest.mark.parametrize("how", ENDS)
def test_each_end_closes_it(world: World, how: str) -> None:
    """The same clauses as the rule in app/sharing: take one away and the reader sees nothing."""
    give(world, "Mette", "hopes", "coming")
    assert seen(world, hopes_table, "Mette", second=True)
    world.write(ENDS[how](world))
    assert seen(world, hopes_table, "Mette", second=True) == []


def test_a_guide_without_the_second_factor_sees_nothing(world: World) -> None:
    give(world, "Mette", "hopes", "coming")
    assert seen(world, hopes_table, "Mette") == []
    assert (
        seen(world, citizen_keys, "Mette", second=False) == seen(world, citizen_keys, "Mette") != []
    )
    assert whose(seen(world, citizen_keys, "Mette")) == {world.cast["Mette"].id}


def test_a_reader_sees_nothing_in_which_there_is_nothing_to_see(world: World) -> None:
    """Of a diary only what says what helped, and no flower that is only begun: without a single
    filter in the query."""
    for kind in ("days_words", "flower"):
        give(world, "Gry", kind, "coming")
    shown = {entries: entries.c.helps > 0, flowers: flowers.c.finished.is_(True)}
    for table, silent in (
        (entries, {"helps": 0}),
        (entries, {"helps": None}),
        (flowers, {"finished": False}),
    ):
        one = world.read(
            lambda db, table=table: db.execute(
                select(table.c.id).where(shown[table]).limit(1)
            ).scalar_one()
        )
        assert one in {row.id for row in seen(world, table, "Gry")}
        world.write(
            lambda db, table=table, one=one, to=silent: db.execute(
                update(table).where(table.c.id == one).values(**to)
            )
        )
        assert one not in {row.id for row in seen(world, table, "Gry")}


def test_what_a_reader_may_do_beside_reading(world: World) -> None:
    """Open the owner's key, see their own bond, write in the owner's log; not read that log, nor
    number or change anything."""
    anna, gry = world.cast["Anna"].id, world.cast["Gry"].id
    assert whose(seen(world, citizen_keys, "Gry")) == {anna, gry}
    assert {row.other for row in seen(world, bonds, "Gry")} == {gry}
    assert seen(world, readings, "Gry") == []
    line = {"owner": anna, "minute": 1, "sealed": b"x", "mark": b"x"}
    with actor.by(person=gry):
        world.db.write_now(
            lambda db: db.execute(insert(readings).values(number=2, reader=gry, **line))
        )
        world.db.write_now(
            lambda db: db.execute(
                update(log_heads).where(log_heads.c.owner == anna).values(number=2)
            )
        )
        with pytest.raises(ProgrammingError, match="row-level security"):
            world.db.write_now(
                lambda db: db.execute(insert(readings).values(number=3, reader=anna, **line))
            )
        counted = update(people_table).where(people_table.c.id == anna).values(last_number=0)
        assert world.db.write_now(lambda db: db.execute(counted).rowcount) == 0
        for table in (hopes_table, grants, pauses, held_apart, citizen_keys):
            assert world.db.write_now(_runs(delete(table).where(table.c.owner == anna))) == 0
    with (
        actor.by(person=world.cast["Sam"].id),
        pytest.raises(ProgrammingError, match="row-level security"),
    ):
        world.db.write_now(
            lambda db: db.execute(
                insert(readings).values(number=4, reader=world.cast["Sam"].id, **line)
            )
        )


# --- those who act by a name ----------------------------------------------------------------------


def test_no_named_way_reads_what_anybody_wrote(world: World) -> None:
    """The door, the strongroom, the worker, who rings, and whoever was invited: none is a bypass.
    A reminder opens to who rings, and to nobody else."""
    give(world, "Gry", "hopes", "coming")
    for way in NOBODYS_NAME:
        read = {table.name for table in OWNED if seen(world, table, way=way)}
        things = THINGS - {"reminders"} if way == actor.RINGER else THINGS
        assert read & (things | {"grants", "readings", "held_apart"}) == set(), way
        assert read == MAY_SEE[way], way


MAY_SEE: dict[str, set[str]] = {
    "": set(),
    actor.DOOR: {
        "people", "citizen_keys", "recovery_codes", "logins", "devices", "passkeys", "phones",
    },
    actor.INVITED: {"bonds"},
    actor.WORKER: {"people", "citizen_keys", "log_heads"},
    actor.STRONGROOM: {"people", "citizen_keys"},
    actor.RINGER: {"people", "citizen_keys", "reminders"} | RUNG,
}  # fmt: skip
"""In this world; the worker sees the account that visitors look around in, which it makes anew each
day."""


def test_the_worker_sees_and_erases_what_is_due_and_nothing_else(world: World) -> None:
    anna, now = world.cast["Anna"].id, clock.minute()
    mine = annas(world, hopes_table)
    for row, gone in ((mine[0].id, now - 24 * 60), (mine[1].id, now - 24 * 60 + 1)):
        world.write(
            lambda db, row=row, gone=gone: db.execute(
                update(hopes_table).where(hopes_table.c.id == row).values(gone_minute=gone)
            )
        )
    assert [row.id for row in seen(world, hopes_table, way=actor.WORKER)] == [mine[0].id]
    with actor.by(actor.WORKER):
        with pytest.raises(ProgrammingError, match="row-level security"):
            world.db.write_now(lambda db: db.execute(update(hopes_table).values(gone_minute=None)))
        assert world.db.write_now(lambda db: db.execute(delete(hopes_table)).rowcount) == 1
        world.write(_owner(world, erase_minute=now))
        assert world.db.write_now(whole.erase_if_due, world.keys, anna) == 1
    left = {
        table.name
        for table in OWNED
        if anna in whose(world.read(lambda db, table=table: db.execute(select(table)).all()))
    }
    assert left == set()
    assert world.read(count, hopes_table) == 1


def test_who_rings_changes_nothing_but_how_it_went(world: World) -> None:
    """Nobody's key, name or words; what is to ring, and that a phone is gone."""
    with actor.by(actor.RINGER):
        for table, changes in (
            (people_table, {"last_number": 0}),
            (citizen_keys, {"master": 0}),
            (ring_consents, {"at_night": True}),
            (hopes_table, {"number": 0}),
            (reminders, {"gone_minute": 1}),
        ):
            assert world.db.write_now(_runs(update(table).values(**changes))) == 0, table.name
        for table in (reminders, reminder_choices, ring_consents, people_table, citizen_keys):
            assert world.db.write_now(_runs(delete(table))) == 0, table.name
        for statement, table in (
            (update(reminder_choices).values(version=1), reminder_choices),
            (delete(occurrences), occurrences),
            (delete(phones), phones),
        ):
            there = world.read(count, table)
            assert world.db.write_now(_runs(statement)) == there > 0, table.name


def test_the_door_takes_a_phone_from_another_account_and_changes_none(world: World) -> None:
    """Whoever holds the browser now has it alone."""
    with actor.by(actor.DOOR):
        assert world.db.write_now(_runs(update(phones).values(push_key=2))) == 0
        assert world.db.write_now(_runs(delete(phones))) == 1


def test_somebody_rings_only_who_said_yes_to_that(world: World) -> None:
    """On their own bond, for the very person on it; of that person they see that, and no reminder
    of theirs."""
    anna, gry, sam = (world.cast[name].id for name in ("Anna", "Gry", "Sam"))
    bond = bond_with(world, "Gry")
    ring = insert(occurrences).values(bond=bond, **_occurrence(gry, "ring"))

    def refused(who: UUID, statement: Executable) -> None:
        with (
            actor.by(person=who),
            pytest.raises(ProgrammingError, match="row-level security"),
        ):
            world.db.write_now(_runs(statement))

    refused(anna, ring)
    yes = insert(ring_consents).values(bond=bond, owner=gry, at_night=False)
    with actor.by(person=gry):
        assert world.db.write_now(_runs(yes)) == 1
        hers = insert(occurrences).values(**_occurrence(gry, "test"))
        assert world.db.write_now(_runs(hers)) == 1
    refused(sam, ring)
    refused(anna, insert(occurrences).values(bond=bond, **_occurrence(sam, "ring")))
    refused(anna, insert(occurrences).values(**_occurrence(gry, "test")))
    with actor.by(person=anna):
        assert world.db.write_now(_runs(ring)) == 1
    theirs = [row for row in seen(world, occurrences, "Anna") if row.owner == gry]
    assert [row.kind for row in theirs] == ["ring"]
    assert gry in whose(seen(world, ring_consents, "Anna"))
    assert seen(world, ring_consents, "Sam") == seen(world, occurrences, "Sam") == []
    assert whose(seen(world, phones, "Anna")) == {anna}
    with actor.by(person=anna):
        moved = update(occurrences).where(occurrences.c.owner == gry).values(tries=9)
        assert world.db.write_now(_runs(moved)) == 0
        gone = delete(occurrences).where(occurrences.c.owner == gry)
        assert world.db.write_now(_runs(gone)) == 1
    assert [row.kind for row in seen(world, occurrences, "Gry")] == ["test"]


def test_an_invitation_is_taken_by_whoever_was_invited(world: World) -> None:
    """Found only in that way, taken only for oneself, and once."""
    sam = world.cast["Sam"].id
    take = update(bonds).where(bonds.c.secret == b"open")
    assert seen(world, bonds, "Sam") == []
    with actor.by(person=sam):
        assert world.db.write_now(lambda db: db.execute(take.values(other=sam)).rowcount) == 0
    with actor.by(actor.INVITED, sam):
        with pytest.raises(ProgrammingError, match="row-level security"):
            world.db.write_now(lambda db: db.execute(take.values(other=world.cast["Otto"].id)))
        taken = take.values(other=sam, accepted_minute=clock.minute(), secret=None)
        assert world.db.write_now(lambda db: db.execute(taken).rowcount) == 1
        assert world.db.write_now(lambda db: db.execute(taken).rowcount) == 0
    assert [row.other for row in seen(world, bonds, "Sam")] == [sam]


# --- at the start ---------------------------------------------------------------------------------


def start(settings: Any, url: str) -> subprocess.CompletedProcess[str]:
    """The command whoever runs the server would run, with another role."""
    env = {
        **os.environ,
        "PYTHONPATH": str(HERE),
        "FODFAESTE_DATA": str(settings.data),
        "FODFAESTE_DATABASE_URL": url,
    }
    command = [sys.executable, "-m", "app", "rotate-citizen-keys"]
    return subprocess.run(command, env=env, cwd=HERE, capture_output=True, text=True, timeout=60)


@pytest.fixture
def walker(world: World, postgres_server: postgres.Server) -> Iterator[Callable[[str], str]]:
    """Makes a role that could walk around the wall; gives its address."""
    name = f"walker_{uuid4().hex[:8]}"
    database = make_url(world.settings.database_url).database or ""

    def make(how: str) -> str:
        with postgres_server.connect() as db:
            db.execute(f"CREATE ROLE {name} LOGIN PASSWORD '{name}' {how}")
        return postgres_server.url(database, role=name)

    yield make
    with postgres_server.connect() as db:
        db.execute(f"DROP ROLE IF EXISTS {name}")


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("SUPERUSER", "does not hold for the role"),
        ("BYPASSRLS", "does not hold for the role"),
        (f"IN ROLE {postgres.OWNER}", "owns the table"),
    ],
)
def test_the_server_does_not_start_as_somebody_who_could_walk_around_it(
    world: World, walker: Callable[[str], str], how: str, said: str
) -> None:
    done = start(world.settings, walker(how))
    assert done.returncode == 1
    assert said in done.stderr and "docs/operating.md" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_server_does_not_start_as_the_owner_of_the_tables(world: World) -> None:
    done = start(world.settings, world.settings.migration_url)
    assert done.returncode == 1
    assert "owns the table" in done.stderr


def test_a_table_with_an_owner_and_no_policy_is_noticed(world: World) -> None:
    """Seeded, in each of the three ways; as it is, nothing is said."""
    row_security.check(world.db.writing)
    world.as_owner(
        lambda db: db.execute(
            text("CREATE TABLE letters (id uuid PRIMARY KEY, owner uuid NOT NULL)")
        )
    )
    for step in (
        "",
        "ALTER TABLE letters ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE letters FORCE ROW LEVEL SECURITY",
    ):
        if step:
            world.as_owner(_runs(text(step)))
        with pytest.raises(CannotStart, match="letters"):
            Database(world.settings.database_url, durable=False)
    world.as_owner(
        lambda db: db.execute(
            text("CREATE POLICY own ON letters USING (owner = (SELECT actor_id()))")
        )
    )
    row_security.check(world.db.writing)


def test_every_table_with_an_owner_is_known_by_its_migration(world: World) -> None:
    """The catalogue itself: on, forced, and with a policy of its own for the owner and one for the
    worker."""
    found = world.as_owner(
        lambda db: {
            row.relname: (row.relrowsecurity and row.relforcerowsecurity, set(row.names))
            for row in db.execute(
                text(
                    "SELECT relname, relrowsecurity, relforcerowsecurity, "
                    "array_agg(polname::text) AS names "
                    "FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid GROUP BY 1, 2, 3"
                )
            )
        }
    )
    assert set(found) == {table.name for table in OWNED}
    for name, (on, names) in found.items():
        assert on and {"own", "named_worker"} <= names, name


def test_the_server_may_change_rows_and_nothing_else(world: World) -> None:
    beyond = (
        "TRUNCATE hopes",
        "DROP POLICY own ON hopes",
        "ALTER TABLE hopes DISABLE ROW LEVEL SECURITY",
        "CREATE TABLE letters ()",
    )
    for statement in (*beyond, "DELETE FROM alembic_version"):
        with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
            world.db.write_now(_runs(text(statement)))
