"""Parts and lines of a plan, and shares of it made ready. Which part, and the order, are plain;
every word and number is sealed."""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
    Uuid,
)

from app.foundation.columns import in_the_order_of_numbers, kept, of_what_was_put_away
from app.foundation.database import metadata

plan_sections = Table(
    "plan_sections",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("owner", ForeignKey("people.id", ondelete="CASCADE"), nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("part", String(8), nullable=False),
    Column("place", Integer, nullable=False),
    Column("hidden", Integer, nullable=False),
    UniqueConstraint("owner", "part"),
)
"""A part that somebody has written in or put in another order. A grant may name it. `hidden`: a bit
for each example put out of sight, in the order of `app/plan/parts.py`."""

plan_lines = Table(
    "plan_lines",
    metadata,
    *kept("app.plan.kept.Words"),
    Column("section", Uuid, index=True),
    Column("part", String(8), nullable=False),
    Column("place", Integer, nullable=False),
)
of_what_was_put_away(plan_lines)
in_the_order_of_numbers(plan_lines)

ready_shares = Table(
    "ready_shares",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("owner", ForeignKey("people.id", ondelete="CASCADE"), nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("bond", ForeignKey("bonds.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("gone_minute", Integer),
    Column("sealed", LargeBinary, nullable=False, info={"sealed": "app.plan.ready.Words"}),
    UniqueConstraint("owner", "bond"),
)
of_what_was_put_away(ready_shares)
"""What one tap on a hard day shares, and with whom. It opens nothing by itself: the tap makes
ordinary grants."""
