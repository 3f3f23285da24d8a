"""Places somebody has saved. Which they are is sealed: who goes where is nobody else's."""

from sqlalchemy import Index, Table

from app.foundation.columns import kept, of_what_was_put_away
from app.foundation.database import metadata

saved_places = Table("saved_places", metadata, *kept("app.saved_places.kept.Words"))
Index("ix_saved_places_owner", saved_places.c.owner)
of_what_was_put_away(saved_places)
