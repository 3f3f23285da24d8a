"""What those on a bond are called, each by the other."""

from uuid import UUID

import msgspec
from sqlalchemy import Row

from app.foundation.sealing import Box
from app.people import Person


class Names(msgspec.Struct, frozen=True):
    """What is sealed of a bond for its owner: what they call the other, and what the other calls
    themselves."""

    label: str
    name: str = ""


def other(box: Box, bond: UUID, sealed: bytes) -> str:
    """What the owner of `box` calls the other."""
    return box.open(Names, "bonds", bond, sealed).label


def owner(me: Person, row: Row) -> str:  # type: ignore[type-arg]
    """What the owner of a bond is called, for the other one on it; empty where they were only asked
    to come along, which says it by itself."""
    if row.other_sealed is None:
        return ""
    return me.box.open(str, "bonds", row.id, row.other_sealed, "other_sealed")
