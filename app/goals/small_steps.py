"""Small steps: tried, did, or not now. A step never turns late; after a while it simply waits."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, Row, and_, or_, select

from app.foundation import clock, ids
from app.goals.models import goals, steps
from app.people import Person, own, regrets
from app.reminders import chosen
from app.sharing import apart, keeping

LONGEST = 500
LONGEST_AROUND = 200
"""Characters in «when» and «with whom»."""
RESTS_AFTER = 30 * 24 * 60
"""Minutes after which an untouched step goes quietly under «Venter»."""
STATES = ("waiting", "tried", "did", "not_now")


class Words(msgspec.Struct, frozen=True):
    """What is sealed of a step: what, and if one likes, when and with whom, in own words."""

    text: str
    when: str = ""
    who: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    id: UUID
    goal: UUID
    number: int
    state: str
    state_minute: int
    text: str
    when: str
    who: str

    @property
    def path(self) -> str:
        return f"/skridt/{self.id}"

    @property
    def waits(self) -> bool:
        """Set aside, by a word or by time. Not late: there is no late."""
        old = self.state == "waiting" and clock.minute() - self.state_minute > RESTS_AFTER
        return old or self.state == "not_now"


def keep(
    db: Connection, me: Person, goal: UUID, row: UUID, words: Words, *, of: Iterable[UUID] = ()
) -> UUID:
    own.find(db, me, goals, goal)
    plain = {"state": "waiting", "state_minute": clock.minute(), "written_minute": clock.minute()}
    return keeping.keep(db, me, steps, row, words, {"goal": goal}, of=of, **plain)


def change(db: Connection, me: Person, row: UUID, words: Words, seen: str = "") -> UUID:
    """New words. When it was changed elsewhere since the form was shown, both stand under the
    goal."""
    goal: UUID = own.find(db, me, steps, row, gone=True).goal
    if own.changed_elsewhere(db, me, steps, row, words, seen):
        keep(db, me, goal, ids.new(), words, of=(row,))
    else:
        own.change(db, me, steps, row, words)
    return goal


def turn(db: Connection, me: Person, row: UUID, state: str) -> Step:
    own.change(db, me, steps, row, state=state, state_minute=clock.minute())
    still = state not in ("did", "not_now")
    (chosen.come_back if still else chosen.let_go)(db, me, [row])
    return find(db, me, row)


def find(db: Connection, me: Person, row: UUID) -> Step:
    return opened(me, own.find(db, me, steps, row))


def of_goal(db: Connection, me: Person, goal: UUID, start: str = "") -> own.Some[Step]:
    """The newest of them, or those before, in the order they were written."""
    mine = select(steps).where(
        steps.c.owner == me.id, steps.c.goal == goal, steps.c.gone_minute.is_(None)
    )
    found = own.some(db, mine.order_by(steps.c.number.desc()), lambda row: opened(me, row), start)
    return own.Some(found.things[::-1], found.next)


def by_goal(db: Connection, me: Person) -> dict[UUID, list[Step]]:
    """My steps in the order they were written, by goal."""
    mine = (
        select(steps)
        .where(steps.c.owner == me.id, steps.c.gone_minute.is_(None))
        .order_by(steps.c.number)
    )
    found: dict[UUID, list[Step]] = {}
    for row in db.execute(mine):
        found.setdefault(row.goal, []).append(opened(me, row))
    return found


def next_one(db: Connection, me: Person) -> Step | None:
    """One step that is at hand: the newest that waits for nothing, in a goal that is active."""
    at_hand = or_(
        steps.c.state == "tried",
        and_(steps.c.state == "waiting", steps.c.state_minute >= clock.minute() - RESTS_AFTER),
    )
    row = db.execute(
        select(steps)
        .join(goals, goals.c.id == steps.c.goal)
        .where(steps.c.owner == me.id, steps.c.gone_minute.is_(None), at_hand)
        .where(goals.c.state == "active", goals.c.gone_minute.is_(None))
        .order_by(steps.c.number.desc())
        .limit(1)
    ).first()
    return opened(me, row) if row else None


def remove(db: Connection, me: Person, row: UUID) -> Step:
    apart.put_away(db, me, steps, row)
    chosen.let_go(db, me, [row])
    return opened(me, own.find(db, me, steps, row, gone=True))


def bring_back(db: Connection, me: Person, row: UUID) -> Step:
    own.bring_back(db, me, steps, row)
    chosen.come_back(db, me, [row])
    return find(db, me, row)


def regret(db: Connection, me: Person, row: UUID) -> regrets.Regret:
    return regrets.find(db, me, steps, row)


def opened(me: own.Holder, row: Row[*tuple[Any, ...]]) -> Step:
    words = own.opened(me, steps, Words, row)
    return Step(
        row.id, row.goal, row.number, row.state, row.state_minute, words.text, words.when, words.who
    )
