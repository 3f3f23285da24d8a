"""A slow net: answers are held back at the server's edge; what the server then sets and says comes late as well."""

import asyncio
from typing import Any

import pytest

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
