"""What happens, and who is who, on their way out."""

from typing import Any

from msgspec.structs import asdict
from sqlalchemy import Connection

from app.appointments import contacts as people_around
from app.appointments import joint, kept
from app.appointments.models import appointments, contacts, joint_lines
from app.people import Person, own


def export(db: Connection, me: Person) -> list[dict[str, Any]]:
    rows = own.taken(db, me, appointments, appointments.c.number.desc())
    found = []
    for row in rows:
        words = own.opened(me, appointments, kept.Words, row)
        changes = [{"day": each.day, "why": each.why, "was": each.was} for each in words.changes]
        last = {"last_day": row.last_day.isoformat() if row.last_day else None}
        told = asdict(words) | {"off": list(words.off), "changes": changes}
        found.append(own.dated(me, row) | last | told)
    return found


def export_joint(db: Connection, me: Person) -> list[dict[str, Any]]:
    rows = own.taken(db, me, joint_lines, joint_lines.c.number.desc())
    opened = ((row, own.opened(me, joint_lines, joint.Words, row)) for row in rows)
    return [own.dated(me, row) | asdict(words) for row, words in opened]


def export_contacts(db: Connection, me: Person) -> list[dict[str, Any]]:
    rows = own.taken(db, me, contacts, contacts.c.number.desc())
    opened = ((row, own.opened(me, contacts, people_around.Words, row)) for row in rows)
    return [own.dated(me, row) | asdict(words) for row, words in opened]
