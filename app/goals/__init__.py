"""Mål og små skridt: something to be able to, and the smallest step towards it."""

from functools import partial

from app.foundation.room import ID, Chapter, Entry, Room, Shown
from app.foundation.words import say
from app.goals import asks, kept, pages, reading, small_steps
from app.goals.small_steps import Step
from app.goals.take_along import export

__all__ = ["ROOM", "Step", "asks", "kept", "reading", "small_steps"]

ROOM = Room(
    handlers=pages.HANDLERS,
    chapters=(Chapter("goals", say("Mål og skridt"), export),),
    forms={
        "/maal": asks.begin,
        f"/maal/{ID}/skridt": asks.add_step,
        **{f"/skridt/{ID}/{word}": partial(asks.turn_step, state=state) for word, state in asks.TURNS.items()},
    },
    shows={"goals": Shown(reading.shared, "circle/_goals.html", reading.SHELF)},
    mine=(Entry(4, "/maal", "footprints", say("Mål og små skridt"), say("Et ad gangen, uden frist")),),
)
