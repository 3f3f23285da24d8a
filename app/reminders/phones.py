"""Phones that may be rung: a push subscription each, of one account and one login, looked at again
whenever the app is opened."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, Row, delete, select, update

from app.foundation import actor, clock, dialects, ids, push
from app.foundation.database import Database
from app.foundation.push import Signer, Subscription
from app.people import Keyring, Kind, Person
from app.reminders.models import phones
from app.sign_in import logins

MOST = 10
"""Phones of one account; the one that was opened longest ago makes way."""


class Phone(msgspec.Struct, frozen=True):
    """What is sealed of a phone. `checked` and `delivered` are minutes, `account` is whose form the
    worker on the phone may write in, `language` the one it was set up in."""

    endpoint: str
    p256dh: str
    auth: str
    kind: Kind = Kind()
    language: str = "da"
    account: str = ""
    checked: int = 0
    delivered: int = 0
    told: str = ""
    """What was delivered last, by the name of that one time: it is not called for it again."""
    silent: bool = False
    """Its owner took it away: it comes back with a yes on it, and never by being opened."""


@dataclass(frozen=True, slots=True)
class Mine:
    """A phone as its owner sees it."""

    id: UUID
    phone: Phone
    here: bool

    @property
    def kind(self) -> Kind:
        return self.phone.kind


@dataclass(frozen=True)
class Typed:
    """What a browser sends of its subscription, as it may be kept. `key` is the number of ours."""

    endpoint: str
    p256dh: str
    auth: str
    key: int


def read(signer: Signer, field: Callable[[str], str]) -> Typed | None:
    """What came, or None for anything that is no subscription with a service we know."""
    endpoint, p256dh, auth = field("endpoint"), field("p256dh"), field("auth")
    key = signer.number_of(field("noegle"))
    if push.service(endpoint) is None or not push.usable(p256dh, auth) or key is None:
        return None
    return Typed(endpoint, p256dh, auth, key)


async def save(
    db: Database, keys: Keyring, me: Person, typed: Typed, kind: Kind, language: str
) -> None:
    """This browser rings for me, and for nobody else any more; the same one again is one, also with
    another subscription."""
    await db.write(moved, keys, me, typed.endpoint)
    await db.write(keep, keys, me, typed, kind, language)


def moved(db: Connection, keys: Keyring, me: Person, endpoint: str) -> None:
    """Whoever holds the browser now has it alone: what rang for another account rings no more."""
    index = index_of(keys, endpoint)
    with actor.by(actor.DOOR):
        actor.becomes_way(db)
        db.execute(delete(phones).where(phones.c.endpoint_index == index, phones.c.owner != me.id))


def keep(
    db: Connection, keys: Keyring, me: Person, typed: Typed, kind: Kind, language: str
) -> None:
    login = logins.still(db, me)
    index = index_of(keys, typed.endpoint)
    row = db.execute(
        select(phones).where(phones.c.endpoint_index == index, phones.c.owner == me.id)
    ).first()
    new = row.id if row else ids.new()
    before = _opened(me, row) if row else None
    fresh = Phone(
        typed.endpoint,
        typed.p256dh,
        typed.auth,
        kind,
        language,
        me.mark,
        checked=clock.minute(),
        delivered=before.delivered if before else 0,
        told=before.told if before else "",
    )
    values = {
        "owner": me.id,
        "login": login,
        "push_key": typed.key,
        "until_minute": me.began + logins.longest_minutes(me),
        "sealed": me.box.seal(phones.name, new, fresh),
    }
    if row:
        db.execute(update(phones).where(phones.c.id == new, phones.c.owner == me.id).values(values))
    else:
        insert = dialects.insert(db, phones).values(id=new, endpoint_index=index, **values)
        db.execute(insert.on_conflict_do_nothing())
    mine = (phones.c.owner == me.id, phones.c.login == login)  # a login is one browser
    db.execute(delete(phones).where(*mine, phones.c.id != new))
    _no_more_than(db, me)


def _no_more_than(db: Connection, me: Person) -> None:
    mine = _all_of(db, me)
    over = sorted(mine, key=lambda each: each.phone.checked)[: max(0, len(mine) - MOST)]
    if over:
        db.execute(delete(phones).where(phones.c.id.in_([each.id for each in over])))


def of(db: Connection, me: Person) -> list[Mine]:
    """Mine that are rung, the one opened last first."""
    return [each for each in _all_of(db, me) if not each.phone.silent]


def _all_of(db: Connection, me: Person) -> list[Mine]:
    rows = db.execute(select(phones).where(phones.c.owner == me.id)).all()
    found = [Mine(row.id, _opened(me, row), row.login == me.login) for row in rows]
    return sorted(found, key=lambda each: -each.phone.checked)


def any_of(db: Connection, owner: UUID) -> bool:
    """Whether somebody can be rung anywhere now."""
    alive = select(phones.c.id).where(
        phones.c.owner == owner, phones.c.until_minute > clock.minute()
    )
    return db.execute(alive.limit(1)).first() is not None


def forget(db: Connection, me: Person, row: UUID) -> None:
    """It rings no more, also when the app is opened there again. Where it was called is not kept,
    only that it was taken away."""
    this = (phones.c.id == row, phones.c.owner == me.id)
    found = db.execute(select(phones).where(*this)).first()
    if found is not None:
        was = _opened(me, found)
        silent = Phone("", "", "", was.kind, was.language, checked=was.checked, silent=True)
        sealed = me.box.seal(phones.name, row, silent)
        db.execute(update(phones).where(*this).values(until_minute=0, sealed=sealed))


def stays_away(db: Connection, keys: Keyring, me: Person, endpoint: str) -> bool:
    """Whether this browser of mine was taken away, here or from another phone."""
    index = index_of(keys, endpoint)
    mine = select(phones).where(phones.c.endpoint_index == index, phones.c.owner == me.id)
    row = db.execute(mine).first()
    return row is not None and _opened(me, row).silent


def forget_here(db: Connection, me: Person) -> None:
    """The browser that asks rings no more."""
    db.execute(delete(phones).where(phones.c.login == me.login, phones.c.owner == me.id))


def index_of(keys: Keyring, endpoint: str) -> bytes:
    """What an endpoint is found by; nobody who reads the table can call it."""
    return keys.root.mac("push endpoint", endpoint.encode())


def called(phone: Phone, key: int) -> Subscription:
    return Subscription(phone.endpoint, phone.p256dh, phone.auth, key)


def _opened(me: Any, row: Row[Any]) -> Phone:
    found: Phone = me.box.open(Phone, phones.name, row.id, row.sealed)
    return found
