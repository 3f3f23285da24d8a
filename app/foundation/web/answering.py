"""One answer: what every answer carries, its turn to be made, its pieces, and its log line."""

import secrets
import time
from collections.abc import Awaitable, Callable
from typing import Any

from app.foundation import logs
from app.foundation.errors import TooMany
from app.foundation.in_hand import Turn
from app.foundation.web.headers import HEADERS
from app.foundation.web.unread import words_for

Scope = dict[str, Any]
Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
METHODS = {"GET", "HEAD", "POST", "OPTIONS"}
LAST_RESORT = """<!doctype html>
<html lang="da" dir="ltr"><head><meta charset="utf-8">
<title>Noget gik galt hos os – Fodfæste</title></head>
<body><main><h1>Noget gik galt hos os</h1>
<p>Det er ikke din skyld. Det du har gemt, er her stadig.</p>
<p><a href="/hjaelp-nu">Hjælp nu</a></p>
<p>Er du i fare, så ring <a href="tel:112">112</a>.</p></main></body></html>
""".encode()
"""Danish only: no catalogue can be asked any more."""

PIECE = 65_536
"""Bytes of an answer that lie ready to be taken; the next ones follow when these are gone."""


class Answer:
    """Adds what every answer carries and writes its log line. Makes it in its sender's turn, and
    gives the turn back."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self.request = secrets.token_hex(6)
        self._scope = scope
        self._send = send
        self._method = scope["method"]
        self._began = time.perf_counter()
        self._begun = False
        self._turn: Turn | None = None

    async def in_turn(self, turn: Turn) -> bool:
        """Whether it is to be made: over once it is its turn. Where as many wait as any browser
        sends, the least is said."""
        try:
            await turn.begin()
        except TooMany as error:
            headers = [
                (b"content-type", b"text/html; charset=utf-8"),
                (b"retry-after", str(error.seconds).encode()),
            ]
            await plain(self.send, error.status, words_for(error.status), headers)
            return False
        self._turn = turn
        return True

    def receives(self, receive: Receive) -> Receive:
        """The same; whoever waits for more of a form may wait a minute for it. Once the answer has
        begun no turn is waited for."""
        if (turn := self._turn) is None:
            return receive

        async def more() -> Message:
            if self._begun:
                return await receive()
            async with turn.aside():
                return await receive()

        return more

    def over(self) -> None:
        if self._turn is not None:
            self._turn.over()

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._begun = True
            message["headers"] = [*message["headers"], *self._missing(message["headers"])]
            self._log(message["status"])
            self._made(_length(message["headers"]))
        elif self._method == "HEAD" and message["type"] == "http.response.body":
            message = {**message, "body": b""}
        body = message.get("body", b"")
        if len(body) > PIECE and not message.get("more_body"):
            return await self._in_pieces(body)
        await self._send(message)

    def _made(self, length: int) -> None:
        """It waits for nobody but its reader."""
        if self._turn is not None and self._turn.keeps and length > PIECE:
            self._turn.made()
        else:
            self.over()

    async def _in_pieces(self, body: bytes) -> None:
        """Sending waits until what was sent before is taken."""
        for start in range(0, len(body), PIECE):
            more = start + PIECE < len(body)
            await self._send(
                {
                    "type": "http.response.body",
                    "body": body[start : start + PIECE],
                    "more_body": more,
                }
            )

    async def last_resort(self) -> None:
        """A page without a template, for when nothing else works. Nothing if an answer has already
        begun."""
        if not self._begun:
            await plain(
                self.send, 500, LAST_RESORT, [(b"content-type", b"text/html; charset=utf-8")]
            )

    def _missing(self, headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        # May be none by now; what was set is newer.
        late = filter(None, (make() for make in self._scope["state"]["late_cookies"]))
        extra = HEADERS + [
            (b"set-cookie", cookie.encode())
            for cookie in (*late, *self._scope["state"]["set_cookies"])
        ]
        if login := self._scope["state"].get("login"):
            extra.append((b"x-login", login.encode()))
        names = {name.lower() for name, _ in headers}
        if b"cache-control" not in names:
            extra += [
                (b"cache-control", b"no-store"),
                (b"x-robots-tag", b"noindex, nofollow"),
                (b"vary", b"HX-Request"),
            ]
        return extra

    def _log(self, status: int) -> None:
        route = self._scope.get("path_template") or (
            "static" if self._scope["path"].startswith("/static/") else None
        )
        took = round((time.perf_counter() - self._began) * 1000, 1)
        method = self._method if self._method in METHODS else "other"
        logs.say("answer", request=self.request, method=method, route=route, status=status, ms=took)


async def plain(send: Send, status: int, body: bytes, headers: list[tuple[bytes, bytes]]) -> None:
    length = [] if status == 304 else [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": [*headers, *length]})
    await send({"type": "http.response.body", "body": body})


def _length(headers: list[tuple[bytes, bytes]]) -> int:
    """How long an answer is; none where it says nothing, as a stream does, which has limits of its
    own."""
    return int(next((value for name, value in headers if name.lower() == b"content-length"), b"0"))
