"""Answers: a page, a part of one, a step onwards. Every page is the same for a browser with and
without JavaScript."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from isal import isal_zlib
from litestar import MediaType, Response
from litestar.types import ASGIApp, Receive, Scope, Send

from app.foundation.database import Database
from app.foundation.web import prefs as preferences
from app.foundation.web.forms import Form
from app.foundation.web.handler_types import Request
from app.foundation.web.prefs import Prefs
from app.foundation.web.turns import ARRIVALS, LONG
from app.foundation.words import Language, Say, Words, say

SQUEEZED_FROM = 1024
SQUEEZE, GZIP = 2, 31
"""How hard a page is squeezed as it is sent, of 3; and the sign of gzip among what zlib writes."""
AT_ONCE = 65_536
"""Characters of a page that are made while everybody waits, the slowest of them in a hundredth of a
second."""
LONGEST_WAY = 2000
"""Characters in an address that somebody is led on to."""


def words(request: Request) -> Words:
    found: Words = request.app.state["words"]
    return found


def prefs(request: Request) -> Prefs:
    """This phone's choices; the first visit follows the browser's language."""
    state = request.scope["state"]
    if "prefs" not in state:
        languages = frozenset(words(request).languages)
        read = preferences.read(state["cookies"].get(preferences.COOKIE, ""), languages)
        if not read.language:
            accept = state["headers"].get(b"accept-language", b"").decode("latin-1")
            read = preferences.chosen(
                {"language": words(request).preferred(accept)}, languages, read
            )
        state["prefs"] = read
    chosen: Prefs = state["prefs"]
    return chosen


def language(request: Request) -> Language:
    return words(request).get(prefs(request).language)


def render(request: Request, template: str, context: Mapping[str, Any]) -> str:
    """A template in the reader's language, with what every page knows."""
    return "".join(pieces(request, template, context))


def pieces(request: Request, template: str, context: Mapping[str, Any]) -> Iterator[str]:
    """The same, piece by piece as it is made: for what is long, in a thread."""
    lang = language(request)
    shell = {
        "lang": lang,
        "languages": words(request).languages.values(),
        "prefs": prefs(request),
        "me": request.scope["state"].get("me"),
        "reference": request.scope["state"]["request"],
        "status": None,
        "tab": None,
        "address": request.scope["path"] if request.method == "GET" else "/",
        "posted": request.scope["path"],
    }
    return lang.templates.get_template(template).generate(shell | dict(context))


def page(
    request: Request,
    template: str,
    *,
    part: str | None = None,
    status_code: int = 200,
    public: bool = False,
    **context: Any,
) -> Response[bytes]:
    """A whole page, or only its `part` when htmx asked for a part. Of a long one only the beginning
    is made here."""
    made = pieces(request, part if part and wants_part(request) else template, context)
    headers = {"vary": "HX-Request"} | ({"cache-control": "private, no-cache"} if public else {})
    begun, so_far = list[str](), 0
    for piece in made:
        begun.append(piece)
        so_far += len(piece)
        if so_far > AT_ONCE:
            return Long(request, chain(begun, made), status_code, headers)
    return _html(request, "".join(begun), status_code, headers)


class Long(Response[bytes]):
    """A page of which more is to be made than anybody should wait for: the rest is made in a
    thread, when the page is sent, so that whoever has much to show holds up nobody else's. What its
    handler puts on it, as a header, stays on it."""

    def __init__(
        self, request: Request, made: Iterator[str], status: int, headers: dict[str, str]
    ) -> None:
        super().__init__(b"", status_code=status, headers=headers, media_type=MediaType.HTML)
        self._request, self._made, self._status = request, made, status

    def to_asgi_response(self, app: Any, request: Any, **given: Any) -> ASGIApp:  # type: ignore[override]
        async def send_it(scope: Scope, receive: Receive, send: Send) -> None:
            db: Database = self._request.app.state["db"]
            whole = await db.long(self._whole)
            await whole.to_asgi_response(app, request, **given)(scope, receive, send)

        return send_it

    def _whole(self) -> Response[bytes]:
        return _html(self._request, "".join(self._made), self._status, self.headers)


def wants_part(request: Request) -> bool:
    """htmx asked for a part; a boosted or restored page is asked for whole."""
    headers = request.scope["state"]["headers"]
    return bool(
        headers.get(b"hx-request") == b"true"
        and headers.get(b"hx-request-type", b"partial") != b"full"
    )


