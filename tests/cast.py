"""The cast.

Anna is the citizen, Gry her sister, Mette her guide, Vera a guide whose time with her ended. Sam is
a stranger to her, Otto a guide in another municipality, Karen the coordinator in Mette's, Ellen its
editor of places. The visitor has no account; Ida looks around.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection

from app.foundation import ids
from app.municipality import colleagues, municipalities, team
from app.people import Keyring, people
from app.people.people import CITIZEN, LOOK, RELATIVE, STAFF, Profile
from app.sign_in import Passwords, recovery, second_factor

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
    cast = {name: _member(db, keys, name, sign_in, kind, passwords) for name, sign_in, kind in CAST}
    towns = {name: municipalities.found(db, name) for name in ("Vestby", "Østby")}
    for name, town, role in AT_WORK:
        colleagues.employ(
            db, cast[name].id, towns[town], role, team.sealed_name(keys.root, cast[name].id, name)
        )
    people.create(db, keys, ids.new(), Profile(nickname="Ida"), kind=LOOK, password=None)
    return cast


CAST = (
    ("Anna", "stille-skov-471", CITIZEN),
    ("Sam", "blid-hare-222", CITIZEN),
    ("Gry", "klar-sø-333", RELATIVE),
    ("Mette", "rolig-eng-444", STAFF),
    ("Vera", "lun-vind-555", STAFF),
    ("Otto", "blå-fugl-666", STAFF),
    ("Karen", "god-ager-777", STAFF),
    ("Ellen", "let-fjer-888", STAFF),
)
AT_WORK = (
    ("Mette", "Vestby", "guide"),
    ("Vera", "Vestby", "guide"),
    ("Otto", "Østby", "guide"),
    ("Karen", "Vestby", "coordinator"),
    ("Ellen", "Vestby", "editor"),
)


def hire(db: Connection, keys: Keyring, name: str, role: str, town: str = "Vestby") -> Member:
    """Somebody else at work, for those who need one more."""
    passwords = Passwords(keys).hash_now(PASSWORD)
    member = _member(db, keys, name, f"{name.lower()}-sten-999", STAFF, passwords)
    there, sealed = municipalities.found(db, town), team.sealed_name(keys.root, member.id, name)
    colleagues.employ(db, member.id, there, role, sealed)
    return member


def _member(
    db: Connection, keys: Keyring, name: str, sign_in_name: str, kind: str, hashed: str
) -> Member:
    profile = Profile(nickname=name, sign_in_name=sign_in_name)
    me = people.create(db, keys, ids.new(), profile, kind=kind, password=hashed)
    codes = recovery.make(db, keys, me)
    if kind == STAFF:
        second_factor.begin(db, me)
    recovery.saved(db, me)
    return Member(me.id, name, sign_in_name, tuple(codes))
