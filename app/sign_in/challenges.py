"""Questions put to a passkey: random bytes that it signs, once.

A question is kept until it is answered, five minutes at most, and is taken away by the first
answer, right or wrong.
"""

import hashlib
import secrets
from uuid import UUID

from sqlalchemy import Connection, delete, insert

from app.foundation import clock
from app.sign_in.models import challenges

VALID = 5
"""Minutes in which a question can be answered."""
FORGOTTEN = 60
"""Minutes after which one that nobody answered is gone at the latest."""


def put(db: Connection, owner: UUID | None) -> tuple[str, bytes]:
    """A new one; those that nobody answered in time go."""
    db.execute(delete(challenges).where(challenges.c.made_minute < clock.minute() - VALID))
    name, challenge = secrets.token_urlsafe(24), secrets.token_bytes(32)
    values = {
        "id": _hashed(name),
        "owner": owner,
        "challenge": challenge,
        "made_minute": clock.minute(),
    }
    db.execute(insert(challenges).values(**values))
    return name, challenge


def taken(db: Connection, name: str, owner: UUID | None) -> bytes | None:
    """The challenge of that name, which nobody can answer any more. Of two answers at once one gets
    it."""
    whose = challenges.c.owner.is_(None) if owner is None else challenges.c.owner == owner
    gone = (
        delete(challenges)
        .where(challenges.c.id == _hashed(name), whose)
        .returning(challenges.c.challenge, challenges.c.made_minute)
    )
    row = db.execute(gone).first()
    return row.challenge if row is not None and row.made_minute >= clock.minute() - VALID else None


def sweep(db: Connection) -> int:
    """Forget questions that nobody answered."""
    return db.execute(
        delete(challenges).where(challenges.c.made_minute < clock.minute() - FORGOTTEN)
    ).rowcount


def _hashed(name: str) -> bytes:
    return hashlib.sha256(name.encode()).digest()
