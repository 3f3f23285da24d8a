"""Indstillinger: language, light, size, letters, motion, and the lock."""

from app.foundation.room import Room
from app.preferences import pages

ROOM = Room(handlers=pages.HANDLERS)

__all__ = ["ROOM"]
