"""One connection: how long somebody may take to ask, how much at a time, and in how many pieces.

What is said over a connection is read by uvicorn. It waits for ever for half a request, reads heads
without an end and takes in all that is asked in one breath, and its own limit answers everybody
alike with an empty page, so the limits are here: whoever is slow, too long or too many has to go,
and a page for somebody in need is answered whatever the others do.
"""

import asyncio
from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from app.foundation.web.halves import Halves
from app.foundation.web.limits import neighbourhood
from app.foundation.web.room import Room
from app.foundation.web.turns import ARRIVALS
from app.foundation.web.unread import unread

HEAD_SECONDS, BODY_SECONDS, LONGEST, READ_SECONDS = 15.0, 60.0, 300.0, 60.0
"""For the head of a request; since the last byte of its body, as long as a tunnel, but no more than
LONGEST in all; and for reading the next piece of an answer."""
HEAD_BYTES, PATH_BYTES, QUERY_BYTES, MOST_HEADERS = 16_384, 4_096, 8_192, 100
"""Of the whole head, of the address before its question and of that, and headers. The longest
address of ours has some hundred letters; each `%` in one costs as much as many letters do, before
anybody has looked at it."""
MOST_WAITING = 2
"""Requests of one connection that wait for the one before them, while their heads are no longer
than one may be. No browser sends a second one before the first is answered; whoever does is
answered so many, and asks for the rest anew."""
PIECES, PIECE = 512, 512
"""Pieces that a request may come in, and one more for so many bytes of its body: each costs as much
as many letters do."""
CONNECTIONS = 4_000
"""At once, as far as the system has room for their files."""
HALVES = 64_000_000
"""Bytes of bodies that have not come to their end, over all connections: they lie in memory, and
nobody has asked anything yet."""


class TooMuch(Exception):
    """Longer than any browser's, in more pieces, or more at a time."""


