"""What the worker may open of somebody to ring them: when, where, and how it went. Nothing that
anybody wrote of a day."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Connection

from app.foundation.sealing import Box, Decision, WrappedKey
from app.people import Keyring, box_of
from app.reminders.models import phones, reminder_choices, reminders

RINGER = UUID(int=0)
"""Nobody: a worker is no person."""
OPENS = frozenset((table.name, "sealed") for table in (reminders, phones, reminder_choices))
SEALS = frozenset((table.name, "sealed") for table in (phones, reminder_choices))


def decided(owner: UUID) -> Decision:
    """Who asked to be reminded is rung; nothing else of theirs opens."""
    return Decision(owner, RINGER, "rings", OPENS, SEALS)


def of(db: Connection, keys: Keyring, owner: UUID) -> Box:
    return box_of(db, keys, decided(owner))


def made(keys: Keyring, owner: UUID, wrapped: Sequence[WrappedKey]) -> Box:
    """The same from keys that were read for many at once."""
    return keys.vault.open_box(decided(owner), list(wrapped))
