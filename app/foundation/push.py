"""What a phone is rung with: which push services there are, what a subscription is, and our
signature (RFC 8292). The line itself is `push_wire`."""

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric import ec
from py_vapid import Vapid02

from app.foundation import clock

HOSTS = (
    "fcm.googleapis.com",
    "jmt17.google.com",
    ".push.services.mozilla.com",
    ".push.apple.com",
    ".notify.windows.com",
)
"""Push services of the browsers there are; a dot means any name before it."""
ENDPOINT = re.compile(r"https://([a-z0-9-]+(?:\.[a-z0-9-]+)+)(?::443)?(/[!$-;=?-Z_a-z~%]+)")
"""As browsers make them. Whatever two parsers could read differently is none."""
LONGEST = 2000
PATIENCE = 10.0
"""Seconds for one call, from asking for the address to the answer."""
AT_ONCE = 256
"""Calls under way at the same time, so that a slow service is not waited for by everybody."""
LINES = 48
"""Connections to one service: at fifty milliseconds an answer they carry a thousand a second."""
SIGNED, TURNED = 12 * 3600, 6 * 3600
"""Seconds for which a signature holds, and after which another is made."""
TIRED, RESTS = 8, 30.0
"""Calls in a row to one service that nobody answered, and the seconds for which it is then left
alone: who is called elsewhere does not wait for it."""
READ = 2048
"""Bytes of an answer that are read: what it says more is of no use."""
SIZE = 768
"""Bytes of what is encrypted, whatever it says: its length tells nothing (R88)."""
SENT, GONE, LATER, REFUSED = "sent", "gone", "later", "refused"
CODED = b"aes128gcm"


class Answer(NamedTuple):
    """`gone`: that phone is never called again. `later`: after `wait` seconds, or when it pleases
    us (0). `refused`: something is wrong with us, and somebody should look."""

    kind: str
    status: int = 0
    wait: int = 0


@dataclass(frozen=True, slots=True)
class Subscription:
    """What a browser hands out (Push API): where to call, and what to encrypt with, in base64url.
    `key` is the number of the key of ours it knows."""

    endpoint: str
    p256dh: str
    auth: str
    key: int


def service(endpoint: str) -> str | None:
    """The host of an endpoint that may be called, else None. Asked when it is kept, and again
    before each call."""
    if len(endpoint) > LONGEST:
        return None
    found = ENDPOINT.fullmatch(endpoint)
    if found is None:
        return None
    host = found[1]
    known = any(
        host == each or (each[0] == "." and host.endswith(each) and host != each[1:])
        for each in HOSTS
    )
    return host if known else None


def usable(p256dh: str, auth: str) -> bool:
    """Whether these are keys that something can be encrypted with: a point on the curve, and 16
    bytes."""
    try:
        point, secret = unpacked(p256dh), unpacked(auth)
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except ValueError:
        return False
    return len(point) == 65 and len(secret) == 16


def unpacked(text: str) -> bytes:
    """Base64url without its padding. Raises ValueError."""
    if len(text) > 200 or not re.fullmatch(r"[A-Za-z0-9_-]+", text):
        raise ValueError("no base64url")
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def packed(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


class Signer:
    """Our keys, and a signature for each service, made anew now and then. The claims are made anew
    each time: the library writes in those it is given (pywebpush#130)."""

    def __init__(self, keys: Mapping[int, bytes], contact: str) -> None:
        self._keys = {
            number: Vapid02(ec.derive_private_key(int.from_bytes(key), ec.SECP256R1()))
            for number, key in keys.items()
        }
        self._contact = contact
        self._made: dict[tuple[int, str], tuple[float, str]] = {}

    @property
    def current(self) -> int:
        return max(self._keys)

    def public(self, number: int | None = None) -> str:
        """What a browser is given to subscribe with, an uncompressed point in base64url."""
        numbers = self._keys[number or self.current].public_key.public_numbers()
        return packed(b"\x04" + numbers.x.to_bytes(32) + numbers.y.to_bytes(32))

    def number_of(self, public: str) -> int | None:
        """Which of our keys a browser subscribed with."""
        return next((number for number in self._keys if self.public(number) == public), None)

    def knows(self, number: int) -> bool:
        return number in self._keys

    def header(self, number: int, origin: str) -> str:
        now = clock.now().timestamp()
        made, header = self._made.get((number, origin), (0.0, ""))
        if not 0 <= now - made < TURNED:
            claims = {"aud": origin, "sub": self._contact, "exp": str(int(now) + SIGNED)}
            header = self._keys[number].sign(claims)["Authorization"]
            self._made[number, origin] = (now, header)
        return header


def answered(status: int, headers: Mapping[str, str]) -> Answer:
    """What an answer means for that phone. A service that leads elsewhere is not followed."""
    if 200 <= status < 300:
        return Answer(SENT, status)
    if status in (404, 410):
        return Answer(GONE, status)
    if status == 429 or status >= 500 or status == 408:
        return Answer(LATER, status, _wait(headers.get("retry-after", "")))
    return Answer(REFUSED, status)


def _wait(said: str) -> int:
    """Seconds of a Retry-After: a number or a date (RFC 9110, 10.2.3), an hour at most; 0 when it
    says nothing."""
    if said.isascii() and said.isdigit():
        return min(int(said[:6]), 3600)
    try:
        until = parsedate_to_datetime(said)
        return max(0, min(int(until.timestamp() - clock.now().timestamp()), 3600))
    except (TypeError, ValueError, OverflowError):
        return 0
