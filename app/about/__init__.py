"""Om appen: what it is, who can read what, and how accessible it is."""

from app.about import pages
from app.foundation.room import Room

ROOM = Room(handlers=pages.HANDLERS)

__all__ = ["ROOM"]
