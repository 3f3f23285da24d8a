"""The line to the push services: encrypted for one phone alone (RFC 8291), called out only to
services we know, at a public address, without following them anywhere.

Loaded when something is to be rung, and not at the start: what it stands on takes a quarter of one.
"""

import asyncio
import ipaddress
import socket
import time
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from pywebpush import WebPusher, WebPushException
from yarl import URL

from app.foundation import logs
from app.foundation.push import (
    AT_ONCE,
    CODED,
    GONE,
    LATER,
    LINES,
    PATIENCE,
    READ,
    RESTS,
    SIZE,
    TIRED,
    Answer,
    Signer,
    Subscription,
    answered,
    service,
)


class Public(AbstractResolver):
    """Names become public addresses or nothing, and it is those that are called: no second look
    could find another (R61)."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(host, port, family=family, type=socket.SOCK_STREAM)
        return [_there(host, port, each) for each in found if _checked(str(each[4][0]))]

    async def close(self) -> None:
        """Nothing to close."""


class Rehearsed(AbstractResolver):
    """Every push service is this address, on this machine."""

    def __init__(self, host: str) -> None:
        self._host = host

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        return [_there(host, port, (socket.AF_INET, 0, 0, "", (self._host, port)))]

    async def close(self) -> None:
        """Nothing to close."""


def _there(host: str, port: int, found: tuple[Any, ...]) -> ResolveResult:
    return ResolveResult(
        hostname=host,
        host=found[4][0],
        port=port,
        family=found[0],
        proto=0,
        flags=socket.AI_NUMERICHOST,
    )


INSIDE = tuple(map(ipaddress.ip_network, ("64:ff9b::/96", "2002::/16", "2001::/32")))
"""IPv6 that leads on to an IPv4 address, which may be one of our own."""


def _checked(address: str) -> bool:
    """True for a public address. Raises where a name leads to any other: then it is none of those
    services."""
    found = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(found, "ipv4_mapped", None)
    real = mapped or found
    if (
        not real.is_global
        or real.is_multicast
        or any(real in each for each in INSIDE if each.version == real.version)
    ):
        raise OSError(f"{type(found).__name__} that is not public")
    return True


class Wire:
    """The line to the push services, for as long as a process lives. It must be made and closed in
    the loop that uses it."""

    def __init__(
        self, signer: Signer, rehearsal: str = "", resolver: AbstractResolver | None = None
    ) -> None:
        self.signer = signer
        self._stands = urlsplit(rehearsal) if rehearsal else None
        self._resolver = resolver or (
            Rehearsed(self._stands.hostname or "") if self._stands else Public()
        )
        self._session: aiohttp.ClientSession | None = None
        self._silent: dict[str, tuple[int, float]] = {}

    async def send(self, to: Subscription, text: bytes, *, ttl: int, topic: str) -> Answer:
        """Call once. `text` is padded to its size; `ttl` are seconds for which it is worth
        keeping, `topic` what it takes the place of when that is still on its way (RFC 8030, 5.4).
        Never raises for what the other side does."""
        host = service(to.endpoint)
        if host is None or not self.signer.knows(to.key):
            return Answer(GONE)
        if self._rests(host):
            return Answer(LATER)
        try:
            body = _encrypted(to, text)
        except (WebPushException, ValueError):
            return Answer(GONE)  # nothing could ever be said to it
        headers = {
            "authorization": self.signer.header(to.key, f"https://{host}"),
            "ttl": str(ttl),
            "urgency": "normal",
            "topic": topic,
            "content-encoding": CODED.decode(),
            "content-type": "application/octet-stream",
        }
        try:
            answer = await self._posted(self._address(to.endpoint), body, headers)
        except (aiohttp.ClientError, OSError, ValueError, TimeoutError) as error:
            self._unanswered(host, type(error).__name__)
            return Answer(LATER)
        self._silent.pop(host, None)
        return answer

    def _rests(self, host: str) -> bool:
        return time.monotonic() < self._silent.get(host, (0, 0.0))[1]

    def _unanswered(self, host: str, why: str) -> None:
        """Said once for each rest, and not for each of a thousand calls."""
        count = self._silent.get(host, (0, 0.0))[0] + 1
        until = time.monotonic() + RESTS if count % TIRED == 0 else 0.0
        self._silent[host] = (count, until)
        if count in (1, TIRED):
            logs.say("push_unanswered", reason=why, count=count)

    async def _posted(self, url: str, body: bytes, headers: dict[str, str]) -> Answer:
        there = URL(url, encoded=True)
        async with self._opened().post(
            there, data=body, headers=headers, allow_redirects=False
        ) as got:
            answer = answered(got.status, got.headers)
            await got.content.read(READ)
        return answer

    def _address(self, endpoint: str) -> str:
        if self._stands is None:
            return endpoint
        parts = urlsplit(endpoint)
        return f"http://{parts.hostname}:{self._stands.port}{parts.path}" + (
            f"?{parts.query}" if parts.query else ""
        )

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(
                limit=AT_ONCE,
                limit_per_host=LINES,
                resolver=self._resolver,
                ttl_dns_cache=60,
            )
            self._session = aiohttp.ClientSession(
                connector=connector,
                timeout=aiohttp.ClientTimeout(total=PATIENCE),
                cookie_jar=aiohttp.DummyCookieJar(),
                trust_env=False,
                auto_decompress=False,
                headers={"user-agent": "fodfaeste", "accept-encoding": "identity"},
            )
        return self._session

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None


class _Asked(dict[str, Any]):
    """Made for one message and used by nobody else, so it is not copied through and through."""

    def __deepcopy__(self, memo: object) -> "_Asked":
        return self


def _encrypted(to: Subscription, text: bytes) -> bytes:
    if len(text) > SIZE:
        raise ValueError("more than anybody is told")
    asked = _Asked(endpoint=to.endpoint, keys={"p256dh": to.p256dh, "auth": to.auth})
    body: bytes = WebPusher(asked).encode(text.ljust(SIZE), CODED.decode())["body"]
    return body
