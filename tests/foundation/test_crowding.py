"""Much at once, from few or from many: what it may become in memory, and who gives way. All of it
is counted, nothing is timed."""

import gc
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from threading import Event
from typing import Any

import pytest
from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

from app.circle import live
from app.foundation.web.connection import (
    CONNECTIONS,
    HEAD_BYTES,
    MOST_WAITING,
    PIECE,
    PIECES,
    Protocol,
)
from app.foundation.web.halves import Halves
from app.foundation.web.room import JUST_NOW, Room
from app.foundation.web.server import BACKLOG, SPARE, shared
from tests.circle import crowd
from tests.foundation import test_server
from tests.foundation.test_bodies import CHUNKED
from tests.foundation.test_server import (
    FORM,
    HEAD,
    Hasty,
    Site,
    everything,
    first,
    opened,
    page,
    until,
)
from tests.sharing.bonded import person

site, shares = test_server.site, test_server.shared
LEAST = b"GET / HTTP/1.1\r\n\r\n"
LOGIN = b"navn=ingen-findes-1&adgangskode=forkert-kode"


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing here ends because time has passed."""
    for name in ("head_seconds", "body_seconds", "longest", "read_seconds"):
        monkeypatch.setattr(Hasty, name, 600.0)


@pytest.fixture
def reads(shares: tuple[str, bytes], monkeypatch: pytest.MonkeyPatch) -> tuple[str, bytes]:
    """A line with a sign of life at each look: who does not read what is sent behind it hears only
    from that that it is broken."""
    monkeypatch.setattr(live, "QUIET", 1)
    return shares


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """How often the server was told of each piece that was read, and the most requests that waited
    on a connection."""
    counted: dict[str, int] = {"waiting": 0}

    def counts(name: str) -> None:
        really = getattr(Protocol, name)

        def called(self: Protocol, *args: Any) -> None:
            counted[name] = counted.get(name, 0) + 1
            try:
                really(self, *args)
            finally:
                counted["waiting"] = max(counted["waiting"], len(self.pipeline))

        monkeypatch.setattr(Protocol, name, called)

    for name in ("on_message_begin", "on_header", "on_body", "data_received"):
        counts(name)
    return counted


# --- Many requests in one breath ------------------------------------------------------------------


def test_of_many_requests_in_one_breath_a_few_wait_and_the_rest_is_asked_anew(
    site: Site, calls: dict[str, int]
) -> None:
    """Thirteen thousand on each of ten lines. Those that were taken are answered, whole and in
    order, and the last says the end."""
    lines = [site.connect() for _ in range(10)]
    for line in lines:
        line.setblocking(False)
        line.send(LEAST * 13_000)
        line.setblocking(True)
    answers = [everything(line) for line in lines]
    assert calls["waiting"] == MOST_WAITING
    assert {answer.count(b"HTTP/1.1 403 ") for answer in answers} == {MOST_WAITING + 1}
    for answer in answers:
        assert answer.count(b"connection: close\r\n") == 1
        assert answer.rindex(b"connection: close\r\n") > answer.rindex(b"HTTP/1.1 ")
        assert b"</html>" in answer[-20:]
    for line in lines:
        line.close()
    assert calls["on_message_begin"] <= 10 * (MOST_WAITING + 2)
    assert until(lambda: not site.server.server_state.connections)
    gc.collect()
    assert sum(isinstance(each, RequestResponseCycle) for each in gc.get_objects()) <= MOST_WAITING


def test_those_that_wait_are_together_no_longer_than_one_may_be(
    site: Site, calls: dict[str, int], reads: tuple[str, bytes]
) -> None:
    """Behind an answer that goes on, so that nothing is taken away in between."""
    with opened(site, *reads) as line:
        first(line)
        for _ in range(MOST_WAITING + 2):
            line.sendall(HEAD % b"/" + b"x: " + b"a" * (HEAD_BYTES - 200) + b"\r\n\r\n")
        assert until(lambda: calls["on_message_begin"] == 1 + MOST_WAITING + 1)
        assert calls["waiting"] == MOST_WAITING
    assert until(lambda: not site.server.server_state.connections)


def test_what_waits_behind_an_answer_counts_as_half_a_body(
    site: Site, monkeypatch: pytest.MonkeyPatch, reads: tuple[str, bytes]
) -> None:
    """Whole as it is, nobody reads it yet. Its place is given back, and the one who reads hears
    that there is nobody any more."""
    monkeypatch.setattr(Hasty, "halves", Halves(2_000_000))
    with opened(site, *reads) as line:
        first(line)
        line.sendall(FORM % 50_000 + b"x" * 50_000)
        assert until(lambda: Hasty.halves.size == 50_000)
        assert len(site.streams) == 1
    assert until(
        lambda: (
            Hasty.halves.size
            == len(Hasty.halves)
            == len(site.streams)
            == len(site.server.server_state.tasks)
            == 0
        )
    )


def test_a_body_that_waited_for_its_turn_is_read_and_takes_no_room_then(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Hasty, "halves", Halves(2_000_000))
    with site.connect() as line:
        line.sendall(
            HEAD % b"/robots.txt" + b"\r\n" + FORM % len(LOGIN) + LOGIN + page(b"/robots.txt")
        )
        answer = everything(line)
    assert [part[:3] for part in answer.split(b"HTTP/1.1 ")[1:]] == [b"200", b"422", b"200"]
    assert Hasty.halves.size == len(Hasty.halves) == 0


def test_what_is_no_request_is_not_answered_in_the_middle_of_another_answer(
    site: Site, reads: tuple[str, bytes]
) -> None:
    with opened(site, *reads) as line:
        first(line)
        line.sendall(page(b"/robots.txt").replace(b"close", b"keep-alive") + b"%")
        assert b"HTTP/1.1" not in everything(line)
    assert until(lambda: len(site.streams) == 0)


# --- One request in many pieces -------------------------------------------------------------------


def in_pieces(body: bytes, size: int, more: bytes = b"") -> bytes:
    whole = b"".join(
        b"%x%s\r\n%s\r\n" % (len(body[at : at + size]), more, body[at : at + size])
        for at in range(0, len(body), size)
    )
    return CHUNKED % (b"/log-ind", b"same-origin") + whole + b"0\r\n\r\n"


@pytest.mark.parametrize("more", [b"", b";a", b";" + b"a" * 300])
def test_a_body_of_single_letters_is_not_read_to_its_end(
    site: Site, calls: dict[str, int], more: bytes
) -> None:
    answer = site.said(in_pieces(b"a" * 60_000, 1, more))
    assert answer == b"" or answer.startswith(b"HTTP/1.1 400 ")
    assert calls["on_body"] <= PIECES + 60_000 // PIECE


def test_a_thousand_words_behind_a_body_are_not_read(site: Site, calls: dict[str, int]) -> None:
    site.said(in_pieces(LOGIN, 20)[:-2] + b"a:\r\n" * 50_000 + b"\r\n")
    assert calls["on_header"] <= PIECES + 20


@pytest.mark.parametrize(
    ("size", "length"), [(1, 300), (100, 20_000), (1_400, 40_000), (16_384, 60_000)]
)
def test_a_body_in_pieces_as_they_come_is_read(site: Site, size: int, length: int) -> None:
    said = site.said(in_pieces(b"text=" + b"x" * length, size).replace(b"/log-ind", b"/del", 1))
    assert said.startswith(b"HTTP/1.1 303 "), "all of it was read, whoever handed it over"


@pytest.mark.parametrize("begun", [HEAD % b"/" + b"x: ", FORM % 60_000])
def test_a_letter_at_a_time_is_not_read_to_the_end_either(
    site: Site, patient: None, calls: dict[str, int], begun: bytes
) -> None:
    """Every letter a packet of its own. How many are read at a time is the system's, so they are
    counted where they are read."""
    with site.connect() as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        line.sendall(begun)
        for _ in range(20_000):
            try:
                line.sendall(b"x")
            except OSError:
                break
            if calls.get("data_received", 0) > 2 * PIECES:
                break
        else:
            pytest.skip("the system put the letters together")
    assert calls["data_received"] <= PIECES + 60


# --- More connections than there is room for ------------------------------------------------------


@pytest.fixture
def held(site: Site) -> Iterator[Event]:
    """Everything that takes long takes as long as the test wants: whoever searches is being
    answered until then."""
    let_go = Event()
    for _ in range(site.world.db._threads.long.threads):
        site.world.db._threads.long._pool.submit(let_go.wait, 60)
    yield let_go
    let_go.set()


def search(site: Site, name: str, address: bytes) -> socket.socket:
    who = person(site.world, name)
    body = b"ord=zzzzqq&konto=" + who.mark.encode()
    more = b"x-forwarded-for: %s\r\ncookie: %s\r\ncontent-length: %d\r\n" % (
        address,
        SESSIONS[name].encode(),
        len(body),
    )
    line = site.connect()
    line.sendall(
        FORM.replace(b"/log-ind", b"/dagbog/find").replace(b"content-length: %d\r\n", more) + body
    )
    return line


SESSIONS: dict[str, str] = {}


def test_there_are_never_more_connections_than_there_is_room_for(
    site: Site, patient: None, held: Event
) -> None:
    """Twice as many searches of one person as there is room for, each being answered: theirs give
    way, and are told; neither anybody else's does, nor does the page for somebody in need."""
    for name in ("Anna", "Gry"):
        SESSIONS[name] = crowd.session_of(site.world, site.world.cast[name].id)
    connections = site.server.server_state.connections

    def answered(many: int) -> bool:
        return until(
            lambda: (
                sum(isinstance(each, Protocol) and not each.waits for each in connections) == many
            )
        )

    others = [search(site, "Gry", b"198.51.100.%d" % n) for n in range(5)]
    assert answered(5)
    many = []
    for n in range(2 * Hasty.room.most):
        many.append(search(site, "Anna", b"192.0.2.%d" % n))
        assert answered(min(n + 6, Hasty.room.most))
        if n % 10 == 0:
            assert site.said(page(b"/hjaelp-nu")).startswith(b"HTTP/1.1 200 OK")
    assert until(lambda: len(connections) <= Hasty.room.most)
    gone = many[: Hasty.room.most]
    assert all(b" 503 " in everything(line)[:20] for line in gone)
    held.set()
    for line in (*others, *many[-20:]):
        assert line.recv(20).startswith(b"HTTP/1.1 200 OK")
    for line in (*others, *many):
        line.close()


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """The system itself takes in next to nothing of an answer."""
    really = Protocol.connection_made

    def made(self: Protocol, transport: Any) -> None:
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4_096)
        really(self, transport)

    monkeypatch.setattr(Protocol, "connection_made", made)


