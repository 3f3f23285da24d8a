"""Whether the tables are as this version wants them, asked without the machinery that would make
them so: a start finds that they are, but for the first after an update."""

from pathlib import Path

from sqlalchemy import Connection, text

from app.foundation import dialects

VERSIONS = Path(__file__).parents[2] / "migrations" / "versions"
SQLITE = "SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'alembic_version'"
POSTGRESQL = "SELECT to_regclass(quote_ident(current_schema()) || '.alembic_version')"


def newest() -> str:
    """The last of them; each file's name begins with its number (a test holds them to it)."""
    return max(file.name.partition("_")[0] for file in VERSIONS.glob("[0-9]*_*.py"))


def is_newest(db: Connection) -> bool:
    """In the schema in which tables are made, and not in one behind it."""
    if db.execute(text(POSTGRESQL if dialects.many_write(db) else SQLITE)).scalar() is None:
        return False
    there = db.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
    return list(there) == [newest()]


def refers_to_nothing(db: Connection) -> bool:
    """Whether a row of a file refers to one that is not there: it was broken, or put together from
    two. PostgreSQL lets nobody do that."""
    return not dialects.many_write(db) and bool(
        db.exec_driver_sql("PRAGMA foreign_key_check").first()
    )
