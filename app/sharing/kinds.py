"""What can be shared at all. A kind that is not listed here is invisible to everybody but its owner (R1)."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.foundation.words import Say, say

ITEM, NOW, COMING = "item", "now", "coming"
"""One thing; what exists at the time; what exists and what comes."""
GUIDE, RELATIVE = "guide", "relative"
ROLES = (GUIDE, RELATIVE)


@dataclass(frozen=True)
class Kind:
    """A kind of thing: what it is called to its owner, all of it and one alone, on the other's page, and how it may be shared.

    `home` is where one thing is found when it has no page of its own.
    """

    code: str
    path: str
    yours: Say
    one: Say
    title: Say
    icon: str
    scopes: tuple[str, ...] = (NOW, COMING)
    home: str = ""

    def at(self, item: object) -> str:
        return self.home or f"/{self.path}/{item}"


_LISTED = (
    Kind("days", "dage", say("dine dage, uden ord"), say("dine dage, uden ord"), say("Dage"), "calendar-days"),
    Kind(
        "days_words",
        "dage-og-ord",
        say("dine dage og det der hjalp"),
        say("dine dage og det der hjalp"),
        say("Dage og det der hjalp"),
        "leaf",
    ),
    Kind("flower", "blomst", say("dine blomster"), say("en af dine blomster"), say("Blomster"), "flower-2", (ITEM, NOW, COMING)),
    Kind("hopes", "haab", say("dine håb"), say("et af dine håb"), say("Håb"), "sunrise", (ITEM, NOW, COMING)),
    Kind("goals", "maal", say("dine mål og skridt"), say("et af dine mål"), say("Mål og skridt"), "target", (ITEM, NOW, COMING)),
    Kind(
        "good_things",
        "gode-ting",
        say("dine gode ting"),
        say("en af dine gode ting"),
        say("Gode ting"),
        "sparkles",
        (ITEM, NOW, COMING),
        "/gode-ting",
    ),
    Kind("plan", "plan", say("din plan"), say("en del af din plan"), say("Plan"), "umbrella", (ITEM, NOW, COMING), "/plan"),
    Kind(
        "word",
        "ord",
        say("dit ord til i dag"),
        say("dit ord til i dag"),
        say("Et ord til i dag"),
        "message-circle",
        (ITEM,),
        "/ord",
    ),
    Kind(
        "asks",
        "bedt",
        say("det du har bedt om"),
        say("noget, du har bedt om"),
        say("Det du bliver bedt om"),
        "sunrise",
        (ITEM,),
        "/bedt",
    ),
    Kind(
        "entries",
        "dagbog",
        say("det du har valgt fra dagbogen"),
        say("en tekst fra din dagbog"),
        say("Fra dagbogen"),
        "book-open",
        (ITEM,),
    ),
)
KINDS: Mapping[str, Kind] = {kind.code: kind for kind in _LISTED}
BY_PATH: Mapping[str, Kind] = {kind.path: kind for kind in _LISTED}
"""Diary entries are shared one by one only, and so are a word for today and what somebody is asked for."""
