"""What somebody says is wrong about a place. Nobody is asked who they are, and nothing is kept of
it."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, delete, func, insert, select

from app.foundation import clock
from app.foundation.words import say
from app.places.models import place_reports, places

WHAT = {
    "lukket": say("Stedet findes ikke mere"),
    "tid": say("Dagen eller klokkeslættet passer ikke"),
    "telefon": say("Nummeret eller linket virker ikke"),
    "adresse": say("Adressen passer ikke"),
    "andet": say("Noget andet"),
}
LONGEST = 500
MOST = 20
"""Reports that wait about one place; more say nothing new."""
KEPT = 90 * 24 * 60
"""Minutes until one is forgotten that nobody has dealt with."""
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Report:
    id: UUID
    place: UUID
    minute: int
    what: str
    says: str


def put(db: Connection, row: UUID, place: UUID, what: str, says: str) -> None:
    """The same form twice is one report. Of one place they come in turn."""
    db.execute(select(places.c.id).where(places.c.id == place).with_for_update(key_share=True))
    mine = place_reports.c.place == place
    waiting = db.execute(select(func.count()).where(mine)).scalar_one()
    there = db.execute(select(place_reports.c.id).where(place_reports.c.id == row)).first()
    if there is None and waiting < MOST:
        told = {"id": row, "place": place, "minute": clock.minute(), "what": what, "says": says}
        db.execute(insert(place_reports).values(told))


def waiting(db: Connection, municipality: UUID) -> list[Report]:
    """About places of a municipality, the oldest first."""
    there = place_reports.join(places, places.c.id == place_reports.c.place)
    rows = db.execute(
        select(place_reports)
        .select_from(there)
        .where(places.c.municipality == municipality)
        .order_by(place_reports.c.minute)
    )
    return [Report(row.id, row.place, row.minute, row.what, row.says) for row in rows]


def dealt_with(db: Connection, municipality: UUID, report: UUID) -> None:
    """It is gone. Another municipality's stays."""
    mine = select(places.c.id).where(places.c.municipality == municipality)
    db.execute(
        delete(place_reports).where(place_reports.c.id == report, place_reports.c.place.in_(mine))
    )


def forget(db: Connection) -> int:
    """A piece of those that are too old; how many."""
    old = (
        select(place_reports.c.id)
        .where(place_reports.c.minute < clock.minute() - KEPT)
        .limit(AT_ONCE)
    )
    return db.execute(delete(place_reports).where(place_reports.c.id.in_(old))).rowcount
