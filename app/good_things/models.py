"""Kept moments, to be shown again when asked for."""

from sqlalchemy import Column, Date, Table

from app.foundation.columns import in_the_order_of_numbers, kept, of_what_was_put_away
from app.foundation.database import metadata

good_things = Table(
    "good_things",
    metadata,
    *kept("app.good_things.kept.Words"),
    Column("date", Date, nullable=False),
)
of_what_was_put_away(good_things)
in_the_order_of_numbers(good_things)
