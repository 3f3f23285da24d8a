"""What a citizen writes: sealed words, dated by their own local date, ordered by their own
number."""

from sqlalchemy import BigInteger, Column, Date, Index, Integer, Table, literal_column

from app.foundation.columns import kept, of_what_was_put_away
from app.foundation.database import metadata

entries = Table(
    "entries",
    metadata,
    *kept("app.journal.entries.Words"),
    Column("date", Date, nullable=False),
    Column("changed_minute", Integer),
    Column("helps", BigInteger, info={"shows": "days_words"}),
)
of_what_was_put_away(entries)
Index("ix_entries_timeline", entries.c.owner, entries.c.date.desc(), entries.c.number.desc())
TELLS = entries.c.helps > literal_column("0")
Index(
    "ix_entries_helps",
    entries.c.owner,
    entries.c.date.desc(),
    entries.c.number.desc(),
    sqlite_where=TELLS,
    postgresql_where=TELLS,
)
"""`helps`: 0 when nothing is said of what helped, otherwise another number each time that changes.
Whoever may read what helped is kept from all else of the diary by it, also from how much there is.
Not known (NULL) is not shown."""
