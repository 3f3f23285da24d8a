"""Every room that keeps something of a citizen, and what each does when they take it along or
leave."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from app import rooms, sharing
from app.my_data import account
from app.people import Keyring, Person, erasure, lifecycle
from app.sign_in import logins, ways

CHAPTERS = (*rooms.CHAPTERS, *sharing.ROOM.chapters)


def everything(
    db: Connection, me: Person, hold: Callable[[Iterable[dict[str, Any]]], Any] = list
) -> dict[str, Any]:
    """All that is kept of a citizen, chapter by chapter, each held in one's own way: the longest
    come a thing at a time."""
    return {"account": account.export(db, me)} | {
        each.code: hold(each.export(db, me)) for each in CHAPTERS
    }


def ask_for_erasure(db: Connection, me: Person, after: int) -> None:
    """From now on nobody sees anything of theirs: whoever is just reading comes before this or is
    refused."""
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
    """First of all what connects them with others, who are told in their own logs, then the keys
    and every way in: from here on nobody comes upon them, and nothing of theirs can be opened by
    anybody, themselves included."""
    due = erasure.still_due(db, owner)
    if due:
        sharing.hold(db, owner)
        sharing.erase(db, keys, owner)
        ways.shut(db, owner)
    return due


def erase_some(db: Connection, owner: UUID) -> bool:
    """A piece of what is left of somebody who is closed, so that others write in between; whether
    there may be more."""
    if not erasure.still_due(db, owner):
        return False
    return lifecycle.erase(db, owner) > 0


def erase_if_due(db: Connection, keys: Keyring, owner: UUID) -> int:
    """The end of it: one whose thirty days have passed, unless they kept it after all or another
    process was quicker."""
    due = erasure.still_due(db, owner)
    if due:
        erase(db, keys, owner)
    return int(due)
