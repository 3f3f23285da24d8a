"""Where we are and who asks: one address of ours in every link, whatever a request says; a limit
for each place, not for all."""

import re

import pytest

from app.foundation.errors import CannotStart
from app.foundation.settings import from_environment, origin, trusted
from app.foundation.web.limits import neighbourhood
from tests.cast import PASSWORD
from tests.circle import crowd
from tests.house.test_edge import FORM, HOST, OURS, knock
from tests.phone import ORIGIN
from tests.world import World


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("https://fodfaeste.dk", "https://fodfaeste.dk"),
        ("https://fodfaeste.dk/", "https://fodfaeste.dk"),
        ("HTTPS://Fodfaeste.DK:443/", "https://fodfaeste.dk"),
        ("https://fodfaeste.dk:8443", "https://fodfaeste.dk:8443"),
        ("http://127.0.0.1:80", "http://127.0.0.1"),
        ("http://localhost:8000/", "http://localhost:8000"),
        ("https://fodfæste.dk", "https://xn--fodfste-pxa.dk"),
        ("http://[0:0:0:0:0:0:0:1]:8000", "http://[::1]:8000"),
    ],
)
def test_an_address_of_ours_is_written_as_browsers_write_it(typed: str, kept: str) -> None:
    assert origin(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "fodfaeste.dk",
        "//fodfaeste.dk",
        "ftp://fodfaeste.dk",
        "https://",
        "https:///",
        "https://fodfaeste.dk/app",
        "https://fodfaeste.dk?",
        "https://fodfaeste.dk/?a=1",
        "https://fodfaeste.dk#",
        "https://per@fodfaeste.dk",
        "https://@fodfaeste.dk",
        "https://a:b@fodfaeste.dk",
        "https://fodfaeste.dk:0",
        "https://fodfaeste.dk:99999",
        "https://fodfaeste.dk:x",
        "https://[::1",
        "https://fod faeste.dk",
        "https://fodfaeste.dk,https://b.dk",
        "https://.dk",
        "https://fodfaeste.dk.",
        "https://a..dk",
        "*",
        "https://*",
        "https://" + "a" * 70 + ".dk",
        "https://evil\\.dk",
    ],
)
def test_what_is_no_origin_stops_the_start_with_a_sentence(typed: str) -> None:
    with pytest.raises(CannotStart, match="FODFAESTE_ORIGIN is https"):
        origin(typed)


def test_an_empty_address_is_as_if_none_were_set() -> None:
    assert from_environment({"FODFAESTE_ORIGIN": " "}).origins == (
        "http://127.0.0.1:8000",
        "http://localhost:8000",
    )
    assert from_environment({"FODFAESTE_ORIGIN": "https://B.dk/ https://c.dk:443"}).origins == (
        "https://b.dk",
        "https://c.dk",
    )


# --- Links ----------------------------------------------------------------------------------------


LIES = [
    ((b"x-forwarded-proto", b"http"),), ((b"x-forwarded-host", b"evil.example"),),
    ((b"host", b"FODFAESTE.test:443"),), (),
]  # fmt: skip


@pytest.mark.parametrize("lies", LIES, ids=str)
def test_every_link_that_is_given_away_leads_to_the_address_of_the_settings(
    world: World, lies: tuple[tuple[bytes, bytes], ...]
) -> None:
    """The invitation, the square drawn of it, and a colleague's link: read off the pages, whatever
    the request said of itself."""
    where = () if any(name == b"host" for name, _ in lies) else (HOST,)
    for who, path, fields in (
        ("Anna", "/deling/inviter", b"navn=Per&rolle=relative"),
        ("Karen", "/personale/inviter", b"rolle=guide"),
    ):
        session = crowd.session_of(world, world.cast[who].id)
        mark = re.search(rb'name="konto"\s+value="([^"]+)', crowd.get(world, session, path).body)
        assert mark is not None
        body = fields + b"&konto=" + mark[1]
        answer = knock(
            world, "POST", path, *where, *lies, OURS, FORM, *crowd._cookie(session), body=[body]
        )
        assert answer.status == 200
        links = re.findall(r"https?://[^\s\"'<]+", answer.body.decode())
        assert links and all(link.startswith(ORIGIN + "/") for link in links), links


def test_behind_a_proxy_an_invitation_still_says_https(world: World) -> None:
    """As the proxy hands it on: plain http to us."""
    from tests.house import test_edge

    really = world.app.__call__

    async def plainly(scope: dict[str, object], receive: object, send: object) -> None:
        await really(scope | {"scheme": "http"}, receive, send)  # type: ignore[arg-type]

    world.app = plainly  # type: ignore[assignment]
    session = crowd.session_of(world, world.cast["Anna"].id)
    mark = re.search(
        rb'name="konto"\s+value="([^"]+)', crowd.get(world, session, "/deling/inviter").body
    )
    assert mark is not None
    answer = test_edge.knock(
        world,
        "POST",
        "/deling/inviter",
        HOST,
        OURS,
        FORM,
        *crowd._cookie(session),
        body=[b"navn=Per&rolle=relative&konto=" + mark[1]],
    )
    assert b"https://fodfaeste.test/kreds/kom#" in answer.body and b"http://" not in answer.body


# --- What is said twice ---------------------------------------------------------------------------


