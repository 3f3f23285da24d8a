"""Going along: the citizen asks one person, who says yes or no; either calls it off, and nobody
asks why. The other sees a first name, a place and a time, until the day after."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid5

import msgspec
from sqlalchemy import Connection, Row, Select, select, update

from app.companions.models import goings
from app.foundation import clock, ids
from app.foundation.errors import NotFound
from app.foundation.words import say
from app.municipality import team
from app.people import Keyring, Person, own, regrets
from app.reminders import telling
from app.sharing import (
    ITEM,
    Mine,
    Wish,
    answering,
    apart,
    bonds,
    going,
    grants,
    keeping,
    once,
    stopping,
    turns,
)

ASKED, YES, NO, OFF = "asked", "yes", "no", "off"
LONGEST = 120
"""Characters of where one goes."""
FARTHEST = 120
"""Days ahead."""
LATELY = 30
"""Of those who said no, the newest that are looked through."""
AFTERWARDS = {
    "igen": say("Vi gør det igen"),
    "alene": say("Alene næste gang"),
    "ikke": say("Det var ikke noget for mig"),
}
TO = {
    "sted": say("Til et sted"),
    "laege": say("Til læge eller tandlæge"),
    "kursus": say("Til et kursus"),
}


class Words(msgspec.Struct, frozen=True):
    """What is sealed of it: where, on which day and at which minute of it by the clock on the wall,
    what the citizen calls whoever is asked, and what they said to themselves afterwards. `place` is
    the id of a place in the directory, or empty."""

    where: str
    day: str
    at: int
    who: str
    to: str = "sted"
    place: str = ""
    rung: bool = False
    afterwards: str = ""


@dataclass(frozen=True, slots=True)
class Going:
    id: UUID
    bond: UUID | None
    state: str
    words: Words

    @property
    def path(self) -> str:
        return f"/foelges/{self.id}"

    @property
    def day(self) -> date:
        return date.fromisoformat(self.words.day)

    def is_over(self, today: date) -> bool:
        return self.day < today


def to_ask(db: Connection, me: Person) -> list[Mine]:
    """Those who can be asked: in the circle, or a guide at work."""
    return [each for each in bonds.mine(db, me) if each.accepted and each.at_work]


@dataclass(frozen=True, slots=True)
class Companion:
    """Somebody on a municipality's list, as whoever wants to ask sees them."""

    person: UUID
    municipality: UUID
    name: str


def companions(db: Connection, keys: Keyring, municipality: UUID | None) -> list[Companion]:
    """Those who go along with people there; none when nobody knows where there is."""
    if municipality is None:
        return []
    there = team.companions(db, keys.root, municipality)
    return [Companion(each.person, municipality, each.name) for each in there]


def ask_companion(
    db: Connection, keys: Keyring, me: Person, row: UUID, whom: Companion, words: Words
) -> UUID:
    """The same of somebody on the list. They are shown this, and nothing else."""
    turns.in_turn(db, me)
    grants.not_paused(db, me)
    if whom not in companions(db, keys, whom.municipality):
        raise NotFound
    bond = going.with_companion(db, me, whom.person, whom.municipality, whom.name)
    return ask(db, keys, me, row, bond, words)


def ask(
    db: Connection,
    keys: Keyring,
    me: Person,
    row: UUID,
    bond: UUID,
    words: Words,
    rung: Collection[UUID] = (),
) -> UUID:
    """Ask one person. The same form again, after it was taken back, asks nobody anew. Raises
    enough.NotGiven."""
    turns.in_turn(db, me)
    grants.not_paused(db, me)
    person = bonds.one_of_mine(db, me, bond)
    if not person.at_work:
        raise NotFound
    told = replaced(words, who=person.label)
    there = db.execute(select(goings).where(goings.c.id == row, goings.c.owner == me.id)).first()
    if there is not None and replaced(_opened(me, there).words, rung=False) == told:
        return row
    if not once.first(db, me, uuid5(row, f"{bond} {told.day} {told.at} {told.where}")):
        return row  # an old page, sent again as it was: it asks nobody anew
    rings = bond in telling.ring(db, me, [bond] if bond in rung else [])
    kept = keeping.keep(
        db,
        me,
        goings,
        row if there is None else ids.new(),
        replaced(told, rung=rings),
        of=(row,),
        written_minute=clock.minute(),
        bond=bond,
        state=ASKED,
    )
    grants.give(db, keys, me, ids.new(), wish(me, bond, kept, words))
    return kept


