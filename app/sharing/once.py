"""A tap that opens something to somebody counts once: the same form again, after it was taken back, opens nothing."""

import hashlib
from uuid import UUID

from sqlalchemy import Connection

from app.foundation import clock
from app.identity import Person, people

MOST = 40
"""Taps that are remembered; of more in one day the oldest are forgotten."""


def first(db: Connection, me: Person, tap: UUID) -> bool:
    """Whether this form's tap is new, and from now on it is not, until the next morning. Sealed: nothing in plain says that
    there was one. The caller holds its owner's turn."""
    profile, name = people.stored(db, me), hashlib.sha256(tap.bytes).hexdigest()[:12]
    before = profile.taps if profile.taps_until > clock.minute() else ()
    if name in before:
        return False
    people.change(db, me, taps=(*before, name)[-MOST:], taps_until=clock.minute(clock.next_morning(me.zone)))
    return True
