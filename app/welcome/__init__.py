"""Den gode start: what this is, who sees what, what happens now, and where help is."""

from app.foundation.room import Room
from app.welcome import pages

ROOM = Room(handlers=pages.HANDLERS)

__all__ = ["ROOM"]
