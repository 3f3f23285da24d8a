"""The server on a real socket: slow, endless and many requests have to go; a page for somebody in
need is answered meanwhile."""

import asyncio
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from uuid import UUID

import pytest
import uvicorn

from app.foundation import ids
from app.foundation.web.connection import HEAD_BYTES, MOST_HEADERS, PATH_BYTES, Protocol
from app.foundation.web.room import Room
from app.foundation.web.server import Server
from app.foundation.web.streams import EACH, Line, Streams
from app.hopes import kept as hopes
from app.sharing import Wish, grants
from tests.circle import crowd
from tests.sharing.bonded import bond, person
from tests.world import Template, World

HEAD = b"GET %s HTTP/1.1\r\nhost: fodfaeste.test\r\n"
FORM = (
    b"POST /log-ind HTTP/1.1\r\nhost: fodfaeste.test\r\nsec-fetch-site: "
    b"same-origin\r\ncontent-length: %d\r\n"
)
FORM += b"content-type: application/x-www-form-urlencoded\r\n\r\n"


class Hasty(Protocol):
    """The same server, with deadlines a test can wait for and little room."""

    head_seconds, body_seconds, longest, read_seconds = 0.4, 0.8, 4.0, 1.0
    room: Room[Protocol] = Room(40)


class Site:
    """A world at a port of its own."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self.streams: Streams = world.state["streams"]
        config = uvicorn.Config(
            world.app,
            http=Hasty,
            ws="none",
            log_config=None,
            access_log=False,
            lifespan="off",
            timeout_graceful_shutdown=5,
        )
        up = threading.Event()
        self.server = Server(config, self.streams, up.set)
        self._thread = threading.Thread(target=self.server.run, args=([self._socket],), daemon=True)
        self._thread.start()
        assert up.wait(20)

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=20)

    def said(self, *pieces: bytes, pause: float = 0) -> bytes:
        """What is answered to these pieces, until the server ends the connection or nothing more
        comes of one answer."""
        with self.connect() as line:
            for piece in pieces:
                try:
                    line.sendall(piece)
                except OSError:
                    break
                time.sleep(pause)
            return everything(line)

    def stop(self) -> float:
        """Seconds until it had stopped."""
        began = time.monotonic()
        self.server.should_exit = True
        self._thread.join(20)
        assert not self._thread.is_alive()
        return time.monotonic() - began


def everything(line: socket.socket) -> bytes:
    """To its end, within half a minute: a line that stays open is never silent for long."""
    found, until_then = b"", time.monotonic() + 30
    try:
        while piece := line.recv(65_536):
            found += piece
            assert time.monotonic() < until_then, "it does not end"
    except OSError:
        pass
    return found


def page(path: bytes) -> bytes:
    return HEAD % path + b"connection: close\r\n\r\n"


def until(fn: Callable[[], bool]) -> bool:
    """Whether it comes true; nothing here depends on how soon."""
    for _ in range(400):
        if fn():
            return True
        time.sleep(0.05)
    return False


@pytest.fixture
def site(sqlite_template: Template, tmp_path: Path) -> Iterator[Site]:
    world = World(sqlite_template.copied(tmp_path / "data", "site"), sqlite_template.cast)
    made = Site(world)
    yield made
    made.stop()
    world.close()


# --- Half of it, and no end of it -----------------------------------------------------------------


@pytest.mark.parametrize(
    "begun", [b"GET", HEAD % b"/", HEAD % b"/" + b"x-long: ", FORM % 900, FORM % 900 + b"navn="]
)
def test_half_a_request_is_not_waited_for(site: Site, begun: bytes) -> None:
    answer = site.said(begun)
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert "Det er ikke din skyld" in answer.decode() and b"/hjaelp-nu" in answer
    assert b"content-security-policy" in answer.lower()


def test_a_line_on_which_nothing_was_asked_ends_without_a_word(site: Site) -> None:
    """A browser opens such ahead of need, and would take a page for the answer to what it asks
    next."""
    assert site.said(b"") == b""


def test_a_phone_in_a_tunnel_is_waited_for(site: Site) -> None:
    """A little, silence that is nearly too long, and the rest: several times."""
    body = b"navn=ingen-findes-1&adgangskode=forkert-kode"
    pieces = [body[at : at + 12] for at in range(0, len(body), 12)]
    assert site.said(FORM % len(body), *pieces, b"", pause=0.4).startswith(b"HTTP/1.1 422 ")


def test_a_letter_now_and_then_is_half_a_request_too(site: Site) -> None:
    for begun in (HEAD % b"/" + b"x-slow: ", FORM % 900):
        with site.connect() as line:
            line.sendall(begun)
            ended = False
            for _ in range(200):
                try:
                    line.sendall(b"x")
                except OSError:
                    ended = True
                    break
                time.sleep(0.05)
            assert ended


def test_whoever_sends_slowly_but_does_send_is_waited_for(site: Site) -> None:
    """A phone with little net: each piece is late, and all of them come."""
    body = b"text=" + b"x" * 60_000
    pieces = [body[at : at + 6_000] for at in range(0, len(body), 6_000)]
    assert site.said(
        FORM.replace(b"/log-ind", b"/del") % len(body), *pieces, b"", pause=0.15
    ).startswith(b"HTTP/1.1 303 ")


ENDLESS = {
    "one long header": HEAD % b"/" + b"x: " + b"a" * (HEAD_BYTES * 3),
    "many headers": HEAD % b"/"
    + b"".join(b"x-%d: a\r\n" % n for n in range(MOST_HEADERS + 1))
    + b"\r\n",
    "headers without end": HEAD % b"/"
    + b"".join(b"x-%d: %s\r\n" % (n, b"a" * 900) for n in range(90)),
    "a long address": b"GET /" + b"a" * (HEAD_BYTES * 3),
    "a long address, ended": HEAD % (b"/" + b"a" * HEAD_BYTES) + b"\r\n",
}


@pytest.mark.parametrize("name", ENDLESS)
def test_a_head_without_end_is_not_read(site: Site, name: str) -> None:
    with site.connect() as line:
        line.sendall(ENDLESS[name])
        answer = everything(line)
    assert answer.startswith(b"HTTP/1.1 431 ") and b"/hjaelp-nu" in answer


@pytest.mark.parametrize("bit", [b"a", b"%", b"%CC%81"])
def test_an_address_longer_than_any_of_ours_is_not_taken_apart(site: Site, bit: bytes) -> None:
    """Whatever stands behind its question mark is another matter: where somebody was led from has
    room there."""
    full = (b"/" + bit * PATH_BYTES)[:PATH_BYTES]
    for path, status in ((full, 404), (full + b"a", 400), (b"/log-ind?til=" + full, 200)):
        assert site.said(page(path)).startswith(b"HTTP/1.1 %d " % status), path[:20]


def test_what_is_no_request_gets_a_calm_page(site: Site) -> None:
    assert site.said(b"\x16\x03\x01 hello\r\n\r\n").startswith(b"HTTP/1.1 400 ")


def test_whatever_is_asked_in_one_breath_is_answered(site: Site) -> None:
    """Two requests at once on one line, and one after the other, longer than the deadlines in
    all."""
    with site.connect() as line:
        line.sendall(HEAD % b"/robots.txt" + b"\r\n" + HEAD % b"/robots.txt" + b"\r\n")
        for _ in range(4):
            time.sleep(0.2)
            line.sendall(HEAD % b"/robots.txt" + b"\r\n")
        line.sendall(page(b"/robots.txt"))
        assert everything(line).count(b"HTTP/1.1 200 OK") == 7


def test_whoever_reads_nothing_of_an_answer_is_let_go(site: Site) -> None:
    url = next(
        url
        for url, asset in site.world.state["statics"].by_url.items()
        if len(asset.plain) > 20_000
    ).encode()
    with site.connect() as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        with suppress(OSError):  # it may be let go while it still asks
            for _ in range(400):
                line.sendall(HEAD % url + b"\r\n")
        assert until(lambda: not site.server.server_state.connections)


# --- Many -----------------------------------------------------------------------------------------


def test_help_is_answered_however_many_only_hold_on(site: Site) -> None:
    """Idle, half asked, half sent: three times what there is room for, and somebody in need gets
    the page at once."""
    held = [site.connect() for _ in range(120)]
    for n, line in enumerate(held):
        try:
            line.sendall((b"", HEAD % b"/", FORM % 900, HEAD % b"/robots.txt" + b"\r\n")[n % 4])
        except OSError:
            continue
        if n % 20 == 0:
            for path in (b"/hjaelp-nu", b"/hjaelp-nu/randers"):
                assert site.said(page(path)).startswith(b"HTTP/1.1 200 OK")
    assert len(site.server.server_state.connections) <= Hasty.room.most + 1
    for line in held:
        line.close()


# --- Open lines -----------------------------------------------------------------------------------


@pytest.fixture
def shared(site: Site) -> tuple[str, bytes]:
    """Gry reads a hope of Anna's: her cookie, and where its line is."""
    on: UUID = bond(site.world, "Anna", "Gry")
    anna = person(site.world, "Anna")
    hope = site.world.write(hopes.keep, anna, ids.new(), hopes.Words("At sove"))
    site.world.write(
        grants.give, site.world.keys, anna, ids.new(), Wish(on, "hopes", "item", "1", hope)
    )
    session = crowd.session_of(site.world, site.world.cast["Gry"].id)
    return session, f"/kreds/{on}/haab/her".encode()


