"""Passkeys: signing in with finger, face or the screen's code. The phone keeps the secret; here lies only what recognises it."""

import ipaddress
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlsplit
from uuid import UUID

import webauthn
from sqlalchemy import Connection, Row, delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from webauthn.helpers import parse_authentication_credential_json
from webauthn.helpers.structs import (
    AuthenticationCredential,
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from app.foundation import actor, clock
from app.foundation.errors import NotFound
from app.identity import own, questions
from app.identity.browsers import Kind, plainly
from app.identity.models import passkeys as table
from app.identity.people import Keyring, Person
from app.identity.staying import one_at_a_time
from app.municipality import colleagues

MOST = 20
"""Passkeys of one person."""
MILLISECONDS = questions.VALID * 60_000
T = TypeVar("T")


@dataclass(frozen=True)
class Site:
    """What a passkey is bound to: the name of our address, and the address itself."""

    name: str
    origin: str


@dataclass(frozen=True)
class Answer:
    """What came back: which challenge it answers, and what the phone signed."""

    challenge: str
    signed: str


@dataclass(frozen=True)
class Passkey:
    """`mark` says in a form which one it is."""

    mark: str
    kind: Kind
    created_minute: int
    used_minute: int | None


def site(origins: Iterable[str], host: str) -> Site | None:
    """None where the browser knows no passkeys: they belong to a name, and a bare number is none."""
    for origin in origins:
        parts = urlsplit(origin)
        if parts.netloc == host and parts.hostname and not _a_number(parts.hostname):
            return Site(parts.hostname, origin)
    return None


def ask_for_new(db: Connection, keys: Keyring, me: Person, at: Site) -> dict[str, Any]:
    """What the browser needs to make one. It asks for finger, face or code, and keeps it so that no name need be typed."""
    name, challenge = questions.put(db, me.id)
    options = webauthn.generate_registration_options(
        rp_id=at.name,
        rp_name="Fodfæste",
        user_id=_handle(keys, me.id),
        user_name=me.profile.sign_in_name,
        user_display_name=me.profile.sign_in_name,
        challenge=challenge,
        timeout=MILLISECONDS,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=_mine(db, me),
    )
    return {"id": name, "options": json.loads(webauthn.options_to_json(options))}


def ask_who(db: Connection, at: Site, me: Person | None = None) -> dict[str, Any]:
    """What the browser needs to use one: any of this app's at sign-in, one's own at «is it you»."""
    name, challenge = questions.put(db, me.id if me else None)
    options = webauthn.generate_authentication_options(
        rp_id=at.name,
        challenge=challenge,
        timeout=MILLISECONDS,
        allow_credentials=_mine(db, me) if me else None,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return {"id": name, "options": json.loads(webauthn.options_to_json(options))}


def add(db: Connection, me: Person, at: Site, answer: Answer, kind: Kind) -> bool:
    """Keep a new passkey; False when the answer will not do."""
    challenge = questions.taken(db, answer.challenge, me.id)
    if challenge is None or len(_mine(db, me)) >= MOST:
        return False
    made = _sound(
        lambda: webauthn.verify_registration_response(
            credential=answer.signed,
            expected_challenge=challenge,
            expected_rp_id=at.name,
            expected_origin=at.origin,
            require_user_verification=True,
        )
    )
    if made is None:
        return False
    place = made.credential_id
    values = {"id": place, "owner": me.id, "public_key": made.credential_public_key, "sign_count": made.sign_count}
    sealed = me.box.seal("passkeys", place, kind)
    try:
        with db.begin_nested():
            db.execute(insert(table).values(**values, created_minute=clock.minute(), sealed=sealed))
    except IntegrityError:
        return False
    return True


def whose(db: Connection, keys: Keyring, at: Site, answer: Answer, me: Person | None = None) -> UUID | None:
    """Whose passkey answered, or None. With `me` only one of mine counts."""
    challenge = questions.taken(db, answer.challenge, me.id if me else None)
    given = _sound(lambda: parse_authentication_credential_json(answer.signed))
    row = _find(db, given.raw_id) if given else None
    if challenge is None or given is None or row is None or (me is not None and row.owner != me.id):
        return None
    if given.response.user_handle not in ({_handle(keys, row.owner)} if me is None else {_handle(keys, row.owner), None}):
        return None
    count = _signed_by(row, given, challenge, at)
    if count is None:
        return None
    if me is None:
        actor.becomes(db, row.owner)
    one_at_a_time(db, row.owner)  # before the passkey's own row, as where one is taken away
    if colleagues.closed(db, row.owner):
        return None
    as_it_was = (table.c.id == row.id, table.c.owner == row.owner, table.c.sign_count == row.sign_count)
    used = db.execute(update(table).where(*as_it_was).values(sign_count=count, used_minute=clock.minute()))
    return UUID(str(row.owner)) if used.rowcount == 1 else None


def _signed_by(row: Row[Any], given: AuthenticationCredential, challenge: bytes, at: Site) -> int | None:
    """How often the passkey says it was used, once its signature has been checked."""
    right = _sound(
        lambda: webauthn.verify_authentication_response(
            credential=given,
            expected_challenge=challenge,
            expected_rp_id=at.name,
            expected_origin=at.origin,
            credential_public_key=row.public_key,
            credential_current_sign_count=row.sign_count,
            require_user_verification=True,
        )
    )
    return right.new_sign_count if right else None


def all_of(db: Connection, keys: Keyring, me: Person) -> list[Passkey]:
    rows = db.execute(select(table).where(table.c.owner == me.id).order_by(table.c.created_minute, table.c.id)).all()
    return [
        Passkey(_mark(keys, row.id), me.box.open(Kind, "passkeys", row.id, row.sealed), row.created_minute, row.used_minute)
        for row in rows
    ]


def any_of(db: Connection, me: Person) -> bool:
    return bool(_mine(db, me))


def remove(db: Connection, keys: Keyring, me: Person, mark: str) -> bool:
    """True, or NotFound when I have no such passkey."""
    rows = db.execute(select(table.c.id).where(table.c.owner == me.id)).scalars()
    chosen = [row for row in rows if _mark(keys, row) == mark]
    if not chosen:
        raise NotFound
    return db.execute(delete(table).where(table.c.id == chosen[0], table.c.owner == me.id)).rowcount == 1


def export(db: Connection, me: Person) -> list[dict[str, str]]:
    rows = db.execute(select(table).where(table.c.owner == me.id).order_by(table.c.created_minute, table.c.id)).all()
    opened = ((me.box.open(Kind, "passkeys", row.id, row.sealed), clock.day_of(row.created_minute, me.zone)) for row in rows)
    return [{"kind": plainly(kind), "since": since.isoformat()} for kind, since in opened]


def reseal(db: Connection, me: Person) -> int:
    return own.reseal(db, me, table)


def _sound(fn: Callable[[], T]) -> T | None:
    """What was signed comes from outside; whatever in it cannot be read or does not hold is a no."""
    try:
        return fn()
    except Exception:  # noqa: BLE001 - the library lets some broken bytes through to whatever breaks on them
        return None


def _find(db: Connection, credential: bytes) -> Row[Any] | None:
    return db.execute(select(table).where(table.c.id == credential)).first()


def _mine(db: Connection, me: Person) -> list[PublicKeyCredentialDescriptor]:
    rows = db.execute(select(table.c.id).where(table.c.owner == me.id)).scalars()
    return [PublicKeyCredentialDescriptor(id=row) for row in rows]


def _handle(keys: Keyring, owner: UUID) -> bytes:
    """What the phone calls the account; it says nothing of anybody outside this server."""
    return keys.root.mac("passkey user", owner.bytes)[:32]


def _mark(keys: Keyring, credential: bytes) -> str:
    return keys.root.mac("passkey in a list", credential)[:12].hex()


def _a_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
