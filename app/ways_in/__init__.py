"""Passkeys and devices: other ways in than a password, and where one is signed in."""

from app.foundation.room import Room
from app.ways_in import pages

ROOM = Room(handlers=pages.HANDLERS)

__all__ = ["ROOM"]
