"""Migrations: from nothing and from every earlier revision, on both databases, with nothing lost
and nothing left to do."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, Uuid, column, inspect, select, table, text

from app.cli import migrate_engine, upgrade
from app.foundation import revisions
from app.foundation.database import metadata
from app.foundation.engines import connect_once
from app.foundation.errors import CannotStart
from app.foundation.settings import from_environment
from app.main import HERE
from app.plan.models import plan_sections
from tests import postgres

REVISIONS = [
    script.revision
    for script in ScriptDirectory.from_config(
        Config(toml_file=str(HERE / "pyproject.toml"))
    ).walk_revisions()
][::-1]


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Engine:
    if request.param == "sqlite":
        return connect_once(f"sqlite:///{tmp_path / 'empty.db'}")
    server: postgres.Server = request.getfixturevalue("postgres_server")
    server.drop("empty")
    return connect_once(server.create("empty"))


def test_from_nothing_to_exactly_these_tables(empty: Engine) -> None:
    migrate_engine(empty)
    with empty.connect() as db:
        assert compare_metadata(MigrationContext.configure(db), metadata) == []
        assert set(inspect(db).get_table_names()) == {*metadata.tables, "alembic_version"}
    empty.dispose()


@pytest.mark.parametrize("revision", REVISIONS)
def test_up_from_every_earlier_revision(empty: Engine, revision: str) -> None:
    migrate_engine(empty, revision)
    migrate_engine(empty)
    migrate_engine(empty)
    with empty.connect() as db:
        assert (
            db.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
            == REVISIONS[-1]
        )
    empty.dispose()


def test_a_start_knows_without_them_whether_there_are_new_ones(empty: Engine) -> None:
    """By the names of the files: each begins with its own number."""
    names = [path.name.partition("_")[0] for path in revisions.VERSIONS.glob("[0-9]*_*.py")]
    assert sorted(names) == sorted(REVISIONS) and revisions.newest() == REVISIONS[-1]
    assert not _is_newest(empty)
    migrate_engine(empty, REVISIONS[-2])
    assert not _is_newest(empty)
    migrate_engine(empty)
    assert _is_newest(empty)
    if empty.dialect.name == "postgresql":
        with empty.begin() as db:
            db.execute(text("CREATE SCHEMA fresh"))
            db.execute(text("SET LOCAL search_path TO fresh, public"))
            assert not revisions.is_newest(db), "what lies in a schema behind it is another's"
    with empty.begin() as db:
        db.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert not _is_newest(empty), "of a later version: whoever makes them refuses"
    empty.dispose()


def _is_newest(engine: Engine) -> bool:
    with engine.connect() as db:
        return revisions.is_newest(db)


def test_a_file_whose_rows_refer_to_nothing_is_served_to_nobody(tmp_path: Path) -> None:
    here = from_environment({"FODFAESTE_DATA": str(tmp_path)})
    upgrade(here)
    upgrade(here)
    with closing(sqlite3.connect(tmp_path / "app.db")) as file:  # which asks for no foreign keys
        file.execute("INSERT INTO devices VALUES (x'01', 'nobody', 1, 1)")
        file.commit()
    with pytest.raises(CannotStart, match="refer to others"):
        upgrade(here)


def test_a_plan_that_was_there_gets_its_parts(empty: Engine) -> None:
    """Two people's lines from before parts had names: each person's part becomes one, and nobody's
    line is left without."""
    migrate_engine(empty, "0005")
    anna, sam = uuid4(), uuid4()
    lines = [(anna, "helps", 3), (anna, "helps", 5), (anna, "meet", 4), (sam, "helps", 1)]
    people = table(
        "people",
        column("id", Uuid()),
        column("kind"),
        column("sealed"),
        column("last_number"),
        column("created_minute"),
    )
    rows = table(
        "plan_lines",
        *(column(name, Uuid()) for name in ("id", "owner", "section")),
        column("number"),
        column("part"),
        column("place"),
        column("written_minute"),
        column("sealed"),
    )
    with empty.begin() as db, _unwalled(db, "people", "plan_lines"):
        for each in (anna, sam):
            db.execute(
                people.insert().values(
                    id=each, kind="citizen", sealed=b"x", last_number=9, created_minute=1
                )
            )
        for owner, part, number in lines:
            values = {
                "id": uuid4(),
                "owner": owner,
                "number": number,
                "part": part,
                "place": 1,
                "written_minute": 1,
                "sealed": b"x",
            }
            db.execute(rows.insert().values(**values))
    migrate_engine(empty)
    with empty.begin() as db, _unwalled(db, "plan_lines", "plan_sections"):
        found = db.execute(select(rows.c.owner, rows.c.part, rows.c.section)).all()
        sections = {(row.owner, row.part): row for row in db.execute(select(plan_sections))}
    assert {(owner, part): row.number for (owner, part), row in sections.items()} == {
        (anna, "helps"): 3,
        (anna, "meet"): 4,
        (sam, "helps"): 1,
    }
    assert len(found) == 4 and all(row.section == sections[row.owner, row.part].id for row in found)
    empty.dispose()


@contextmanager
def _unwalled(db: Connection, *names: str) -> Iterator[None]:
    """Whoever owns the tables looks past the walls for a moment, as a migration may."""
    walled = db.dialect.name == "postgresql"
    for name in names if walled else ():
        db.execute(text(f"ALTER TABLE {name} NO FORCE ROW LEVEL SECURITY"))
    yield
    for name in names if walled else ():
        db.execute(text(f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY"))


def _begins(columns: list[str], index: list[str | None]) -> bool:
    return index[: len(columns)] == columns


def _not_found(db: Connection) -> list[tuple[str, list[str]]]:
    """References of which no index, key or unique constraint begins with the columns; one of some
    rows only does not count."""
    look, found = inspect(db), []
    for name in sorted(look.get_table_names()):
        known: list[list[str | None]] = [list(look.get_pk_constraint(name)["constrained_columns"])]
        known += [list(each["column_names"]) for each in look.get_unique_constraints(name)]
        whole = [
            each
            for each in look.get_indexes(name)
            if not any(key.endswith("_where") for key in each["dialect_options"])
        ]
        known += [list(each["column_names"]) for each in whole]
        for each in look.get_foreign_keys(name):
            if not any(_begins(each["constrained_columns"], index) for index in known):
                found.append((name, each["constrained_columns"]))
    return found


def test_every_reference_is_found_by_an_index(empty: Engine) -> None:
    """Or erasing one person, or sweeping one bond, looks through everybody's rows while others
    wait."""
    migrate_engine(empty)
    with empty.connect() as db:
        assert _not_found(db) == [], "give the column an index, in its table and in a migration"
    empty.dispose()


def test_a_reference_without_an_index_is_noticed(empty: Engine) -> None:
    """Seeded: as it was before."""
    migrate_engine(empty, "0011")
    with empty.connect() as db:
        assert [name for name, _ in _not_found(db)] == [
            "askings",
            "bonds",
            "challenges",
            "citizen_keys",
            "devices",
            "goals",
            "ready_shares",
        ]
    empty.dispose()
