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
from app.people import Person, own, regrets
from app.sharing import apart, keeping

LONGEST = 1000
AT_ONCE = 1000
"""Among so many one is drawn; in a fuller box, among so many of them that lie together."""


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


def keep(
    db: Connection,
    me: Person,
    row: UUID,
    words: Words,
    day: date | None = None,
    *,
    of: Iterable[UUID] = (),
) -> UUID:
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
    mine = _newest(me)
    row = (_drawn(db, me, mine.where(good_things.c.id != but)) if but else None) or _drawn(
        db, me, mine
    )
    return opened(me, row) if row else None


def _drawn(
    db: Connection, me: Person, mine: Select[*tuple[Any, ...]]
) -> Row[*tuple[Any, ...]] | None:
    """Each is as likely. Of more than a thousand it is one of the thousand before some number: a
    box so full is not looked through to the bottom for one of them."""
    there = own.up_to(db, mine, AT_ONCE + 1)
    if there > AT_ONCE:
        mine = mine.where(good_things.c.number <= _some_number(db, me))
        there = own.up_to(db, mine, AT_ONCE)
    return db.execute(mine.offset(secrets.randbelow(there)).limit(1)).first() if there else None


def _some_number(db: Connection, me: Person) -> int:
    """Of one of my things or between two of them, so that each may come of what follows."""
    numbers = _newest(me).with_only_columns(good_things.c.number).limit(1)
    first: int = db.execute(numbers.order_by(None).order_by(good_things.c.number)).scalar_one()
    last: int = db.execute(numbers).scalar_one()
    return first + secrets.randbelow(last - first + 1)


def any_there(db: Connection, me: Person) -> bool:
    return own.up_to(db, _newest(me), 1) > 0


def all_of(db: Connection, me: Person) -> list[GoodThing]:
    return [opened(me, row) for row in db.execute(_newest(me))]


def newest(db: Connection, me: Person, start: str = "") -> own.Some[GoodThing]:
    """A page of them."""
    return own.some(db, _newest(me), lambda row: opened(me, row), start)


def _newest(me: Person) -> Select[*tuple[Any, ...]]:
    mine = select(good_things).where(
        good_things.c.owner == me.id, good_things.c.gone_minute.is_(None)
    )
    return mine.order_by(good_things.c.number.desc())


def remove(db: Connection, me: Person, row: UUID) -> None:
    apart.put_away(db, me, good_things, row)


def bring_back(db: Connection, me: Person, row: UUID) -> None:
    own.bring_back(db, me, good_things, row)


def regret(db: Connection, me: Person, row: UUID) -> regrets.Regret:
    return regrets.find(db, me, good_things, row)


def opened(me: own.Holder, row: Row[*tuple[Any, ...]]) -> GoodThing:
    return GoodThing(row.id, row.date, own.opened(me, good_things, Words, row).text)
