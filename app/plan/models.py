"""Lines of a plan. The part they stand in and their order are plain; every word and number is sealed."""

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, LargeBinary, String, Table, Uuid

from app.foundation.database import metadata

plan_lines = Table(
    "plan_lines",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("owner", ForeignKey("people.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("number", BigInteger, nullable=False),
    Column("part", String(8), nullable=False),
    Column("place", Integer, nullable=False),
    Column("written_minute", Integer, nullable=False),
    Column("gone_minute", Integer, index=True),
    Column("sealed", LargeBinary, nullable=False, info={"sealed": "text"}),
)
