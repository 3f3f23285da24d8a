"""Who may see what: bonds, grants, the one rule, and the log of who saw what."""

from app.foundation.room import Chapter, Room
from app.foundation.words import say
from app.sharing import (
    active_grants,
    answering,
    apart,
    beside,
    bonds,
    called,
    going,
    grants,
    keeping,
    log,
    pace,
    pages,
    promised,
    stopping,
    turns,
    twice,
    view,
)
from app.sharing.bonds import Mine
from app.sharing.grants import Given, Wish
from app.sharing.kinds import (
    BY_PATH,
    COMING,
    COMPANION,
    GUIDE,
    ITEM,
    KINDS,
    NOW,
    RELATIVE,
    Kind,
)
from app.sharing.lasting import Lasting, Shelf
from app.sharing.lifecycle import erase, export, hold, reseal, sweep
from app.sharing.log_sentences import HOW, as_sentence, sentence, what
from app.sharing.view import View

__all__ = [
    "BY_PATH",
    "COMING",
    "COMPANION",
    "GUIDE",
    "HOW",
    "ITEM",
    "KINDS",
    "NOW",
    "RELATIVE",
    "ROOM",
    "Given",
    "Kind",
    "Lasting",
    "Mine",
    "Shelf",
    "View",
    "Wish",
    "active_grants",
    "answering",
    "apart",
    "as_sentence",
    "beside",
    "bonds",
    "called",
    "erase",
    "going",
    "grants",
    "hold",
    "keeping",
    "log",
    "pace",
    "promised",
    "reseal",
    "sentence",
    "stopping",
    "turns",
    "twice",
    "view",
    "what",
]

SAID = {"sentence_of": as_sentence, "what_of": what, "how": HOW, "shared_kinds": KINDS}
ROOM = Room(
    handlers=pages.HANDLERS,
    chapters=(Chapter("sharing", say("Deling"), export, "sharing/_taken.html", SAID),),
    rounds=(sweep,),
)
