"""Logins: a random token in a cookie, its hash in a table of ours, a new one at every sign-in.

The cookie also carries the minute it was last used, with a mark only we can make, so that locking
after idle time needs no write when somebody merely reads. An older cookie can only lock sooner.
"""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from app.foundation import clock
from app.foundation.errors import AppError
from app.municipality import colleagues
from app.people import (
    LOOK,
    PERSON,
    STAFF,
    Keyring,
    Kind,
    Person,
    erasure,
    models,
    one_at_a_time,
    people,
)
from app.sign_in import giving_way, replaced
from app.sign_in.models import devices, logins

SESSION = "__Host-session"
DEVICE = "__Host-device"
DAY = 24 * 60
LONGEST = 180 * DAY
IDLE = 30 * DAY
SHARED_LONGEST = 8 * 60
STAFF_LONGEST = 10 * 60
PROVED = 10
"""Minutes for which «it is really you» holds."""


@dataclass(frozen=True, slots=True)
class Presented:
    """A session cookie with a true mark: the token's hash, the raw token, and the minute it was
    last used."""

    login: bytes
    token: str
    seen: int


class Expired(Exception):
    """There was a login; it has run out. `owner` binds what was typed to the account it was typed
    in; `shared` says that the phone is another's, and so it is still."""

    def __init__(self, owner: UUID, *, shared: bool = False) -> None:
        super().__init__()
        self.owner, self.shared = owner, shared


class Ended(AppError):
    """This login was ended while it was doing something: nothing of that is done, and it is not
    begun anew."""

    status = 401

    def __init__(self, owner: UUID) -> None:
        super().__init__()
        self.owner = owner


