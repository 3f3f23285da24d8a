"""A push service of the tests' own, strict: real HTTP on this machine, it opens every message with
the keys of the browser it is for, and answers as it is told."""

import asyncio
import base64
import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import http_ece
from aiohttp import web
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from app.foundation import clock
from app.foundation.push import packed, unpacked

ON_THE_WIRE = 768 + 103
"""Bytes of every message: what is said, padded, and what encrypting it adds (RFC 8188)."""
TOPIC = re.compile(r"[A-Za-z0-9_-]{1,32}")


class Browser:
    """One subscription as a browser makes it."""

    def __init__(self, host: str = "fcm.googleapis.com") -> None:
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.secret = uuid4().bytes
        self.path = f"/send/{uuid4().hex}"
        self.endpoint = f"https://{host}{self.path}"

    @property
    def p256dh(self) -> str:
        return packed(
            self.private.public_key().public_bytes(
                serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
            )
        )

    @property
    def auth(self) -> str:
        return packed(self.secret)

    def fields(self, key: str) -> dict[str, str]:
        """What the page sends of it."""
        return {
            "endpoint": self.endpoint,
            "p256dh": self.p256dh,
            "auth": self.auth,
            "noegle": key,
        }

    def opens(self, body: bytes) -> bytes:
        found: bytes = http_ece.decrypt(
            body, private_key=self.private, auth_secret=self.secret, version="aes128gcm"
        )
        return found


@dataclass
class Message:
    """What arrived, opened."""

    browser: Browser
    text: dict[str, Any]
    raw: bytes
    headers: dict[str, str]
    claims: dict[str, Any]
    key: str

    @property
    def shown(self) -> dict[str, Any]:
        found: dict[str, Any] = self.text["notification"]
        return found


@dataclass
class Service:
    """`answers` are the statuses of the next calls, then 201; `waits` the seconds before each."""

    port: int = 0
    browsers: dict[str, Browser] = field(default_factory=dict)
    messages: list[Message] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    waits: float = 0.0
    relay: Callable[[str, bytes], None] | None = None
    """Hands what comes on to a real browser, which opens it itself."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def browser(self, host: str = "fcm.googleapis.com") -> Browser:
        made = Browser(host)
        self.browsers[made.path] = made
        return made

    async def answer(self, request: web.Request) -> web.Response:
        self.calls.append(request.path)
        body = await request.read()
        if self.waits:
            await asyncio.sleep(self.waits)
        status = self.answers.pop(0) if self.answers else 201
        if self.relay is not None:
            self.relay(request.path, body)
            return web.Response(status=status)
        browser = self.browsers.get(request.path)
        if browser is None:
            return web.Response(status=404)
        if 200 <= status < 300:
            try:
                self.messages.append(self._opened(request, browser, body))
            except Exception as error:
                self.faults.append(f"{type(error).__name__}: {error}")
                return web.Response(status=400)
        return web.Response(status=status, headers=self.headers)

    def _opened(self, request: web.Request, browser: Browser, body: bytes) -> Message:
        headers = {name.lower(): value for name, value in request.headers.items()}
        claims, key = _signed(headers["authorization"])
        host = request.host.partition(":")[0]
        assert claims["aud"] == f"https://{host}", claims
        now = clock.now().timestamp()
        assert now < int(claims["exp"]) <= now + 24 * 3600, claims
        assert re.match(r"mailto:\S+@\S+\.\S+|https://\S+\.\S+", claims["sub"]), claims
        assert headers["content-encoding"] == "aes128gcm", headers
        assert TOPIC.fullmatch(headers["topic"]), headers
        assert headers["urgency"] == "normal", headers
        assert 60 <= int(headers["ttl"]) <= 4 * 3600, headers
        assert len(body) == ON_THE_WIRE, len(body)
        raw = browser.opens(body)
        return Message(browser, json.loads(raw), raw, headers, claims, key)


def _signed(header: str) -> tuple[dict[str, Any], str]:
    """The claims of a VAPID header and the key that signed them (RFC 8292). Raises for any that
    are not."""
    found = re.fullmatch(r"vapid t=([\w.-]+),\s?k=([\w-]+)", header)
    assert found, header
    token, key = found.groups()
    head, claims, signature = token.split(".")
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), unpacked(key))
    raw = base64.urlsafe_b64decode(signature + "=" * (-len(signature) % 4))
    signed = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    public.verify(signed, f"{head}.{claims}".encode(), ec.ECDSA(SHA256()))
    return json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4))), key


@contextmanager
def serving() -> Iterator[Service]:
    """In a thread of its own, on a port of its own, until the end."""
    service, ready, loop = Service(), threading.Event(), asyncio.new_event_loop()

    async def begin() -> web.AppRunner:
        app = web.Application(client_max_size=1 << 20)
        app.router.add_route("*", "/{tail:.*}", service.answer)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        service.port = runner.addresses[0][1]
        ready.set()
        return runner

    def run() -> None:
        asyncio.set_event_loop(loop)
        runner = loop.run_until_complete(begin())
        loop.run_forever()
        loop.run_until_complete(runner.cleanup())
        loop.close()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    assert ready.wait(10)
    try:
        yield service
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
