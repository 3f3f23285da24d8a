"""Min plan: what helps on a hard day, written on a good one, in one's own words."""

from app.foundation.room import ID, NUMBER, Chapter, Room, Shown
from app.foundation.words import say
from app.plan import commands, kept, pages, reading, ready, sections
from app.plan.lifecycle import export, export_parts, export_ready
from app.plan.parts import PARTS

__all__ = ["PARTS", "ROOM", "asks", "kept", "reading", "ready", "sections"]

NAMED = {"plan_parts": PARTS}
ROOM = Room(
    handlers=pages.HANDLERS,
    chapters=(
        Chapter("plan", say("Min plan"), export, "plan/_taken.html", NAMED),
        Chapter(
            "plan_parts", say("Delene i min plan"), export_parts, "plan/_taken_parts.html", NAMED
        ),
        Chapter(
            "ready_shares",
            say("Gjort klar til at dele"),
            export_ready,
            "plan/_taken_ready.html",
            NAMED,
        ),
    ),
    forms={
        f"/plan/{NUMBER}": commands.keep,
        f"/plan/linje/{ID}/ret": commands.change,
        f"/plan/linje/{ID}/slet": commands.remove,
    },
    shows={"plan": Shown(reading.shared, "circle/_plan.html", reading.SHELF)},
)
