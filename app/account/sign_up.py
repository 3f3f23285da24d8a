"""A new account without an e-mail: a name from three, a password, and a little work so that
machines grow tired."""

import hashlib
import secrets
from dataclasses import dataclass
from uuid import UUID

import msgspec
from sqlalchemy import Connection

from app.foundation import clock, ids
from app.people import Keyring, people
from app.sign_in import devices, recovery, sign_in_names

BITS = 14
"""Zero bits asked for: about 16,000 hashes, under a second on an old phone."""
WAIT = 8
"""Seconds old a form must be for the slow path without JavaScript; choosing a password takes people
longer."""
STALE = 24 * 60 * 60
"""Seconds for which a form can be used."""


class Ticket(msgspec.Struct, frozen=True):
    """Travels sealed in the form: the id the account will get (so that one form makes one account),
    and three names."""

    person: UUID
    names: tuple[str, ...]
    salt: str
    nickname: str
    second: int
    relative: bool = False


@dataclass(frozen=True)
class Chosen:
    """What the citizen chose; `password` is already hashed."""

    ticket: Ticket
    name: str
    password: str
    coming: devices.Coming


def ticket(db: Connection, keys: Keyring, nickname: str, *, relative: bool = False) -> Ticket:
    """Three free names. They are offered, not typed, so that nobody can ask which names exist."""
    names: dict[str, None] = {}
    while len(names) < 3:
        name = sign_in_names.suggest()
        if not people.taken(db, keys, name):
            names[name] = None
    return Ticket(
        ids.new(),
        tuple(names),
        secrets.token_hex(8),
        nickname,
        int(clock.now().timestamp()),
        relative,
    )


def worked(given: Ticket, nonce: str) -> bool:
    """Whether the browser did the little work."""
    digest = hashlib.sha256(f"{given.salt}.{nonce}".encode()).digest()
    return bool(nonce) and int.from_bytes(digest[:4]) >> (32 - BITS) == 0


def age(given: Ticket) -> int:
    """Seconds since the form was made."""
    return int(clock.now().timestamp()) - given.second


def create(db: Connection, keys: Keyring, chosen: Chosen) -> str | None:
    """The account, its codes and its first login in one transaction. None when the form was used or
    the name is gone."""
    if people.exists(db, chosen.ticket.person) or people.taken(db, keys, chosen.name):
        return None
    profile = people.Profile(nickname=chosen.ticket.nickname, sign_in_name=chosen.name)
    kind = people.RELATIVE if chosen.ticket.relative else people.CITIZEN
    me = people.create(db, keys, chosen.ticket.person, profile, kind=kind, password=chosen.password)
    recovery.make(db, keys, me)
    return devices.arrive(db, keys, me.id, chosen.coming, first=True)
