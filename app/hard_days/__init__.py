"""Hard days: low energy, a word to those one has chosen, and what somebody close is asked for
beforehand."""

from app.foundation.room import Chapter, Room, Shown
from app.foundation.words import say
from app.hard_days import askings, day_words, low_energy, pages, reading
from app.hard_days.askings import Asking
from app.hard_days.lifecycle import export, export_words

__all__ = ["ROOM", "Asking", "askings", "day_words", "low_energy", "reading"]

ROOM = Room(
    handlers=pages.HANDLERS,
    chapters=(
        Chapter("day_word", say("Et ord til i dag"), export_words, "hard_days/_taken_word.html"),
        Chapter(
            "askings",
            say("Det du har bedt andre om"),
            export,
            "hard_days/_taken.html",
            {"asked_kinds": askings.KINDS},
        ),
    ),
    shows={
        "word": Shown(reading.word, "circle/_word.html", reading.WORDS),
        "asks": Shown(reading.asks, "circle/_asks.html", reading.ASKED),
    },
    rounds=(day_words.sweep,),
)
