"""A share of the plan made ready on a good day: with whom, and which parts. On a hard day one tap makes it hold for 24 hours.

It is no alarm. The other sees it when they open the app, and the page says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, Row, select

from app.foundation import ids
from app.foundation.errors import NotFound
from app.identity import Keyring, Person, one_at_a_time, own
from app.plan import kept, sections
from app.plan.models import ready_shares
from app.plan.parts import PARTS
from app.sharing import ITEM, Wish, bonds, grants

DAY = grants.ONE_DAY.code


class Words(msgspec.Struct, frozen=True):
    """What is sealed of it. `looked`: its maker has seen what the other will see; before that no tap shares anything."""

    parts: tuple[str, ...]
    number: str = ""
    looked: bool = False


@dataclass(frozen=True, slots=True)
class Ready:
    """`name` is what the citizen calls the other; `number` where one can call them."""

    id: UUID
    bond: UUID
    name: str
    words: Words

    @property
    def tel(self) -> str:
        return kept.tel(self.words.number)


def keep(db: Connection, me: Person, bond: UUID, parts: Sequence[str], number: str) -> UUID:
    """One for each person; made anew it takes the place of the one before, and has to be looked at again."""
    one_at_a_time(db, me.id)
    bonds.one_of_mine(db, me, bond)
    words = Words(tuple(part for part in PARTS if part in parts), number)
    mine = select(ready_shares.c.id).where(ready_shares.c.owner == me.id, ready_shares.c.bond == bond)
    there: UUID | None = db.execute(mine).scalar()
    if there is None:
        return own.keep(db, me, ready_shares, ids.new(), words, bond=bond)
    own.change(db, me, ready_shares, there, words)
    return there


def looked_at(db: Connection, me: Person, row: UUID) -> None:
    now = find(db, me, row)
    own.change(db, me, ready_shares, row, msgspec.structs.replace(now.words, looked=True))


def find(db: Connection, me: Person, row: UUID) -> Ready:
    found = next((each for each in all_of(db, me) if each.id == row), None)
    if found is None:
        raise NotFound
    return found


def all_of(db: Connection, me: Person) -> list[Ready]:
    """Those whose person is still there to be shared with, in the order they were made."""
    names = {each.id: each.label for each in bonds.mine(db, me) if each.accepted and each.at_work}
    mine = select(ready_shares).where(ready_shares.c.owner == me.id, ready_shares.c.gone_minute.is_(None))
    rows = db.execute(mine.order_by(ready_shares.c.number)).all()
    return [_opened(me, row, names[row.bond]) for row in rows if row.bond in names]


def wishes(db: Connection, me: Person, ready: Ready) -> list[Wish]:
    """What the tap gives: each chosen part that holds something, for 24 hours."""
    written, there = kept.whole(db, me), sections.of(db, me)
    return [Wish(ready.bond, "plan", ITEM, DAY, there[part].id) for part in ready.words.parts if part in written]


def share(db: Connection, keys: Keyring, me: Person, row: UUID) -> bool:
    """The tap. Returns whether there was anything to share. Raises NotFound for what was never looked at."""
    ready = find(db, me, row)
    if not ready.words.looked:
        raise NotFound
    wished = wishes(db, me, ready)
    for wish in wished:
        grants.give(db, keys, me, ids.new(), wish)
    return bool(wished)


def remove(db: Connection, me: Person, row: UUID) -> None:
    own.remove(db, me, ready_shares, row)


def _opened(me: Person, row: Row[*tuple[Any, ...]], name: str) -> Ready:
    return Ready(row.id, row.bond, name, own.opened(me, ready_shares, Words, row))
