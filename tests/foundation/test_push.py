"""R61, F11: whom a push service may be, and that nobody is followed anywhere."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta

import pytest

from app.foundation import clock, push
from app.foundation.push import GONE, LATER, REFUSED, SENT, Answer, Signer, Subscription, answered
from app.foundation.push_wire import Public, Wire
from tests.conftest import NOON
from tests.push_service import Browser, Service, serving

KEYS = {1: b"\x01" * 32, 2: b"\x02" * 32}


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    with serving() as made:
        yield made


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://fcm.googleapis.com/fcm/send/abc:def-_1",
        "https://jmt17.google.com/fcm/send/abc",
        "https://updates.push.services.mozilla.com/wpush/v2/gAAA",
        "https://web.push.apple.com/QK9",
        "https://db5p.notify.windows.com/w/?token=BQY%2b",
        "https://fcm.googleapis.com:443/fcm/send/abc",
    ],
)
def test_the_services_of_the_browsers_there_are(endpoint: str) -> None:
    assert push.service(endpoint)


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://fcm.googleapis.com/fcm/send/abc",
        "https://127.0.0.1/a",
        "https://[::1]/a",
        "https://10.0.0.1/a",
        "https://localhost/a",
        "https://evil.example/fcm.googleapis.com",
        "https://evilfcm.googleapis.com.evil.dk/a",
        "https://xfcm.googleapis.com/a",
        "https://notify.windows.com.evil.dk/a",
        "https://evilnotify.windows.com/a",
        "https://.notify.windows.com/a",
        "https://notify.windows.com/a",
        "https://fcm.googleapis.com./a",
        "https://user@fcm.googleapis.com/a",
        "https://fcm.googleapis.com@evil.dk/a",
        "https://fcm.googleapis.com\\@evil.dk/a",
        "https://fcm.googleapis.com:8443/a",
        "https://fcm.googleapis.com:0443/a",
        "https://fcm.googleapis.com/a#b",
        "https://fcm.googleapis.com/a b",
        "https://fcm.googleapis.com/a\r\nHost: x",
        "https://fcm.googleapis.com/a\nb",
        "https://fcm.googleapis.com",
        "https://ｆcm.googleapis.com/a",
        "https://fcm。googleapis.com/a",
        "HTTPS://fcm.googleapis.com/a",
        "https:fcm.googleapis.com/a",
        "https:///fcm.googleapis.com/a",
        "file:///etc/passwd",
        "",
        "https://fcm.googleapis.com/" + "a" * 2000,
    ],
)
def test_nobody_else_is_ever_called(endpoint: str) -> None:
    assert push.service(endpoint) is None


@pytest.mark.parametrize(
    ("p256dh", "auth"),
    [
        ("", ""),
        ("AAAA", "AAAA"),
        (push.packed(b"\x04" + b"\x00" * 64), push.packed(b"a" * 16)),
        (push.packed(b"\x02" + b"\x01" * 32), push.packed(b"a" * 16)),
        (Browser().p256dh, push.packed(b"a" * 15)),
        (Browser().p256dh, push.packed(b"a" * 17)),
        (Browser().p256dh[:-2], push.packed(b"a" * 16)),
        (Browser().p256dh + "é", push.packed(b"a" * 16)),
        ("A" * 300, push.packed(b"a" * 16)),
    ],
    ids=range(9),
)
def test_keys_that_nothing_can_be_encrypted_with_are_none(p256dh: str, auth: str) -> None:
    assert not push.usable(p256dh, auth)


@pytest.mark.parametrize(
    ("status", "headers", "meant"),
    [
        (201, {}, Answer(SENT, 201)),
        (202, {}, Answer(SENT, 202)),
        (404, {}, Answer(GONE, 404)),
        (410, {}, Answer(GONE, 410)),
        (429, {"retry-after": "30"}, Answer(LATER, 429, 30)),
        (429, {"retry-after": "999999999999"}, Answer(LATER, 429, 3600)),
        (429, {"retry-after": "Sat, 14 Mar 2026 11:02:00 GMT"}, Answer(LATER, 429, 120)),
        (429, {"retry-after": "soon"}, Answer(LATER, 429, 0)),
        (429, {"retry-after": "-5"}, Answer(LATER, 429, 0)),
        (503, {}, Answer(LATER, 503, 0)),
        (400, {}, Answer(REFUSED, 400)),
        (403, {}, Answer(REFUSED, 403)),
        (413, {}, Answer(REFUSED, 413)),
        (301, {"location": "http://127.0.0.1/admin"}, Answer(REFUSED, 301)),
        (307, {"location": "http://127.0.0.1/admin"}, Answer(REFUSED, 307)),
    ],
)
def test_what_an_answer_means(status: int, headers: dict[str, str], meant: Answer) -> None:
    assert answered(status, headers) == meant


def called(service: Service, browser: Browser, key: int = 1, **more: str) -> Answer:
    async def call() -> Answer:
        wire = Wire(Signer(KEYS, "mailto:drift@kommune.dk"), service.url)
        there = Subscription(
            more.get("endpoint", browser.endpoint), browser.p256dh, browser.auth, key
        )
        try:
            return await wire.send(there, b'{"notification":{}}', ttl=3600, topic="abc")
        finally:
            await wire.close()

    return asyncio.run(call())


def test_a_service_that_leads_elsewhere_is_not_followed(service: Service) -> None:
    browser = service.browser()
    service.calls.clear()
    service.answers, service.headers = [307], {"location": f"{service.url}/inside"}
    assert called(service, browser) == Answer(REFUSED, 307)
    assert service.calls == [browser.path]
    service.headers = {}


def test_each_service_has_a_signature_of_its_own_and_the_key_it_was_subscribed_with(
    service: Service,
) -> None:
    """pywebpush#130: the audience of the first call is not that of the second."""
    google, windows = service.browser(), service.browser("db5p.notify.windows.com")
    service.messages.clear()
    for browser, key in ((google, 1), (windows, 1), (google, 2)):
        assert called(service, browser, key).kind == SENT
    audiences = [each.claims["aud"] for each in service.messages]
    assert audiences == [
        "https://fcm.googleapis.com",
        "https://db5p.notify.windows.com",
        "https://fcm.googleapis.com",
    ]
    signer = Signer(KEYS, "mailto:drift@kommune.dk")
    assert [each.key for each in service.messages] == [signer.public(n) for n in (1, 1, 2)]


