"""What was received from phones, so that nothing that is sent again is done again."""

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, Table, Uuid

from app.foundation.database import metadata

operations = Table(
    "operations",
    metadata,
    Column("owner", ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
    Column("op", Uuid, primary_key=True),
    Column("mark", LargeBinary, nullable=False),
    Column("received_minute", Integer, nullable=False),
)
Index("ix_operations_received_minute", operations.c.received_minute)
"""A receipt that something was carried out. It holds no word: `mark` is the server's HMAC over what
was sent."""
