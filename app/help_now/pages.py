"""Hjælp nu: public, no login, no database, no JavaScript, never rate limited."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from litestar import get, post

from app.foundation import clock
from app.foundation.errors import NotFound
from app.foundation.web.answers import flash, onwards, page, prefs
from app.foundation.web.forms import read_form
from app.foundation.web.guards import anyone
from app.foundation.web.handler_types import Page, PathText, Request
from app.foundation.words import say
from app.help_now.book import Book, Municipality
from app.help_now.hours import ZONE, Standing, standing
from app.help_now.lines import Line

NOTICES = {"valgt": say("Gemt på den her telefon. Du kan altid vælge om.")}
FORGOTTEN = "ingen"
CHOSEN = "/hjaelp-nu/?besked=valgt"
"""The same page, by an address that the phone's worker waits for: its own copy is from before the
choice."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A line as it stands now. On the copy that is kept for offline nothing is said of now, so
    there is no standing."""

    line: Line
    now: Standing | None
    old: bool

    @property
    def closed(self) -> bool:
        return self.now is not None and self.now.open is False

    def opens_in(self, today: date) -> int:
        """Whole days until it opens, -1 where nobody knows."""
        return (self.now.opens.date() - today).days if self.now and self.now.opens else -1


@get("/hjaelp-nu", guards=[anyone])
async def help_now(request: Request) -> Page:
    return _page(request, _book(request).find(prefs(request).municipality))


@get("/hjaelp-nu/{municipality:str}", guards=[anyone])
async def help_in(request: Request, municipality: PathText) -> Page:
    """The lines of one municipality, to look at or to give away. Nothing is remembered by it."""
    here = _book(request).find(municipality)
    if here is None:
        raise NotFound
    return _page(request, here, given=True)


@post("/hjaelp-nu", guards=[anyone])
async def choose(request: Request) -> Page:
    """Where somebody lives, as a word in the cookie of this phone's choices; the server keeps
    nothing."""
    code = (await read_form(request)).get("kommune")
    if code != FORGOTTEN and _book(request).find(code) is None:
        return onwards(request, "/hjaelp-nu")
    fresh = replace(prefs(request), municipality="" if code == FORGOTTEN else code)
    request.scope["state"]["set_cookies"].append(fresh.cookie())
    return onwards(request, CHOSEN)


HANDLERS = [help_now, help_in, choose]


def _book(request: Request) -> Book:
    found: Book = request.app.state["help"].book
    return found


def _page(request: Request, here: Municipality | None, *, given: bool = False) -> Page:
    """112 first, then what is open or may be, then what is closed with when it opens."""
    at = clock.now().astimezone(ZONE)
    reader = _opened_by_somebody(request)
    lines = [_shown(line, at, reader) for line in _book(request).lines(here.code if here else "")]
    ordered = sorted(lines, key=lambda each: each.closed and not each.line.first)
    answer = page(
        request,
        "help_now/help_now.html",
        public=True,
        lines=ordered,
        here=here,
        given=given,
        today=at.date(),
        at=at if reader else None,
        choices=_book(request).choices(),
        status=flash(request, NOTICES),
    )
    answer.headers["vary"] += ", Sec-Fetch-Mode, Accept"
    return answer


def _shown(line: Line, at: datetime, reader: bool) -> Shown:
    return Shown(line, standing(line.hours, at) if reader else None, line.old(at.date()))


def _opened_by_somebody(request: Request) -> bool:
    """Whether a person opens the page now. What a script fetches may lie on the phone for weeks,
    and is not told what is open."""
    headers = request.scope["state"]["headers"]
    mode = headers.get(b"sec-fetch-mode")
    return bool(
        mode == b"navigate" if mode is not None else b"text/html" in headers.get(b"accept", b"")
    )
