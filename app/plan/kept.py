"""A plan's lines: kept, changed, put in order. Nobody counts them, and an empty part is as good as a full one."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, Row, func, select

from app.foundation import clock, ids
from app.identity import Person, one_at_a_time, own
from app.plan import sections
from app.plan.models import plan_lines
from app.plan.parts import PARTS
from app.sharing import apart

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
    """The address a phone calls; empty without a number."""
    return "tel:" + "".join(char for char in number if char in "+0123456789") if number else ""


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


def keep(db: Connection, me: Person, part: str, row: UUID, words: Words) -> UUID:
    """At the end of its part."""
    section = sections.the(db, me, part).id
    mine = (plan_lines.c.owner == me.id, plan_lines.c.part == part)
    last: int = db.execute(select(func.coalesce(func.max(plan_lines.c.place), 0)).where(*mine)).scalar_one()
    plain = {"section": section, "place": last + 1, "written_minute": clock.minute()}
    return own.keep(db, me, plan_lines, row, words, {"part": part}, **plain)


def change(db: Connection, me: Person, row: UUID, words: Words, seen: str = "") -> Line:
    """New words for a line. When it was changed elsewhere since the form was shown, both stand there."""
    one_at_a_time(db, me.id)
    now = find(db, me, row, gone=True)
    if seen and now.words.mark not in (seen, words.mark):
        apart.also(db, me, keep(db, me, now.part, ids.new(), words), row)
    else:
        own.change(db, me, plan_lines, row, words)
    return now


def move_up(db: Connection, me: Person, row: UUID, seen: str = "") -> Line:
    """Before the line that the form showed above it; the same form twice moves it once, and the first stays first."""
    line = find(db, me, row)
    lines = of(db, me, line.part)
    at = next(number for number, each in enumerate(lines) if each.id == row)
    if at and seen in (str(lines[at - 1].id), ""):
        lines[at - 1], lines[at] = lines[at], lines[at - 1]
    for place, each in enumerate(lines, start=1):
        if each.place != place:
            own.change(db, me, plan_lines, each.id, place=place)
    return line


def find(db: Connection, me: Person, row: UUID, *, gone: bool = False) -> Line:
    return opened(me, own.find(db, me, plan_lines, row, gone=gone))


def of(db: Connection, me: Person, part: str) -> list[Line]:
    return whole(db, me).get(part, [])


def whole(db: Connection, me: Person) -> Mapping[str, list[Line]]:
    """The parts that hold something and their lines, all in the citizen's own order."""
    mine = select(plan_lines).where(plan_lines.c.owner == me.id, plan_lines.c.gone_minute.is_(None))
    found: dict[str, list[Line]] = {}
    for row in db.execute(mine.order_by(plan_lines.c.place, plan_lines.c.number)):
        found.setdefault(row.part, []).append(opened(me, row))
    places = {code: section.place for code, section in sections.of(db, me).items()}
    return {code: found[code] for code in sorted(found, key=lambda code: (places.get(code, PARTS[code].place), PARTS[code].place))}


def move_part_up(db: Connection, me: Person, part: str, seen: str = "") -> None:
    """Before the part that the form showed above it; the same form twice moves it once, and the first stays first."""
    parts = list(whole(db, me))
    at = parts.index(part) if part in parts else 0
    if at and seen in (str(PARTS[parts[at - 1]].place), ""):
        parts[at - 1], parts[at] = parts[at], parts[at - 1]
        sections.put_in_order(db, me, parts)


def remove(db: Connection, me: Person, row: UUID) -> Line:
    line = find(db, me, row, gone=True)
    own.remove(db, me, plan_lines, row)
    return line


def bring_back(db: Connection, me: Person, row: UUID) -> Line:
    own.bring_back(db, me, plan_lines, row)
    return find(db, me, row)


def opened(me: own.Holder, row: Row[*tuple[Any, ...]]) -> Line:
    return Line(row.id, row.part, row.place, own.opened(me, plan_lines, Words, row))
