"""I dag: one question, and what fits the answer."""

from app.foundation.room import Room
from app.today import pages

ROOM = Room(handlers=pages.HANDLERS)

__all__ = ["ROOM"]
