"""What is due: claimed by one worker for a while, and put back or on when it is done. The same
statements on both databases."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, func, select, update

from app.foundation import clock, logs
from app.foundation.errors import SealBroken
from app.foundation.sealing import Box, WrappedKey
from app.people import Keyring, models
from app.reminders import boxes, choices
from app.reminders.choices import Choices
from app.reminders.chosen import Wish
from app.reminders.models import occurrences, phones, reminder_choices, reminders, ring_consents
from app.reminders.phones import Phone
from app.reminders.schedule import CLAIMED

PIECE = 100
"""Claimed at a time: what a worker that dies held is sent again by another, so it is little."""
LEASE = 45
"""Seconds for which a claim holds: longer than a slow service, and a slow mail server after it, can
take. All of a piece is called at once."""

_due = (
    select(occurrences.c.id)
    .where(occurrences.c.look_at <= bindparam("now"))
    .order_by(occurrences.c.look_at)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True, key_share=True)
    .cte("due")
)
CLAIM = (
    update(occurrences)
    .where(occurrences.c.id.in_(select(_due.c.id)))
    .values(
        state=CLAIMED,
        look_at=bindparam("until"),
        leased_by=bindparam("worker"),
        tries=occurrences.c.tries + 1,
    )
    .returning(*occurrences.c)
)
"""Many workers at once: each row is one's (SKIP LOCKED on PostgreSQL; SQLite has one writer)."""
ANY = select(occurrences.c.id).where(occurrences.c.look_at <= bindparam("now")).limit(1)


@dataclass(frozen=True, slots=True)
class Called:
    """A phone to ring, and how it lay when it was read."""

    id: UUID
    key: int
    phone: Phone
    sealed: bytes


@dataclass(slots=True)
class Ring:
    """What a worker has to ring: the occurrence, and what of its owner opens for that."""

    id: UUID
    owner: UUID
    kind: str
    date: date
    due: int
    tries: int
    bond: UUID | None
    reminder: UUID | None
    box: Box
    version: int
    choices: Choices
    wish: Wish | None
    number: int
    leaves: bool
    at_night: bool | None
    """Of a ring for another: whether it may at night; None when it may not at all."""
    phones: list[Called] = field(default_factory=list)

    @property
    def time(self) -> str:
        """The name of this one time."""
        return f"{self.id.hex}.{self.due}"


@dataclass
class Claimed:
    rings: list[Ring]
    broken: list[UUID]
    """What does not open: put aside for an hour, so that nobody else waits for it."""
    count: int


def any_now(db: Connection, now: int) -> bool:
    return db.execute(ANY, {"now": now}).first() is not None


def claim(db: Connection, keys: Keyring, worker: UUID, now: int, most: int = PIECE) -> Claimed:
    """Take what is due, and open what it needs. Raises nothing for what does not open."""
    rows = db.execute(
        CLAIM, {"now": now, "most": most, "until": now + LEASE, "worker": worker}
    ).all()
    if not rows:
        return Claimed([], [], 0)
    owners = list({row.owner for row in rows})
    found = _Found(db, owners, [row.reminder for row in rows if row.reminder is not None])
    consents = _consents(db, [row.bond for row in rows if row.bond is not None])
    claimed = Claimed([], [], len(rows))
    for row in rows:
        try:
            claimed.rings.append(found.ring(keys, row, consents))
        except (SealBroken, KeyError) as error:
            logs.fault("ring_unreadable", error)
            claimed.broken.append(row.id)
    return claimed


class _Found:
    """Everything that rows of many owners need, asked for once each."""

    def __init__(self, db: Connection, owners: Sequence[UUID], wishes: Sequence[UUID]) -> None:
        self.people = {row.id: row for row in db.execute(PEOPLE, {"owners": owners})}
        self.keys = _by_owner(db.execute(KEYS, {"owners": owners}))
        self.phones = _by_owner(db.execute(PHONES, {"owners": owners, "now": clock.minute()}))
        self.choices = {row.owner: row for row in db.execute(CHOICES, {"owners": owners})}
        self.wishes = {row.id: row for row in db.execute(WISHES, {"rows": wishes})}
        self.boxes: dict[UUID, Box] = {}

    def box(self, keys: Keyring, owner: UUID) -> Box:
        if owner not in self.boxes:
            wrapped = [
                WrappedKey(row.owner, row.number, row.master, row.wrapped)
                for row in self.keys[owner]
            ]
            self.boxes[owner] = boxes.made(keys, owner, wrapped)
        return self.boxes[owner]

    def ring(self, keys: Keyring, row: Any, consents: dict[UUID, bool]) -> Ring:
        box, person = self.box(keys, row.owner), self.people[row.owner]
        chosen = self.choices.get(row.owner)
        wish = self.wishes[row.reminder] if row.reminder else None
        return Ring(
            row.id,
            row.owner,
            row.kind,
            row.date,
            row.due_minute,
            row.tries,
            row.bond,
            row.reminder,
            box,
            chosen.version if chosen else 0,
            choices.opened(box, row.owner, chosen.sealed) if chosen else Choices(),
            box.open(Wish, reminders.name, wish.id, wish.sealed) if wish else None,
            person.last_number,
            person.erase_minute is not None,
            consents.get(row.bond) if row.bond else None,
            [
                Called(
                    each.id,
                    each.push_key,
                    box.open(Phone, phones.name, each.id, each.sealed),
                    each.sealed,
                )
                for each in self.phones.get(row.owner, ())
            ],
        )


def _by_owner(rows: Any) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.owner].append(row)
    return found


def _consents(db: Connection, bonds: Sequence[UUID]) -> dict[UUID, bool]:
    if not bonds:
        return {}
    return {row.bond: row.at_night for row in db.execute(CONSENTS, {"bonds": bonds})}


_owners: Any = bindparam("owners", expanding=True)
PEOPLE = select(
    models.people.c.id, models.people.c.last_number, models.people.c.erase_minute
).where(models.people.c.id.in_(_owners))
KEYS = select(models.citizen_keys).where(models.citizen_keys.c.owner.in_(_owners))
PHONES = select(phones).where(phones.c.owner.in_(_owners), phones.c.until_minute > bindparam("now"))
CHOICES = select(reminder_choices).where(reminder_choices.c.owner.in_(_owners))
WISHES = select(reminders).where(reminders.c.id.in_(bindparam("rows", expanding=True)))
CONSENTS = select(ring_consents).where(ring_consents.c.bond.in_(bindparam("bonds", expanding=True)))


@dataclass(frozen=True)
class Ages:
    """What whoever runs the server sees: how many wait, and for how many minutes the oldest of
    them. No persons."""

    due: int
    oldest: int
    again: int


def ages(db: Connection, now: int) -> Ages:
    waits = select(
        func.count(),
        func.min(occurrences.c.due_minute),
        func.count(1).filter(occurrences.c.tries > 0),
    ).where(occurrences.c.look_at.is_not(None), occurrences.c.due_minute <= now // 60)
    count, first, again = db.execute(waits).one()
    return Ages(count, now // 60 - first if first is not None else 0, again)
