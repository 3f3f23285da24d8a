"""What a citizen writes: sealed words, dated by their own local date, ordered by their own number."""

from sqlalchemy import BigInteger, Column, Date, ForeignKey, Index, Integer, LargeBinary, Table, Uuid, literal_column

from app.foundation.database import metadata
from app.foundation.indexes import of_what_was_put_away

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
    Column("helps", BigInteger, info={"shows": "days_words"}),
    Column("sealed", LargeBinary, nullable=False, info={"sealed": "app.journal.entries.Words"}),
)
of_what_was_put_away(entries)
Index("ix_entries_timeline", entries.c.owner, entries.c.date.desc(), entries.c.number.desc())
TELLS = entries.c.helps > literal_column("0")
Index(
    "ix_entries_helps", entries.c.owner, entries.c.date.desc(), entries.c.number.desc(), sqlite_where=TELLS, postgresql_where=TELLS
)
"""`helps`: 0 when nothing is said of what helped, otherwise another number each time that changes. Whoever may read what helped is
kept from all else of the diary by it, also from how much there is. Not known (NULL) is not shown."""
