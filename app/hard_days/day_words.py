"""A word for today: what somebody wishes of those they have chosen beforehand. Sent only by a tap,
and gone at 04:00."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

import msgspec
from sqlalchemy import Connection, Row, delete, select

from app.foundation import clock, dialects, ids
from app.foundation.errors import NotFound
from app.foundation.words import Say, say
from app.hard_days.models import cannot_today, day_words
from app.people import Keyring, Person, own, people
from app.reminders import telling
from app.sharing import (
    ITEM,
    Mine,
    Wish,
    answering,
    apart,
    bonds,
    called,
    grants,
    keeping,
    log,
    once,
    pace,
    stopping,
    turns,
)

WORDS: Mapping[str, tuple[str, Say, Say]] = {
    "visit": ("users", say("Et kort besøg"), say("Et kort besøg ville være godt i dag.")),
    "call": ("phone", say("Ring i stedet"), say("Jeg vil hellere ringes op end have besøg i dag.")),
    "leave": ("moon", say("Lad mig være i fred i dag"), say("Jeg vil helst være i fred i dag.")),
}
"""An icon, what the tap says, and what the other reads."""


class Word(msgspec.Struct, frozen=True):
    """`rung` are the bonds on which it was to ring when it was said."""

    word: str
    rung: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """`ends`: the minute in which it is gone, wherever somebody has moved since. `rung`: on which
    bonds it was to ring."""

    id: UUID
    word: str
    ends: int
    rung: frozenset[UUID] = frozenset()

    @property
    def icon(self) -> str:
        return WORDS[self.word][0]

    @property
    def says(self) -> Say:
        return WORDS[self.word][2]


def chosen(db: Connection, me: Person) -> list[Mine]:
    """Those who are told, as long as they are there to be told."""
    return _among(db, me, me.profile.tells)


def _among(db: Connection, me: Person, tells: Collection[str]) -> list[Mine]:
    return [
        each
        for each in bonds.mine(db, me)
        if each.accepted and each.at_work and str(each.id) in tells
    ]


def choose(
    db: Connection, keys: Keyring, me: Person, bonds_: Collection[UUID], tap: UUID | None = None
) -> bool:
    """Who is told from now on. Whoever is not among them any more does not read what stands now
    either.

    The same form with the same choice again adds nobody, for they may have been taken out since; it
    always takes out. Returns whether those who are told are those it names.
    """
    turns.in_turn(db, me)
    mine = [str(each.id) for each in bonds.mine(db, me) if each.accepted and each.id in bonds_]
    before = people.stored(db, me).tells
    again = tap is not None and not once.first(db, me, uuid5(tap, " ".join(sorted(mine))))
    told = tuple(each for each in mine if each in before or not again)
    people.change(db, me, tells=told)
    stopping.stop_for(
        db, keys, me, [bond for bond in _readers(db, me) if str(bond) not in told], "word"
    )
    return len(told) == len(mine)


def readers(db: Connection, me: Person) -> list[Mine]:
    """Who can really read the word that stands now."""
    said = today(db, me)
    open_ = _readers(db, me) if said and not apart.holds(db, me, said.id) else []
    return [each for each in bonds.mine(db, me) if each.id in open_ and each.at_work]


def _readers(db: Connection, me: Person) -> list[UUID]:
    return list(grants.given(db, me, "word"))


def today(db: Connection, me: Person) -> Said | None:
    """What is said now, until 04:00 or until it is taken back."""
    live = (
        day_words.c.owner == me.id,
        day_words.c.gone_minute.is_(None),
        day_words.c.ends_minute > clock.minute(),
    )
    row = db.execute(
        select(day_words).where(*live).order_by(day_words.c.number.desc()).limit(1)
    ).first()
    return None if row is None else opened(me, row)


def tap(form: UUID, word: str) -> UUID:
    """One tap is a form and the word that was chosen: another word from a page that stood open is
    another tap."""
    return uuid5(form, word)


def tell(
    db: Connection,
    keys: Keyring,
    me: Person,
    row: UUID,
    word: str,
    rung: Collection[UUID] = (),
) -> bool:
    """The tap. A new word takes the place of the one before; the same form twice tells once, also
    when it was taken back. It rings for those of `rung` who are told. Returns whether this word is
    the one that stands. Raises grants.Paused."""
    grants.not_paused(db, me)
    told = _among(db, me, people.stored(db, me).tells)  # as chosen by now, maybe in another tab
    if word not in WORDS or not told:
        raise NotFound
    before = today(db, me)
    if (before is not None and before.id == row) or not once.first(db, me, row):
        # told already, and maybe taken back, or another has taken its place: an old form never says
        # it anew
        return before is not None and before.word == word
    if before is not None:
        take_back(db, keys, me)
    there = db.execute(select(day_words.c.id).where(day_words.c.id == row)).first()
    new = row if there is None else ids.new()  # an old page: its word was another day's
    ends = clock.minute(clock.next_morning(me.zone))
    rings = telling.ring(db, me, [each.id for each in told if each.id in rung])
    words = Word(word, tuple(sorted(map(str, rings))))
    kept = keeping.keep(db, me, day_words, new, words, of=(row,), ends_minute=ends)
    for each in told:
        grants.give(db, keys, me, ids.new(), Wish(each.id, "word", ITEM, "i-dag", kept))
    return True


def take_back(db: Connection, keys: Keyring, me: Person) -> None:
    """Gone from everybody's page at once, and from here: it cannot be brought back, and nothing in
    plain tells that it was."""
    turns.in_turn(db, me)
    telling.take_back(db, _readers(db, me))
    stopping.stop_for(db, keys, me, _readers(db, me), "word")
    db.execute(delete(day_words).where(day_words.c.owner == me.id))
    grants.forget(db, me.id)


def told_to(db: Connection, me: Person, bond: UUID, row: UUID) -> bool:
    """Raises NotFound unless this word is said to me now. Returns whether I have said already that
    I cannot."""
    answering.may(db, me, bond, "word", day_words, row)
    mine = select(cannot_today.c.word).where(
        cannot_today.c.word == row, cannot_today.c.bond == bond
    )
    return db.execute(mine).first() is not None


def cannot(db: Connection, keys: Keyring, me: Person, bond: UUID, row: UUID) -> None:
    """Whoever was told says that they cannot today, once. It stands in the citizen's own log, and
    nobody asks why."""
    box, held = answering.to(db, keys, me, bond, "word", day_words, row)
    insert = dialects.insert(db, cannot_today)
    if db.execute(
        insert.values(word=row, bond=bond, owner=box.owner).on_conflict_do_nothing()
    ).rowcount:
        event = log.Event(
            "cannot", called.other(box, bond, held.sealed), held.role, items=log.items([row])
        )
        pace.note(db, keys, box, bond, event, me, refuses=False)


def answers(db: Connection, me: Person, said: Said) -> list[str]:
    """Who has said that they cannot today, by what the citizen calls them."""
    mine = select(cannot_today.c.bond).where(
        cannot_today.c.word == said.id, cannot_today.c.owner == me.id
    )
    found = set(db.execute(mine).scalars())
    return [each.label for each in bonds.everyone(db, me, found)]


def opened(me: own.Holder, row: Row[*tuple[Any, ...]]) -> Said:
    word = own.opened(me, day_words, Word, row)
    rung = frozenset(map(UUID, word.rung))
    return Said(row.id, word.word, row.ends_minute, rung)


def sweep(db: Connection) -> int:
    """Words whose day is over."""
    return db.execute(delete(day_words).where(day_words.c.ends_minute <= clock.minute())).rowcount
