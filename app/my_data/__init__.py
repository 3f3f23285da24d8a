"""Mine ting: what a citizen takes along, and what is erased. Asks every room; knows no room's
tables."""

from app.foundation.room import Room
from app.my_data import pages

ROOM = Room(handlers=pages.HANDLERS)

__all__ = ["ROOM"]
