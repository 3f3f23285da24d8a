"""What comes after the head of a request: nothing of it decides who asks, and half of it lies in
nobody's way."""

import pytest

from app.foundation.web.connection import HEAD_BYTES, Protocol
from app.foundation.web.halves import EACH, Halves
from tests.foundation import test_server
from tests.foundation.test_server import FORM, Hasty, Site, everything, page, until

site = test_server.site

# --- What is said behind a body -------------------------------------------------------------------

CHUNKED = (
    b"POST %s HTTP/1.1\r\nhost: fodfaeste.test\r\nsec-fetch-site: %s\r\nx-forwarded-for: "
    b"192.0.2.5\r\nconnection: close\r\n"
    b"content-type: application/x-www-form-urlencoded\r\ntransfer-encoding: chunked\r\n\r\n"
)
BEHIND = {
    "address": b"x-forwarded-for: 198.51.100.9\r\n",
    "name": b"host: elsewhere.test\r\n",
    "login": b"cookie: __Host-session=whatever\r\n",
    "site": b"sec-fetch-site: same-origin\r\norigin: https://fodfaeste.test\r\n",
    "body": b"content-type: text/plain\r\ncontent-encoding: br\r\n",
    "many": b"".join(b"x-%d: a\r\n" % n for n in range(300)),
}


def chunked(path: bytes, body: bytes, behind: bytes, site: bytes = b"same-origin") -> bytes:
    return CHUNKED % (path, site) + b"%x\r\n%s\r\n0\r\n%s\r\n" % (len(body), body, behind)


@pytest.mark.parametrize("name", BEHIND)
def test_what_is_said_behind_a_body_is_no_header(
    site: Site, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """A proxy may pass on what a browser never sends, and the last one counted: anybody could be
    anybody."""
    heads: list[list[bytes]] = []
    really = Protocol.on_message_complete

    def complete(self: Protocol) -> None:
        heads.append([key for key, _ in self.headers])
        really(self)

    monkeypatch.setattr(Protocol, "on_message_complete", complete)
    body = b"navn=ingen-findes-1&adgangskode=forkert-kode"
    assert site.said(chunked(b"/log-ind", body, BEHIND[name])).startswith(b"HTTP/1.1 422 ")
    assert heads == [
        [
            b"host",
            b"sec-fetch-site",
            b"x-forwarded-for",
            b"connection",
            b"content-type",
            b"transfer-encoding",
        ]
    ]


def test_another_sites_form_stays_one_whatever_is_said_behind_it(site: Site) -> None:
    """A browser that says nothing of the site in its head says it nowhere."""
    whole = chunked(b"/skjul", b"konto=", BEHIND["site"]).replace(
        b"sec-fetch-site: same-origin\r\nx-f", b"x-f"
    )
    at = whole.index(b"0\r\nsec")
    for pieces in ([whole], [whole[:at], whole[at:]]):
        assert site.said(*pieces).startswith(b"HTTP/1.1 403 ")


def test_a_word_behind_a_body_that_never_ends_is_not_read(site: Site) -> None:
    begun = chunked(b"/log-ind", b"navn=x", b"")[:-2] + b"x-long: "
    assert site.said(begun, *[b"a" * HEAD_BYTES] * 3, pause=0.05).startswith(b"HTTP/1.1 431 ")


# --- Half a body ----------------------------------------------------------------------------------


def test_half_bodies_have_a_room_and_short_forms_always_get_through(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten times what there is room for, from as many who never send the rest: the first of them
    have to go, and are told so."""
    monkeypatch.setattr(Hasty, "body_seconds", 600.0)
    monkeypatch.setattr(Hasty, "longest", 600.0)
    monkeypatch.setattr(Hasty, "halves", Halves(300_000))
    body = b"navn=ingen-findes-1&adgangskode=forkert-kode"
    held = []
    for n in range(30):
        held.append(site.connect())
        held[-1].sendall(FORM % 200_000 + b"navn=" + b"x" * 100_000)
        if n % 10 == 9:
            assert site.said(FORM % len(body) + body[:20], body[20:], b"", pause=0.05).startswith(
                b"HTTP/1.1 422 "
            )
    gone = [everything(line) for line in held[:20]]
    assert all(answer.startswith(b"HTTP/1.1 503 ") and b"/hjaelp-nu" in answer for answer in gone)
    assert until(lambda: Hasty.halves.size <= 300_000 and len(Hasty.halves) <= 3)
    for line in held:
        line.close()
    assert until(lambda: Hasty.halves.size == len(Hasty.halves) == 0)


def test_what_has_come_to_its_end_takes_no_room(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However it ends: answered, too large and read to nothing, refused, broken off, or behind
    another on the same line."""
    monkeypatch.setattr(Hasty, "halves", Halves(2_000_000))
    long = b"navn=" + b"x" * 200_000
    for whole in (
        FORM % len(long) + long,
        FORM % 5_000_000 + long * 24 + b"x" * 79_880,
        FORM % 900 + b"%",
        b"%",
    ):
        site.said(whole)
        assert until(lambda: len(Hasty.halves) == 0)
    with site.connect() as line:
        line.sendall(
            page(b"/robots.txt").replace(b"connection: close\r\n", b"") + FORM % 900 + b"navn="
        )
        assert line.recv(65_536).startswith(b"HTTP/1.1 200 ")
        assert Hasty.halves.size == 5
    assert until(lambda: Hasty.halves.size == len(Hasty.halves) == 0)


def test_the_oldest_goes_of_those_who_hold_more_than_their_share() -> None:
    halves: Halves[str] = Halves(1_000)
    assert (
        list(halves.more("short", 10))
        == list(halves.more("first", 500))
        == list(halves.more("second", 480))
        == []
    )
    assert list(halves.more("short", 10)) == []
    assert list(halves.more("third", 600)) == ["first", "second"]
    assert (halves.size, len(halves)) == (620, 2)
    halves.whole("third")
    halves.whole("nobody")
    assert list(halves.more("alone", 5_000_000)) == ["alone"], "more than there is room for"
    assert halves.size == 20


def test_what_is_longer_than_anything_that_is_kept_counts_no_more() -> None:
    halves: Halves[str] = Halves(64_000_000)
    for _ in range(100):
        assert list(halves.more("drained", 1_000_000)) == []
    assert halves.size == EACH
