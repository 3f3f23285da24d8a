"""What one person causes in another's log, and how much of it there may be."""

from uuid import UUID

from sqlalchemy import Connection, Integer, Uuid, bindparam, case, update

from app.foundation import clock
from app.foundation.errors import TooMany
from app.foundation.sealing import Box
from app.people import Keyring, Person
from app.sharing import log
from app.sharing.models import bonds

EASY, AT_ONCE = 3, 300
"""One line each so many minutes is an easy pace; so many lines may come ahead of it, and then one
waits."""
FOR_TODAY = frozenset(("word", "asks"))
"""What may be meant for this very day has as much room again: whoever looked too often at all else
still reads it."""
LONGEST = 3600
"""Seconds somebody is told to wait at the most, before they try again."""


def note(
    db: Connection,
    keys: Keyring,
    box: Box,
    bond: UUID,
    event: log.Event,
    other: Person,
    *,
    refuses: bool = True,
) -> None:
    """A line in the owner's log of what the other on a bond does. Nobody fills another's log:
    whoever goes on and on waits.

    Raises TooMany before anything is shown, so that nothing is seen unlogged. It is counted here,
    on the bond, for every process alike. What can be done once only (`refuses=False`) is counted
    and never refused.
    """
    room = EASY * AT_ONCE * (2 if event.kind in FOR_TODAY else 1)
    ahead = (
        db.execute(PACE, {"on": bond, "now": clock.minute()}).scalar_one() - clock.minute() - room
    )
    if refuses and ahead > 0:
        raise TooMany(min(LONGEST, 60 * ahead))
    log.write(db, keys.root, box, event, other.id)


def last(db: Connection, keys: Keyring, box: Box, event: log.Event, other: UUID) -> None:
    """The line that somebody is gone. They cause no more after it, and the bond it would be counted
    on goes with them."""
    log.write(db, keys.root, box, event, other)


_NOW = bindparam("now", type_=Integer())
PACE = (
    update(bonds)
    .where(bonds.c.id == bindparam("on", type_=Uuid()))
    .values(pace=case((bonds.c.pace > _NOW, bonds.c.pace), else_=_NOW) + EASY)
    .returning(bonds.c.pace)
)
"""Built once: it runs for every page that shows what somebody shares."""
