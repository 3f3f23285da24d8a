"""The flower: five statements, each answered in words or skipped, each answer kept at once. Not a
measurement, never summed."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, Row, Select, select

from app.chime import ANSWERS, CODES
from app.flower.models import flowers
from app.foundation import clock
from app.foundation.errors import NotFound
from app.people import Person, own, people, regrets
from app.sharing import apart, keeping


class Answers(msgspec.Struct, frozen=True):
    """What is sealed of a flower: 0 to 3 by dimension; a skipped one is not there."""

    answers: dict[str, int] = {}


@dataclass(frozen=True, slots=True)
class Flower:
    id: UUID
    date: date
    finished: bool
    answers: dict[str, int | None]

    @property
    def path(self) -> str:
        return f"/blomst/{self.id}"


def begin(db: Connection, me: Person, row: UUID, day: date | None = None) -> UUID:
    """A new flower, or the one this form already began."""
    if db.execute(
        select(flowers.c.id).where(
            flowers.c.id == row, flowers.c.owner == me.id, flowers.c.gone_minute.is_(None)
        )
    ).first():
        return row
    return keeping.keep(
        db,
        me,
        flowers,
        row,
        Answers(),
        date=day or me.today,
        finished=False,
        written_minute=clock.minute(),
    )


def answer(db: Connection, me: Person, row: UUID, code: str, given: int | None) -> None:
    """Keep one answer. `given` is 0 to 3, or None to skip; the last statement finishes the
    flower."""
    if code not in CODES or not (given is None or 0 <= given < len(ANSWERS)):
        raise NotFound
    before = own.find(db, me, flowers, row)
    known = own.opened(me, flowers, Answers, before).answers
    kept = {c: a for c, a in known.items() if c != code} | ({} if given is None else {code: given})
    plain: dict[str, object] = {"finished": True} if code == CODES[-1] else {}
    if (
        plain and not before.finished
    ):  # nobody could see it until now: what was shared before this does not reach it
        plain["number"] = people.next_number(db, me.id)
    own.change(db, me, flowers, row, Answers(kept), **plain)


def find(db: Connection, me: Person, row: UUID) -> Flower:
    return opened(me, own.find(db, me, flowers, row))


def all_of(db: Connection, me: Person) -> list[Flower]:
    """My flowers, newest first, unfinished ones too."""
    return [opened(me, row) for row in db.execute(_newest(me))]


def grown(db: Connection, me: Person, start: str = "") -> own.Some[Flower]:
    """A page of those that are finished."""
    return own.some(
        db, _newest(me).where(flowers.c.finished.is_(True)), lambda row: opened(me, row), start
    )


def newest(db: Connection, me: Person, *, finished: bool) -> Flower | None:
    """The last one that was finished, or that was only begun."""
    row = db.execute(_newest(me).where(flowers.c.finished.is_(finished)).limit(1)).first()
    return opened(me, row) if row else None


def _newest(me: Person) -> Select[*tuple[Any, ...]]:
    mine = select(flowers).where(flowers.c.owner == me.id, flowers.c.gone_minute.is_(None))
    return mine.order_by(flowers.c.number.desc())


def remove(db: Connection, me: Person, row: UUID) -> None:
    apart.put_away(db, me, flowers, row)


def bring_back(db: Connection, me: Person, row: UUID) -> None:
    own.bring_back(db, me, flowers, row)


def regret(db: Connection, me: Person, row: UUID) -> regrets.Regret:
    return regrets.find(db, me, flowers, row)


def opened(me: own.Holder, row: Row[*tuple[Any, ...]]) -> Flower:
    given = own.opened(me, flowers, Answers, row).answers
    return Flower(row.id, row.date, row.finished, {code: given.get(code) for code in CODES})
