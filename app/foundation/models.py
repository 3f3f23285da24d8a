"""Every room's tables are kept here together, and how their keys and indexes are named."""

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
"""Where somebody wrote last (`foundation/moves.py`). On SQLite, where one process writes, it stays empty."""
