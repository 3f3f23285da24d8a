"""A plan's lines: kept, changed, put in order. Nobody counts them, and an empty part is as good as
a full one."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, Row, Select, func, select, tuple_, update

from app.foundation import clock, ids
from app.foundation.letters import dialled
from app.people import Person, one_at_a_time, own, regrets
from app.plan import sections
from app.plan.models import plan_lines
from app.plan.parts import PARTS
from app.sharing import apart, keeping

LONGEST, LONGEST_NUMBER, LONGEST_WHO = 500, 30, 120
"""Characters in a line, a telephone number, and who it leads to."""


class Words(msgspec.Struct, frozen=True):
    """What is sealed of a line. `number` and `who` only where it is somebody to call."""

    text: str
    number: str = ""
    who: str = ""

    @property
    def mark(self) -> str:
        """What a form says it showed."""
        return hashlib.sha256(repr((self.text, self.number, self.who)).encode()).hexdigest()[:12]


def tel(number: str) -> str:
    """The address a phone calls; empty without a number, and for one from before that cannot be
    understood: on a hard day a tap must not call a stranger, so that one stands as it was written.
    """
    found = dialled(number)
    return f"tel:{found}" if found else ""


@dataclass(frozen=True, slots=True)
class Line:
    id: UUID
    part: str
    place: int
    words: Words

    @property
    def path(self) -> str:
        return f"/plan/linje/{self.id}"

    @property
    def tel(self) -> str:
        return tel(self.words.number)


def keep(
    db: Connection, me: Person, part: str, row: UUID, words: Words, *, of: Iterable[UUID] = ()
) -> UUID:
    """At the end of its part."""
    section = sections.the(db, me, part).id
    mine = (plan_lines.c.owner == me.id, plan_lines.c.part == part)
    last: int = db.execute(
        select(func.coalesce(func.max(plan_lines.c.place), 0)).where(*mine)
    ).scalar_one()
    plain = {"section": section, "place": last + 1, "written_minute": clock.minute()}
    return keeping.keep(db, me, plan_lines, row, words, {"part": part}, of=of, **plain)


def change(db: Connection, me: Person, row: UUID, words: Words, seen: str = "") -> Line:
    """New words for a line. When it was changed elsewhere since the form was shown, both stand
    there."""
    one_at_a_time(db, me.id)
    now = find(db, me, row, gone=True)
    if seen and now.words.mark not in (seen, words.mark):
        keep(db, me, now.part, ids.new(), words, of=(row,))
    else:
        own.change(db, me, plan_lines, row, words)
    return now


def move_up(db: Connection, me: Person, row: UUID, seen: str = "") -> Line:
    """Before the line that the form showed above it; the same form twice moves it once, and the
    first stays first."""
    one_at_a_time(db, me.id)
    this = own.find(db, me, plan_lines, row)
    over = _above(db, me, this)
    if over is not None and seen in (str(over.id), ""):
        if _shared(db, me, this, over):
            _make_room(db, me, over)
            own.change(db, me, plan_lines, row, place=over.place + 1)
        else:
            own.change(db, me, plan_lines, over.id, place=this.place)
            own.change(db, me, plan_lines, row, place=over.place)
    return opened(me, this)


def _shared(
    db: Connection, me: Person, this: Row[*tuple[Any, ...]], over: Row[*tuple[Any, ...]]
) -> bool:
    """Whether a place of these two is another line's too, or theirs together, as in plans from
    before two changed theirs."""
    here = (
        _of(me, this.part)
        .where(plan_lines.c.place.between(over.place, this.place))
        .with_only_columns(plan_lines.c.id)
    )
    return over.place == this.place or len(db.execute(here.limit(3)).all()) > 2


def _make_room(db: Connection, me: Person, over: Row[*tuple[Any, ...]]) -> None:
    """For a line before this one, in one statement however many stand behind it."""
    behind = tuple_(plan_lines.c.place, plan_lines.c.number) >= (over.place, over.number)
    mine = (plan_lines.c.owner == me.id, plan_lines.c.part == over.part)
    db.execute(update(plan_lines).where(*mine, behind).values(place=plan_lines.c.place + 2))


def find(db: Connection, me: Person, row: UUID, *, gone: bool = False) -> Line:
    return opened(me, own.find(db, me, plan_lines, row, gone=gone))


def of(db: Connection, me: Person, part: str) -> list[Line]:
    """All lines of a part, in order."""
    return [opened(me, row) for row in db.execute(_of(me, part))]


def some(db: Connection, me: Person, part: str, start: str = "") -> own.Some[Line]:
    """A page of them."""
    return own.some(db, _of(me, part), lambda row: opened(me, row), start)


def above(db: Connection, me: Person, line: Line) -> UUID | None:
    """The line before this one in its part, which is on the page before; it is named and not
    opened."""
    over = _above(db, me, own.find(db, me, plan_lines, line.id))
    return over.id if over is not None else None


def _above(db: Connection, me: Person, this: Row[*tuple[Any, ...]]) -> Row[*tuple[Any, ...]] | None:
    before = tuple_(plan_lines.c.place, plan_lines.c.number) < (this.place, this.number)
    last = (
        _of(me, this.part)
        .where(before)
        .order_by(None)
        .order_by(plan_lines.c.place.desc(), plan_lines.c.number.desc())
    )
    columns = (plan_lines.c.id, plan_lines.c.part, plan_lines.c.place, plan_lines.c.number)
    return db.execute(last.with_only_columns(*columns).limit(1)).first()


def _of(me: Person, part: str) -> Select[*tuple[Any, ...]]:
    return _all(me).where(plan_lines.c.part == part)


def _all(me: Person) -> Select[*tuple[Any, ...]]:
    mine = select(plan_lines).where(plan_lines.c.owner == me.id, plan_lines.c.gone_minute.is_(None))
    return mine.order_by(plan_lines.c.place, plan_lines.c.number)


def whole(db: Connection, me: Person) -> Mapping[str, list[Line]]:
    """The parts that hold something and their lines, all in the citizen's own order."""
    return _in_order(db, me, {part: of(db, me, part) for part in _there(db, me)})


