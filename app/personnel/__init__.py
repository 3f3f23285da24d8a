"""Pages for those who work for a municipality: coming in, the second factor, and the coordinator's
list of colleagues."""

from app.foundation.room import Room
from app.personnel import pages

ROOM = Room(handlers=pages.HANDLERS)

__all__ = ["ROOM"]
