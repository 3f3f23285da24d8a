"""Flowers: a reflection at a time. Every answer is sealed; whether it is finished lies in plain."""

from sqlalchemy import BigInteger, Boolean, Column, Date, ForeignKey, Integer, LargeBinary, Table, Uuid

from app.foundation.database import metadata
from app.foundation.indexes import in_the_order_of_numbers, of_what_was_put_away

flowers = Table(
    "flowers",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("owner", ForeignKey("people.id", ondelete="CASCADE"), nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("date", Date, nullable=False),
    Column("finished", Boolean, nullable=False, info={"shows": "flower"}),
    Column("written_minute", Integer, nullable=False),
    Column("gone_minute", Integer),
    Column("sealed", LargeBinary, nullable=False, info={"sealed": "app.flower.kept.Answers"}),
)
of_what_was_put_away(flowers)
in_the_order_of_numbers(flowers)
"""A flower that is only begun is nobody else's to see, whatever is granted."""
