"""Every room's tables are kept here together, and how their keys and indexes are named."""

from functools import cache
from importlib import import_module
from pathlib import Path

from sqlalchemy import BigInteger, Column, MetaData, SmallInteger, Table

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

moves = Table(
    "moves",
    metadata,
    Column("place", SmallInteger, primary_key=True, autoincrement=False),
    Column("at", BigInteger, nullable=False),
)
"""Where somebody wrote last (`foundation/moves.py`). On SQLite, where one process writes, it stays
empty."""


@cache
def tables() -> tuple[Table, ...]:
    """Every table of every room that has a models.py, whoever has imported it so far; those first
    that others refer to."""
    app = Path(__file__).parents[1]
    for room in sorted(path.parent.name for path in app.glob("*/models.py")):
        import_module(f"{app.name}.{room}.models")
    return tuple(metadata.sorted_tables)
