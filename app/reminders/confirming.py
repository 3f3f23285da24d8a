"""An address is its owner's when they have opened a mail that went there: until then nobody signs
in with it, and nothing else is sent to it."""

import hmac
from uuid import UUID

from msgspec.structs import replace as changed
from sqlalchemy import Connection, delete

from app.foundation import clock
from app.people import Keyring, Person
from app.reminders import choices, schedule
from app.reminders.models import occurrences

CONFIRM = "confirm"
PAGE = "/konto/mail/bekraeft"
HOLDS = 7 * 24 * 60
"""Minutes for which the link in a mail works."""


def begin(db: Connection, me: Person, email: str, language: str) -> None:
    """Send a mail to this address, at the worker's next turn; what was on its way to another one is
    not sent. An empty one sends nothing and forgets the one before."""
    fresh = {"confirming": email, "email": "", "by_mail": False, "language": language}
    choices.put(db, me, lambda now: changed(now, **fresh))
    mine = (occurrences.c.owner == me.id, occurrences.c.kind == CONFIRM)
    db.execute(delete(occurrences).where(*mine))
    if email:
        schedule.at_once(db, me.id, CONFIRM)


def done(db: Connection, me: Person, email: str) -> None:
    """It is theirs, and reminders may go there if they like."""
    choices.put(db, me, lambda now: changed(now, confirming="", email=email))


def path(keys: Keyring, owner: UUID, email: str) -> str:
    """Where the link in the mail leads. It signs nobody in, and says nothing of whom it is to."""
    return f"{PAGE}?kode={_code(keys, owner, email, clock.minute())}"


def right(keys: Keyring, me: Person, email: str, code: str) -> bool:
    """Whether this code was sent to this address of mine, and not too long ago."""
    made, _, _ = code.partition("-")
    if len(code) > 60 or not code.isascii() or not made.isdigit():
        return False
    age = clock.minute() - int(made)
    return 0 <= age <= HOLDS and hmac.compare_digest(code, _code(keys, me.id, email, int(made)))


def _code(keys: Keyring, owner: UUID, email: str, minute: int) -> str:
    mac = keys.root.mac("confirm e-mail", f"{owner}|{minute}|{email}".encode())
    return f"{minute}-{mac[:12].hex()}"
