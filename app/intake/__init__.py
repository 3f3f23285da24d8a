"""Intake: what arrives and touches more than one room."""

from app.foundation.room import Room
from app.intake import operations, pages
from app.intake.operations import WAYS

ROOM = Room(handlers=pages.HANDLERS, rounds=(operations.sweep,))

__all__ = ["ROOM", "WAYS"]