def opened(site: Site, session: str, path: bytes) -> socket.socket:
    line = site.connect()
    line.sendall(HEAD % path + b"cookie: " + session.encode() + b"\r\n\r\n")
    return line


def first(line: socket.socket) -> bytes:
    """As far as the first word on the stream, or all of it where it has come to its end
    meanwhile."""
    found = b""
    while b"retry: " not in found or not found.endswith(b"\n\n\r\n"):
        more = line.recv(65_536)
        if not more:
            break
        found += more
    return found


def test_one_person_keeps_a_few_lines_and_everybody_their_pages(
    site: Site, shared: tuple[str, bytes]
) -> None:
    """A hundred lines of one reader, in several logins: a few are open, the newest, and pages and
    Hjælp nu are answered."""
    session, path = shared
    other = crowd.session_of(site.world, site.world.cast["Gry"].id)
    lines, said = [], []
    for n in range(
        30
    ):  # one after the other: of those opened at once, the one opened last need not be heard last
        lines.append(opened(site, (session, other)[n % 2], path))
        said.append(first(lines[-1]))
    assert all(b"retry: 2000" in each for each in said)
    assert len(site.streams) == EACH
    assert until(lambda: len(site.server.server_state.tasks) == EACH)
    for line, begun in zip(lines[:-EACH], said, strict=False):
        assert b"retry: 30000" in begun + everything(line)
    for asked in (b"/hjaelp-nu", b"/", b"/log-ind"):
        assert site.said(page(asked)).startswith(b"HTTP/1.1 200 OK")
    for line in lines:
        line.close()
    assert until(lambda: len(site.streams) == 0)


