"""Hopes, in the citizen's words. A hope is never reached and has no deadline."""

from sqlalchemy import Table

from app.foundation.columns import in_the_order_of_numbers, kept, of_what_was_put_away
from app.foundation.database import metadata

hopes = Table(
    "hopes",
    metadata,
    *kept("app.hopes.kept.Words"),
)
of_what_was_put_away(hopes)
in_the_order_of_numbers(hopes)
