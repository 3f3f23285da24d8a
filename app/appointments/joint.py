"""Fælles plan: one plan for all who help, and its owner's alone to write in. A line says what is
wanted, who does something about it, and by when."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import replace
from sqlalchemy import Connection, Row, Select, select

from app.appointments.limits import leaves_room
from app.appointments.models import joint_lines
from app.foundation import clock, ids
from app.people import Person, one_at_a_time, own, regrets
from app.sharing import Shelf, View, apart, keeping


class Words(msgspec.Struct, frozen=True):
    """What is sealed of a line. `by` is in the writer's own words: «inden jul»."""

    goal: str
    who: str = ""
    by: str = ""
    done: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    id: UUID
    number: int
    words: Words

    @property
    def path(self) -> str:
        return f"/faelles-plan/{self.id}"


def keep(db: Connection, me: Person, row: UUID, words: Words, *, of: Iterable[UUID] = ()) -> UUID:
    leaves_room(db, me, joint_lines, row)
    return keeping.keep(db, me, joint_lines, row, words, of=of, written_minute=clock.minute())


def change(db: Connection, me: Person, row: UUID, words: Words, seen: str = "") -> None:
    """New words, and done as it was. When it was changed elsewhere since the form was shown, both
    stand there."""
    one_at_a_time(db, me.id)
    there = _words(me, own.find(db, me, joint_lines, row, gone=True))
    fresh = replace(words, done=there.done)
    if seen and own.mark(replace(there, done=False)) not in (seen, own.mark(words)):
        keep(db, me, ids.new(), fresh, of=(row,))
    else:
        own.change(db, me, joint_lines, row, fresh)


def turn(db: Connection, me: Person, row: UUID, *, done: bool) -> None:
    """Done, or not after all; however often it is tapped."""
    one_at_a_time(db, me.id)
    there = _words(me, own.find(db, me, joint_lines, row))
    own.change(db, me, joint_lines, row, replace(there, done=done))


def all_of(db: Connection, me: Person) -> list[Line]:
    """As they were written; what is done comes last."""
    return _in_order(opened(me, row) for row in db.execute(_mine(me)))


def find(db: Connection, me: Person, row: UUID) -> Line:
    return opened(me, own.find(db, me, joint_lines, row))


def remove(db: Connection, me: Person, row: UUID) -> None:
    apart.put_away(db, me, joint_lines, row)


def bring_back(db: Connection, me: Person, row: UUID) -> None:
    own.bring_back(db, me, joint_lines, row)


def regret(db: Connection, me: Person, row: UUID) -> regrets.Regret:
    return regrets.find(db, me, joint_lines, row)


NEWEST = (joint_lines.c.number.desc(),)
SHELF = Shelf(joint_lines, "joint", NEWEST)


def shared(db: Connection, view: View) -> list[Line]:
    return _in_order(opened(view, row) for row in view.rows(db, joint_lines, "joint", *NEWEST))


def opened(me: own.Holder, row: Row[Any]) -> Line:
    return Line(row.id, row.number, _words(me, row))


def _words(me: own.Holder, row: Row[Any]) -> Words:
    return own.opened(me, joint_lines, Words, row)


def _in_order(lines: Iterable[Line]) -> list[Line]:
    return sorted(lines, key=lambda line: (line.words.done, line.number))


def _mine(me: Person) -> Select[Any]:
    return select(joint_lines).where(
        joint_lines.c.owner == me.id, joint_lines.c.gone_minute.is_(None)
    )
