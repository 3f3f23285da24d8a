"""Looking around: one login for all who do just now, which can only read."""

import base64
from uuid import UUID

from sqlalchemy import Connection, delete, select

from app.foundation import clock, dialects
from app.people import Keyring, one_at_a_time
from app.sign_in import logins
from app.sign_in.models import logins as table

LOOKING = 4 * 60
"""Minutes for which those who come to look around are let in by the same login."""


def login_of_all(db: Connection, keys: Keyring, looked_at: UUID) -> str:
    """The login of everybody who looks around just now: it can only read, so one is enough however
    many come.

    It is written once in a while; those from before run out and go.
    """
    since = clock.minute() // LOOKING
    token = (
        base64.urlsafe_b64encode(
            keys.root.mac("looking around", looked_at.bytes + since.to_bytes(8))
        )
        .decode()
        .rstrip("=")
    )
    mine = table.c.owner == looked_at
    if db.execute(select(table.c.id).where(table.c.id == logins.hashed(token))).first() is None:
        one_at_a_time(db, looked_at)
        db.execute(
            delete(table).where(
                mine, table.c.created_minute < clock.minute() - logins.SHARED_LONGEST
            )
        )
        values = {
            "owner": looked_at,
            "shared": True,
            "created_minute": clock.minute(),
            "proved_minute": clock.minute(),
        }
        db.execute(
            dialects.insert(db, table)
            .values(id=logins.hashed(token), **values)
            .on_conflict_do_nothing()
        )
    return token
