"""What a citizen writes: sealed words, dated by their own local date, ordered by their own number."""

from sqlalchemy import BigInteger, Column, Date, ForeignKey, Index, Integer, LargeBinary, Table, Uuid

from app.foundation.database import metadata

entries = Table(
    "entries",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("owner", ForeignKey("people.id", ondelete="CASCADE"), nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("date", Date, nullable=False),
    Column("written_minute", Integer, nullable=False),
    Column("changed_minute", Integer),
    Column("gone_minute", Integer),
    Column("sealed", LargeBinary, nullable=False, info={"sealed": "app.journal.entries.Words"}),
)
Index("ix_entries_timeline", entries.c.owner, entries.c.date.desc(), entries.c.number.desc())
Index("ix_entries_gone_minute", entries.c.gone_minute)
