"""The rooms in which somebody keeps something, each once. What they offer they say themselves, in
their front door."""

from app import (
    appointments,
    companions,
    days,
    flower,
    goals,
    good_things,
    hard_days,
    hopes,
    initiatives,
    journal,
    network,
    plan,
    reminders,
    saved_places,
)
from app.foundation.room import Entry

KEEPING = (
    days.ROOM,
    journal.ROOM,
    hopes.ROOM,
    goals.ROOM,
    good_things.ROOM,
    flower.ROOM,
    plan.ROOM,
    hard_days.ROOM,
    network.ROOM,
    appointments.ROOM,
    saved_places.ROOM,
    companions.ROOM,
    initiatives.ROOM,
    reminders.ROOM,
)
"""In the order in which they stand in the copy one takes along."""
CHAPTERS = tuple(chapter for room in KEEPING for chapter in room.chapters)
FORMS = {path: ask for room in KEEPING for path, ask in room.forms.items()}
SHOWS = {kind: shown for room in KEEPING for kind, shown in room.shows.items()}
MINE = tuple(
    sorted((entry for room in KEEPING for entry in room.mine), key=lambda entry: entry.place)
)


def mine(*, low: bool) -> list[Entry]:
    """What stands in Mit."""
    return [entry for entry in MINE if entry.low or not low]
