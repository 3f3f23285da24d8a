"""Who is who around somebody, and who is responsible for what: as they wrote it themselves."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, Row, Select, select

from app.appointments.limits import leaves_room
from app.appointments.models import contacts
from app.foundation import clock, ids
from app.foundation.letters import collated
from app.people import Person, own, regrets
from app.sharing import keeping


class Words(msgspec.Struct, frozen=True):
    """What is sealed: a name, what they are, what they take care of, and how they are reached."""

    name: str
    role: str = ""
    does: str = ""
    reach: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    id: UUID
    words: Words

    @property
    def path(self) -> str:
        return f"/det-sker/hvem/{self.id}"


def keep(db: Connection, me: Person, row: UUID, words: Words) -> UUID:
    leaves_room(db, me, contacts, row)
    return keeping.keep(db, me, contacts, row, words, written_minute=clock.minute())


def change(db: Connection, me: Person, row: UUID, words: Words, seen: str = "") -> None:
    """When it was changed elsewhere since the form was shown, both stand there."""
    if own.changed_elsewhere(db, me, contacts, row, words, seen):
        leaves_room(db, me, contacts, fresh := ids.new())
        keeping.keep(db, me, contacts, fresh, words, of=(row,), written_minute=clock.minute())
    else:
        own.change(db, me, contacts, row, words)


def all_of(db: Connection, me: Person) -> list[Contact]:
    """A–Å."""
    found = [_opened(me, row) for row in db.execute(_mine(me))]
    return sorted(found, key=lambda each: (collated(each.words.name), str(each.id)))


def find(db: Connection, me: Person, row: UUID) -> Contact:
    return _opened(me, own.find(db, me, contacts, row))


def remove(db: Connection, me: Person, row: UUID) -> None:
    own.remove(db, me, contacts, row)


def bring_back(db: Connection, me: Person, row: UUID) -> None:
    own.bring_back(db, me, contacts, row)


def regret(db: Connection, me: Person, row: UUID) -> regrets.Regret:
    return regrets.find(db, me, contacts, row)


def _opened(me: own.Holder, row: Row[Any]) -> Contact:
    return Contact(row.id, own.opened(me, contacts, Words, row))


def _mine(me: Person) -> Select[Any]:
    return select(contacts).where(contacts.c.owner == me.id, contacts.c.gone_minute.is_(None))
