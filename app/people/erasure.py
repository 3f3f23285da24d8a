"""Leaving: asked for, thought over for thirty days, and then done, the key with it."""

from uuid import UUID

from sqlalchemy import Connection, delete, exists, func, select, update

from app.foundation import clock
from app.people.models import citizen_keys, people
from app.people.people import Person


def ask(db: Connection, me: Person, after: int | None) -> None:
    """Set the minute after which everything is erased, or None to keep it after all: until the keys
    are gone, and no longer."""
    keys = exists().where(citizen_keys.c.owner == people.c.id)
    db.execute(update(people).where(people.c.id == me.id, keys).values(erase_minute=after))


def due(db: Connection) -> list[UUID]:
    """Whose thirty days have passed, those first who have waited longest."""
    due_ = select(people.c.id).where(people.c.erase_minute <= clock.minute())
    return list(db.execute(due_.order_by(people.c.erase_minute, people.c.id)).scalars())


def overdue(db: Connection, late: int) -> int:
    """How many should have been erased more than `late` minutes ago."""
    found = select(func.count()).where(people.c.erase_minute <= clock.minute() - late)
    return int(db.execute(found).scalar_one())


def still_due(db: Connection, owner: UUID) -> bool:
    """Whether it shall still be erased, and from here on nobody changes their mind: a «behold» that
    came first holds."""
    due_ = select(people.c.id).where(people.c.id == owner, people.c.erase_minute <= clock.minute())
    return db.execute(due_.with_for_update(key_share=True)).first() is not None


def erase(db: Connection, owner: UUID) -> None:
    """The key and the account. Without the key no copy of the words can be read again."""
    db.execute(delete(citizen_keys).where(citizen_keys.c.owner == owner))
    db.execute(delete(people).where(people.c.id == owner))
