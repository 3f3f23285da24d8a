"""What may ring and where. Plain: ids, states, when it is due. Sealed: what it is about, when in
the week, where somebody is called, and how it went."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    Uuid,
)

from app.foundation.columns import in_the_order_of_numbers, kept, of_what_was_put_away
from app.foundation.database import metadata

reminders = Table("reminders", metadata, *kept("app.reminders.chosen.Wish"), Column("about", Uuid))
of_what_was_put_away(reminders)
in_the_order_of_numbers(reminders)
"""`about` is the thing it leads to, by its id alone, so that it goes when that is done."""

occurrences = Table(
    "occurrences",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("owner", ForeignKey("people.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("reminder", ForeignKey("reminders.id", ondelete="CASCADE"), unique=True),
    Column("bond", ForeignKey("bonds.id", ondelete="CASCADE"), unique=True),
    Column("kind", String(8), nullable=False),
    Column("date", Date, nullable=False),
    Column("due_minute", Integer, nullable=False),
    Column("state", String(8), nullable=False),
    Column("look_at", BigInteger),
    Column("leased_by", Uuid),
    Column("tries", SmallInteger, nullable=False, server_default="0"),
)
Index(
    "ix_occurrences_look_at",
    occurrences.c.look_at,
    sqlite_where=occurrences.c.look_at.is_not(None),
    postgresql_where=occurrences.c.look_at.is_not(None),
)
"""The next time something rings: one of each reminder, whose `date` only ever goes forward, so that
a local date rings once. `look_at` is the second at which a worker looks at it next: when it is due,
when a claim runs out, when it is tried again; none once it is over. What becomes of a repeated one
is not kept here: which days somebody was reminded would tell which days were hard."""

phones = Table(
    "phones",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("owner", ForeignKey("people.id", ondelete="CASCADE"), nullable=False, index=True),
    Column(
        "login",
        ForeignKey("logins.id", ondelete="CASCADE", onupdate="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("endpoint_index", LargeBinary, nullable=False, unique=True),
    Column("push_key", SmallInteger, nullable=False),
    Column("until_minute", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False, info={"sealed": "app.reminders.phones.Phone"}),
    info={"goes_with": "logins"},
)
"""A push subscription of one account. It goes with the login that made it: signed out, or ended
from elsewhere, it rings no more. `until_minute` is when that login ends by itself."""

reminder_choices = Table(
    "reminder_choices",
    metadata,
    Column("owner", ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
    Column("version", Integer, nullable=False, server_default="0"),
    Column(
        "sealed",
        LargeBinary,
        nullable=False,
        info={"sealed": "app.reminders.choices.Choices", "place": "{owner}"},
    ),
)
"""One row of each: when it is quiet, and how it went. `version` lets a worker and a page change it
at the same moment without undoing each other."""

ring_consents = Table(
    "ring_consents",
    metadata,
    Column("bond", ForeignKey("bonds.id", ondelete="CASCADE"), primary_key=True),
    Column("owner", ForeignKey("people.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("at_night", Boolean, nullable=False),
)
"""Whoever is given something on this bond has said that it may ring at their phone; in their quiet
hours too only when they said so."""

tallies = Table(
    "tallies",
    metadata,
    Column("date", Date, primary_key=True),
    Column("outcome", String(8), primary_key=True),
    Column("count", Integer, nullable=False),
)
"""How many went which way on a day, for whoever runs the server. No persons."""
