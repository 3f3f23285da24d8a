"""What is around somebody: kept, changed, put away. One thing is a network too, so nothing here
counts them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, Row, Select, select

from app.foundation import clock, ids
from app.network.kinds import OTHER
from app.network.models import network_items
from app.people import Person, own, regrets
from app.sharing import keeping

LONGEST_NAME, LONGEST = 200, 1000
"""Characters in a name, and in what it gives."""


class Words(msgspec.Struct, frozen=True):
    """What is sealed of a thing. `near` is a code of NEARNESS, or empty: nobody has to measure who
    is close to them."""

    name: str
    kind: str = OTHER
    gives: str = ""
    near: str = ""
    more: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    id: UUID
    written_minute: int
    words: Words

    @property
    def path(self) -> str:
        return f"/netvaerk/{self.id}"


def keep(db: Connection, me: Person, row: UUID, words: Words, *, of: Iterable[UUID] = ()) -> UUID:
    return keeping.keep(db, me, network_items, row, words, of=of, written_minute=clock.minute())


def change(db: Connection, me: Person, row: UUID, words: Words, seen: str = "") -> None:
    """New words. When it was changed elsewhere since the form was shown, both stand there."""
    if own.changed_elsewhere(db, me, network_items, row, words, seen):
        keep(db, me, ids.new(), words, of=(row,))
    else:
        own.change(db, me, network_items, row, words)


def find(db: Connection, me: Person, row: UUID) -> Item:
    return opened(me, own.find(db, me, network_items, row))


def all_of(db: Connection, me: Person) -> list[Item]:
    """Everything around me, the oldest first: what stands in the picture keeps its place when
    something new comes."""
    return [opened(me, row) for row in db.execute(_oldest(me))]


def some(db: Connection, me: Person, start: str = "") -> own.Some[Item]:
    """A page of it, in the same order: two hundred, so that a large network is one picture."""
    return own.some(db, _oldest(me), lambda row: opened(me, row), start, 2 * own.A_PAGE)


def _oldest(me: Person) -> Select[*tuple[Any, ...]]:
    mine = select(network_items).where(
        network_items.c.owner == me.id, network_items.c.gone_minute.is_(None)
    )
    return mine.order_by(network_items.c.number)


def remove(db: Connection, me: Person, row: UUID) -> None:
    own.remove(db, me, network_items, row)


def bring_back(db: Connection, me: Person, row: UUID) -> None:
    own.bring_back(db, me, network_items, row)


def regret(db: Connection, me: Person, row: UUID) -> regrets.Regret:
    return regrets.find(db, me, network_items, row)


def opened(me: own.Holder, row: Row[*tuple[Any, ...]]) -> Item:
    return Item(row.id, row.written_minute, own.opened(me, network_items, Words, row))
