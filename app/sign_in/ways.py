"""Every way in of one account, shut at once."""

from uuid import UUID

from sqlalchemy import Connection, delete

from app.people import models
from app.sign_in.models import logins, passkeys, recovery_codes


def shut(db: Connection, owner: UUID) -> None:
    """The keys, without which no copy of the words can be read again, and whatever else lets
    somebody in."""
    for table in (models.citizen_keys, logins, passkeys, recovery_codes):
        db.execute(delete(table).where(table.c.owner == owner))
