"""How much somebody may keep of what is opened together on one page."""

from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Table, select

from app.foundation.errors import NoRoom
from app.people import Person, own

MOST = 200


def leaves_room(db: Connection, me: Person, table: Table, row: UUID, *also: Any) -> None:
    """Raises NoRoom for one more than that; what is among them already has its place."""
    mine = select(table.c.id).where(table.c.owner == me.id, table.c.gone_minute.is_(None), *also)
    if own.up_to(db, mine, MOST) < MOST:
        return
    if db.execute(mine.where(table.c.id == row)).first() is None:
        raise NoRoom
