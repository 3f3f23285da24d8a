"""Migrations: from nothing and from every earlier revision, on both databases, with nothing lost and nothing left to do."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text

from app.cli import migrate_engine
from app.foundation.database import metadata
from app.foundation.engines import connect_once
from app.main import HERE
from tests import postgres

REVISIONS = [
    script.revision for script in ScriptDirectory.from_config(Config(toml_file=str(HERE / "pyproject.toml"))).walk_revisions()
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
        assert db.execute(text("SELECT version_num FROM alembic_version")).scalar_one() == REVISIONS[-1]
    empty.dispose()
