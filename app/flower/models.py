"""Flowers: a reflection at a time. Every answer is sealed; whether it is finished lies in plain."""

from sqlalchemy import Boolean, Column, Date, Table

from app.foundation.columns import in_the_order_of_numbers, kept, of_what_was_put_away
from app.foundation.database import metadata

flowers = Table(
    "flowers",
    metadata,
    *kept("app.flower.kept.Answers"),
    Column("date", Date, nullable=False),
    Column("finished", Boolean, nullable=False, info={"shows": "flower"}),
)
of_what_was_put_away(flowers)
in_the_order_of_numbers(flowers)
"""A flower that is only begun is nobody else's to see, whatever is granted."""
