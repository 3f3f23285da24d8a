"""The colleagues of one municipality as its coordinator sees them: a first name, what they do,
whether the account is open."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, Row, select

from app.foundation import clock
from app.foundation.errors import NotFound
from app.foundation.keys import Root
from app.foundation.letters import collated
from app.municipality.colleagues import COMPANION, UNUSED
from app.municipality.models import staff

LONGEST = 60
"""Characters in a first name."""
ROOM = LONGEST * 4
SEALED = "colleague's first name"


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the list. `closed` was done by somebody, `asleep` came by itself after sixty
    days."""

    person: UUID
    name: str
    role: str
    closed: bool
    asleep: bool


def sealed_name(root: Root, person: UUID, name: str) -> bytes:
    """The name for a coordinator's list, bound to its person and always as long, so that the length
    tells nothing."""
    return root.hide(SEALED, person.bytes + name.encode()[:ROOM].ljust(ROOM, b"\0")).encode()


def opened_name(root: Root, person: UUID, sealed: bytes | None) -> str:
    raw = root.reveal(SEALED, sealed.decode(), bytes) if sealed else None
    if raw is None or raw[:16] != person.bytes:
        return ""
    return raw[16:].rstrip(b"\0").decode(errors="ignore")


def of(db: Connection, root: Root, municipality: UUID) -> list[Listed]:
    """Everybody who works or has worked here, A to Å."""
    rows = db.execute(select(staff).where(staff.c.municipality == municipality)).all()
    return sorted(
        (_listed(root, row) for row in rows),
        key=lambda each: (collated(each.name), each.person.bytes),
    )


def companions(db: Connection, root: Root, municipality: UUID) -> list[Listed]:
    """Those who go along with people here, A to Å: as anybody may see them who wants to ask one."""
    there = of(db, root, municipality)
    return [
        each for each in there if each.role == COMPANION and not each.closed and not each.asleep
    ]


def find(db: Connection, root: Root, municipality: UUID, person: UUID) -> Listed:
    """A colleague here. Another municipality's and a missing one are both simply not found."""
    row = db.execute(
        select(staff).where(staff.c.municipality == municipality, staff.c.person == person)
    ).first()
    if row is None:
        raise NotFound
    return _listed(root, row)


def _listed(root: Root, row: Row[tuple[object, ...]]) -> Listed:
    closed = row.closed_minute is not None
    asleep = not closed and row.seen_minute <= clock.minute() - UNUSED
    return Listed(row.person, opened_name(root, row.person, row.sealed), row.role, closed, asleep)
