"""Goals: they begin, rest, are reached, or are let go of. None of these is better than another."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, Row, Select, select

from app.foundation import clock, ids
from app.goals import small_steps
from app.goals.models import goals, steps
from app.goals.small_steps import Step
from app.people import Person, own, regrets
from app.reminders import chosen
from app.sharing import apart, keeping

LONGEST = 1000
GENTLE_AT = 3
"""With this many active goals the app asks, kindly, whether one of them could rest."""
STATES = ("active", "resting", "reached", "let_go")


class Words(msgspec.Struct, frozen=True):
    """What is sealed of a goal."""

    text: str


@dataclass(frozen=True, slots=True)
class Goal:
    id: UUID
    number: int
    hope: UUID | None
    state: str
    written_minute: int
    text: str
    steps: list[Step]

    @property
    def path(self) -> str:
        return f"/maal/{self.id}"


def keep(
    db: Connection,
    me: Person,
    row: UUID,
    words: Words,
    hope: UUID | None = None,
    *,
    of: Iterable[UUID] = (),
) -> UUID:
    """A new goal, from a hope or standing alone. A hope that is not mine would be refused by its
    owner's room."""
    plain = {"state": "active", "state_minute": clock.minute(), "written_minute": clock.minute()}
    return keeping.keep(db, me, goals, row, words, {"hope": hope}, of=of, **plain)


def change(db: Connection, me: Person, row: UUID, words: Words, seen: str = "") -> None:
    """New words. When they were changed elsewhere since the form was shown, both stand there; the
    steps stay where they are."""
    if own.changed_elsewhere(db, me, goals, row, words, seen):
        keep(db, me, ids.new(), words, own.find(db, me, goals, row, gone=True).hope, of=(row,))
    else:
        own.change(db, me, goals, row, words)


def turn(db: Connection, me: Person, row: UUID, state: str) -> Goal:
    """The goal rests, is reached, is let go, or goes on."""
    own.change(db, me, goals, row, state=state, state_minute=clock.minute())
    _reminds(db, me, row, state == "active")
    return find(db, me, row)


def _reminds(db: Connection, me: Person, row: UUID, still: bool) -> None:
    """Of the steps of a goal that rests, or is over, nobody is reminded."""
    mine = select(steps.c.id).where(steps.c.owner == me.id, steps.c.goal == row)
    there = list(db.execute(mine.where(steps.c.state.in_(("waiting", "tried")))).scalars())
    (chosen.come_back if still else chosen.let_go)(db, me, there)


def find(db: Connection, me: Person, row: UUID) -> Goal:
    """Without its steps: those are asked for where they are shown."""
    return opened(me, own.find(db, me, goals, row), [])


def with_steps(db: Connection, me: Person, row: UUID, start: str = "") -> tuple[Goal, int | None]:
    """With a page of its steps, and where the next page begins."""
    found = small_steps.of_goal(db, me, row, start)
    return opened(me, own.find(db, me, goals, row), found.things), found.next


def all_of(db: Connection, me: Person) -> dict[str, list[Goal]]:
    """My goals by state, newest first in each."""
    steps = small_steps.by_goal(db, me)
    return by_state(opened(me, row, steps.get(row.id, [])) for row in db.execute(_newest(me)))


def newest(db: Connection, me: Person, start: str = "") -> own.Some[Goal]:
    """A page of them, without their steps: a list shows none."""
    return own.some(db, _newest(me), lambda row: opened(me, row, []), start)


def by_state(of: Iterable[Goal]) -> dict[str, list[Goal]]:
    found: dict[str, list[Goal]] = {state: [] for state in STATES}
    for goal in of:
        found[goal.state].append(goal)
    return found


def _newest(me: Person) -> Select[*tuple[Any, ...]]:
    return (
        select(goals)
        .where(goals.c.owner == me.id, goals.c.gone_minute.is_(None))
        .order_by(goals.c.number.desc())
    )


def active(db: Connection, me: Person) -> int:
    """How many goals are active; used only to ask kindly at the fourth, never shown as a number,
    and counted no further."""
    mine = select(goals.c.id).where(
        goals.c.owner == me.id, goals.c.state == "active", goals.c.gone_minute.is_(None)
    )
    return own.up_to(db, mine, GENTLE_AT + 1)


def remove(db: Connection, me: Person, row: UUID) -> None:
    apart.put_away(db, me, goals, row)
    _reminds(db, me, row, still=False)


def bring_back(db: Connection, me: Person, row: UUID) -> None:
    own.bring_back(db, me, goals, row)
    _reminds(db, me, row, find(db, me, row).state == "active")


def regret(db: Connection, me: Person, row: UUID) -> regrets.Regret:
    return regrets.find(db, me, goals, row)


def opened(me: own.Holder, row: Row[*tuple[Any, ...]], steps: list[Step]) -> Goal:
    text = own.opened(me, goals, Words, row).text
    return Goal(row.id, row.number, row.hope, row.state, row.written_minute, text, steps)
