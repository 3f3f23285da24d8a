"""Copies that are hardly read, on a real server: they keep nobody from theirs, and nobody is cut
short who does read."""

import asyncio
import secrets
import socket
import time
from typing import Any

import pytest

from app.foundation import ids
from app.foundation.errors import TooMany
from app.journal import entries
from app.my_data import copies
from app.my_data.copies import Copies, Copy
from tests.circle import crowd
from tests.foundation import test_crowding, test_server
from tests.foundation.test_server import HEAD, Hasty, Site, everything
from tests.sharing.bonded import person
from tests.world import World

site, narrow = test_server.site, test_crowding.narrow
FILE = b"/mine-ting/hent/fil"
WHOLE = b"0\r\n\r\n"


@pytest.fixture
def one(site: Site, narrow: None, monkeypatch: pytest.MonkeyPatch) -> Site:
    """Room for one copy in all. Sam has written for years, and nothing ends by itself meanwhile."""
    monkeypatch.setattr(Hasty, "read_seconds", 600.0)
    monkeypatch.setattr(copies, "FAIR", 0.3)
    monkeypatch.setattr(copies, "LOOK", 0.05)
    site.world.state["copies"] = Copies(most=1)
    site.world.write(_years, site.world)
    return site


def _years(db: Any, world: World) -> None:
    me = person(world, "Sam")
    for _ in range(150):
        entries.keep(db, me, ids.new(), me.today, entries.Words(secrets.token_hex(2_400)))


def asked(site: Site, name: str) -> socket.socket:
    """The copy of one of the cast, on a line that the system itself takes next to nothing of."""
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    line.settimeout(20)
    line.connect(("127.0.0.1", site.port))
    session = crowd.session_of(site.world, site.world.cast[name].id)
    line.sendall(HEAD % FILE + b"connection: close\r\ncookie: " + session.encode() + b"\r\n\r\n")
    return line


def begun(line: socket.socket) -> bytes:
    found = line.recv(15)
    assert found == b"HTTP/1.1 200 OK"
    return found


def test_a_copy_that_is_hardly_read_gives_way_to_whoever_waits(one: Site) -> None:
    with asked(one, "Sam") as sam:
        begun(sam)
        time.sleep(copies.FAIR)
        with asked(one, "Anna") as anna:
            assert begun(anna) and everything(anna).endswith(WHOLE), "she has all of hers"
        assert not everything(sam).endswith(WHOLE), "his broke off, and a browser says so"
    assert test_server.until(lambda: not one.world.state["copies"])
    with asked(one, "Sam") as again:
        assert begun(again) and everything(again).endswith(WHOLE), "he may ask anew"


def test_nobody_gives_way_to_nobody(one: Site) -> None:
    with asked(one, "Sam") as sam:
        begun(sam)
        time.sleep(copies.FAIR * 3)
        assert everything(sam).endswith(WHOLE)


def test_who_reads_as_fast_as_a_telephone_line_is_waited_for(
    one: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copies, "LEAST", 0)
    monkeypatch.setattr(copies, "PATIENCE", 0.5)
    with asked(one, "Sam") as sam:
        begun(sam)
        time.sleep(copies.FAIR)
        with asked(one, "Anna") as anna:
            assert b"429" in anna.recv(15), "she is told to come again"
        assert everything(sam).endswith(WHOLE)


def test_who_waited_and_was_told_to_come_again_keeps_no_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(copies, "PATIENCE", 0.1)

    async def trial() -> None:
        here = Copies(most=1)
        end = await here.begin("Sam")
        for _ in range(3):
            with pytest.raises(TooMany):
                await here.begin("Anna")
        end()
        assert not here
        (await here.begin("Anna"))()
        assert not here

    asyncio.run(trial())


def test_what_was_read_at_first_is_no_excuse_for_ever() -> None:
    """Ten megabytes in the first minute, and then a letter now and then."""
    copy = Copy(0.0)
    copy.sends = object()  # type: ignore[assignment]
    copy.took(10_000_000, copies.FAIR)
    assert not copy.is_slow(copies.FAIR * 1.5)
    copy.took(1, copies.FAIR * 1.5)
    assert copy.is_slow(copies.FAIR * 2)
    copy.took(int(copies.FAIR * copies.LEAST * 3), copies.FAIR * 2.5)
    assert not copy.is_slow(copies.FAIR * 2.6), "whoever reads again is left alone"