def test_of_thirty_lines_in_one_breath_a_few_are_open(
    site: Site, shared: tuple[str, bytes]
) -> None:
    lines = [opened(site, *shared) for _ in range(30)]
    assert all(b"retry: 2000" in first(line) for line in lines)
    assert until(lambda: len(site.streams) == len(site.server.server_state.tasks) == EACH)
    for line in lines:
        line.close()
    assert until(lambda: len(site.streams) == 0)


def test_where_there_is_no_room_the_page_asks_by_itself(
    site: Site, shared: tuple[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Told to come back later, and room for the next one is there as soon as one has gone."""
    monkeypatch.setattr(site.streams, "_most", 0)
    with opened(site, *shared) as line:
        assert b"retry: 30000" in everything(line)
    assert len(site.streams) == 0
    monkeypatch.setattr(site.streams, "_most", 1)
    with opened(site, *shared) as line:
        assert b"retry: 2000" in first(line)
    assert until(lambda: len(site.streams) == 0)


def test_a_line_is_given_back_however_it_ends(site: Site, shared: tuple[str, bytes]) -> None:
    """Dropped in the middle, broken off, reset before it began, asked for by HEAD, and hung up on
    while it is being made."""
    session, path = shared
    for n in range(40):
        line = opened(site, session, path)
        if n % 4 == 0:
            first(line)
        if n % 2:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        line.close()
    site.said(
        b"HEAD"
        + (HEAD % path)[3:]
        + b"cookie: "
        + session.encode()
        + b"\r\nconnection: close\r\n\r\n"
    )
    assert until(lambda: len(site.streams) == 0 and not site.server.server_state.tasks)


def test_a_line_that_never_began_is_given_back(world: World) -> None:
    """The answer is made and nobody takes it: not a byte of the stream was asked for."""
    on, anna = bond(world, "Anna", "Gry"), person(world, "Anna")
    hope = world.write(hopes.keep, anna, ids.new(), hopes.Words("At sove"))
    world.write(grants.give, world.keys, anna, ids.new(), Wish(on, "hopes", "item", "1", hope))
    session = crowd.session_of(world, world.cast["Gry"].id)

    async def send(message: object) -> None:
        raise ConnectionResetError

    async def receive() -> dict[str, object]:
        await asyncio.sleep(0)
        return {"type": "http.request", "body": b"", "more_body": False}

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "https",
        "path": f"/kreds/{on}/haab/her",
        "raw_path": b"",
        "query_string": b"",
        "root_path": "",
        "client": ("192.0.2.7", 4000),
        "headers": [(b"host", b"fodfaeste.test"), (b"cookie", session.encode())],
        "server": None,
        "extensions": {},
    }
    begun: list[Line | None] = []
    streams = world.state["streams"]
    really = streams.begin

    def begin(whose: object) -> Line | None:
        begun.append(really(whose))
        return begun[-1]

    streams.begin = begin
    world.runner.run(world.app(scope, receive, send))
    assert begun and begun[0] is not None
    assert len(streams) == 0


def test_open_lines_do_not_hold_up_a_stop(site: Site, shared: tuple[str, bytes]) -> None:
    """They are told first, and say when to come back; nothing has to be broken off."""
    lines = [opened(site, *shared) for _ in range(EACH)]
    for line in lines:
        first(line)
    site.stop()
    for line in lines:
        assert b"retry: 30000" in everything(line)
        line.close()
    assert len(site.streams) == 0


def test_each_person_has_lines_of_their_own() -> None:
    streams = Streams(each=2, most=5)
    made = [streams.begin(whose) for whose in "aabbcc"]
    assert [line is not None for line in made] == [True] * 5 + [False]
    again = streams.begin("a")
    assert again is not None and made[0] is not None and made[0].over
    assert len(streams) == 5
    streams.close()
    assert streams.begin("d") is None
