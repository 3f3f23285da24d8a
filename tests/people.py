"""The cast. Anna is the citizen; Sam is a stranger to her; the visitor has no account; Ida looks around."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection

from app.foundation import ids
from app.identity import Keyring, Passwords, people, recovery
from app.identity.people import CITIZEN, LOOK, Profile

PASSWORD = "gyngende-lygte-under-egen"


@dataclass(frozen=True)
class Member:
    """One of the cast: their id, sign-in name and codes. The password is everybody's PASSWORD."""

    id: UUID
    name: str
    sign_in_name: str
    codes: tuple[str, ...]


def arrive(db: Connection, keys: Keyring) -> dict[str, Member]:
    """Make the cast in a fresh database."""
    passwords = Passwords(keys).hash_now(PASSWORD)
    cast = {name: _member(db, keys, name, sign_in, passwords) for name, sign_in in CAST}
    people.create(db, keys, ids.new(), Profile(nickname="Ida"), kind=LOOK, password=None)
    return cast


CAST = (("Anna", "stille-skov-471"), ("Sam", "blid-hare-222"))


def _member(db: Connection, keys: Keyring, name: str, sign_in_name: str, hashed: str) -> Member:
    profile = Profile(nickname=name, sign_in_name=sign_in_name)
    me = people.create(db, keys, ids.new(), profile, kind=CITIZEN, password=hashed)
    codes = recovery.make(db, keys, me)
    recovery.saved(db, me)
    return Member(me.id, name, sign_in_name, tuple(codes))
