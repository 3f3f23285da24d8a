"""Ten codes on paper: the way back in when the password is gone, and the second word on a phone we
do not know."""

import secrets
from uuid import UUID

import msgspec
from sqlalchemy import Connection, delete, insert, select, update

from app.foundation import clock, ids
from app.foundation.letters import folded
from app.people import Keyring, Person, one_at_a_time, people
from app.sign_in.models import recovery_codes

HOW_MANY = 10
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""No i, l, o, 0 or 1: read from paper by a tired eye."""
GROUPS, GROUP = 4, 4
"""16 letters of 31 are 79 bits: nobody guesses one."""


LONGEST = 100
"""Characters looked at of a code that was typed: with room for dashes and spaces between all of its
letters."""
LONGEST_SEEN = HOW_MANY * 25
"""Characters looked at of what a form says it showed."""


class Code(msgspec.Struct, frozen=True):
    text: str


def make(db: Connection, keys: Keyring, me: Person) -> list[str]:
    """Ten new codes; the old ones stop working. Shown until the citizen says they are saved."""
    db.execute(delete(recovery_codes).where(recovery_codes.c.owner == me.id))
    codes = [_code() for _ in range(HOW_MANY)]
    for code in codes:
        row = ids.new()
        sealed = me.box.seal("recovery_codes", row, Code(code))
        db.execute(
            insert(recovery_codes).values(
                id=row, owner=me.id, came=me.came, hash=_hash(keys, me.id, code), sealed=sealed
            )
        )
    return codes


def make_anew(db: Connection, keys: Keyring, me: Person, seen: str) -> bool:
    """New ones in the place of those that were there when it was asked, as `seen` says (`current`),
    also when some or all of those were taken away since. False when there are newer ones by now: a
    form that arrives twice must not take away the codes that its owner is writing down."""
    one_at_a_time(db, me.id)
    there = _marks(db, keys, me)
    if there and there.isdisjoint(seen[:LONGEST_SEEN].split()):
        return False
    make(db, keys, me)
    return True


def current(db: Connection, keys: Keyring, me: Person) -> str:
    """Says which codes there are now, each as `mark` does; empty without any."""
    return " ".join(sorted(_marks(db, keys, me)))


def shown(db: Connection, me: Person) -> dict[UUID, str]:
    """The codes still to be saved; empty once the citizen has said so."""
    rows = db.execute(
        select(recovery_codes.c.id, recovery_codes.c.sealed)
        .where(recovery_codes.c.owner == me.id, recovery_codes.c.sealed.is_not(None))
        .order_by(recovery_codes.c.id)
    ).all()
    return {row.id: me.box.open(Code, "recovery_codes", row.id, row.sealed).text for row in rows}


def mark(keys: Keyring, code: UUID) -> str:
    """Says in a form which codes its page showed, by any one of them, and gives none away."""
    return keys.root.mac("codes on a page", code.bytes)[:12].hex()


def saved_as_shown(db: Connection, keys: Keyring, me: Person, seen: str) -> bool:
    """As saved, for the codes that stood on the page. Nobody has copied newer ones: they are still
    to be shown."""
    if seen not in _marks(db, keys, me):
        return False
    saved(db, me)
    return True


def saved(db: Connection, me: Person) -> None:
    """From now on the codes are on paper only: here stay their hashes, and the number of whoever
    came last before that.

    Until now everybody who is in could read them. If one of those turns out to be an intruder, the
    codes go with them.
    """
    mine = update(recovery_codes).where(
        recovery_codes.c.owner == me.id, recovery_codes.c.sealed.is_not(None)
    )
    db.execute(mine.values(sealed=None, came=people.last_number(db, me.id)))


def forget_readable(db: Connection, me: Person, since: int | None = None) -> None:
    """Take away the codes that can be read here, and those that could be once somebody had come
    with the number `since`."""
    readable = recovery_codes.c.sealed.is_not(None)
    gone = readable if since is None else readable | (recovery_codes.c.came >= since)
    db.execute(delete(recovery_codes).where(recovery_codes.c.owner == me.id, gone))


def left(db: Connection, me: Person) -> int:
    rows = db.execute(
        select(recovery_codes.c.id).where(
            recovery_codes.c.owner == me.id, recovery_codes.c.used_minute.is_(None)
        )
    )
    return len(rows.all())


def valid(db: Connection, keys: Keyring, owner: UUID, typed: str) -> bool:
    found = select(recovery_codes.c.id).where(
        recovery_codes.c.owner == owner,
        recovery_codes.c.hash == _hash(keys, owner, typed),
        recovery_codes.c.used_minute.is_(None),
    )
    return db.execute(found).first() is not None


def use(db: Connection, keys: Keyring, owner: UUID, typed: str) -> bool:
    """Spend a code. Two tries with the same code at once: one wins."""
    spent = (
        update(recovery_codes)
        .where(
            recovery_codes.c.owner == owner,
            recovery_codes.c.hash == _hash(keys, owner, typed),
            recovery_codes.c.used_minute.is_(None),
        )
        .values(used_minute=clock.minute(), sealed=None)
    )
    return db.execute(spent).rowcount == 1


def export(db: Connection, me: Person) -> list[dict[str, str | None]]:
    """How many there are and when each was used. Never a code itself: it opens the account."""
    mine = (
        select(recovery_codes.c.used_minute)
        .where(recovery_codes.c.owner == me.id)
        .order_by(recovery_codes.c.id)
    )
    return [{"used": clock.told(minute, me.zone)} for minute in db.execute(mine).scalars()]


def _marks(db: Connection, keys: Keyring, me: Person) -> set[str]:
    there = db.execute(select(recovery_codes.c.id).where(recovery_codes.c.owner == me.id)).scalars()
    return {mark(keys, code) for code in there}


def _code() -> str:
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(GROUP)) for _ in range(GROUPS))


def _hash(keys: Keyring, owner: UUID, typed: str) -> bytes:
    letters = "".join(char for char in folded(typed[:LONGEST]) if char in LETTERS)
    return keys.root.mac("recovery code", owner.bytes + letters.encode())
