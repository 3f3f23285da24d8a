"""What somebody has chosen for all their reminders: when it is quiet, how many a day, for how long
none. And how it went, so that silence makes them stop."""

from collections.abc import Callable, Mapping
from datetime import date, time
from uuid import UUID

import msgspec
from sqlalchemy import Connection, select, update

from app.foundation import clock, dialects
from app.foundation.clock import HOME_ZONE
from app.foundation.errors import TooMany
from app.foundation.sealing import Box
from app.people import Person
from app.reminders.models import reminder_choices
from app.reminders.when import Quiet

QUIET = (20 * 60, 9 * 60)
A_WEEK = 7 * 24 * 60
UNOPENED = 3
"""Reminders in a row that nobody opened, after which they stop by themselves."""
SHOWN = 10
"""What waits in the app, the newest of it."""
TRIES = 5


class Waiting(msgspec.Struct, frozen=True):
    """What stands in the app because it did not ring: `missed` when it was too late for it."""

    minute: int
    kind: str
    path: str
    missed: bool = False


class Choices(msgspec.Struct, frozen=True):
    """`quiet` in minutes of the day, `most` a day, `hard_too` also on a day marked hard, `hushed`
    the local date that is. `rest_until` is a minute. `number` is the owner's own number when it
    last rang: whoever has written since has not been silent. `last` is by reminder the date that
    is over, so that none rings twice."""

    zone: str = HOME_ZONE
    language: str = "da"
    quiet: tuple[int, int] = QUIET
    most: int = 1
    hard_too: bool = False
    hushed: str = ""
    rest_until: int = 0
    by_mail: bool = False
    email: str = ""
    confirming: str = ""
    unopened: int = 0
    number: int = 0
    stopped: bool = False
    rung_on: str = ""
    rung: int = 0
    last: Mapping[str, str] = {}
    waiting: tuple[Waiting, ...] = ()

    @property
    def quietly(self) -> Quiet:
        return Quiet(*self.quiet)

    @property
    def rests(self) -> bool:
        return self.rest_until > clock.minute()

    @property
    def mails(self) -> bool:
        """Whether they have said yes to a mail, and the address is theirs."""
        return self.by_mail and bool(self.email)

    @property
    def quiet_times(self) -> tuple[time, time] | None:
        """From and until, to be told; None when it is never quiet."""
        start, end = (time(at // 60, at % 60) for at in self.quiet)
        return None if start == end else (start, end)

    def rung_today(self, day: date) -> int:
        return self.rung if self.rung_on == day.isoformat() else 0

    def shows(self, *more: Waiting) -> "Choices":
        """With this in the app too: once for each time it was due, the newest only."""
        known = {(each.minute, each.path) for each in self.waiting}
        fresh = tuple(each for each in more if (each.minute, each.path) not in known)
        return msgspec.structs.replace(self, waiting=(self.waiting + fresh)[-SHOWN:])


Change = Callable[[Choices], Choices]


def of(db: Connection, me: Person) -> Choices:
    """Mine, as they stand; as they begin where nothing was chosen yet."""
    return _found(db, me.box, me.id)[1] or begun(me)


def begun(me: Person) -> Choices:
    return Choices(zone=me.zone)


def there(db: Connection, me: Person) -> bool:
    """Whether I have chosen anything. For whoever has not, nothing is begun by something else: a
    row of its own would tell what that was."""
    mine = select(reminder_choices.c.owner).where(reminder_choices.c.owner == me.id)
    return db.execute(mine).first() is not None


def put(db: Connection, me: Person, change: Change) -> Choices:
    """Change mine, whatever a worker writes of them at the same moment."""
    for _ in range(TRIES):
        version, now = _found(db, me.box, me.id)
        fresh = change(now or begun(me))
        if now is None:
            sealed = me.box.seal(reminder_choices.name, me.id, fresh)
            insert = dialects.insert(db, reminder_choices).values(owner=me.id, sealed=sealed)
            if db.execute(insert.on_conflict_do_nothing()).rowcount:
                return fresh
        elif fresh == now or _replaced(db, me.box, me.id, version, fresh):
            return fresh
    raise TooMany(1)


def opened(box: Box, owner: UUID, sealed: bytes) -> Choices:
    """On a machine that does not know somebody's time zone, they are rung by the clock at home."""
    found = box.open(Choices, reminder_choices.name, owner, sealed)
    return found if clock.knows(found.zone) else msgspec.structs.replace(found, zone=HOME_ZONE)


def changed_for(db: Connection, box: Box, owner: UUID, change: Change) -> None:
    """The same of whoever was rung, by the worker, who holds the row; nothing where they are gone
    meanwhile."""
    version, now = _found(db, box, owner)
    if now is not None:
        _replaced(db, box, owner, version, change(now))


def _found(db: Connection, box: Box, owner: UUID) -> tuple[int, Choices | None]:
    row = db.execute(select(reminder_choices).where(reminder_choices.c.owner == owner)).first()
    return (0, None) if row is None else (row.version, opened(box, owner, row.sealed))


def _replaced(db: Connection, box: Box, owner: UUID, version: int, fresh: Choices) -> bool:
    """False when somebody was quicker."""
    this = (reminder_choices.c.owner == owner, reminder_choices.c.version == version)
    values = {"version": version + 1, "sealed": box.seal(reminder_choices.name, owner, fresh)}
    return db.execute(update(reminder_choices).where(*this).values(**values)).rowcount == 1
