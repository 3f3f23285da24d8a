"""A passkey in software, for tests without a browser: it makes and signs what a phone would."""

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from tests.phone import ORIGIN, Phone

PRESENT, VERIFIED, WITH_KEY = 1, 4, 64


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def raw(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class Authenticator:
    """One passkey. `verifies` is False for a phone that only saw a touch; `counts` is False for one
    that is kept in a cloud."""

    origin: str = ORIGIN
    site: str = "fodfaeste.test"
    verifies: bool = True
    counts: bool = True
    id: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    handle: bytes = b""
    count: int = 0
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    def make(self, options: dict[str, Any]) -> str:
        """What `navigator.credentials.create` gives back."""
        self.handle = raw(options["user"]["id"])
        numbers = self.key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)}
        held = b"\0" * 16 + len(self.id).to_bytes(2) + self.id + cbor2.dumps(public)
        attested = cbor2.dumps(
            {"fmt": "none", "attStmt": {}, "authData": self._data(WITH_KEY) + held}
        )
        client = self._client("webauthn.create", options["challenge"])
        return self._said(
            {
                "clientDataJSON": b64(client),
                "attestationObject": b64(attested),
                "transports": ["internal"],
            }
        )

    def sign(self, options: dict[str, Any]) -> str:
        """What `navigator.credentials.get` gives back."""
        self.count += 1 if self.counts else 0
        data, client = self._data(0), self._client("webauthn.get", options["challenge"])
        signed = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._said(
            {
                "clientDataJSON": b64(client),
                "authenticatorData": b64(data),
                "signature": b64(signed),
                "userHandle": b64(self.handle),
            }
        )

    def _data(self, more: int) -> bytes:
        flags = PRESENT | (VERIFIED if self.verifies else 0) | more
        return hashlib.sha256(self.site.encode()).digest() + bytes([flags]) + self.count.to_bytes(4)

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps(
            {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        ).encode()

    def _said(self, response: dict[str, Any]) -> str:
        whole = {
            "id": b64(self.id),
            "rawId": b64(self.id),
            "type": "public-key",
            "clientExtensionResults": {},
        }
        return json.dumps(whole | {"response": response})


def asked(phone: Phone, path: str, **fields: str) -> dict[str, Any]:
    answer = phone.send(f"{path}/spoerg", fields)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def mark(phone: Phone) -> str:
    return dict(phone.get("/konto").form("/log-ud").fields)["konto"]


def add(phone: Phone, key: Authenticator) -> str:
    konto = mark(phone)
    question = asked(phone, "/konto/noegler", konto=konto)
    fields = {
        "konto": konto,
        "spoergsmaal": question["id"],
        "noeglens_svar": key.make(question["options"]),
    }
    said: str = phone.post("/konto/noegler", fields).said
    return said
