"""Gode ting: kept moments, shown on request and on a hard day."""

from app.foundation.room import Chapter, Entry, Room, Shown
from app.foundation.words import say
from app.good_things import commands, kept, pages, reading
from app.good_things.lifecycle import export

__all__ = ["ROOM", "asks", "kept", "reading"]

ROOM = Room(
    handlers=pages.HANDLERS,
    chapters=(Chapter("good_things", say("Gode ting"), export),),
    forms={"/gode-ting": commands.keep},
    shows={"good_things": Shown(reading.shared, "circle/_good_things.html", reading.SHELF)},
    mine=(Entry(2, "/gode-ting", "sparkles", say("Gode ting"), say("Det du vil huske"), low=True),),
)
