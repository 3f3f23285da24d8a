"""What is fetched from elsewhere: from hosts that the operator has listed and from nobody else, at
a public address, without following anybody anywhere, and no more of it than was asked for."""

import asyncio
from collections.abc import Collection
from urllib.parse import urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver

from app.foundation.push_wire import Public

PATIENCE = 10.0
"""Seconds."""
MOST = 1_000_000
"""Bytes."""


class NotFetched(Exception):
    """Nothing came; the reason is for the operator and says nothing of what stands there."""


def listed(url: str, hosts: Collection[str]) -> bool:
    """https, a listed host or a name under one, no port, and no name and password."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    plain = parts.scheme == "https" and not (port or parts.username or parts.password)
    return plain and any(host == each or host.endswith(f".{each}") for each in hosts)


async def fetch(
    url: str, hosts: Collection[str], resolver: AbstractResolver | None = None, *, port: int = 0
) -> bytes:
    """The whole of it. `port` is of a rehearsal on this machine. Raises NotFetched."""
    if not listed(url, hosts):
        raise NotFetched("host")
    there = url if not port else _rehearsed(url, port)
    try:
        async with asyncio.timeout(PATIENCE):
            return await _fetched(there, resolver or Public())
    except (aiohttp.ClientError, OSError, ValueError, TimeoutError) as error:
        raise NotFetched(type(error).__name__) from error


async def _fetched(url: str, resolver: AbstractResolver) -> bytes:
    connector = aiohttp.TCPConnector(resolver=resolver, limit=1)
    async with (
        aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,
            headers={"user-agent": "fodfaeste", "accept-encoding": "identity"},
            auto_decompress=False,
        ) as session,
        session.get(url, allow_redirects=False) as answer,
    ):
        if answer.status != 200:
            raise NotFetched(str(answer.status))
        found = bytearray()
        async for piece in answer.content.iter_chunked(65_536):
            found += piece
            if len(found) > MOST:
                raise NotFetched("size")
        return bytes(found)


def _rehearsed(url: str, port: int) -> str:
    parts = urlsplit(url)
    return f"http://{parts.hostname}:{port}{parts.path}"
