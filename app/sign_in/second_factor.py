"""The code app: six digits that change every half minute (RFC 6238), the second word of those who
work for a municipality."""

import base64
import hmac
import secrets
from dataclasses import dataclass
from urllib.parse import quote

import msgspec
from sqlalchemy import Connection, func, insert, or_, select, update

from app.foundation import clock
from app.foundation.letters import bare, folded
from app.people import Person
from app.sign_in import logins
from app.sign_in.models import second_factors

LONGEST = 40
"""Characters looked at of a code that was typed."""
STEP = 30
"""Seconds for which a code stands."""
BYTES = 20
WHERE = "second_factors"


class Secret(msgspec.Struct, frozen=True):
    """What the code app and the server both know."""

    key: bytes


@dataclass(frozen=True, slots=True)
class CodeApp:
    """`confirmed` once a right code has shown that the app has the key."""

    key: bytes
    confirmed: bool

    @property
    def text(self) -> str:
        """The key for whoever types it in."""
        return base64.b32encode(self.key).decode()

    @property
    def groups(self) -> list[str]:
        return [self.text[at : at + 4] for at in range(0, len(self.text), 4)]

    def address(self, sign_in_name: str) -> str:
        """The key as a code app reads it from the drawing."""
        return (
            f"otpauth://totp/{quote('Fodfæste')}:{quote(sign_in_name)}?secret={self.text}&"
            f"issuer={quote('Fodfæste')}"
        )


def code(key: bytes, step: int, digits: int = 6) -> str:
    mac = hmac.digest(key, step.to_bytes(8), "sha1")
    number = int.from_bytes(mac[mac[-1] & 15 :][:4]) & 0x7FFFFFFF
    return f"{number % 10**digits:0{digits}}"


def since(db: Connection, me: Person) -> str | None:
    """Since when a code app is in use."""
    found = select(second_factors.c.confirmed_minute).where(second_factors.c.owner == me.id)
    return clock.told(db.execute(found).scalar(), me.zone)


def of(db: Connection, me: Person) -> CodeApp | None:
    row = db.execute(select(second_factors).where(second_factors.c.owner == me.id)).first()
    return CodeApp(_key(me, row.sealed), row.confirmed_minute is not None) if row else None


def confirmed(db: Connection, me: Person) -> bool:
    """Whether this person's code app has ever given a right code."""
    set_up = select(second_factors.c.owner).where(
        second_factors.c.owner == me.id, second_factors.c.confirmed_minute.is_not(None)
    )
    return db.execute(set_up).first() is not None


def begin(db: Connection, me: Person) -> CodeApp:
    """A key of one's own, the same one until a code has confirmed it: a page loaded again shows
    what was scanned."""
    there = of(db, me)
    if there is not None:
        return there
    key = secrets.token_bytes(BYTES)
    db.execute(
        insert(second_factors).values(owner=me.id, sealed=me.box.seal(WHERE, me.id, Secret(key)))
    )
    return CodeApp(key, confirmed=False)


def another_key(db: Connection, me: Person) -> None:
    """Whoever is in may have read a key that no code has confirmed yet, so after a code from paper
    it is another. A code app that is set up stays: nobody takes it from a colleague with paper
    alone."""
    sealed = me.box.seal(WHERE, me.id, Secret(secrets.token_bytes(BYTES)))
    waiting = update(second_factors).where(
        second_factors.c.owner == me.id, second_factors.c.confirmed_minute.is_(None)
    )
    db.execute(waiting.values(sealed=sealed))


def come_through(db: Connection, me: Person, typed: str) -> str | None:
    """With a right code the login goes on under a new id that has the second factor; returns its
    token, otherwise None."""
    logins.still(db, me)
    return logins.renew(db, me, proved=False, second=True) if _use(db, me, typed) else None


def _use(db: Connection, me: Person, typed: str) -> bool:
    """Whether the code is right, a half minute early or late, and newer than the last one used: no
    code works twice."""
    there = of(db, me)
    step = _step(there.key, typed) if there else None
    if step is None:
        return False
    newer = or_(second_factors.c.last_step.is_(None), second_factors.c.last_step < step)
    since = func.coalesce(second_factors.c.confirmed_minute, clock.minute())
    used = (
        update(second_factors)
        .where(second_factors.c.owner == me.id, newer)
        .values(last_step=step, confirmed_minute=since)
    )
    return db.execute(used).rowcount == 1


def _step(key: bytes, typed: str) -> int | None:
    given = folded(bare(typed[:LONGEST])).replace("-", "").replace(".", "").encode()
    now = int(clock.now().timestamp()) // STEP
    return next(
        (
            step
            for step in (now, now - 1, now + 1)
            if hmac.compare_digest(code(key, step).encode(), given)
        ),
        None,
    )


def _key(me: Person, sealed: bytes) -> bytes:
    return me.box.open(Secret, WHERE, me.id, sealed).key