def onwards(request: Request, path: str) -> Response[bytes]:
    """After a change: see other. htmx is told in its own way, since fetch would follow unseen."""
    if wants_part(request):
        return Response(
            b"", status_code=200, headers={"hx-redirect": path}, media_type=MediaType.HTML
        )
    return Response(b"", status_code=303, headers={"location": path}, media_type=MediaType.HTML)


def changed(request: Request, path: str, part: str, **context: Any) -> Response[bytes]:
    """After a change: the part that changed for htmx, otherwise 303 to `path`."""
    if not wants_part(request):
        return onwards(request, path)
    return _html(request, render(request, part, context), 200, {"vary": "HX-Request"})


def again(request: Request, template: str, **context: Any) -> Response[bytes]:
    """The form once more, with what was typed and what it needs (422)."""
    return page(request, template, status_code=422, **context)


def _html(request: Request, html: str, status: int, headers: dict[str, str]) -> Response[bytes]:
    body, headers = squeezed(request, html.encode(), headers)
    return Response(body, status_code=status, headers=headers, media_type=MediaType.HTML)


def squeezed(
    request: Request, body: bytes, headers: dict[str, str]
) -> tuple[bytes, dict[str, str]]:
    """A body made small for whoever can unfold it, and the headers that say so."""
    if len(body) > LONG:
        ARRIVALS.long()
    accept = request.scope["state"]["headers"].get(b"accept-encoding", b"")
    if b"gzip" not in accept or len(body) < SQUEEZED_FROM:
        return body, headers
    squeeze = isal_zlib.compressobj(SQUEEZE, wbits=GZIP)
    varies = ", ".join(filter(None, (headers.get("vary", ""), "Accept-Encoding")))
    small = squeeze.compress(body) + squeeze.flush()
    return small, headers | {"content-encoding": "gzip", "vary": varies}


SHARED = say("Gemt. Du deler noget af det her.")


@dataclass(frozen=True)
class Claim(Say):
    """A sentence about what others cannot see. The address it stands under is opened again long
    after, so it is said only while it is so. `kinds` are those it speaks of: once others may see
    something of one, `otherwise` is said. Without, the page knows, and what is left of it when it
    is not so may stand in `otherwise`."""

    kinds: tuple[str, ...] = ()
    otherwise: Say = SHARED


def claim(says: Say, *kinds: str, otherwise: Say = SHARED) -> Claim:
    return Claim(says.text, says.values, kinds, otherwise)


def flash(
    request: Request, known: Mapping[str, Say], true: Mapping[str, bool] = MappingProxyType({})
) -> Say | None:
    """What a step before this page has to say, while it is so: `true` is what the page knows of
    that, and nothing is claimed that nobody knows. Only a listed code stands in the address, never
    a word of a person's."""
    code, me = request.query_params.get("besked", ""), request.scope["state"].get("me")
    found = known.get(code)
    if not isinstance(found, Claim):
        return found if true.get(code, True) else None
    if me is None or not true.get(code, bool(found.kinds)):
        return found.otherwise if me and not found.kinds and found.otherwise is not SHARED else None
    return found.otherwise if found.kinds and me.profile.shares_any(found.kinds) else found


def undoable(request: Request) -> UUID | None:
    """The thing that was just put away, for its «Hent det tilbage»; nothing but an id may steer
    where that button leads."""
    try:
        return UUID(request.query_params.get("fortryd", ""))
    except ValueError:
        return None


def on_the_page(path: str, form: Form) -> str:
    """The page of a list on which a form stood (`fra`): whoever stops the tenth of many is not led
    away from the eleventh."""
    start = form.get("fra")
    return (
        f"{path}&fra={start}" if start.isascii() and start.isdigit() and len(start) < 10 else path
    )


def within(path: str, otherwise: str = "/") -> str:
    """A way onwards inside the app only: anything that could lead elsewhere becomes `otherwise`."""
    if len(path) > LONGEST_WAY or not path.isascii() or not path.isprintable() or "\\" in path:
        return otherwise  # before anything takes the address apart, which can be slow
    try:
        parts = urlsplit(path)
    except ValueError:
        return otherwise
    outside = parts.scheme or parts.netloc or not path.startswith("/") or path.startswith("//")
    return otherwise if outside else path


Messages = dict[str, Say]
"""What a form needs, by field name, in words."""
