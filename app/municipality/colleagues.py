"""Who works for a municipality, as what, and whether their account is open."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    Column,
    ColumnElement,
    Connection,
    FromClause,
    Row,
    bindparam,
    exists,
    insert,
    select,
    update,
)

from app.foundation import clock
from app.municipality.models import municipalities, staff

GUIDE, COORDINATOR, EDITOR, COMPANION = "guide", "coordinator", "editor", "friend"
ROLES = (GUIDE, COORDINATOR, EDITOR, COMPANION)
UNUSED = 60 * 24 * 60
"""Minutes after which an account that nobody came in with counts as closed (R39)."""


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who works here. `open` already counts in the sixty days."""

    person: UUID
    municipality: UUID
    municipality_name: str
    role: str
    open: bool


COLUMNS = (
    staff.c.municipality,
    staff.c.role,
    staff.c.seen_minute,
    staff.c.closed_minute,
    municipalities.c.name,
)
"""What `opened` needs."""
FOUND = (
    select(*COLUMNS)
    .join(municipalities, municipalities.c.id == staff.c.municipality)
    .where(staff.c.person == bindparam("person"))
)


def of(db: Connection, person: UUID) -> Colleague | None:
    row = db.execute(FOUND, {"person": person}).first()
    return None if row is None else opened(person, row)


def beside(people: FromClause, person: Column[Any]) -> FromClause:
    """People, and beside each where they work, if they do."""
    return people.outerjoin(staff, staff.c.person == person).outerjoin(
        municipalities, municipalities.c.id == staff.c.municipality
    )


def opened(person: UUID, row: Row[*tuple[Any, ...]]) -> Colleague | None:
    if row.municipality is None:
        return None
    unused = row.seen_minute <= clock.minute() - UNUSED
    return Colleague(
        person, row.municipality, row.name, row.role, row.closed_minute is None and not unused
    )


def closed(db: Connection, person: UUID) -> bool:
    """Whether this is the account of somebody who worked here and does not any more."""
    found = of(db, person)
    return found is not None and not found.open


def working(
    person: Column[Any],
    municipality: Column[Any],
    role: Column[Any],
    now: int | BindParameter[int],
) -> ColumnElement[bool]:
    """The same in SQL, for a query over rows with `person`, `municipality` and `role`: working
    there as that, neither closed nor unused."""
    found = exists().where(
        staff.c.person == person,
        staff.c.municipality == municipality,
        staff.c.role == role,
        staff.c.closed_minute.is_(None),
        staff.c.seen_minute > now - UNUSED,
    )
    return found.correlate(person.table)


def employ(
    db: Connection, person: UUID, municipality: UUID, role: str, sealed_name: bytes | None = None
) -> None:
    kept = {"person": person, "municipality": municipality, "role": role, "sealed": sealed_name}
    db.execute(insert(staff).values(**kept, seen_minute=clock.minute()))


def seen(db: Connection, person: UUID) -> None:
    """Somebody came in with both factors. An account that is closed, or slept for sixty days, is
    not woken by it."""
    open_still = (staff.c.closed_minute.is_(None), staff.c.seen_minute > clock.minute() - UNUSED)
    db.execute(
        update(staff)
        .where(staff.c.person == person, *open_still)
        .values(seen_minute=clock.minute())
    )


def close(db: Connection, municipality: UUID, person: UUID) -> bool:
    """Close an account of this municipality. Whatever was shared with it is out of reach from the
    next question on."""
    gone = update(staff).where(
        staff.c.person == person,
        staff.c.municipality == municipality,
        staff.c.closed_minute.is_(None),
    )
    return db.execute(gone.values(closed_minute=clock.minute())).rowcount == 1
