"""Mål og små skridt: something to be able to, and the smallest step towards it."""

from functools import partial

from app.foundation.room import ID, Chapter, Entry, Room, Shown
from app.foundation.words import say
from app.goals import commands, kept, pages, reading, small_steps
from app.goals.lifecycle import export
from app.goals.small_steps import Step

__all__ = ["ROOM", "Step", "asks", "kept", "reading", "small_steps"]

ROOM = Room(
    handlers=pages.HANDLERS,
    chapters=(Chapter("goals", say("Mål og skridt"), export),),
    forms={
        "/maal": commands.begin,
        f"/maal/{ID}/skridt": commands.add_step,
        **{
            f"/skridt/{ID}/{word}": partial(commands.turn_step, state=state)
            for word, state in commands.TURNS.items()
        },
    },
    shows={"goals": Shown(reading.shared, "circle/_goals.html", reading.SHELF)},
    mine=(
        Entry(4, "/maal", "footprints", say("Mål og små skridt"), say("Et ad gangen, uden frist")),
    ),
)
