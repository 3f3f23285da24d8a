"""Going along: somebody asked one person to go with them to a place. Where and when is sealed."""

from sqlalchemy import Column, ForeignKey, String, Table

from app.foundation.columns import in_the_order_of_numbers, kept, of_what_was_put_away
from app.foundation.database import metadata

goings = Table(
    "goings",
    metadata,
    *kept("app.companions.goings.Words"),
    Column("bond", ForeignKey("bonds.id", ondelete="SET NULL"), index=True),
    Column("state", String(8), nullable=False),
)
of_what_was_put_away(goings)
in_the_order_of_numbers(goings)
"""`state` is asked, yes, no or off; it is the only thing that the one who is asked may change."""
