"""Følges med nogen: going along, the first time or whenever. Nobody is asked why."""

from app.companions import goings, pages, reading
from app.companions.goings import AFTERWARDS, TO, Going
from app.companions.lifecycle import export
from app.foundation.room import Chapter, Room, Shown
from app.foundation.words import say

__all__ = ["ROOM", "Going", "goings", "reading"]

NAMED = {"going_to": TO, "going_afterwards": AFTERWARDS}
ROOM = Room(
    handlers=pages.HANDLERS,
    chapters=(
        Chapter(
            "goings", say("Det du følges med andre om"), export, "companions/_taken.html", NAMED
        ),
    ),
    shows={"going": Shown(reading.shared, "circle/_going.html", reading.SHELF)},
)
