"""Find: places one can go to, what happens there, and how the first time is. Public."""

from app.foundation.room import Room
from app.places import pages, shipped
from app.places.directory import Directory

ROOM = Room(handlers=pages.HANDLERS, rounds=(shipped.bring,))

__all__ = ["ROOM", "Directory"]
