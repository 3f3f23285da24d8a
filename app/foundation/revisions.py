"""Whether the tables are as this version wants them, asked without the machinery that would make
them so: a start finds that they are, but for the first after an update."""

from pathlib import Path

from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

VERSIONS = Path(__file__).parents[2] / "migrations" / "versions"


def newest() -> str:
    """The last of them; each file's name begins with its number (a test holds them to it)."""
    return max(file.name.partition("_")[0] for file in VERSIONS.glob("[0-9]*_*.py"))


def is_newest(engine: Engine) -> bool:
    """False where there are no tables yet, or nobody can tell: then whoever makes them looks."""
    try:
        with engine.connect() as db:
            there = db.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
    except DBAPIError:
        return False
    return list(there) == [newest()]
