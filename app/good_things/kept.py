"""Good things: a box of kept moments. Nobody counts them; one comes out when asked."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, Row, Select, select

from app.foundation import clock, ids
from app.good_things.models import good_things
from app.identity import Person, own
from app.sharing import apart, keeping

LONGEST = 1000


class Words(msgspec.Struct, frozen=True):
    """What is sealed of a good thing."""

    text: str


@dataclass(frozen=True, slots=True)
class GoodThing:
    id: UUID
    date: date
    text: str

    @property
    def path(self) -> str:
        return f"/gode-ting/{self.id}"


def keep(db: Connection, me: Person, row: UUID, words: Words, day: date | None = None, *, of: Iterable[UUID] = ()) -> UUID:
    plain = {"date": day or me.today, "written_minute": clock.minute()}
    return keeping.keep(db, me, good_things, row, words, of=of, **plain)


def change(db: Connection, me: Person, row: UUID, words: Words, seen: str = "") -> None:
    """New words. When it was changed elsewhere since the form was shown, both stand there."""
    if own.changed_elsewhere(db, me, good_things, row, words, seen):
        keep(db, me, ids.new(), words, of=(row,))
    else:
        own.change(db, me, good_things, row, words)


def find(db: Connection, me: Person, row: UUID) -> GoodThing:
    return opened(me, own.find(db, me, good_things, row))


def any_one(db: Connection, me: Person, but: UUID | None = None) -> GoodThing | None:
    """One at random, and another than the one just seen when there are more."""
    mine = select(good_things.c.id).where(good_things.c.owner == me.id, good_things.c.gone_minute.is_(None))
    found = list(db.execute(mine).scalars())
    others = [row for row in found if row != but] or found
    return find(db, me, secrets.choice(others)) if others else None


def all_of(db: Connection, me: Person) -> list[GoodThing]:
    return [opened(me, row) for row in db.execute(_newest(me))]


def newest(db: Connection, me: Person, start: str = "") -> own.Some[GoodThing]:
    """A page of them."""
    return own.some(db, _newest(me), lambda row: opened(me, row), start)


def _newest(me: Person) -> Select[*tuple[Any, ...]]:
    mine = select(good_things).where(good_things.c.owner == me.id, good_things.c.gone_minute.is_(None))
    return mine.order_by(good_things.c.number.desc())


def remove(db: Connection, me: Person, row: UUID) -> None:
    apart.put_away(db, me, good_things, row)


def bring_back(db: Connection, me: Person, row: UUID) -> None:
    own.bring_back(db, me, good_things, row)


def opened(me: own.Holder, row: Row[*tuple[Any, ...]]) -> GoodThing:
    return GoodThing(row.id, row.date, own.opened(me, good_things, Words, row).text)
