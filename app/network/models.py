"""Things in a network. What each is, what it is called and how near it is are all sealed."""

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, LargeBinary, Table, Uuid

from app.foundation.database import metadata
from app.foundation.indexes import of_what_was_put_away

network_items = Table(
    "network_items",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("owner", ForeignKey("people.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("number", BigInteger, nullable=False),
    Column("written_minute", Integer, nullable=False),
    Column("gone_minute", Integer),
    Column("sealed", LargeBinary, nullable=False, info={"sealed": "app.network.kept.Words"}),
)
of_what_was_put_away(network_items)
