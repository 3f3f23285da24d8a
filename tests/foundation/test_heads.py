"""What stands above a request is read before anybody's turn has come: it costs next to nothing,
however much of it there is."""

import sys
from collections.abc import Callable
from typing import Any

import pytest

from app.foundation import logs
from app.foundation.web.connection import HEAD_BYTES, MOST_HEADERS, QUERY_BYTES
from app.foundation.web.edge import _twice, joined
from app.foundation.web.jar import Cookies
from tests.circle import crowd
from tests.foundation import test_server
from tests.foundation.test_server import HEAD, Site
from tests.world import World

site = test_server.site
END = b"connection: close\r\n\r\n"


def lines(fn: Callable[[], object]) -> int:
    """How many lines of ours are run."""
    counted = 0

    def trace(frame: Any, event: str, arg: object) -> Any:
        nonlocal counted
        counted += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        fn()
    finally:
        sys.settrace(before)
    return counted


@pytest.mark.parametrize(
    "pairs", [b"a; " * 5_000, b"; " * 8_000, b"; __Host-sessio=" * 1_000 + b"; ", b"a=b; " * 3_000]
)
def test_our_own_cookies_are_found_among_thousands(pairs: bytes) -> None:
    sent = pairs + b"__Host-session=abc=; x=y"
    assert Cookies(sent).get("__Host-session") == "abc=" and Cookies(sent).get("x") == "y"
    assert Cookies(sent).get("ession", "none") == Cookies(b"").get(
        "x", "none"
    ) == "none" and not Cookies(b"")
    assert lines(lambda: Cookies(sent).get("__Host-session")) < 20, "nothing is done for each pair"


def test_a_name_that_comes_twice_is_counted_once() -> None:
    headers = [(b"x%d" % n, b"a") for n in range(MOST_HEADERS - 2)] + [
        (b"cookie", b"a=b"),
        (b"cookie", b"c=d"),
    ]
    assert joined(headers)[b"cookie"] == b"a=b; c=d" and not _twice(headers)
    assert _twice([*headers, (b"host", b"a"), (b"host", b"a")])


@pytest.mark.parametrize(
    "ask",
    [
        HEAD % b"/om" + b"cookie: " + b"a; " * (HEAD_BYTES // 3) + b"\r\n" + END,
        HEAD % (b"/om?" + b"a=b&" * (QUERY_BYTES // 4 + 1)) + END,
    ],
    ids=["head", "query"],
)
def test_a_head_longer_than_any_browsers_is_refused_calmly(site: Site, ask: bytes) -> None:
    answer = site.said(ask)
    assert answer.startswith((b"HTTP/1.1 431 ", b"HTTP/1.1 400 ")) and "Hjælp nu".encode() in answer


def test_what_another_app_at_our_address_sets_keeps_nobody_out(site: Site) -> None:
    assert site.said(HEAD % b"/om" + b"cookie: " + b"a=b; " * 3_000 + b"\r\n" + END).startswith(
        b"HTTP/1.1 200 "
    )
    assert site.said(HEAD % (b"/om?" + b"a=b&" * 1_000) + END).startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize(("path", "status"), [("/dagbog", 400), ("/log-ind", 400), ("/skjul", 303)])
def test_whoever_leaves_in_the_middle_of_what_they_send_is_no_fault_of_ours(
    world: World, monkeypatch: pytest.MonkeyPatch, path: str, status: int
) -> None:
    """No page is made for them; whoever goes is gone."""
    faults = list[str]()
    monkeypatch.setattr(logs, "fault", lambda event, *_, **__: faults.append(event))
    cookie, left, size = crowd.session_of(world, world.cast["Anna"].id), [True, False], [0]
    told = list[int]()

    async def receive() -> dict[str, Any]:
        return (
            {"type": "http.request", "body": b"konto=", "more_body": True}
            if left.pop(0)
            else {"type": "http.disconnect"}
        )

    async def send(message: dict[str, Any]) -> None:
        told.extend([message["status"]] if "status" in message else [])
        size[0] += len(message.get("body", b""))

    headers = [
        (b"host", b"fodfaeste.test"),
        (b"cookie", cookie.encode()),
        (b"sec-fetch-site", b"same-origin"),
    ]
    headers += [(b"content-type", b"application/x-www-form-urlencoded"), (b"content-length", b"60")]
    asked = {
        "method": "POST",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": headers,
    }
    where = {
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 2),
        "scheme": "https",
        "root_path": "",
    }
    scope = {"type": "http", "http_version": "1.1", "asgi": {"version": "3.0"}, **asked, **where}
    world.runner.run(world.app(scope, receive, send))
    assert not faults and told == [status] and not size[0]
