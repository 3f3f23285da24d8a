"""Things in a network. What each is, what it is called and how near it is are all sealed."""

from sqlalchemy import Index, Table

from app.foundation.columns import kept, of_what_was_put_away
from app.foundation.database import metadata

network_items = Table(
    "network_items",
    metadata,
    *kept("app.network.kept.Words"),
)
Index("ix_network_items_owner", network_items.c.owner)
of_what_was_put_away(network_items)
