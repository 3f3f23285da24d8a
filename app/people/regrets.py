"""What became of a thing that was put away, for a page whose address names it: opened again long
after, it says what is so now."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, Table, select

from app.foundation import clock
from app.foundation.database import Database
from app.people.own import REGRET
from app.people.people import Person


@dataclass(frozen=True)
class Regret:
    """It can be brought back while it is mine, away and within its day; it is back while it is
    here."""

    undo: UUID | None = None
    back: bool = False

    @property
    def true(self) -> dict[str, bool]:
        """Which of a room's two sentences about it are so."""
        return {"slettet": self.undo is not None, "tilbage": self.back}


def find(db: Connection, me: Person, table: Table, row: UUID) -> Regret:
    there = db.execute(
        select(table.c.gone_minute).where(table.c.id == row, table.c.owner == me.id)
    ).first()
    if there is None or there.gone_minute is None:
        return Regret(back=there is not None)
    return Regret(row if there.gone_minute > clock.minute() - REGRET else None)


async def named(
    db: Database,
    find_it: Callable[[Connection, Person, UUID], Regret],
    me: Person,
    row: UUID | None,
) -> Regret:
    """What an address names (`undoable`). One that names nothing asks nothing."""
    return await db.read(find_it, me, row) if row else Regret()
