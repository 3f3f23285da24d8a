"""What can be shared at all. A kind that is not listed here is invisible to everybody but its owner
(R1)."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.foundation.words import Say, say

ITEM, NOW, COMING = "item", "now", "coming"
"""One thing; what exists at the time; what exists and what comes."""
GUIDE, RELATIVE, COMPANION = "guide", "relative", "friend"
ROLES = (GUIDE, RELATIVE)
"""Whom a citizen invites. A companion is asked to come along, and is shown nothing else."""
GOING = "going"
MOST, FEWER = 400, 100
"""Things of one kind on a page: a year of days and some more; of what is long in itself, a drawing
or a text of 5,000 signs, fewer: two years of a flower a week. A page that leaves older ones out
says so."""


@dataclass(frozen=True)
class Kind:
    """A kind of thing: what it is called to its owner, all of it and one alone, on the other's
    page, and how it may be shared.

    `home` is where one thing is found when it has no page of its own. `tables` are the only ones in
    which a reader's box opens anything, `parts` where that lies which holds several of them and has
    a name too, `answers` where whoever may see one thing writes about it. `most` is how many of it
    a page has room for.
    """

    code: str
    path: str
    yours: Say
    one: Say
    title: Say
    icon: str
    tables: tuple[str, ...]
    scopes: tuple[str, ...] = (NOW, COMING)
    home: str = ""
    answers: tuple[tuple[str, str], ...] = ()
    parts: tuple[str, ...] = ()
    most: int = MOST

    def at(self, item: object) -> str:
        return self.home or f"/{self.path}/{item}"


EACH = (ITEM, NOW, COMING)
_LISTED = (
    Kind(
        "days",
        "dage",
        say("dine dage, uden ord"),
        say("dine dage, uden ord"),
        say("Dage"),
        "calendar-days",
        ("days",),
    ),
    Kind(
        "days_words",
        "dage-og-ord",
        say("dine dage og det der hjalp"),
        say("dine dage og det der hjalp"),
        say("Dage og det der hjalp"),
        "leaf",
        ("days", "entries"),
    ),
    Kind(
        "flower",
        "blomst",
        say("dine blomster"),
        say("en af dine blomster"),
        say("Blomster"),
        "flower-2",
        ("flowers",),
        EACH,
        most=FEWER,
    ),
    Kind(
        "hopes",
        "haab",
        say("dine håb"),
        say("et af dine håb"),
        say("Håb"),
        "sunrise",
        ("hopes",),
        EACH,
    ),
    Kind(
        "goals",
        "maal",
        say("dine mål og skridt"),
        say("et af dine mål"),
        say("Mål og skridt"),
        "target",
        ("goals", "steps"),
        EACH,
    ),
    Kind(
        "good_things",
        "gode-ting",
        say("dine gode ting"),
        say("en af dine gode ting"),
        say("Gode ting"),
        "sparkles",
        ("good_things",),
        EACH,
        "/gode-ting",
    ),
    Kind(
        "plan",
        "plan",
        say("din plan"),
        say("en del af din plan"),
        say("Plan"),
        "umbrella",
        ("plan_lines",),
        EACH,
        "/plan",
        parts=("plan_sections",),
    ),
    Kind(
        "word",
        "ord",
        say("dit ord til i dag"),
        say("dit ord til i dag"),
        say("Et ord til i dag"),
        "message-circle",
        ("day_words",),
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
        ("askings",),
        (ITEM,),
        "/bedt",
        (("askings", "answer_sealed"),),
    ),
    Kind(
        "appointments",
        "det-sker",
        say("det der sker"),
        say("noget der sker"),
        say("Det sker der"),
        "calendar-check",
        ("appointments",),
        EACH,
    ),
    Kind(
        "joint",
        "faelles-plan",
        say("din fælles plan"),
        say("en linje af din fælles plan"),
        say("Fælles plan"),
        "list-checks",
        ("joint_lines",),
        EACH,
    ),
    Kind(
        GOING,
        "foelges",
        say("det du følges med andre om"),
        say("noget, I følges om"),
        say("At følges ad"),
        "footprints",
        ("goings",),
        (ITEM,),
        "/foelges",
    ),
    Kind(
        "entries",
        "dagbog",
        say("det du har valgt fra dagbogen"),
        say("en tekst fra din dagbog"),
        say("Fra dagbogen"),
        "book-open",
        ("entries",),
        (ITEM,),
        most=FEWER,
    ),
)
KINDS: Mapping[str, Kind] = {kind.code: kind for kind in _LISTED}
BY_PATH: Mapping[str, Kind] = {kind.path: kind for kind in _LISTED}
"""Diary entries are shared one by one only, and so are a word for today and what somebody is asked
for."""


def alike(kind: Kind) -> tuple[Kind, ...]:
    """Other kinds that show something of the same tables: what is stopped as one may be seen as
    another."""
    return tuple(
        each for each in _LISTED if each is not kind and set(each.tables) & set(kind.tables)
    )