def test_a_signature_is_made_anew_before_it_runs_out() -> None:
    signer = Signer(KEYS, "mailto:drift@kommune.dk")
    first = signer.header(1, "https://fcm.googleapis.com")
    with clock.held(NOON + timedelta(hours=5)):
        assert signer.header(1, "https://fcm.googleapis.com") == first
    with clock.held(NOON + timedelta(hours=7)):
        assert signer.header(1, "https://fcm.googleapis.com") != first
    with clock.held(NOON - timedelta(days=1)):  # the clock went back: it would hold for too long
        assert signer.header(1, "https://fcm.googleapis.com") != first


def test_a_key_of_ours_that_is_gone_calls_nobody(service: Service) -> None:
    browser = service.browser()
    service.calls.clear()
    assert called(service, browser, 9).kind == GONE
    assert service.calls == []


def test_an_endpoint_that_is_none_any_more_is_not_called(service: Service) -> None:
    """It is looked at again before each call: the list may have become shorter since."""
    service.calls.clear()
    assert called(service, service.browser(), endpoint=f"{service.url}/send").kind == GONE
    assert service.calls == []


@contextmanager
def speaking(*pieces: bytes, every: float = 0.0) -> Iterator[str]:
    """A server that says this to whoever comes, whatever they ask; again and again with `every`."""
    line = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()

    def run() -> None:
        with suppress(OSError):
            while not over.is_set():
                there, _ = line.accept()
                with suppress(OSError), there:
                    there.recv(4096)
                    for piece in pieces:
                        there.sendall(piece)
                    while every and not over.wait(every):
                        there.sendall(pieces[-1])

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{line.getsockname()[1]}"
    finally:
        over.set()
        with suppress(OSError):
            socket.create_connection(line.getsockname()).close()
        thread.join(5)
        line.close()


OK = b"HTTP/1.1 201 Created\r\n"