def front(db: Connection, me: Person) -> Mapping[str, list[Line]]:
    """The same parts, and of each what is opened to show that it is there: its first line, and
    those one can call."""
    most = {part: own.A_PAGE if PARTS[part].people else 1 for part in _there(db, me)}
    first = {
        part: [opened(me, row) for row in db.execute(_of(me, part).limit(number))]
        for part, number in most.items()
    }
    return _in_order(db, me, first)


def written(db: Connection, me: Person) -> list[str]:
    """The parts that hold something, in the citizen's own order. Nothing is opened."""
    return list(_in_order(db, me, {part: [] for part in _there(db, me)}))


def _there(db: Connection, me: Person) -> list[str]:
    mine = select(plan_lines.c.part).where(
        plan_lines.c.owner == me.id, plan_lines.c.gone_minute.is_(None)
    )
    return list(db.execute(mine.distinct()).scalars())


def _in_order(
    db: Connection, me: Person, found: Mapping[str, list[Line]]
) -> Mapping[str, list[Line]]:
    places = {code: section.place for code, section in sections.of(db, me).items()}
    return {
        code: found[code]
        for code in sorted(
            found, key=lambda code: (places.get(code, PARTS[code].place), PARTS[code].place)
        )
    }


def move_part_up(db: Connection, me: Person, part: str, seen: str = "") -> None:
    """Before the part that the form showed above it; the same form twice moves it once, and the
    first stays first."""
    parts = written(db, me)
    at = parts.index(part) if part in parts else 0
    if at and seen in (str(PARTS[parts[at - 1]].place), ""):
        parts[at - 1], parts[at] = parts[at], parts[at - 1]
        sections.put_in_order(db, me, parts)


def remove(db: Connection, me: Person, row: UUID) -> Line:
    line = find(db, me, row, gone=True)
    apart.put_away(db, me, plan_lines, row)
    return line


def bring_back(db: Connection, me: Person, row: UUID) -> Line:
    own.bring_back(db, me, plan_lines, row)
    return find(db, me, row)


def regret(db: Connection, me: Person, row: UUID) -> regrets.Regret:
    return regrets.find(db, me, plan_lines, row)


def opened(me: own.Holder, row: Row[*tuple[Any, ...]]) -> Line:
    return Line(row.id, row.part, row.place, own.opened(me, plan_lines, Words, row))