def test_what_decides_who_asks_counts_only_when_it_is_said_once(world: World) -> None:
    twice = (HOST, (b"host", b"evil.example"), (b"host", b"fodfaeste.test"))
    for first in twice:
        for second in twice:
            assert knock(world, "GET", "/", first, second).status == 403
    for more in (
        (OURS, OURS),
        (OURS, (b"sec-fetch-site", b"cross-site")),
        ((b"origin", ORIGIN.encode()), (b"origin", b"https://evil.example")),
        (OURS, FORM, FORM),
        (OURS, (b"content-length", b"3"), (b"content-length", b"900000")),
    ):
        assert knock(world, "POST", "/log-ind", HOST, *more, body=[b"a=b"]).status == 403, more


def test_cookies_in_several_lines_are_one(world: World) -> None:
    """As a proxy that speaks HTTP/2 outwards may send them."""
    session = crowd.session_of(world, world.cast["Anna"].id).encode()
    for cookies in (
        ((b"cookie", session), (b"cookie", b"x=1")),
        ((b"cookie", b"x=1"), (b"cookie", session)),
    ):
        assert knock(world, "GET", "/dagbog", HOST, *cookies).status == 200


def test_our_name_in_capitals_or_with_its_port_is_ours(world: World) -> None:
    for host in (b"Fodfaeste.TEST", b"fodfaeste.test:443"):
        assert knock(world, "GET", "/", (b"host", host)).status == 200
    for host in (
        b"fodfaeste.test:80",
        b"fodfaeste.test:",
        b"fodfaeste.test.",
        b"fodfaeste.test:443:443",
    ):
        assert knock(world, "GET", "/", (b"host", host)).status == 403


# --- Who asks -------------------------------------------------------------------------------------


def test_only_proxies_that_are_named_are_believed() -> None:
    assert from_environment({}).proxies[0] == "127.0.0.1/32"
    assert trusted("10.0.0.5, 10.1.0.0/24  fd00::/64") == (
        "10.0.0.5/32",
        "::ffff:10.0.0.5/128",
        "10.1.0.0/24",
        "::ffff:10.1.0.0/120",
        "fd00::/64",
    )
    for wrong in (
        "*",
        "proxy.local",
        "10.0.0.0/33",
        "10.0.0.5/24",
        "0.0.0.0/0",
        "::/0",
        "10.0.0",
        "10.0.0.5:443",
    ):
        with pytest.raises(CannotStart, match="FODFAESTE_TRUSTED_PROXIES"):
            trusted(wrong)


@pytest.mark.parametrize(
    ("address", "near"),
    [
        ("192.0.2.77", "192.0.2"),
        ("::ffff:192.0.2.77", "192.0.2"),
        ("::FFFF:c000:24d", "192.0.2"),
        ("0:0:0:0:0:ffff:192.0.2.1", "192.0.2"),
        ("2001:db8:1:2::3", "2001:db8:1"),
        ("2001:0DB8:0001::", "2001:db8:1"),
        ("2001:db8::1", "2001:db8"),
        ("fe80::1%eth0", "fe80"),
        ("[2001:db8:1::9]", "2001:db8:1"),
        ("", ""),
        ("unknown", ""),
        ("_hidden", ""),
        ("192.0.2", ""),
        ("192.0.2.7:80", ""),
        ("1" * 30_000, ""),
        ("\x00", ""),
    ],
)
def test_one_place_is_one_place_however_it_is_written(address: str, near: str) -> None:
    assert neighbourhood(address) == near


def test_behind_a_named_proxy_each_place_has_a_limit_of_its_own(world: World) -> None:
    """With a proxy on another machine: what it says of who asks is what counts, and nobody else is
    believed."""
    from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

    app = world.app
    world.app = ProxyHeadersMiddleware(app, list(trusted("10.0.0.5")))  # type: ignore[arg-type, assignment]
    seen: list[str] = []
    attempts = world.state["door"].attempts
    really = attempts.knocks

    def knocks_seen(address: str, phones: list[bytes | None]) -> list[int]:
        seen.append(address)
        waits: list[int] = really(address, phones)
        return waits

    attempts.knocks = knocks_seen

    async def come(peer: str, said: str) -> None:
        headers = [HOST, OURS, FORM, (b"x-forwarded-for", said.encode())]
        body = iter(
            [
                {
                    "type": "http.request",
                    "body": f"navn=x&adgangskode={PASSWORD}".encode(),
                    "more_body": False,
                }
            ]
        )
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST",
            "scheme": "http", "path": "/log-ind", "raw_path": b"/log-ind", "query_string": b"",
            "root_path": "", "headers": headers, "client": (peer, 4000), "server": None,
            "extensions": {},
        }  # fmt: skip

        async def receive() -> dict[str, object]:
            return next(body)

        async def send(message: object) -> None: ...

        await world.app(scope, receive, send)

    for peer, said in (
        ("10.0.0.5", "192.0.2.7"),
        ("::ffff:10.0.0.5", "198.51.100.7"),
        ("10.0.0.5", "evil, 203.0.113.9"),
        ("203.0.113.50", "192.0.2.7"),
        ("10.0.0.5", "unknown"),
    ):
        world.runner.run(come(peer, said))
    assert seen == ["192.0.2", "198.51.100", "203.0.113", "203.0.113", ""]
