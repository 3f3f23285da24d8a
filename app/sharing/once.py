"""A tap that opens something to somebody counts once: the same form again, after it was taken back,
opens nothing."""

import hashlib
from uuid import UUID

from sqlalchemy import Connection

from app.foundation import clock
from app.people import Person, people

MOST = 40
"""Taps that are remembered; of more in one day the oldest are forgotten."""
LEAST = 12 * 60
"""Minutes for which each is: a form sent just before four in the morning may come again just after.
"""


def first(db: Connection, me: Person, tap: UUID) -> bool:
    """Whether this form's tap is new, and from now on it is not, until the next morning and for
    half a day at least. Sealed: nothing in plain says that there was one. The caller holds its
    owner's turn."""
    profile, name = people.stored(db, me), hashlib.sha256(tap.bytes).hexdigest()[:12]
    before = [each for each in profile.taps if _until(each, profile.taps_until) > clock.minute()]
    if name in {each.partition(".")[0] for each in before}:
        return False
    until = max(clock.minute(clock.next_morning(me.zone)), clock.minute() + LEAST)
    people.change(db, me, taps=(*before, f"{name}.{until}")[-MOST:])
    return True


def _until(tap: str, together: int) -> int:
    """Each has a minute of its own; those from before that had one together."""
    return int(tap.partition(".")[2] or together)
