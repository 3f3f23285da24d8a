"""Gemte steder: places somebody wants to find again, sealed; no place knows of it."""

from app.foundation.room import ID, Chapter, Entry, Room
from app.foundation.words import say
from app.saved_places import commands, kept, pages
from app.saved_places.kept import AFTERWARDS
from app.saved_places.lifecycle import export

__all__ = ["AFTERWARDS", "ROOM", "kept"]

NAMED = {"afterwards": AFTERWARDS}
ROOM = Room(
    handlers=pages.HANDLERS,
    chapters=(
        Chapter("saved_places", say("Gemte steder"), export, "saved_places/_taken.html", NAMED),
    ),
    forms={f"/steder/{ID}/gem": commands.keep},
    mine=(
        Entry(
            7,
            "/steder/gemte",
            "compass",
            say("Gemte steder"),
            say("Det du vil kunne finde igen"),
            low=False,
        ),
    ),
)