def unread(site: Site) -> socket.socket:
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    line.connect(("127.0.0.1", site.port))
    return line


def test_whoever_takes_nothing_of_an_answer_gives_way_like_whoever_asks_nothing(
    site: Site, patient: None, narrow: None
) -> None:
    """As many as there is room for, each with long answers that it does not read; then as many
    again who only ask."""
    sizes = {len(asset.plain): url for url, asset in site.world.state["statics"].by_url.items()}
    whole = (HEAD % sizes[max(sizes)].encode() + b"\r\n") * (MOST_WAITING + 1)
    connections = site.server.server_state.connections
    lines = []
    for _ in range(Hasty.room.most):
        lines.append(unread(site))
        lines[-1].sendall(whole)
    assert until(
        lambda: (
            sum(each.flow.write_paused for each in connections if isinstance(each, Protocol))
            == len(lines)
        )
    )
    assert all(each.waits for each in connections if isinstance(each, Protocol))
    kept = [site.connect() for _ in range(Hasty.room.most // 2)]
    assert until(lambda: len(connections) == Hasty.room.most)
    assert site.said(page(b"/hjaelp-nu")).startswith(b"HTTP/1.1 200 OK")
    assert (
        sum(each.flow.write_paused for each in connections if isinstance(each, Protocol))
        >= len(lines) - len(kept) - 1
    )
    for line in (*lines, *kept):
        line.close()


def test_the_last_of_an_answer_is_not_waited_for_without_an_end(site: Site, narrow: None) -> None:
    """What is left is less than what makes the server pause, and the connection would only end once
    it is taken."""
    sizes = {
        len(asset.plain): url
        for url, asset in site.world.state["statics"].by_url.items()
        if len(asset.plain) < 60_000
    }
    with unread(site) as line:
        line.sendall(page(sizes[max(sizes)].encode()))
        assert until(lambda: bool(site.server.server_state.total_requests))
        assert len(site.server.server_state.connections) == 1
        assert until(lambda: not site.server.server_state.connections)


@dataclass(frozen=True)
class One:
    name: str
    waits: bool
    since: float
    heard: float
    place: str = ""


NEW = One("new", True, 100.0, 100.0)


def busy(name: str, heard: float, place: str) -> One:
    return One(name, False, 0.0, heard, place)


def idle(name: str, since: float) -> One:
    return One(name, True, since, since)


def leave(most: int, *here: One) -> list[str]:
    return [each.name for each in Room[One](most).give_way({*here, NEW}, NEW, 100.0)]


def test_who_gives_way() -> None:
    three = busy("a", 3, "x"), busy("b", 2, "x"), busy("c", 1, "y")
    assert leave(4, *three) == []
    assert leave(3, *three) == ["b"], "the place with most, its oldest"
    assert leave(3, busy("a", 3, "x"), busy("b", 2, "y"), busy("c", 1, "z")) == ["c"], (
        "all alike: the oldest"
    )
    assert leave(4, *three, idle("i", 99)) == ["b"], "who has just come has had no time to ask"
    assert leave(4, *three, idle("i", 100 - JUST_NOW - 1)) == ["i"]
    assert leave(3, idle("i", 99), idle("j", 98), busy("a", 1, "x")) == ["j"], (
        "a flood of those who only hold on"
    )
    assert leave(0) == []


def test_nobody_is_told_to_go_twice() -> None:
    """Many come before anybody has gone."""
    room: Room[One] = Room(100)
    here = {busy(f"{n}", n, "x") for n in range(50)} | {idle(f"i{n}", n) for n in range(50)}
    told: list[One] = []
    for n in range(100):
        new = idle(f"new{n}", 100 + n)
        here.add(new)
        told += room.give_way(here, new, 100 + n)
    assert len(told) == len(set(told)) == 100
    for each in told:
        here.discard(each)
        room.gone(each)
    assert len(here) == 100 and not room.over(here)


@pytest.mark.parametrize("files", [64, 256, 400, 1_024, 4_096, 6_248, 20_000, 1_048_576])
def test_there_are_files_for_everything_else(files: int) -> None:
    connections, backlog = shared(files)
    assert connections + backlog + min(SPARE, files // 2) <= files
    assert 0 < backlog <= BACKLOG and min(CONNECTIONS, files // 4) <= connections <= CONNECTIONS
