"""What somebody proposes to do at a place, with one more: theirs, with what became of it. It stands
there when the place has said yes, and nowhere when they take it back."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid5

import msgspec
from sqlalchemy import Connection, Row, Select, select

from app.foundation import clock
from app.foundation.words import say
from app.initiatives.models import initiatives
from app.people import Person, own, regrets
from app.places import listing, offers, shelf
from app.sharing import keeping, once, turns

OFTEN = {
    "gang": say("Én gang"),
    "uge": say("Hver uge"),
    "anden": say("Hver anden uge"),
}
RULES: dict[str, dict[str, Any]] = {
    "gang": {},
    "uge": {"every": "week"},
    "anden": {"every": "week", "step": 2},
}
BACK = "back"
"""Taken back, or never sent: nobody is asked and nobody sees it."""


class Words(msgspec.Struct, frozen=True):
    """What is sealed of it: its name and what happens in one line, who meets whoever comes, the
    first day, the minute by the clock on the wall, how often, and the place by id and name."""

    name: str
    line: str
    hosts: str
    day: str
    at: int
    often: str
    place: str
    where: str


@dataclass(frozen=True, slots=True)
class Initiative:
    """`state` is as `offers.standing` says it, or BACK."""

    id: UUID
    words: Words
    state: str

    @property
    def path(self) -> str:
        return f"/steder/forslag/{self.id}"

    @property
    def place_path(self) -> str:
        return f"/steder/{UUID(self.words.place)}"

    @property
    def day(self) -> date:
        return date.fromisoformat(self.words.day)


def activity(row: UUID, words: Words) -> listing.Activity:
    """As everybody will see it."""
    when = listing.When(date.fromisoformat(words.day), words.at, **RULES[words.often])
    return offers.as_activity(
        row,
        name=words.name,
        line=words.line,
        whens=(when,),
        first=listing.First(meets=words.hosts),
    )


def propose(db: Connection, me: Person, row: UUID, words: Words) -> UUID:
    """Keep it, and ask the place; the same form twice asks once, also when it was taken back in
    between. Raises NotFound for a place that is no more, NoRoom where too much waits."""
    turns.in_turn(db, me)
    kept = keeping.keep(db, me, initiatives, row, words, written_minute=clock.minute())
    if not once.first(db, me, uuid5(row, own.mark(words))):
        return kept
    offers.put(db, kept, UUID(words.place), activity(kept, words))
    return kept


def newest(db: Connection, me: Person, start: str = "") -> own.Some[Initiative]:
    found: own.Some[Initiative] = own.some(db, _mine(me), lambda row: _opened(db, me, row), start)
    return found


def take_back(db: Connection, me: Person, row: UUID) -> None:
    """Nobody sees it any more; here it stays."""
    turns.in_turn(db, me)
    own.find(db, me, initiatives, row)
    offers.take_back(db, row)


def remove(db: Connection, me: Person, row: UUID) -> None:
    """Gone from here and from the place."""
    turns.in_turn(db, me)
    own.remove(db, me, initiatives, row)
    offers.take_back(db, row)


def bring_back(db: Connection, me: Person, row: UUID) -> None:
    """To read; the place is not asked again by it."""
    own.bring_back(db, me, initiatives, row)


def regret(db: Connection, me: Person, row: UUID) -> regrets.Regret:
    return regrets.find(db, me, initiatives, row)


def _mine(me: Person) -> Select[Any]:
    mine = select(initiatives).where(
        initiatives.c.owner == me.id, initiatives.c.gone_minute.is_(None)
    )
    return mine.order_by(initiatives.c.number.desc())


def _opened(db: Connection, me: Person, row: Row[Any]) -> Initiative:
    state = offers.standing(db, [row.id]).get(row.id, BACK)
    return Initiative(row.id, own.opened(me, initiatives, Words, row), state)


def open_place(db: Connection, place: UUID) -> shelf.Listed | None:
    """A place that can be asked."""
    found = shelf.perhaps(db, place)
    return found if found and found.open else None