class Protocol(HttpToolsProtocol):
    """One connection, with an end to everything. The class attributes are for tests that cannot
    wait."""

    head_seconds, body_seconds, longest, read_seconds = (
        HEAD_SECONDS,
        BODY_SECONDS,
        LONGEST,
        READ_SECONDS,
    )
    halves: "Halves[Protocol]" = Halves(HALVES)
    room: "Room[Protocol]" = Room(CONNECTIONS)

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._asking: asyncio.TimerHandle | None = None
        self._unread: asyncio.TimerHandle | None = None
        self._answered: RequestResponseCycle | None = None
        self._in_head, self._silent, self._enough = True, True, False
        self._size = self._body = self._pieces = self._behind = 0
        self._place: tuple[tuple[str, int] | None, str] = (None, "")
        self.since = self.heard = self._began = self.loop.time()
        self._wait(self.head_seconds)
        ARRIVALS.many += 1
        for each in self.room.give_way(cast("set[Protocol]", self.connections), self, self.heard):
            each._give_way()

    def connection_lost(self, exc: Exception | None) -> None:
        for timer in (self._asking, self._unread):
            if timer is not None:
                timer.cancel()
        self.room.gone(self)
        self.halves.whole(self)
        self._unset_keepalive_if_required()
        self._nobody_waits()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._enough:
            return
        self._silent, self.heard = False, self.loop.time()
        ARRIVALS.many += 1
        self._size += len(data)
        if self._in_head and self._asking is None:
            self._wait(self.head_seconds)
        self._pieces += self._in_head
        super().data_received(data)
        if (self._size > HEAD_BYTES or self._pieces > self._pieces_at_most) and not (
            self._enough or self.transport.is_closing()
        ):
            self._refuse(431)

    def on_message_begin(self) -> None:
        """All that was read at once is taken apart at once, however many requests it is, unless it
        ends here."""
        if len(self.pipeline) >= MOST_WAITING or self._behind > HEAD_BYTES:
            self._enough, self.cycle.keep_alive = True, False
        if self._enough or self.transport.is_closing():
            raise TooMuch
        super().on_message_begin()
        self._in_head = True

    def on_header(self, name: bytes, value: bytes) -> None:
        """What stands behind a body in pieces is none, though it is written as one: a proxy may
        pass it on, and would not know that somebody thereby chooses their address, their site or
        their cookies once more, after everything was looked at."""
        if not self._in_head:
            return self._piece()
        super().on_header(name, value)
        if len(self.headers) > MOST_HEADERS:
            raise TooMuch

    def on_headers_complete(self) -> None:
        head = len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)
        path, _, query = self.url.partition(b"?")
        if head > HEAD_BYTES or len(path) > PATH_BYTES or len(query) > QUERY_BYTES:
            raise TooMuch
        self._in_head, self._size, self._body, self._began = False, 0, 0, self.loop.time()
        self._wait(self.body_seconds)
        super().on_headers_complete()
        self._behind += head if self.pipeline else 0

    def on_body(self, body: bytes) -> None:
        self._size = 0
        self._body += len(body)
        self._piece()
        if self.transport.is_closing():
            return
        super().on_body(body)
        if not self.cycle.response_complete:
            for each in self.halves.more(self, len(body)):
                each._refuse(503)

    def on_message_complete(self) -> None:
        self._in_head, self._size, self._pieces = True, 0, 0
        if not self.pipeline:
            self.halves.whole(self)
        self._whole()
        super().on_message_complete()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self._answered = cycle
        if not self.pipeline:
            self._behind = 0
            if not cycle.more_body:  # it came to its end while it waited, and now it is read
                self.halves.whole(self)
        super()._start_asgi_task(cycle, app)

    def on_response_complete(self) -> None:
        self.since = self.loop.time()
        if (
            self.cycle.response_complete
        ):  # it may have been an answer before the one that is being asked for
            self.halves.whole(self)
        super().on_response_complete()
        self._take_in_time()

    def timeout_keep_alive_handler(self) -> None:
        super().timeout_keep_alive_handler()
        self._take_in_time()

    def send_400_response(self, msg: str) -> None:
        """What was sent is no request, or one that never ends, or more of them than are answered in
        one breath."""
        if self._enough:
            return self._whole()
        self._refuse(
            431 if len(self.headers or ()) > MOST_HEADERS or self._size > HEAD_BYTES else 400
        )

    def pause_writing(self) -> None:
        super().pause_writing()
        self.since = self.loop.time()
        self._must_take()

    def resume_writing(self) -> None:
        if self._unread is not None:
            self._unread.cancel()
        super().resume_writing()
        self._take_in_time()

    @property
    def waits(self) -> bool:
        """Whether nothing is being done for it: it is idle, has not asked to the end, or does not
        take what is answered."""
        done = self.cycle is None or self.cycle.response_complete
        return (
            done
            or self._asking is not None
            or self.flow.write_paused
            or self.transport.is_closing()
        )

    @property
    def place(self) -> str:
        """Where whoever is answered asks from, as the proxies say it that are believed."""
        client = self._answered.scope["client"] if self._answered is not None else None
        if self._place[0] is not client:
            self._place = client, neighbourhood(client[0]) if client else ""
        return self._place[1]

    @property
    def _pieces_at_most(self) -> int:
        return PIECES + self._body // PIECE

    def _piece(self) -> None:
        self._pieces += 1
        if self._pieces > self._pieces_at_most:
            raise TooMuch

    def _wait(self, seconds: float) -> None:
        self._whole()
        self._asking = self.loop.call_later(seconds, self._late)

    def _whole(self) -> None:
        if self._asking is not None:
            self._asking.cancel()
        self._asking = None

    def _late(self) -> None:
        """Whoever sends slowly but does send, on a phone with little net, is waited for. A browser
        opens lines ahead of need: one on which nothing was ever asked ends without a word."""
        more = 0.0 if self._in_head else self._patience()
        if more > 0 and not self.cycle.response_complete:
            self._wait(more)
        elif self._silent:
            self.transport.close()
        else:
            self._refuse(408)

    def _patience(self) -> float:
        """Seconds for which the rest of a body is still waited for."""
        return min(self.heard + self.body_seconds, self._began + self.longest) - self.loop.time()

    def _must_take(self) -> None:
        """What lies here of an answer is taken within a while, or the connection ends."""
        if self._unread is not None:
            self._unread.cancel()
        self._unread = self.loop.call_later(self.read_seconds, self.transport.abort)

    def _take_in_time(self) -> None:
        """Also the last of it, after which the connection ends: that would otherwise be waited for
        without an end."""
        if self.transport.is_closing():
            self._must_take()

    def _give_way(self) -> None:
        """Somebody else needs the room, at once. Whoever was being answered is told, as far as they
        can still be."""
        if not self.waits:
            self._refuse(503)
            self.loop.call_soon(self.transport.abort)
        else:
            self.transport.abort()

    def _nobody_waits(self) -> None:
        """Whoever makes the answers hears of it: the one being made may be before the one that was
        asked for last."""
        for cycle in (self._answered, self.cycle, *(cycle for cycle, _ in self.pipeline)):
            if cycle is not None and not cycle.response_complete:
                cycle.disconnected = True
                cycle.message_event.set()

    def _refuse(self, status: int) -> None:
        """A calm page when nothing was answered yet, and the connection ends."""
        self.halves.whole(self)
        self._whole()
        if self.transport.is_closing():
            return
        begun = (
            self.cycle is not None
            and self.cycle.response_started
            and not (self._in_head and self.cycle.response_complete)
        )
        if not begun and not self.pipeline:  # or it would be the answer to what was asked before
            self.transport.write(unread(status))
        self._nobody_waits()
        self.transport.close()
        self._take_in_time()