def wish(me: Person, bond: UUID, row: UUID, words: Words) -> Wish:
    """One thing, until the end of the day after."""
    last = date.fromisoformat(words.day) + timedelta(days=1)
    return Wish(bond, "going", ITEM, grants.UNTIL, row, until=clock.after(last, me.zone))


def cannot(db: Connection, me: Person, place: str, day: str) -> set[UUID]:
    """Whoever has said that they cannot go along to this place on this day, also where that was put
    away."""
    mine = select(goings).where(goings.c.owner == me.id, goings.c.state == NO)
    lately = mine.where(goings.c.bond.is_not(None)).order_by(goings.c.number.desc())
    asked = [_opened(me, row) for row in db.execute(lately.limit(LATELY))]
    same = {each.bond for each in asked if (each.words.place, each.words.day) == (place, day)}
    return going.persons_on(db, me, [bond for bond in same if bond])


def newest(db: Connection, me: Person, start: str = "") -> own.Some[Going]:
    found: own.Some[Going] = own.some(db, _mine(me), lambda row: _opened(me, row), start)
    return found


def find(db: Connection, me: Person, row: UUID) -> Going:
    return _opened(me, own.find(db, me, goings, row))


def call_off(db: Connection, me: Person, row: UUID) -> None:
    """The citizen does not go with them after all. The other sees that, and no reason."""
    turns.in_turn(db, me)
    found = own.find(db, me, goings, row)
    if found.state in (ASKED, YES):
        own.change(db, me, goings, row, state=OFF)
        telling.take_back(db, [found.bond] if found.bond else [])


def say_afterwards(db: Connection, me: Person, row: UUID, says: str) -> None:
    """To oneself alone; the same again takes it back."""
    words = find(db, me, row).words
    if says not in AFTERWARDS:
        raise NotFound
    fresh = "" if words.afterwards == says else says
    own.change(db, me, goings, row, replaced(words, afterwards=fresh))


def remove(db: Connection, me: Person, row: UUID, keys: Keyring) -> None:
    """Gone from here and from the other's page."""
    turns.in_turn(db, me)
    found = own.find(db, me, goings, row, gone=True)
    if found.gone_minute is not None:
        return
    apart.put_away(db, me, goings, row)
    if found.bond is None:
        return
    telling.take_back(db, [found.bond])
    for each in grants.given(db, me, "going", [row]).get(found.bond, ()):
        if each.item == row:
            stopping.stop(db, keys, me, each.id)


def bring_back(db: Connection, me: Person, row: UUID) -> None:
    """To read; nobody is asked again by it."""
    if own.find(db, me, goings, row, gone=True).gone_minute is not None:
        own.bring_back(db, me, goings, row)


def regret(db: Connection, me: Person, row: UUID) -> regrets.Regret:
    return regrets.find(db, me, goings, row)


def answer(db: Connection, keys: Keyring, me: Person, bond: UUID, row: UUID, says: str) -> None:
    """The other says yes, no, or that they cannot after all, which is a no too: called off is what
    the citizen does. Said once is said; nobody is asked why. Raises NotFound when they are not
    asked any more."""
    from_ = {YES: (ASKED,), NO: (ASKED,), OFF: (YES,)}.get(says)
    if from_ is None:
        raise NotFound
    says = NO if says == OFF else says
    box, held = answering.to(db, keys, me, bond, "going", goings, row)
    this = (goings.c.id == row, goings.c.bond == bond, goings.c.state.in_(from_))
    if db.execute(update(goings).where(*this).values(state=says)).rowcount != 1:
        if stands(db, me, bond, row) == says:
            return
        raise NotFound
    answering.note(db, keys, me, bond, "going", row, box, held)


def stands(db: Connection, me: Person, bond: UUID, row: UUID) -> str:
    """How it stands, for the one who is asked. Opens nothing."""
    answering.may(db, me, bond, "going", goings, row)
    this = select(goings.c.state).where(goings.c.id == row, goings.c.bond == bond)
    found: str | None = db.execute(this).scalar()
    if found is None:
        raise NotFound
    return found


def replaced(words: Words, **changes: object) -> Words:
    return msgspec.structs.replace(words, **changes)


def opened(me: own.Holder, row: Row[Any]) -> Going:
    return _opened(me, row)


def _opened(me: own.Holder, row: Row[Any]) -> Going:
    return Going(row.id, row.bond, row.state, own.opened(me, goings, Words, row))


def _mine(me: Person) -> Select[Any]:
    mine = select(goings).where(goings.c.owner == me.id, goings.c.gone_minute.is_(None))
    return mine.order_by(goings.c.number.desc())
