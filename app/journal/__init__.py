"""Dagbog: what a citizen writes, any number a day, found again in their own words."""

from app.foundation.room import ID, Chapter, Entry, Room, Shown
from app.foundation.words import say
from app.journal import commands, entries, noting, pages, reading
from app.journal.lifecycle import export

__all__ = ["ROOM", "asks", "entries", "noting", "reading"]

ROOM = Room(
    handlers=pages.HANDLERS,
    chapters=(Chapter("entries", say("Dagbog"), export),),
    forms={
        "/dagbog": commands.keep,
        f"/dagbog/{ID}/ret": commands.change,
        f"/dagbog/{ID}/slet": commands.remove,
    },
    shows={"entries": Shown(reading.shared, "circle/_entries.html", reading.SHELF)},
    mine=(
        Entry(1, "/dagbog", "book-open", say("Dagbog"), say("Skriv, og find det igen"), low=True),
    ),
)
