"""One mark per day, in the citizen's own time: good, in between or hard."""

from app.days import marks, reading
from app.days.lifecycle import export
from app.days.marks import KINDS, Mark
from app.foundation.room import Chapter, Entry, Room, Shown
from app.foundation.words import say

__all__ = ["KINDS", "ROOM", "Mark", "marks", "reading"]

ROOM = Room(
    chapters=(Chapter("days", say("Dage"), export, "look_back/_taken_day.html"),),
    shows={"days": Shown(reading.without_words, "circle/_days.html")},
    mine=(Entry(7, "/dag", "calendar-days", say("Dage"), say("Se tilbage")),),
)
