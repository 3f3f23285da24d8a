"""What somebody close is asked for on a good day: a few words to open on a hard one, or to call the
first weekday at home.

The citizen asks, the other answers once. The words lie sealed with the citizen's own key; only the
citizen opens them.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid5

import msgspec
from sqlalchemy import Connection, Row, Select, select, update

from app.foundation import clock, ids
from app.foundation.errors import NotFound
from app.foundation.words import Say, say
from app.hard_days.models import askings
from app.people import Keyring, Person, own, regrets
from app.reminders import telling
from app.sharing import (
    ITEM,
    Mine,
    Wish,
    answering,
    apart,
    bonds,
    grants,
    keeping,
    once,
    stopping,
    turns,
)

HOPE, CALL = "hope", "call"
LONGEST, LONGEST_ANSWER = 300, 2000
"""Characters in what is asked, and in what is answered."""


@dataclass(frozen=True)
class Kind:
    """`asks` is what the other reads, `of_guides` whether it is asked of a guide only, `length` how
    long they can read it."""

    code: str
    path: str
    icon: str
    title: Say
    asks: Say
    length: str
    of_guides: bool = False


KINDS: Mapping[str, Kind] = {
    HOPE: Kind(
        HOPE,
        "haab",
        "sunrise",
        say("Et par ord til en svær dag"),
        say("Vil du skrive et par ord, jeg kan åbne på en svær dag?"),
        "3",
    ),
    CALL: Kind(
        CALL,
        "opkald",
        "phone",
        say("Et opkald når jeg kommer hjem"),
        say("Vil du ringe til mig den første hverdag, når jeg er hjemme efter en indlæggelse?"),
        "12",
        of_guides=True,
    ),
}


class Asked(msgspec.Struct, frozen=True):
    """The citizen's own words beside the question, which may be empty, and what they call whoever
    is asked. `rung`: it was to ring at theirs when it was asked."""

    text: str
    who: str
    rung: bool = False


class Answer(msgspec.Struct, frozen=True):
    """The other's words; empty when a yes is all."""

    text: str


SEEN, PAUSED, NOT_SEEN, NOT_IN_USE, PARTED = "seen", "paused", "not-seen", "not-in-use", "parted"
"""How a question stands with the one who is asked: they can see it; they cannot while its owner
holds a pause, or since it was stopped, ran out or is kept apart; their account is not in use; the
bond has ended."""


@dataclass(frozen=True, slots=True)
class Asking:
    """`stands`: what is so of it now, which its own page and the list say alike."""

    id: UUID
    bond: UUID | None
    kind: Kind
    text: str
    answered: bool
    who: str
    stands: str = PARTED


def to_ask(db: Connection, me: Person, kind: Kind) -> list[Mine]:
    """Those who can be asked."""
    return [each for each in bonds.mine(db, me) if _may_ask(each, kind)]


def _may_ask(person: Mine, kind: Kind) -> bool:
    return person.accepted and person.at_work and (person.is_guide or not kind.of_guides)


def ask(
    db: Connection,
    keys: Keyring,
    me: Person,
    row: UUID,
    bond: UUID,
    kind: str,
    text: str,
    rung: Collection[UUID] = (),
) -> UUID:
    """Ask one person, and ring at theirs when they are among `rung`. They see it until they
    have answered, or it is taken back, or its time is over: an old form sent again asks nobody
    anew. Raises enough.NotGiven."""
    grants.not_paused(db, me)
    what = KINDS.get(kind)
    person = bonds.one_of_mine(db, me, bond)
    if what is None or not _may_ask(person, what):
        raise NotFound
    there = db.execute(select(askings).where(askings.c.id == row, askings.c.owner == me.id)).first()
    same = there is not None and (there.bond, there.kind, opened(me, there).text) == (
        bond,
        kind,
        text,
    )
    if not once.first(db, me, uuid5(row, f"{bond} {kind} {text}")) or same:
        return row
    # An old page, sent again to somebody else or with other words.
    new = row if there is None else ids.new()
    plain = {"bond": bond, "kind": kind, "asked_minute": clock.minute()}
    rings = bond in telling.ring(db, me, [bond] if bond in rung else [])
    asked = Asked(text, person.label, rings)
    kept = keeping.keep(db, me, askings, new, asked, of=(row,), **plain)
    grants.give(db, keys, me, ids.new(), Wish(bond, "asks", ITEM, what.length, kept))
    return kept


def newest(db: Connection, me: Person, start: str = "") -> own.Some[Asking]:
    """A page of what I have asked for, also of people I am not connected with any more: their words
    are mine."""
    found = own.some(db, _newest(me), lambda row: opened(me, row), start)
    return replace(found, things=_as_it_stands(db, me, found.things))


def _newest(me: Person) -> Select[Any]:
    return (
        select(askings)
        .where(askings.c.owner == me.id, askings.c.gone_minute.is_(None))
        .order_by(askings.c.number.desc())
    )


