"""Looking back: days as shapes and as words. No averages, no trends, nothing missing."""

from app.foundation.room import Room
from app.look_back import pages

ROOM = Room(handlers=pages.HANDLERS)

__all__ = ["ROOM"]
