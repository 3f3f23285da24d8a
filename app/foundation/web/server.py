"""The server itself: where it listens, how many it has room for, and how it says that it is
there."""

import errno
import resource
import socket
from collections.abc import Callable
from typing import Any

import uvicorn

from app.foundation.errors import CannotStart
from app.foundation.settings import Settings
from app.foundation.web.connection import CONNECTIONS, Protocol
from app.foundation.web.edge import Edge
from app.foundation.web.room import Room

BACKLOG = 2_048
"""Connections that nobody has said yes to yet; the loop may say yes to all of them before anybody
is told to go."""
SPARE = 200
"""Files that are left for everything else."""


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
    """The place to listen at, taken before anything else is done. Raises CannotStart with what is
    in the way."""
    try:
        kind, *_, address = socket.getaddrinfo(
            here.host, here.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        return _taken(socket.socket(kind, socket.SOCK_STREAM), address)
    except (OSError, UnicodeError) as error:  # a name that cannot be asked for is none, either
        raise CannotStart(
            f"Cannot listen at {here.host} port {here.port}: {_why(error)} Choose another with "
            "FODFAESTE_HOST and FODFAESTE_PORT."
        ) from None


def _taken(place: socket.socket, address: Any) -> socket.socket:
    try:
        place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        place.bind(address)
        # Two may hold a port that nobody listens at; from here on the second one is told.
        place.listen(_room()[1])
    except OSError:
        place.close()
        raise
    return place


def _why(error: OSError | UnicodeError) -> str:
    return {
        errno.EADDRINUSE: "something else listens there already.",
        errno.EACCES: "this user may not use that port.",
        errno.EADDRNOTAVAIL: "this machine has no such address.",
    }.get(getattr(error, "errno", None) or 0, "there is no such address.")


def serve(app: Edge, here: Settings, at: socket.socket, told: Callable[[], None]) -> None:
    """Answer until stopped."""
    connections, backlog = _room()
    Protocol.room = Room(connections)
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
        backlog=backlog,
        proxy_headers=True,
        forwarded_allow_ips=list(here.proxies),
    )
    Server(config, app.streams, told).run([at])


def _room() -> tuple[int, int]:
    """As many connections as the system lets us have files for, and how many may come at once."""
    wanted = CONNECTIONS + BACKLOG + SPARE
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    files = max(soft, wanted if hard == resource.RLIM_INFINITY else min(hard, wanted))
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, hard))
    return shared(files)


def shared(files: int) -> tuple[int, int]:
    """What of so many files is for connections, and what for those that come while others are still
    going. The rest is never less than the database, the pages and the log need, as long as there is
    that much: half of few."""
    free = files - min(SPARE, files // 2)
    backlog = min(BACKLOG, free // 3)
    return min(CONNECTIONS, free - backlog), backlog