def _as_it_stands(db: Connection, me: Person, found: Sequence[Asking]) -> list[Asking]:
    """With how each stands now: these are looked up, and no other, however much was asked."""
    working = bonds.at_work(db, me, {each.bond for each in found if each.bond})
    open_, unseen = (
        seen_now(db, me, [each.id for each in found]),
        PAUSED if grants.paused(db, me) else NOT_SEEN,
    )
    there: dict[UUID | None, str] = {
        bond: unseen if at_work else NOT_IN_USE for bond, at_work in working.items()
    }
    return [
        replace(each, stands=SEEN if each.id in open_ else there.get(each.bond, PARTED))
        for each in found
    ]


def seen_now(db: Connection, me: Person, rows: Collection[UUID]) -> frozenset[UUID]:
    """Those of these questions that the one who is asked can see."""
    if grants.paused(db, me):
        return frozenset()
    given = grants.given(db, me, "asks", rows)
    there = bonds.connected(db, me, given.keys())
    return frozenset(
        each.item for bond in there for each in given[bond] if each.item
    ) - apart.among(db, me, rows)


def find(db: Connection, me: Person, row: UUID) -> Asking:
    return _as_it_stands(db, me, [opened(me, own.find(db, me, askings, row))])[0]


def answer_to(db: Connection, me: Person, row: UUID) -> str:
    """What the other wrote, opened by the citizen and by nobody else. Raises NotFound while there
    is none."""
    found = own.find(db, me, askings, row)
    if found.answer_sealed is None:
        raise NotFound
    return me.box.open(Answer, askings.name, row, found.answer_sealed, "answer_sealed").text


def hoped(db: Connection, me: Person, most: int) -> list[Asking]:
    """The newest words that lie ready to be opened on a hard day; the front page waits for no more
    than it shows."""
    ready = (
        _newest(me)
        .where(askings.c.kind == HOPE, askings.c.answered_minute.is_not(None))
        .limit(most)
    )
    return [opened(me, row) for row in db.execute(ready)]


def waiting(db: Connection, me: Person, bond: UUID, row: UUID) -> Kind:
    """What the other is asked for and has not answered. Opens nothing."""
    answering.may(db, me, bond, "asks", askings, row)
    this = (askings.c.id == row, askings.c.bond == bond, askings.c.answered_minute.is_(None))
    found = db.execute(select(askings.c.kind).where(*this)).scalar()
    if found is None:
        raise NotFound
    return KINDS[found]


def is_answered(db: Connection, me: Person, bond: UUID, row: UUID) -> bool:
    """Whether what somebody is asked for on this bond, and may see now, has their answer already.
    Opens nothing."""
    try:
        answering.may(db, me, bond, "asks", askings, row)
    except NotFound:
        return False
    this = (askings.c.id == row, askings.c.bond == bond, askings.c.answered_minute.is_not(None))
    return db.execute(select(askings.c.id).where(*this)).first() is not None


def answer(db: Connection, keys: Keyring, me: Person, bond: UUID, row: UUID, text: str) -> None:
    """The other answers, once. Raises NotFound when they are not asked any more, or have
    answered."""
    box, held = answering.to(db, keys, me, bond, "asks", askings, row)
    sealed = box.seal(askings.name, row, Answer(text), "answer_sealed")
    this = (askings.c.id == row, askings.c.bond == bond, askings.c.answered_minute.is_(None))
    if (
        db.execute(
            update(askings)
            .where(*this)
            .values(answered_minute=clock.minute(), answer_sealed=sealed)
        ).rowcount
        != 1
    ):
        raise NotFound
    answering.note(db, keys, me, bond, "asks", row, box, held)


def take_back(db: Connection, keys: Keyring, me: Person, row: UUID) -> None:
    """Not asked any more; what was answered goes with it, for a day in which it can be brought
    back. Taken back is taken back."""
    turns.in_turn(db, me)
    found = own.find(db, me, askings, row, gone=True)
    if found.gone_minute is not None:
        return
    apart.put_away(db, me, askings, row)
    telling.take_back(db, [found.bond] if found.bond else [])
    for each in grants.given(db, me, "asks", [row]).get(found.bond, ()) if found.bond else ():
        if each.item == row:
            stopping.stop(db, keys, me, each.id)


def bring_back(db: Connection, me: Person, row: UUID) -> None:
    """To read; the other is not asked again by it. What is here is here."""
    if own.find(db, me, askings, row, gone=True).gone_minute is not None:
        own.bring_back(db, me, askings, row)


def regret(db: Connection, me: Person, row: UUID) -> regrets.Regret:
    return regrets.find(db, me, askings, row)


def opened(me: own.Holder, row: Row[*tuple[Any, ...]]) -> Asking:
    asked = own.opened(me, askings, Asked, row)
    return Asking(
        row.id, row.bond, KINDS[row.kind], asked.text, row.answered_minute is not None, asked.who
    )
