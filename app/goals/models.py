"""Goals and small steps. States lie in plain, since lists are made of them; every word is sealed."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Uuid

from app.foundation.database import metadata
from app.foundation.indexes import in_the_order_of_numbers, of_what_was_put_away

goals = Table(
    "goals",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("owner", ForeignKey("people.id", ondelete="CASCADE"), nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("hope", ForeignKey("hopes.id", ondelete="SET NULL"), index=True),
    Column("state", String(8), nullable=False),
    Column("state_minute", Integer, nullable=False),
    Column("written_minute", Integer, nullable=False),
    Column("gone_minute", Integer),
    Column("sealed", LargeBinary, nullable=False, info={"sealed": "app.goals.kept.Words"}),
)
of_what_was_put_away(goals)
in_the_order_of_numbers(goals)
Index("ix_goals_owner_state", goals.c.owner, goals.c.state)

steps = Table(
    "steps",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("owner", ForeignKey("people.id", ondelete="CASCADE"), nullable=False),
    Column("goal", ForeignKey("goals.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("number", BigInteger, nullable=False),
    Column("state", String(8), nullable=False),
    Column("state_minute", Integer, nullable=False),
    Column("written_minute", Integer, nullable=False),
    Column("gone_minute", Integer),
    Column("sealed", LargeBinary, nullable=False, info={"sealed": "app.goals.small_steps.Words"}),
)
of_what_was_put_away(steps)
in_the_order_of_numbers(steps)
