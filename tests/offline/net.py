"""A slow net: answers are held back at the server's edge; what the server then sets and says comes
late as well. And a gateway."""

import asyncio
from typing import Any

import pytest

from app.offline.pages import PAGES as LIE_ON_THE_PHONE

SLOW = 6.0
"""Seconds; longer than the phone's worker waits before it opens what lies on it."""


class Net:
    def __init__(self, app: Any, patch: pytest.MonkeyPatch, seconds: float = SLOW) -> None:
        self.seconds = seconds
        self._real = app._http
        self.asked: list[str] = []
        self.late: list[str] = []
        self.slow: tuple[str, ...] = ()
        patch.setattr(app, "_http", self._http)

    async def _http(self, scope: Any, receive: Any, send: Any) -> None:
        what = f"{scope['method']} {scope['path']}"
        self.asked.append(what)

        async def late(message: Any) -> None:
            if what in self.slow and message["type"] == "http.response.start":
                await asyncio.sleep(self.seconds)
                self.late.append(what)
            await send(message)

        await self._real(scope, receive, late)


class Gateway:
    """What stands before a server that is away: it answers in its own words, and knows nothing of
    us."""

    def __init__(
        self,
        app: Any,
        patch: pytest.MonkeyPatch,
        status: int,
        *,
        pages: bool = True,
        leads: str = "",
    ) -> None:
        self._real, self._pages, self._status, self._leads = app._http, pages, status, leads
        patch.setattr(app, "_http", self._http)

    async def _http(self, scope: Any, receive: Any, send: Any) -> None:
        """`pages`: also for whoever goes to one; else only for what the worker lays on the
        phone."""
        mode = dict(scope["headers"]).get(b"sec-fetch-mode", b"")
        if not self._pages and (mode == b"navigate" or scope["path"] not in LIE_ON_THE_PHONE):
            await self._real(scope, receive, send)
            return
        headers = [
            (b"content-type", b"text/html"),
            *([(b"location", self._leads.encode())] if self._leads else []),
        ]
        await send({"type": "http.response.start", "status": self._status, "headers": headers})
        await send({"type": "http.response.body", "body": b"<h1>Straks tilbage</h1>"})
