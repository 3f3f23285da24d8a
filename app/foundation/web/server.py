"""The server itself: who connects, how long they may take to ask, and how it says that it is there.

What is said over a connection is read by uvicorn. It waits for ever for half a request and reads heads without an end, and its own
limit answers everybody alike with an empty page, so the limits are here: whoever is slow, too long or too many has to go, and a
page for somebody in need is answered whatever the others do.
"""

import asyncio
import errno
import resource
import socket
from collections.abc import Callable
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from app.foundation.errors import CannotStart
from app.foundation.settings import Settings
from app.foundation.web.edge import Edge
from app.foundation.web.halves import Halves
from app.foundation.web.unread import unread

HEAD_SECONDS, BODY_SECONDS, LONGEST, READ_SECONDS = 15.0, 60.0, 300.0, 60.0
"""For the head of a request; since the last byte of its body, as long as a tunnel, but no more than LONGEST in all; and for
reading the next piece of an answer."""
HEAD_BYTES, MOST_HEADERS = 32_768, 100
BACKLOG = 2_048
CONNECTIONS, SPARE = 4_000, 200
"""Connections at once, as far as the system has room; and files that are left for everything else."""
HALVES = 64_000_000
"""Bytes of bodies that have not come to their end, over all connections: they lie in memory, and nobody has asked anything yet."""


class TooMuch(Exception):
    """The head of a request is longer than any browser's."""


