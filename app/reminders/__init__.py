"""Reminders: when something rings, on whose phone, and that it stops by itself. Other rooms hand it
a thing and a way in the app; why, in words, it never knows."""

from app.foundation.room import Chapter, Entry, Room
from app.foundation.words import say
from app.reminders import (
    choices,
    chosen,
    commands,
    confirming,
    consents,
    due,
    hushing,
    pages,
    phones,
    ringing,
    showing,
    telling,
    testing,
    waiting,
)
from app.reminders.lifecycle import export, export_choices
from app.reminders.pages import asks
from app.reminders.ringing import Ringer

__all__ = [
    "ROOM",
    "Ringer",
    "asks",
    "choices",
    "chosen",
    "commands",
    "confirming",
    "consents",
    "due",
    "hushing",
    "phones",
    "ringing",
    "showing",
    "telling",
    "testing",
    "waiting",
]

ROOM = Room(
    handlers=pages.HANDLERS,
    chapters=(
        Chapter("reminders", say("Påmindelser"), export, "reminders/_taken.html"),
        Chapter(
            "reminder_choices",
            say("Det du har valgt for påmindelser"),
            export_choices,
            "reminders/_taken_choices.html",
        ),
    ),
    mine=(
        Entry(8, "/paamindelser", "bell", say("Påmindelser"), say("Kun hvis du vil"), low=False),
    ),
    rounds=(testing.sweep,),
)
