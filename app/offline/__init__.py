"""The app on the phone without net: what it opens on, its worker, and how it is installed."""

from app.foundation.room import Room
from app.offline import pages

ROOM = Room(handlers=pages.HANDLERS)

__all__ = ["ROOM"]
