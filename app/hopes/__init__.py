"""Håb: the start of everything; never reached, never late."""

from app.foundation.room import Chapter, Entry, Room, Shown
from app.foundation.words import say
from app.hopes import commands, kept, pages, reading
from app.hopes.lifecycle import export

__all__ = ["ROOM", "asks", "kept", "reading"]

ROOM = Room(
    handlers=pages.HANDLERS,
    chapters=(Chapter("hopes", say("Håb"), export),),
    forms={"/haab": commands.keep},
    shows={"hopes": Shown(reading.shared, "circle/_hopes.html", reading.SHELF)},
    mine=(Entry(3, "/haab", "sunrise", say("Håb"), say("Stort eller småt")),),
)
