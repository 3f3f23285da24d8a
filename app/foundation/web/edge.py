"""The outermost layer: who may knock, what leaves, and one log line per answer.

It stands outside the framework because the framework's own layers are skipped for 404, 405 and
errors.
"""

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from app.foundation import actor, logs
from app.foundation.errors import AppError, Refused, TooLarge, WrongKind
from app.foundation.in_hand import Turn
from app.foundation.settings import DEFAULT, Settings
from app.foundation.web.answering import Answer, Receive, Scope, Send, plain
from app.foundation.web.forms import FILES, Form, widest
from app.foundation.web.jar import Cookies
from app.foundation.web.limits import neighbourhood
from app.foundation.web.statics import FOR_EVER, Statics
from app.foundation.web.streams import Streams
from app.foundation.web.turns import GOES, Rows

App = Callable[[Scope, Receive, Send], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

HANDED_OVER = "/del"
"""Where the phone itself posts what another app shares with us, from no site at all. It changes
nothing."""
DRAINED = 16_000_000

NOBODY, GUEST = "none", "guest"
"""What `x-login` tells a phone of who is in, where it is not the mark of somebody whose own phone
it is. Nobody: the copy of what lies here goes. A guest keeps nothing on this phone, and nothing of
what comes is put with its owner's things."""


class Edge:
    """Wraps the application. `calm_page(scope, error)` makes the answer for what is refused here;
    `streams` are its open lines, and `rows` those who wait to be answered."""

    def __init__(
        self,
        app: App,
        settings: Settings,
        statics: Statics,
        calm_page: Callable[[Scope, AppError], App],
        streams: Streams,
        rows: Rows,
    ) -> None:
        self._app = app
        self.streams = streams
        self._rows = rows
        self._hosts = _known_by(settings)
        self._origins = frozenset(origin.encode() for origin in settings.origins)
        self._statics = statics
        self._calm_page = calm_page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return await self._app(scope, receive, send)
        if scope["type"] != "http":
            return await send({"type": "websocket.close", "code": 1008})
        await self._http(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        actor.is_now(None)
        actor.comes_from(neighbourhood(_address(scope)))
        headers = joined(scope["headers"])
        answer = Answer(scope, send)
        scope["state"] = {
            "request": answer.request,
            "headers": headers,
            "cookies": Cookies(headers.get(b"cookie", b"")),
        }
        scope["state"] |= {"set_cookies": [], "late_cookies": [], "ends": []}
        scope["state"]["head"] = scope["method"] == "HEAD"
        scope["state"]["host"] = self._hosts.get(headers.get(b"host", b"").lower(), "")
        if scope["method"] == "HEAD":
            scope = {**scope, "method": "GET"}
        if scope["path"].startswith("/static/"):
            return await self._static(scope, headers, answer)
        refused = self._refused(scope, headers)
        if isinstance(refused, TooLarge):
            await _drain(headers, receive)
        if scope["path"] in GOES and isinstance(refused, TooLarge | WrongKind):
            scope["state"]["typed"], refused = Form([], unread=True), None
        app = self._app if refused is None else self._calm_page(scope, refused)
        if not await answer.in_turn(self._turn(scope)):
            return
        try:
            await app(scope, answer.receives(receive), answer.send)
        except Exception as error:  # noqa: BLE001
            # even the calm page could not be made: say the least, with a way to help
            logs.fault("last_resort", error, request=answer.request)
            await answer.last_resort()
        finally:
            answer.over()
            for end in scope["state"]["ends"]:
                end()

    def _turn(self, scope: Scope) -> Turn:
        state = scope["state"]
        return self._rows.of(
            state["cookies"],
            _address(scope),
            scope["method"],
            scope["path"],
            _sent(state["headers"]),
        )

    def _refused(self, scope: Scope, headers: dict[bytes, bytes]) -> AppError | None:
        if not scope["state"]["host"] or _twice(scope["headers"]):
            return Refused("host")
        if scope["method"] in ("GET", "OPTIONS"):
            return None
        if not self._same_site(headers) and not (
            scope["path"] == HANDED_OVER and headers.get(b"sec-fetch-site") == b"none"
        ):
            return Refused("site")
        file = headers.get(b"content-type", b"").startswith(b"multipart/")
        if b"content-encoding" in headers or (file and scope["path"] not in FILES):
            return WrongKind()
        return TooLarge() if _length(headers) > widest(scope["path"]) else None

    def _same_site(self, headers: dict[bytes, bytes]) -> bool:
        """Only our own pages may change anything. No token, so nothing grows stale in a phone that
        lay in a drawer."""
        site = headers.get(b"sec-fetch-site")
        if site is not None:
            return site == b"same-origin"
        return headers.get(b"origin") in self._origins

    async def _static(self, scope: Scope, headers: dict[bytes, bytes], answer: "Answer") -> None:
        asset = self._statics.by_url.get(scope["path"])
        if asset is None or scope["method"] != "GET":
            return await plain(answer.send, 404, b"", [(b"content-type", b"text/plain")])
        cache = [
            (b"cache-control", FOR_EVER),
            (b"etag", asset.etag.encode()),
            (b"vary", b"accept-encoding"),
        ]
        if headers.get(b"if-none-match") == asset.etag.encode():
            return await plain(answer.send, 304, b"", cache)
        body, encoding = asset.best(headers.get(b"accept-encoding", b""))
        encoded = [(b"content-encoding", encoding)] if encoding else []
        await plain(
            answer.send, 200, body, [(b"content-type", asset.kind.encode()), *cache, *encoded]
        )


ONCE = frozenset(
    (b"host", b"origin", b"sec-fetch-site", b"content-type", b"content-length", b"content-encoding")
)
"""Headers that decide who is asked and who asks. Sent twice, a proxy may believe one and we the
other, so neither counts."""


def _twice(headers: Headers) -> bool:
    names = [name for name, _ in headers if name in ONCE]
    return len(set(names)) < len(names)


def joined(headers: Headers) -> dict[bytes, bytes]:
    """The headers by name; one that came in parts is put together (RFC 9110; cookies as RFC 9113
    does)."""
    found = dict(headers)
    if len(found) < len(headers):
        parts: dict[bytes, list[bytes]] = {}
        for name, value in headers:
            parts.setdefault(name, []).append(value)
        found = {
            name: (b"; " if name == b"cookie" else b", ").join(values)
            for name, values in parts.items()
        }
    return found


def _sent(headers: dict[bytes, bytes]) -> int:
    """How much comes with a request, in bytes; what does not say so may be as much as any."""
    return _length(headers) if b"content-length" in headers else DRAINED


def _address(scope: Scope) -> str:
    return str(scope["client"][0]) if scope.get("client") else ""


def _known_by(settings: Settings) -> dict[bytes, str]:
    """The names we answer to, also with a port that need not be said, and the one of our own that
    each is."""
    plain = {host.encode(): host for host in settings.hosts}
    ports = {
        urlsplit(origin).netloc: f":{DEFAULT[urlsplit(origin).scheme]}"
        for origin in settings.origins
    }
    return plain | {
        f"{host}{port}".encode(): host
        for host, port in ports.items()
        if urlsplit(f"//{host}").port is None
    }


def _length(headers: dict[bytes, bytes]) -> int:
    text = headers.get(b"content-length", b"0")
    return int(text) if text.isdigit() and len(text) < 12 else DRAINED + 1


async def _drain(headers: dict[bytes, bytes], receive: Receive) -> None:
    """Read a too large body to its end, keeping nothing, so that the browser shows our page and not
    a broken line."""
    if _length(headers) > DRAINED:
        return
    while True:
        message = await receive()
        if message["type"] == "http.disconnect" or not message.get("more_body"):
            return
