"""Every room that keeps something of a citizen, and what each does when they take it along or leave."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from app import days, flower, goals, good_things, hard_days, hopes, journal, network, plan, sharing
from app.foundation.words import Say, say
from app.identity import Keyring, Person, erasure, lifecycle, logins
from app.my_data import account

Chapter = tuple[str, Say, Callable[[Connection, Person], Iterable[dict[str, Any]]]]

CHAPTERS: tuple[Chapter, ...] = (
    ("days", say("Dage"), days.export),
    ("entries", say("Dagbog"), journal.export),
    ("hopes", say("Håb"), hopes.export),
    ("goals", say("Mål og skridt"), goals.export),
    ("good_things", say("Gode ting"), good_things.export),
    ("flowers", say("Blomster"), flower.export),
    ("plan", say("Min plan"), plan.export),
    ("plan_parts", say("Delene i min plan"), plan.export_parts),
    ("ready_shares", say("Gjort klar til at dele"), plan.export_ready),
    ("day_word", say("Et ord til i dag"), hard_days.export_words),
    ("askings", say("Det du har bedt andre om"), hard_days.export),
    ("network", say("Mit netværk"), network.export),
    ("sharing", say("Deling"), sharing.export),
)
SWEEP: tuple[Callable[[Connection], int], ...] = (*lifecycle.sweeps().values(), hard_days.day_words.sweep, sharing.sweep)


def everything(db: Connection, me: Person, hold: Callable[[Iterable[dict[str, Any]]], Any] = list) -> dict[str, Any]:
    """All that is kept of a citizen, chapter by chapter, each held in one's own way: the longest come a thing at a time."""
    return {"account": account.export(db, me)} | {name: hold(export(db, me)) for name, _, export in CHAPTERS}


def ask_for_erasure(db: Connection, me: Person, after: int) -> None:
    """From now on nobody sees anything of theirs: whoever is just reading comes before this or is refused."""
    sharing.turns.in_turn(db, me)
    logins.ask_for_erasure(db, me, after)


def erase(db: Connection, keys: Keyring, owner: UUID) -> None:
    """Everything of one citizen that is left, in one transaction, the key with it."""
    sharing.hold(db, owner)
    while lifecycle.erase(db, owner):
        pass
    sharing.erase(db, keys, owner)
    erasure.erase(db, owner)


def close_if_due(db: Connection, keys: Keyring, owner: UUID) -> bool:
    """First of all what connects them with others, who are told in their own logs, then the keys and every way in: from here on
    nobody comes upon them, and nothing of theirs can be opened by anybody, themselves included."""
    due = erasure.still_due(db, owner)
    if due:
        sharing.hold(db, owner)
        sharing.erase(db, keys, owner)
        erasure.close(db, owner)
    return due


def erase_some(db: Connection, owner: UUID) -> bool:
    """A piece of what is left of somebody who is closed, so that others write in between; whether there may be more."""
    if not erasure.still_due(db, owner):
        return False
    return lifecycle.erase(db, owner) > 0


def erase_if_due(db: Connection, keys: Keyring, owner: UUID) -> int:
    """The end of it: one whose thirty days have passed, unless they kept it after all or another process was quicker."""
    due = erasure.still_due(db, owner)
    if due:
        erase(db, keys, owner)
    return int(due)