def hashed(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def cookie_value(keys: Keyring, token: str, seen: int) -> str:
    return f"{token}.{seen}.{_seen_mark(keys, token, seen)}"


def presented(keys: Keyring, value: str) -> Presented | None:
    """Read a session cookie. A token that we did not mark is nobody's: no id from outside is ever
    adopted."""
    token, _, rest = value.partition(".")
    seen, _, given = rest.partition(".")
    if not (seen.isascii() and seen.isdecimal()) or len(value) > 200:
        return None
    if not hmac.compare_digest(given.encode(), _seen_mark(keys, token, int(seen)).encode()):
        return None
    return Presented(hashed(token), token, int(seen))


def begin(
    db: Connection, owner: UUID, device: bytes | None, *, shared: bool, second: bool = False
) -> str:
    """A new login; returns the token for the cookie. The device is known from now on, unless it is
    not one's own."""
    token = secrets.token_urlsafe(32)
    now = clock.minute()
    before = first_came(db, owner, device) if device is not None else None
    came = people.next_number(db, owner) if before is None else before
    kept = {
        "id": hashed(token),
        "owner": owner,
        "device": device,
        "shared": shared,
        "second": second,
        "came": came,
    }
    db.execute(insert(logins).values(**kept, created_minute=now, proved_minute=now))
    giving_way.to_login(db, owner, hashed(token), SHARED_LONGEST)
    if device is not None and not shared and before is None:
        remember(db, owner, device, came)
    if second:
        colleagues.seen(db, owner)
    return token


def label(db: Connection, me: Person, login: bytes, kind: Kind) -> None:
    """Note on a login what kind of phone or computer it is on, for the list of devices."""
    db.execute(
        update(logins).where(logins.c.id == login).values(sealed=me.box.seal("logins", login, kind))
    )


def remember(db: Connection, owner: UUID, device: bytes, came: int) -> None:
    """This phone is known from now on: others' wrong guesses elsewhere cannot slow it down."""
    db.execute(
        insert(devices).values(id=device, owner=owner, created_minute=clock.minute(), came=came)
    )
    giving_way.to_browser(db, owner, device)


LOGIN = (
    logins.c.shared,
    logins.c.second,
    logins.c.created_minute,
    logins.c.proved_minute,
    logins.c.came,
)
WHOSE = logins.join(models.people, models.people.c.id == logins.c.owner).join(
    models.citizen_keys, models.citizen_keys.c.owner == logins.c.owner
)
FOUND = (
    select(*PERSON, *LOGIN, *colleagues.COLUMNS)
    .select_from(colleagues.beside(WHOSE, logins.c.owner))
    .where(logins.c.id == bindparam("login"))
)
"""Built once: it runs for every page anybody opens."""


def find(db: Connection, keys: Keyring, shown: Presented) -> Person | None:
    """The person a login belongs to. Raises Expired when it has run out, by its age or by idle
    time."""
    rows = db.execute(FOUND, {"login": shown.login}).all()
    if not rows:
        return None
    person = people.opened(list(rows), keys)
    first = rows[0]
    person.login, person.onward, person.began = (
        shown.login,
        _onward(keys, shown.token),
        first.created_minute,
    )
    person.proved_minute, person.shared, person.second = (
        first.proved_minute,
        first.shared,
        first.second,
    )
    person.came = first.came
    person.colleague = colleagues.opened(person.id, first) if person.kind == STAFF else None
    if person.kind == STAFF and not (
        person.colleague and person.colleague.open
    ):  # a closed account is closed at once
        raise Expired(person.id, shared=person.shared)
    if clock.minute() - first.created_minute > longest_minutes(person):
        raise Expired(person.id, shared=person.shared)
    if clock.minute() - shown.seen >= idle_minutes(person):
        raise Expired(person.id, shared=person.shared)
    return person


def longest_minutes(person: Person) -> int:
    """How long a login may live at all."""
    return longest_for(person.kind, shared=person.shared)


def longest_for(kind: str, *, shared: bool) -> int:
    if kind == STAFF:
        return STAFF_LONGEST
    return SHARED_LONGEST if shared else LONGEST


def idle_minutes(person: Person) -> int:
    """How long this login may rest: what the citizen chose, and never more than 15 minutes on
    another's phone or for staff."""
    if person.kind == STAFF:
        return people.SHARED_IDLE
    return person.locks_after or IDLE


def known(db: Connection, owner: UUID, device: bytes) -> bool:
    return first_came(db, owner, device) is not None


def first_came(db: Connection, owner: UUID, device: bytes) -> int | None:
    """When this phone was first seen, in the person's own order; None for one this account does not
    know."""
    return db.execute(
        select(devices.c.came).where(devices.c.id == device, devices.c.owner == owner)
    ).scalar()


def owner_of(db: Connection, keys: Keyring, shown: Presented) -> UUID | None:
    """Whose login it is, and may end. Nobody's where all who look around have the same one: whoever
    goes leaves it to them."""
    found = (
        select(logins.c.owner)
        .join(models.people, models.people.c.id == logins.c.owner)
        .where(models.people.c.kind != LOOK)
    )
    return db.execute(found.where(logins.c.id.in_(_both(keys, shown)))).scalar()


def end(db: Connection, keys: Keyring, owner: UUID, shown: Presented) -> None:
    """Also when it was renewed a moment ago: whoever goes is gone."""
    one_at_a_time(db, owner)
    db.execute(delete(logins).where(logins.c.owner == owner, logins.c.id.in_(_both(keys, shown))))


def _both(keys: Keyring, shown: Presented) -> tuple[bytes, bytes]:
    return shown.login, hashed(_onward(keys, shown.token))


def end_all(db: Connection, owner: UUID, *, but: bytes | None = None) -> None:
    """End every login of a person, and forget their devices, as after a change of password. `but`
    is the one that stays."""
    gone = delete(logins).where(logins.c.owner == owner)
    db.execute(gone if but is None else gone.where(logins.c.id != but))
    db.execute(delete(devices).where(devices.c.owner == owner))


def still(db: Connection, person: Person) -> bytes:
    """The login that acts, looked at inside the write and with the account held: what ends a login
    comes before this or after it.

    Raises Ended. A login that was renewed meanwhile, as by a double tap, goes on under its new id.
    """
    one_at_a_time(db, person.id)
    both = (person.login, hashed(person.onward))
    mine = select(logins.c.id).where(logins.c.owner == person.id, logins.c.id.in_(both))
    alive = set(db.execute(mine).scalars())
    if not alive:
        raise Ended(person.id)
    return both[0] if both[0] in alive else both[1]


def renew(db: Connection, person: Person, *, proved: bool, second: bool = False) -> str:
    """A new token for the same login, as after «is it you» or the second factor; the old one stops
    at once.

    Asked twice at the same moment both get the same one, so that a double tap signs nobody out.
    Raises Ended.
    """
    here, token = still(db, person), person.onward
    changes: dict[str, object] = {
        "id": hashed(token),
        "began_as": func.coalesce(logins.c.began_as, logins.c.id),
    }
    changes |= ({"proved_minute": clock.minute()} if proved else {}) | (
        {"second": True} if second else {}
    )
    db.execute(update(logins).where(logins.c.id == here).values(**changes))
    replaced.note(person.login)
    if second:
        colleagues.seen(db, person.id)
    if here == person.login:
        _take_over(db, person, hashed(token))
    return token


def _onward(keys: Keyring, token: str) -> str:
    """The token that comes after this one: only we can reckon it, and only from the token itself,
    which is kept nowhere."""
    return (
        base64.urlsafe_b64encode(keys.root.mac("login goes on", token.encode()))
        .decode()
        .rstrip("=")
    )


def _take_over(db: Connection, person: Person, fresh: bytes) -> None:
    """What was said of the login is bound to its id, so it is said again of the new one."""
    sealed = db.execute(select(logins.c.sealed).where(logins.c.id == fresh)).scalar_one()
    if sealed is not None:
        label(db, person, fresh, person.box.open(Kind, "logins", person.login, sealed))


def start_afresh(
    db: Connection, person: Person, device: bytes | None, *, proved: bool = False
) -> str:
    """After a change of how one signs in, all in one: every other login ends, every phone is
    forgotten but this one.

    `proved` only where the password was given in the same step: signing out elsewhere does not say
    who one is.
    """
    here = still(db, person)
    end_all(db, person.id, but=here)
    if device is not None:
        remember(db, person.id, device, person.came)
    db.execute(update(logins).where(logins.c.id == here).values(device=device))
    return renew(db, person, proved=proved)


def ask_for_erasure(db: Connection, person: Person, after: int) -> None:
    """Everything is erased after that minute, and every other login ends, together."""
    erasure.ask(db, person, after)
    end_all(db, person.id, but=still(db, person))


def sweep(db: Connection) -> int:
    """Forget logins that nobody can use any more. A day is kept for the words somebody may still be
    writing."""
    return db.execute(
        delete(logins).where(logins.c.created_minute < clock.minute() - LONGEST - DAY)
    ).rowcount


def _seen_mark(keys: Keyring, token: str, seen: int) -> str:
    return keys.root.mac("session seen", f"{token}.{seen}".encode())[:12].hex()
