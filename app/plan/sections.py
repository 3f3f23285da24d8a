"""The parts of one citizen's plan: in their own order, each with a name of its own that a share can
point to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, select, update

from app.foundation import dialects, ids
from app.people import Person, people
from app.plan.models import plan_sections
from app.plan.parts import PARTS


@dataclass(frozen=True, slots=True)
class Section:
    """`hidden`: a bit for each example of the part that its writer does not want to see."""

    id: UUID
    part: str
    place: int
    hidden: int

    def hides(self, example: int) -> bool:
        return bool(self.hidden >> example & 1)


def of(db: Connection, me: Person) -> Mapping[str, Section]:
    rows = db.execute(select(plan_sections).where(plan_sections.c.owner == me.id))
    return {row.part: Section(row.id, row.part, row.place, row.hidden) for row in rows}


def the(db: Connection, me: Person, part: str) -> Section:
    """The one for this part; made when it is not there yet, once however many ask at the same
    time."""
    insert = dialects.insert(db, plan_sections)
    found = of(db, me).get(part)
    if found is None:
        values = {
            "id": ids.new(),
            "owner": me.id,
            "number": people.next_number(db, me.id),
            "part": part,
        }
        db.execute(
            insert.values(**values, place=PARTS[part].place, hidden=0).on_conflict_do_nothing()
        )
        found = of(db, me)[part]
    return found


def put_in_order(db: Connection, me: Person, parts: Sequence[str]) -> None:
    """These parts in this order. They share out the places they have, so that a part which is empty
    now keeps its own."""
    sections = [the(db, me, part) for part in parts]
    places = sorted(section.place for section in sections)
    for section, place in zip(sections, places, strict=True):
        if section.place != place:
            _change(db, me, section.id, place=place)


def hide(db: Connection, me: Person, part: str, example: int) -> None:
    section = the(db, me, part)
    _change(db, me, section.id, hidden=section.hidden | 1 << example)


def show_all(db: Connection, me: Person, part: str) -> None:
    _change(db, me, the(db, me, part).id, hidden=0)


def _change(db: Connection, me: Person, section: UUID, **values: int) -> None:
    db.execute(
        update(plan_sections)
        .where(plan_sections.c.id == section, plan_sections.c.owner == me.id)
        .values(**values)
    )
