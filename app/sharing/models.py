"""Bonds, grants, what is held apart, pauses, and the log of who saw what.

Plain: who may see which kind of thing and until when, since the database itself must be able to
decide. Sealed: every name, and what was shown.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    Uuid,
)

from app.foundation.database import metadata

bonds = Table(
    "bonds",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("owner", ForeignKey("people.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("other", ForeignKey("people.id", ondelete="CASCADE"), index=True),
    Column("role", String(8), nullable=False),
    Column("municipality", ForeignKey("municipalities.id"), index=True),
    Column("secret", LargeBinary, unique=True),
    Column("made_minute", Integer, nullable=False),
    Column("expires_minute", Integer, nullable=False),
    Column("accepted_minute", Integer),
    Column("ended_minute", Integer),
    Column("pace", Integer),
    Column("sealed", LargeBinary, nullable=False, info={"sealed": "app.sharing.called.Names"}),
    Column("other_sealed", LargeBinary, info={"sealed": "builtins.str"}),
    info={"kept_by": "sharing"},
)
"""A bond is the citizen's invitation until `other` has accepted it; afterwards it lives until one
of them ends it. `pace` is the minute by which what `other` has caused in the owner's log would have
come at an easy pace (see `pace.note`)."""

grants = Table(
    "grants",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("owner", ForeignKey("people.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("bond", ForeignKey("bonds.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("kind", String(12), nullable=False),
    Column("scope", String(8), nullable=False),
    Column("item", Uuid),
    Column("upto", BigInteger),
    Column("made_minute", Integer, nullable=False),
    Column("start_minute", Integer, nullable=False),
    Column("end_minute", Integer, nullable=False),
    Column("ended_minute", Integer),
    Column("consent", SmallInteger, nullable=False),
    info={"kept_by": "sharing"},
)
"""`scope` is item (only `item`), now (numbers up to `upto`) or coming (all). `consent` is the
version of the text agreed to."""
for name, *columns in (
    ("bond", grants.c.bond, grants.c.kind, grants.c.scope, grants.c.item),
    ("owner", grants.c.owner, grants.c.item),
):
    open_ = grants.c.ended_minute.is_(None)
    Index(f"ix_grants_open_{name}", *columns, sqlite_where=open_, postgresql_where=open_)
"""Of those that were not stopped alone: a reader's page takes no time for what was given on another
bond, or is over."""

held_apart = Table(
    "held_apart",
    metadata,
    Column("owner", ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
    Column("item", Uuid, primary_key=True),
    info={"kept_by": "sharing"},
)
"""What the citizen keeps for themselves, whatever is granted."""

pauses = Table(
    "pauses",
    metadata,
    Column("owner", ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
    Column("since_minute", Integer, nullable=False),
    info={"kept_by": "sharing"},
)

readings = Table(
    "readings",
    metadata,
    Column("owner", ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
    Column("number", BigInteger, primary_key=True),
    Column("minute", Integer, nullable=False),
    Column("reader", Uuid),
    Column(
        "sealed",
        LargeBinary,
        nullable=False,
        info={"sealed": "app.sharing.log.Event", "place": "{owner}|{number}"},
    ),
    Column("mark", LargeBinary, nullable=False),
    info={"kept_by": "sharing"},
)
"""A citizen's log: one row per display or change, numbered without a gap, each `mark` an HMAC over
the one before it."""

log_heads = Table(
    "log_heads",
    metadata,
    Column("owner", ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
    Column("number", BigInteger, nullable=False),
    Column("mark", LargeBinary, nullable=False),
    Column("end_sworn", LargeBinary, nullable=False),
    Column("forgotten", BigInteger, nullable=False),
    Column("forgotten_mark", LargeBinary),
    Column("forgotten_sworn", LargeBinary),
    Column("looked", BigInteger),
    info={"kept_by": "sharing"},
)
"""Where each chain ends, and the last line that was forgotten; both sworn to, so that nothing can
be taken off either end. `looked` is the number of the newest look."""
