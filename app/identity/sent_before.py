"""A form that was sent before lets nobody in.

A browser keeps what was sent in the history of its tab, the password with it, and sends it once more for whoever presses Back and
loads anew, on a phone that was handed on after its guest signed out."""

from sqlalchemy import Connection, select

from app.foundation import clock
from app.foundation.errors import Refused
from app.identity.models import logins as table
from app.identity.profile import Profile

TWICE = 20_000
"""Milliseconds in which the same form once more is a double tap."""
OLD = 30 * 60_000
"""Milliseconds after which nobody is still about to send a form in which they have written since: one that says no later time was
sent before, and came to nothing. A page that waits for long says when its password was typed (pages/says-when-typed.js)."""


class Used(Refused):
    """By a page from before they came in last, or from too long ago."""


def was(db: Connection, before: Profile, made: int) -> bool:
    """Two taps are the very form that let them in just now, while that login is there: not any form in just that moment.

    A time that is still to come was written by a clock that was wrong, and shuts nobody out until then."""
    now = clock.milliseconds()
    if not made or not before.came_in:
        return False
    if made >= before.came_in or before.came_in > now:
        return made < now - OLD
    again = made == before.came_by and before.came_in >= now - TWICE
    return not (again and db.execute(select(table.c.id).where(table.c.id == before.came_as)).first())
