"""A word for today, and what somebody close is asked for. Every word is sealed, the answer too."""

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, LargeBinary, String, Table, Uuid

from app.foundation.columns import in_the_order_of_numbers, of_what_was_put_away
from app.foundation.database import metadata

day_words = Table(
    "day_words",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("owner", ForeignKey("people.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("number", BigInteger, nullable=False),
    Column("ends_minute", Integer, nullable=False, index=True),
    Column("gone_minute", Integer),
    Column("sealed", LargeBinary, nullable=False, info={"sealed": "app.hard_days.day_words.Word"}),
)
"""What somebody wishes of those they have chosen, until 04:00. The grants that show it end then,
and the worker erases it."""

cannot_today = Table(
    "cannot_today",
    metadata,
    Column("word", ForeignKey("day_words.id", ondelete="CASCADE"), primary_key=True),
    Column("bond", ForeignKey("bonds.id", ondelete="CASCADE"), primary_key=True, index=True),
    Column("owner", ForeignKey("people.id", ondelete="CASCADE"), nullable=False, index=True),
)
"""Who has said of a word that they cannot today: once each, and gone with the word."""

askings = Table(
    "askings",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("owner", ForeignKey("people.id", ondelete="CASCADE"), nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("bond", ForeignKey("bonds.id", ondelete="SET NULL"), index=True),
    Column("kind", String(8), nullable=False),
    Column("asked_minute", Integer, nullable=False),
    Column("answered_minute", Integer),
    Column("gone_minute", Integer),
    Column("sealed", LargeBinary, nullable=False, info={"sealed": "app.hard_days.askings.Asked"}),
    Column("answer_sealed", LargeBinary, info={"sealed": "app.hard_days.askings.Answer"}),
)
of_what_was_put_away(askings)
in_the_order_of_numbers(askings)
"""The citizen asks one person; that person answers once. A grant shows the question; only its
owner's page shows the answer. Whoever wrote may leave: their words stay with the one they were
written to."""
