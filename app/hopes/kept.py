"""Hopes: keep, change, put away. Small or large; none has to become anything."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, Row, Select, select

from app.foundation import clock, ids
from app.hopes.models import hopes
from app.people import Person, own, regrets
from app.sharing import apart, keeping

LONGEST = 1000


class Words(msgspec.Struct, frozen=True):
    """What is sealed of a hope."""

    text: str
    dimension: str | None = None


@dataclass(frozen=True, slots=True)
class Hope:
    id: UUID
    number: int
    written_minute: int
    text: str
    dimension: str | None

    @property
    def path(self) -> str:
        return f"/haab/{self.id}"


def keep(db: Connection, me: Person, row: UUID, words: Words, *, of: Iterable[UUID] = ()) -> UUID:
    return keeping.keep(db, me, hopes, row, words, of=of, written_minute=clock.minute())


def change(db: Connection, me: Person, row: UUID, words: Words, seen: str = "") -> None:
    """New words. When it was changed elsewhere since the form was shown, both stand there."""
    if own.changed_elsewhere(db, me, hopes, row, words, seen):
        keep(db, me, ids.new(), words, of=(row,))
    else:
        own.change(db, me, hopes, row, words)


def find(db: Connection, me: Person, row: UUID) -> Hope:
    return opened(me, own.find(db, me, hopes, row))


def all_of(db: Connection, me: Person) -> list[Hope]:
    """My hopes, newest first."""
    return [opened(me, row) for row in db.execute(_newest(me))]


def newest(db: Connection, me: Person, start: str = "") -> own.Some[Hope]:
    """A page of them."""
    return own.some(db, _newest(me), lambda row: opened(me, row), start)


def _newest(me: Person) -> Select[*tuple[Any, ...]]:
    mine = select(hopes).where(hopes.c.owner == me.id, hopes.c.gone_minute.is_(None))
    return mine.order_by(hopes.c.number.desc())


def remove(db: Connection, me: Person, row: UUID) -> None:
    apart.put_away(db, me, hopes, row)


def bring_back(db: Connection, me: Person, row: UUID) -> None:
    own.bring_back(db, me, hopes, row)


def regret(db: Connection, me: Person, row: UUID) -> regrets.Regret:
    return regrets.find(db, me, hopes, row)


def opened(me: own.Holder, row: Row[*tuple[Any, ...]]) -> Hope:
    words = own.opened(me, hopes, Words, row)
    return Hope(row.id, row.number, row.written_minute, words.text, words.dimension)
