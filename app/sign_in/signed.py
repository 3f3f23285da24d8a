"""What a passkey answered: read and checked before the database is written to, so that nobody waits
for what others send.

The library is loaded when somebody uses a passkey, and not at the start: it takes a tenth of one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Row

from app.sign_in import small_cbor
from app.sign_in.small_cbor import Odd

if TYPE_CHECKING:
    from webauthn.helpers.structs import AuthenticationCredential

LONGEST = 8_192
"""Characters of an answer: with room for the longest name a passkey may have (1,023 bytes), which
stands there four times."""
FORMATS = ("none", "packed")
"""How a new passkey may say where it comes from. It is asked for «none»; a phone may vouch for
itself all the same."""
T = TypeVar("T")

HEAD, HAS_KEY, HAS_MORE = 37, 64, 128
"""Bytes before a key, and the flags that say what follows them."""


@dataclass(frozen=True)
class Site:
    """What a passkey is bound to: the name of our address, and the address itself."""

    name: str
    origin: str


@dataclass(frozen=True)
class Made:
    """A new passkey, and the challenge it was made for."""

    challenge: bytes
    id: bytes
    public_key: bytes
    count: int


@dataclass(frozen=True)
class Used:
    """A passkey that signed a challenge: which, for which account it believes it is, and how often
    it says it was used."""

    challenge: bytes
    id: bytes
    handle: bytes | None
    count: int
    key: bytes
    was: int
    """What it was checked against, and how often we knew it was used; only while both still stand
    does it count."""


def made(text: str, at: Site) -> Made | None:
    """None for whatever is no new passkey for this site. It touches nothing, and may run in a
    thread."""
    return _sound(lambda: _made(text, at))


def parsed(text: str) -> "AuthenticationCredential | None":
    """An answer that could be a passkey's, nothing of which is believed yet."""
    return _sound(lambda: _parsed(text))


def used(given: "AuthenticationCredential", row: Row[Any], at: Site) -> Used | None:
    """None unless the passkey of that row signed it for this site. It touches nothing, and may run
    in a thread."""
    return _sound(lambda: _used(given, row, at))


def _made(text: str, at: Site) -> Made:
    import webauthn
    from webauthn.helpers import parse_client_data_json, parse_registration_credential_json

    given = parse_registration_credential_json(_short(text))
    _attested(given.response.attestation_object)
    challenge = parse_client_data_json(given.response.client_data_json).challenge
    right = webauthn.verify_registration_response(
        credential=given,
        expected_challenge=challenge,
        expected_rp_id=at.name,
        expected_origin=at.origin,
        require_user_verification=True,
    )
    return Made(challenge, right.credential_id, right.credential_public_key, right.sign_count)


def _parsed(text: str) -> "AuthenticationCredential":
    from webauthn.helpers import parse_authentication_credential_json

    given = parse_authentication_credential_json(_short(text))
    authenticator_data(given.response.authenticator_data)
    return given


def _used(given: "AuthenticationCredential", row: Row[Any], at: Site) -> Used:
    import webauthn
    from webauthn.helpers import parse_client_data_json

    small_cbor.whole(row.public_key)  # also one that was kept before answers were read like this
    challenge = parse_client_data_json(given.response.client_data_json).challenge
    right = webauthn.verify_authentication_response(
        credential=given,
        expected_challenge=challenge,
        expected_rp_id=at.name,
        expected_origin=at.origin,
        credential_public_key=row.public_key,
        credential_current_sign_count=row.sign_count,
        require_user_verification=True,
    )
    return Used(
        challenge,
        row.id,
        given.response.user_handle,
        right.new_sign_count,
        row.public_key,
        row.sign_count,
    )


def _short(text: str) -> str:
    if len(text) > LONGEST:
        raise Odd
    return text


def _attested(data: bytes) -> None:
    """Three things and no others, without certificates: nobody is asked for them, and they are long
    to read."""
    found = small_cbor.whole(data)
    if (
        not isinstance(found, dict)
        or set(found) != {"fmt", "attStmt", "authData"}
        or found["fmt"] not in FORMATS
    ):
        raise Odd
    if (
        not isinstance(found["attStmt"], dict)
        or "x5c" in found["attStmt"]
        or not isinstance(found["authData"], bytes)
    ):
        raise Odd
    authenticator_data(found["authData"])


def authenticator_data(data: bytes) -> None:
    """Raises ValueError unless it is a head, then a key and what more there is, as its flags say,
    and nothing after it."""
    if len(data) < HEAD:
        raise Odd
    end, flags = HEAD, data[32]
    if flags & HAS_KEY:
        # 16 bytes that say which sort of phone it is, and two for the length of its name.
        name = end + 18
        _, end = small_cbor.one(data, name + int.from_bytes(data[name - 2 : name]))
    if flags & HAS_MORE:
        _, end = small_cbor.one(data, end)
    if end != len(data):
        raise Odd


def _sound(fn: Callable[[], T]) -> T | None:
    """What was signed comes from outside; whatever in it cannot be read or does not hold is a
    no."""
    try:
        return fn()
    except Exception:  # noqa: BLE001
        # the library lets some broken bytes through to whatever breaks on them
        return None