@pytest.mark.parametrize(
    ("pieces", "every", "kind"),
    [
        ((b"hej\r\n\r\n",), 0, LATER),
        ((b"",), 0, LATER),
        ((b"\x00" * 500,), 0, LATER),
        ((b"HTTP/1.1 999999 x\r\n\r\n",), 0, LATER),
        ((OK + b"x: " + b"a" * 100_000 + b"\r\n\r\n",), 0, LATER),
        ((OK + b"content-length: -1\r\n\r\n",), 0, LATER),
        ((OK + b"content-length: 999999999\r\n\r\n" + b"a" * 4096,), 0, SENT),
        ((OK + b"transfer-encoding: chunked\r\n\r\n", b"1000\r\n" + b"a" * 4096), 0.01, SENT),
        ((OK + b"content-encoding: gzip\r\ncontent-length: 3\r\n\r\nabc",), 0, SENT),
        ((b"HTTP/1.1 ", b" "), 0.05, LATER),
        ((OK, b"x: y\r\n"), 0.01, LATER),
    ],
    ids=range(11),
)
def test_a_service_that_answers_garbage_or_drop_by_drop_holds_nobody(
    pieces: tuple[bytes, ...], every: float, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.foundation.push_wire.PATIENCE", 1.0)

    async def call(url: str) -> Answer:
        wire = Wire(Signer(KEYS, "mailto:drift@kommune.dk"), url)
        browser = Browser()
        there = Subscription(browser.endpoint, browser.p256dh, browser.auth, 1)
        try:
            return await asyncio.wait_for(wire.send(there, b"{}", ttl=60, topic="a"), 5)
        finally:
            await wire.close()

    with speaking(*pieces, every=every) as url:
        assert asyncio.run(call(url)).kind == kind


INSIDE = [
    "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "0.0.0.0", "224.0.0.1", "::1", "fe80::1", "fc00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
    "64:ff9b::7f00:1", "2002:7f00:1::", "255.255.255.255",
]  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_a_name_that_leads_inside_is_none(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also when only one of its addresses does: which one would be called nobody knows."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET

    async def resolved() -> object:
        loop = asyncio.get_running_loop()

        async def found(*_: object, **__: object) -> list[tuple[object, ...]]:
            public = (socket.AF_INET, 1, 6, "", ("142.250.74.10", 443))
            return [public, (family, 1, 6, "", (address, 443))]

        monkeypatch.setattr(loop, "getaddrinfo", found)
        return await Public().resolve("fcm.googleapis.com", 443)

    with pytest.raises(OSError, match="not public"):
        asyncio.run(resolved())


def test_the_address_that_was_looked_at_is_the_one_that_is_called(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Rebinding: a name that is public at the first look and inside at the second."""
    asked: list[str] = []

    async def resolved() -> Answer:
        loop = asyncio.get_running_loop()

        async def found(host: str, *_: object, **__: object) -> list[tuple[object, ...]]:
            asked.append(host)
            address = "192.0.2.1" if len(asked) > 1 else "127.0.0.1"
            return [(socket.AF_INET, 1, 6, "", (address, 443))]

        monkeypatch.setattr(loop, "getaddrinfo", found)
        wire = Wire(Signer(KEYS, "mailto:drift@kommune.dk"))
        browser = Browser()
        there = Subscription(browser.endpoint, browser.p256dh, browser.auth, 1)
        try:
            return await wire.send(there, b"{}", ttl=60, topic="a")
        finally:
            await wire.close()

    assert asyncio.run(resolved()).kind == LATER
    assert asked == ["fcm.googleapis.com"]


def test_a_service_that_says_nothing_is_left_alone_and_the_others_are_called(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def calls() -> list[str]:
        wire = Wire(Signer(KEYS, "mailto:drift@kommune.dk"), "http://127.0.0.1:9")
        silent, other = Browser(), Browser("db5p.notify.windows.com")
        said = []
        for _ in range(push.TIRED):
            there = Subscription(silent.endpoint, silent.p256dh, silent.auth, 1)
            said.append((await wire.send(there, b"{}", ttl=60, topic="a")).kind)
        posted: list[str] = []

        async def post(url: str, *_: object) -> Answer:
            posted.append(url)
            return Answer(SENT, 201)

        monkeypatch.setattr(wire, "_posted", post)
        for browser in (silent, other):
            there = Subscription(browser.endpoint, browser.p256dh, browser.auth, 1)
            said.append((await wire.send(there, b"{}", ttl=60, topic="a")).kind)
        await wire.close()
        assert len(posted) == 1
        return said

    assert asyncio.run(calls()) == [LATER] * (push.TIRED + 1) + [SENT]
