"""Kept moments, to be shown again when asked for."""

from sqlalchemy import BigInteger, Column, Date, ForeignKey, Integer, LargeBinary, Table, Uuid

from app.foundation.database import metadata
from app.foundation.indexes import in_the_order_of_numbers, of_what_was_put_away

good_things = Table(
    "good_things",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("owner", ForeignKey("people.id", ondelete="CASCADE"), nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("date", Date, nullable=False),
    Column("written_minute", Integer, nullable=False),
    Column("gone_minute", Integer),
    Column("sealed", LargeBinary, nullable=False, info={"sealed": "app.good_things.kept.Words"}),
)
of_what_was_put_away(good_things)
in_the_order_of_numbers(good_things)
