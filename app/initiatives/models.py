"""What somebody has proposed to do at a place. What was sent lies with the place too
(`place_offers`), where nobody reads who sent it."""

from sqlalchemy import Table

from app.foundation.columns import in_the_order_of_numbers, kept, of_what_was_put_away
from app.foundation.database import metadata

initiatives = Table("initiatives", metadata, *kept("app.initiatives.kept.Words"))
of_what_was_put_away(initiatives)
in_the_order_of_numbers(initiatives)
