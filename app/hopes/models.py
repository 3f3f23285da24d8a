"""Hopes, in the citizen's words. A hope is never reached and has no deadline."""

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, LargeBinary, Table, Uuid

from app.foundation.database import metadata
from app.foundation.indexes import in_the_order_of_numbers, of_what_was_put_away

hopes = Table(
    "hopes",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("owner", ForeignKey("people.id", ondelete="CASCADE"), nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("written_minute", Integer, nullable=False),
    Column("gone_minute", Integer),
    Column("sealed", LargeBinary, nullable=False, info={"sealed": "app.hopes.kept.Words"}),
)
of_what_was_put_away(hopes)
in_the_order_of_numbers(hopes)
