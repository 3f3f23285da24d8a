"""A form that was sent before lets nobody in.

A browser keeps what was sent in the history of its tab, the password with it, and sends it once
more for whoever presses Back and loads anew, on a phone that was handed on after its guest signed
out."""

from sqlalchemy import Connection, select

from app.foundation import clock
from app.foundation.errors import Refused
from app.foundation.words import Say, say
from app.people import Profile
from app.sign_in.models import logins as table

TWICE = 20_000
"""Milliseconds in which the same form once more is a double tap."""
OLD = 30 * 60_000
"""Milliseconds after which nobody is still about to send a form in which they have written since:
one that says no later time was sent before, and came to nothing. A page that waits for long says
when its password was typed (pages/says-when-typed.js)."""
AHEAD = 60_000
"""Milliseconds by which one of our clocks may be before another. What says a later time would never
be old."""
BEFORE = say("Siden her er fra før, du sidst loggede ind. Skriv din adgangskode igen.")
LONG = say("Siden her har stået åben længe. Skriv din adgangskode igen.")
OFF = say("Tiden på siden passer ikke. Det er ikke din skyld. Skriv din adgangskode igen.")


class Used(Refused):
    """By a page from before they came in last, from too long ago or from a time that is still to
    come; `why` is said there."""

    def __init__(self, why: Say) -> None:
        super().__init__()
        self.why = why


def why(db: Connection, before: Profile, made: int) -> Say | None:
    """Why a page lets nobody in any more; None when it does. The very form that let them in last is
    used, whatever time it says.

    Two taps are that form just now, while that login is there: not any form in just that moment. A
    coming in that is still to come was written by a clock that was wrong, and shuts nobody out
    until then."""
    now = clock.milliseconds()
    if not made or not before.came_in:
        return None
    known = before.came_in <= now
    if (
        known and made == before.came_by != before.came_in
    ):  # a page of the very thousandth in which they came in is another
        return None if _tapped_twice(db, before, now) else BEFORE
    if made > now + AHEAD:
        return OFF
    if known and made < before.came_in:
        return BEFORE
    return LONG if made < now - OLD else None


def _tapped_twice(db: Connection, before: Profile, now: int) -> bool:
    if now - before.came_in > TWICE:
        return False
    return db.execute(select(table.c.id).where(table.c.id == before.came_as)).first() is not None
