"""Passkeys: signing in with finger, face or the screen's code. The phone keeps the secret; here
lies only what recognises it."""

import hmac
import ipaddress
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import Connection, Row, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from app.foundation import actor, clock
from app.foundation.database import Database
from app.foundation.errors import NotFound
from app.municipality import colleagues
from app.people import Keyring, Kind, Person, browsers, one_at_a_time
from app.sign_in import challenges, signed
from app.sign_in.models import passkeys as table
from app.sign_in.signed import Made, Used
from app.sign_in.signed import Site as Site

if TYPE_CHECKING:
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor

MOST = 20
"""Passkeys of one person."""
WHICH = 24
"""Characters of what a list calls one; after them it says whose it is."""
MILLISECONDS = challenges.VALID * 60_000
Apart = Callable[[Callable[[], Any]], Any]
"""Does something in a thread in which what somebody sends is read."""


@dataclass(frozen=True)
class Answer:
    """What came back: which challenge it answers, and what the phone signed."""

    challenge: str
    signed: str


@dataclass(frozen=True)
class Heard:
    """The same, once what was signed has been read: None when nothing in it can be believed."""

    challenge: str
    made: Made | None = None
    used: Used | None = None


@dataclass(frozen=True)
class Passkey:
    """`mark` says in a form which one it is."""

    mark: str
    kind: Kind
    created_minute: int
    used_minute: int | None


def site(origins: Iterable[str], host: str) -> Site | None:
    """None where the browser knows no passkeys: they belong to a name, and a bare number is
    none."""
    for origin in origins:
        parts = urlsplit(origin)
        if parts.netloc == host and parts.hostname and not _a_number(parts.hostname):
            return Site(parts.hostname, origin)
    return None


def ask_for_new(db: Connection, keys: Keyring, me: Person, at: Site) -> dict[str, Any]:
    """What the browser needs to make one. It asks for finger, face or code, and keeps it so that no
    name need be typed."""
    import webauthn
    from webauthn.helpers import structs

    name, challenge = challenges.put(db, me.id)
    options = webauthn.generate_registration_options(
        rp_id=at.name,
        rp_name="Fodfæste",
        user_id=_handle(keys, me.id),
        user_name=me.profile.sign_in_name,
        user_display_name=me.profile.sign_in_name,
        challenge=challenge,
        timeout=MILLISECONDS,
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement.REQUIRED,
            user_verification=structs.UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=_mine(db, me),
    )
    return {"id": name, "options": json.loads(webauthn.options_to_json(options))}


