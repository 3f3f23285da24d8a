"""Blomsten: a reflection over the five dimensions, in words and as a drawing."""

from app.flower import kept, pages, reading
from app.flower.lifecycle import export
from app.foundation.room import Chapter, Entry, Room, Shown
from app.foundation.words import say

__all__ = ["ROOM", "kept", "reading"]

ROOM = Room(
    handlers=pages.HANDLERS,
    chapters=(Chapter("flowers", say("Blomster"), export, "flower/_taken.html"),),
    shows={"flower": Shown(reading.drawn, "circle/_flowers.html", reading.SHELF)},
    mine=(Entry(6, "/blomst", "flower-2", say("Blomst"), say("Hvordan er det for tiden?")),),
)
