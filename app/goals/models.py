"""Goals and small steps. States lie in plain, since lists are made of them; every word is
sealed."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table

from app.foundation.columns import in_the_order_of_numbers, kept, of_what_was_put_away
from app.foundation.database import metadata

goals = Table(
    "goals",
    metadata,
    *kept("app.goals.kept.Words"),
    Column("hope", ForeignKey("hopes.id", ondelete="SET NULL"), index=True),
    Column("state", String(8), nullable=False),
    Column("state_minute", Integer, nullable=False),
)
of_what_was_put_away(goals)
in_the_order_of_numbers(goals)
Index("ix_goals_owner_state", goals.c.owner, goals.c.state)

steps = Table(
    "steps",
    metadata,
    *kept("app.goals.small_steps.Words"),
    Column("goal", ForeignKey("goals.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("state", String(8), nullable=False),
    Column("state_minute", Integer, nullable=False),
)
of_what_was_put_away(steps)
in_the_order_of_numbers(steps)
