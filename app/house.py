"""Every room of the house, each once. What a room offers it says itself, in its front door."""

from app import (
    about,
    account,
    circle,
    help_now,
    intake,
    look_back,
    my_data,
    offline,
    personnel,
    places,
    preferences,
    rooms,
    sharing,
    sign_in,
    today,
    ways_in,
    welcome,
)

ROOMS = (
    *rooms.KEEPING,
    about.ROOM,
    account.ROOM,
    circle.ROOM,
    help_now.ROOM,
    intake.ROOM,
    look_back.ROOM,
    my_data.ROOM,
    offline.ROOM,
    personnel.ROOM,
    places.ROOM,
    preferences.ROOM,
    sharing.ROOM,
    sign_in.ROOM,
    today.ROOM,
    ways_in.ROOM,
    welcome.ROOM,
)
HANDLERS = [handler for room in ROOMS for handler in room.handlers]
ROUNDS = tuple(sweep for room in ROOMS for sweep in room.rounds)
"""What the worker does for each room, besides what comes from the tables."""
BRINGS = tuple(bring for room in ROOMS for bring in room.brings)
"""What comes with the app, and is brought in when the worker begins."""