def ask_who(db: Connection, at: Site, me: Person | None = None) -> dict[str, Any]:
    """What the browser needs to use one: any of this app's at sign-in, one's own at «is it you»."""
    import webauthn
    from webauthn.helpers.structs import UserVerificationRequirement

    name, challenge = challenges.put(db, me.id if me else None)
    options = webauthn.generate_authentication_options(
        rp_id=at.name,
        challenge=challenge,
        timeout=MILLISECONDS,
        allow_credentials=_mine(db, me) if me else None,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return {"id": name, "options": json.loads(webauthn.options_to_json(options))}


async def new_one(apart: Apart, at: Site, answer: Answer) -> Heard:
    """Read in a thread, before anything is written: nobody waits for what somebody sends."""
    return Heard(answer.challenge, made=await apart(partial(signed.made, answer.signed, at)))


async def an_old_one(db: Database, apart: Apart, at: Site, answer: Answer) -> Heard:
    """The same for a passkey that is kept here. Only a signature that holds says anything."""
    given = signed.parsed(answer.signed)
    row = await db.read(_find, given.raw_id) if given else None
    if given is None or row is None:
        return Heard(answer.challenge)
    return Heard(answer.challenge, used=await apart(partial(signed.used, given, row, at)))


def add(db: Connection, me: Person, heard: Heard, kind: Kind) -> bool:
    """Keep a new passkey; False when the answer will not do. Right or wrong, it spends the
    question."""
    challenge, made = challenges.taken(db, heard.challenge, me.id), heard.made
    if made is None or made.challenge != challenge or len(_mine(db, me)) >= MOST:
        return False
    values = {
        "id": made.id,
        "owner": me.id,
        "public_key": made.public_key,
        "sign_count": made.count,
        "came": me.came,
    }
    sealed = me.box.seal("passkeys", made.id, kind)
    try:
        with db.begin_nested():
            db.execute(insert(table).values(**values, created_minute=clock.minute(), sealed=sealed))
    except IntegrityError:
        return False
    return True


def mine(db: Connection, me: Person, heard: Heard) -> bool:
    """Whether it is one of mine already, as after a form that arrived twice."""
    return heard.made is not None and heard.made.id in {each.id for each in _mine(db, me)}


def whose(db: Connection, keys: Keyring, heard: Heard, me: Person | None = None) -> UUID | None:
    """Whose passkey answered, or None. With `me` only one of mine counts. Right or wrong, it spends
    the question."""
    challenge, used = challenges.taken(db, heard.challenge, me.id if me else None), heard.used
    row = _find(db, used.id) if used else None
    if (
        used is None
        or used.challenge != challenge
        or row is None
        or (me is not None and row.owner != me.id)
    ):
        return None
    if used.handle not in (
        {_handle(keys, row.owner)} if me is None else {_handle(keys, row.owner), None}
    ):
        return None
    if me is None:
        actor.becomes(db, row.owner)
    one_at_a_time(db, row.owner)  # before the passkey's own row, as where one is taken away
    if colleagues.closed(db, row.owner):
        return None
    as_it_was = (
        table.c.id == row.id,
        table.c.owner == row.owner,
        table.c.public_key == used.key,
        table.c.sign_count == used.was,
    )
    now = db.execute(
        update(table).where(*as_it_was).values(sign_count=used.count, used_minute=clock.minute())
    )
    return UUID(str(row.owner)) if now.rowcount == 1 else None


def all_of(db: Connection, keys: Keyring, me: Person) -> list[Passkey]:
    rows = db.execute(
        select(table).where(table.c.owner == me.id).order_by(table.c.created_minute, table.c.id)
    ).all()
    return [
        Passkey(
            _mark(keys, me, row.id),
            me.box.open(Kind, "passkeys", row.id, row.sealed),
            row.created_minute,
            row.used_minute,
        )
        for row in rows
    ]


def any_of(db: Connection, me: Person) -> bool:
    return bool(_mine(db, me))


def remove(db: Connection, keys: Keyring, me: Person, mark: str) -> bool:
    """Whether it was there until now; one of mine that is gone already is gone. NotFound for what
    never was one of mine."""
    if not hmac.compare_digest(mark.encode(), _said_of(keys, me, mark[:WHICH]).encode()):
        raise NotFound
    rows = db.execute(select(table.c.id).where(table.c.owner == me.id)).scalars()
    chosen = [row for row in rows if _mark(keys, me, row) == mark]
    return (
        bool(chosen)
        and db.execute(
            delete(table).where(table.c.id == chosen[0], table.c.owner == me.id)
        ).rowcount
        == 1
    )


def export(db: Connection, me: Person) -> list[dict[str, str | None]]:
    rows = db.execute(
        select(table).where(table.c.owner == me.id).order_by(table.c.created_minute, table.c.id)
    ).all()
    return [
        {
            **browsers.taken(me.box.open(Kind, "passkeys", row.id, row.sealed)),
            "since": clock.day_of(row.created_minute, me.zone).isoformat(),
            "made": clock.told(row.created_minute, me.zone),
            "used": clock.told(row.used_minute, me.zone),
        }
        for row in rows
    ]


def _find(db: Connection, credential: bytes) -> Row[Any] | None:
    return db.execute(select(table).where(table.c.id == credential)).first()


def _mine(db: Connection, me: Person) -> "list[PublicKeyCredentialDescriptor]":
    rows = db.execute(select(table.c.id).where(table.c.owner == me.id)).scalars()
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor

    return [PublicKeyCredentialDescriptor(id=row) for row in rows]


def _handle(keys: Keyring, owner: UUID) -> bytes:
    """What the phone calls the account; it says nothing of anybody outside this server."""
    return keys.root.mac("passkey user", owner.bytes)[:32]


def _mark(keys: Keyring, me: Person, credential: bytes) -> str:
    """Says in a form which one it is, and that it is this person's: so also once it is gone, of
    which nothing is kept."""
    return _said_of(keys, me, keys.root.mac("passkey in a list", credential)[:12].hex())


def _said_of(keys: Keyring, me: Person, which: str) -> str:
    return which + keys.root.mac("whose passkey in a list", me.id.bytes + which.encode())[:12].hex()


def _a_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
