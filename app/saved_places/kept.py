"""Places somebody has saved, and what they thought of them afterwards: theirs alone. What stands
there is the place as it is now; what it was called is kept, so that it is known when it is gone."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, Row, Select, select

from app.foundation import clock
from app.foundation.errors import NoRoom, NotFound
from app.foundation.words import say
from app.people import Person, one_at_a_time, own, regrets
from app.places import Listed, shelf
from app.reminders import chosen
from app.saved_places.models import saved_places
from app.sharing import keeping

MOST = 200
"""Places of one person, which are opened together."""
AFTERWARDS = {
    "igen": say("Jeg vil derhen igen"),
    "alene": say("Alene næste gang"),
    "ikke": say("Det var ikke noget for mig"),
}
"""What somebody may say to themselves when they have been there."""


class Words(msgspec.Struct, frozen=True):
    """What is sealed: the id of the place, what it was called, and what was said afterwards."""

    place: str
    name: str
    afterwards: str = ""


@dataclass(frozen=True, slots=True)
class Saved:
    """`now` is the place as it is; None when nobody knows of it any more."""

    id: UUID
    words: Words
    now: Listed | None

    @property
    def path(self) -> str:
        return f"/steder/gemte/{self.id}"

    @property
    def open(self) -> bool:
        return self.now is not None and self.now.open


def keep(db: Connection, me: Person, row: UUID, place: UUID) -> UUID:
    """Saved once, however often it is asked. Raises NotFound for a place that is none."""
    one_at_a_time(db, me.id)
    listed = shelf.find(db, place)
    known = {each.words.place: each.id for each in all_of(db, me)}
    if place.hex in known:
        return known[place.hex]
    if len(known) >= MOST:
        raise NoRoom
    words = Words(place.hex, listed.place.name)
    return keeping.keep(db, me, saved_places, row, words, written_minute=clock.minute())


def say_afterwards(db: Connection, me: Person, row: UUID, says: str) -> None:
    """What it was like; the same again takes it back. Nobody else sees it."""
    words = find(db, me, row).words
    if says not in AFTERWARDS:
        raise NotFound
    fresh = "" if words.afterwards == says else says
    own.change(db, me, saved_places, row, msgspec.structs.replace(words, afterwards=fresh))


def all_of(db: Connection, me: Person) -> list[Saved]:
    """The newest first."""
    rows = db.execute(_mine(me)).all()
    return [_opened(db, me, row) for row in rows]


def find(db: Connection, me: Person, row: UUID) -> Saved:
    return _opened(db, me, own.find(db, me, saved_places, row))


def of_place(db: Connection, me: Person, place: UUID) -> Saved | None:
    """The one that is this place, if it is saved."""
    return next((each for each in all_of(db, me) if each.words.place == place.hex), None)


def remove(db: Connection, me: Person, row: UUID) -> None:
    """What somebody was to be reminded of there goes along."""
    own.remove(db, me, saved_places, row)
    chosen.let_go(db, me, [row])


def bring_back(db: Connection, me: Person, row: UUID) -> None:
    own.bring_back(db, me, saved_places, row)
    chosen.come_back(db, me, [row])


def regret(db: Connection, me: Person, row: UUID) -> regrets.Regret:
    return regrets.find(db, me, saved_places, row)


def _mine(me: Person) -> Select[Any]:
    mine = select(saved_places).where(
        saved_places.c.owner == me.id, saved_places.c.gone_minute.is_(None)
    )
    return mine.order_by(saved_places.c.number.desc())


def _opened(db: Connection, me: Person, row: Row[Any]) -> Saved:
    words = own.opened(me, saved_places, Words, row)
    return Saved(row.id, words, shelf.perhaps(db, UUID(words.place)))