class Protocol(HttpToolsProtocol):
    """One connection, with an end to everything. The class attributes are for tests that cannot wait."""

    head_seconds, body_seconds, longest, read_seconds = HEAD_SECONDS, BODY_SECONDS, LONGEST, READ_SECONDS
    connections_at_most = CONNECTIONS
    halves: "Halves[Protocol]" = Halves(HALVES)

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._asking: asyncio.TimerHandle | None = None
        self._unread: asyncio.TimerHandle | None = None
        self._size, self._in_head, self._silent = 0, True, True
        self._since = self._began = self._heard = self.loop.time()
        self._wait(self.head_seconds)
        if len(self.connections) > self.connections_at_most:
            self._make_room()

    def connection_lost(self, exc: Exception | None) -> None:
        for timer in (self._asking, self._unread):
            if timer is not None:
                timer.cancel()
        self.halves.whole(self)
        self._unset_keepalive_if_required()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._silent, self._heard = False, self.loop.time()
        self._size += len(data)
        if self._in_head and self._asking is None:
            self._wait(self.head_seconds)
        super().data_received(data)
        if self._size > HEAD_BYTES and not self.transport.is_closing():
            self._refuse(431)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._in_head = True

    def on_header(self, name: bytes, value: bytes) -> None:
        """What stands behind a body in pieces is none, though it is written as one: a proxy may pass it on, and would not know that
        somebody thereby chooses their address, their site or their cookies once more, after everything was looked at."""
        if not self._in_head:
            return
        super().on_header(name, value)
        if len(self.headers) > MOST_HEADERS:
            raise TooMuch

    def on_headers_complete(self) -> None:
        if len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers) > HEAD_BYTES:
            raise TooMuch
        self._in_head, self._size, self._began = False, 0, self.loop.time()
        self._wait(self.body_seconds)
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._size = 0
        if self.transport.is_closing():
            return
        super().on_body(body)
        if not self.cycle.response_complete:
            for each in self.halves.more(self, len(body)):
                each._refuse(503)

    def on_message_complete(self) -> None:
        self._in_head, self._size = True, 0
        self.halves.whole(self)
        self._whole()
        super().on_message_complete()

    def on_response_complete(self) -> None:
        self._since = self.loop.time()
        if self.cycle.response_complete:  # it may have been an answer before the one that is being asked for
            self.halves.whole(self)
        super().on_response_complete()

    def send_400_response(self, msg: str) -> None:
        """What was sent is no request, or one that never ends."""
        self._refuse(431 if len(self.headers or ()) > MOST_HEADERS or self._size > HEAD_BYTES else 400)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._unread = self.loop.call_later(self.read_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        if self._unread is not None:
            self._unread.cancel()
        super().resume_writing()

    @property
    def waits(self) -> bool:
        """Whether nothing is being answered here: it is idle, or has not asked to the end."""
        return self._asking is not None or self.cycle is None or self.cycle.response_complete

    def _wait(self, seconds: float) -> None:
        self._whole()
        self._asking = self.loop.call_later(seconds, self._late)

    def _whole(self) -> None:
        if self._asking is not None:
            self._asking.cancel()
        self._asking = None

    def _late(self) -> None:
        """Whoever sends slowly but does send, on a phone with little net, is waited for. A browser opens lines ahead of need:
        one on which nothing was ever asked ends without a word."""
        more = 0.0 if self._in_head else self._patience()
        if more > 0 and not self.cycle.response_complete:
            self._wait(more)
        elif self._silent:
            self.transport.close()
        else:
            self._refuse(408)

    def _patience(self) -> float:
        """Seconds for which the rest of a body is still waited for."""
        return min(self._heard + self.body_seconds, self._began + self.longest) - self.loop.time()

    def _make_room(self) -> None:
        """The one goes that has waited longest without asking for anything."""
        waiting = (each for each in self.connections if isinstance(each, Protocol) and each is not self and each.waits)
        oldest = min(waiting, key=lambda each: each._since, default=None)
        if oldest is not None:
            oldest.transport.abort()

    def _refuse(self, status: int) -> None:
        """A calm page when nothing was answered yet, and the connection ends."""
        self.halves.whole(self)
        self._whole()
        if self.transport.is_closing():
            return
        if self.cycle is None or not self.cycle.response_started or (self._in_head and self.cycle.response_complete):
            self.transport.write(unread(status))
        if self.cycle is not None:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        self.transport.close()


class Server(uvicorn.Server):
    """Says where it is once it is there, and lets the open lines go first when it stops."""

    def __init__(self, config: uvicorn.Config, streams: Any, told: Callable[[], None]) -> None:
        super().__init__(config)
        self._streams = streams
        self._told = told

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._told()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._streams.close()
        await super().shutdown(sockets)


def bound(here: Settings) -> socket.socket:
    """The place to listen at, taken before anything else is done. Raises CannotStart with what is in the way."""
    try:
        kind, *_, address = socket.getaddrinfo(here.host, here.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        return _taken(socket.socket(kind, socket.SOCK_STREAM), address)
    except OSError as error:
        raise CannotStart(
            f"Cannot listen at {here.host} port {here.port}: {_why(error)} Choose another with FODFAESTE_HOST and FODFAESTE_PORT."
        ) from None


def _taken(place: socket.socket, address: Any) -> socket.socket:
    try:
        place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        place.bind(address)
        place.listen(BACKLOG)  # two may hold a port that nobody listens at; from here on the second one is told
    except OSError:
        place.close()
        raise
    return place


def _why(error: OSError) -> str:
    return {
        errno.EADDRINUSE: "something else listens there already.",
        errno.EACCES: "this user may not use that port.",
        errno.EADDRNOTAVAIL: "this machine has no such address.",
    }.get(error.errno or 0, "there is no such address.")


def serve(app: Edge, here: Settings, at: socket.socket, told: Callable[[], None]) -> None:
    """Answer until stopped."""
    Protocol.connections_at_most = _room()
    config = uvicorn.Config(
        app,
        http=Protocol,
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=True,
        timeout_graceful_shutdown=2,
        timeout_keep_alive=20,
        backlog=BACKLOG,
        proxy_headers=True,
        forwarded_allow_ips=list(here.proxies),
    )
    Server(config, app.streams, told).run([at])


def _room() -> int:
    """As many connections as the system lets us have files for, with some to spare."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = hard if hard != resource.RLIM_INFINITY else CONNECTIONS + SPARE
    wanted = max(soft, min(most, CONNECTIONS + SPARE))
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return max(SPARE, min(CONNECTIONS, wanted - SPARE))
