"""The app on the phone: the worker that opens it without net, the page it opens on, and how it is
installed."""

import base64
import hashlib
import re
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import msgspec
from litestar import Response, get, post

from app import journal, plan, saved_places
from app.foundation import ids, sealed_box
from app.foundation.errors import NotFound
from app.foundation.web.answers import language, onwards, page, render
from app.foundation.web.forms import what_came
from app.foundation.web.guards import anyone
from app.foundation.web.handler_types import Db, Page, Request
from app.foundation.web.statics import Statics
from app.foundation.words import say
from app.intake import WAYS
from app.sign_in import Me, cookies, going, perhaps, signed_in

PAGES = ("/paa-telefonen", "/hjaelp-nu", "/indkoeb")
"""What lies on the phone, the same for everybody: nothing personal is in it."""
SCRIPTS = (
    "pages/tends-the-outbox.js",
    "pages/knows-who-is-here.js",
    "pages/opens-the-lock.js",
    "pages/keeps-drafts.js",
    "pages/lists-what-waits.js",
    "pages/asks-about-what-came.js",
)
ASSETS = ("app.css", "app.js", *SCRIPTS, "icons.svg", "look/icon.svg")
FORMS = "|".join(WAYS)
HERE = Path(__file__).parents[2]
SHORTCUTS = (
    (say("Svær dag"), "/?kilde=svaer"),
    (say("Min plan"), "/plan"),
    (say("Hjælp nu"), "/hjaelp-nu"),
)
TAKES = {"action": "/del", "method": "POST", "enctype": "application/x-www-form-urlencoded",
         "params": {"title": "title", "text": "text", "url": "url"}}  # fmt: skip
KEPT = 14
"""Entries that lie on the phone when their writer chose it."""
NEUTRAL = (say("Hej fra din app").text, say("Du har en påmindelse.").text)
"""What a phone shows of something it cannot read."""
GROCERIES = (
    say("Mælk"),
    say("Rugbrød"),
    say("Æg"),
    say("Kartofler"),
    say("Æbler"),
    say("Kaffe"),
    say("Havregryn"),
    say("Opvaskemiddel"),
)

GONE = b"""self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) =>
  event.waitUntil(
    caches.keys()
      .then((names) => Promise.all(names.map((name) => caches.delete(name))))
      .then(() => self.registration.unregister()),
  ),
);
"""


@get("/paa-telefonen", guards=[anyone])
async def on_the_phone(request: Request) -> Page:
    """Where the app opens without net: mark the day, write, see what waits. It holds nothing
    personal; the phone fills it in."""
    return page(request, "offline/shell.html", public=True, on_phone=True, new_id=ids.new())


@get("/telefon", guards=[signed_in])
async def phone(request: Request, me: Me) -> Page:
    """What this phone keeps and how it is locked. It is chosen here and known only to the phone."""
    key = base64.b64encode(sealed_box.public_key(request.app.state["keys"].root)).decode()
    return page(
        request,
        "offline/phone.html",
        tab="mine",
        server_key=key,
        kept=KEPT,
        browser=_browser(request),
    )


@get("/telefon/med", guards=[signed_in], by_itself=True)
async def taken_along(request: Request, me: Me, db: Db) -> Page:
    """The plan and the saved places, and with `hvad=alt` the last entries, as a part of a page.
    Only for a phone of one's own, which seals it."""
    if request.query_params.get("konto") != me.mark:
        raise NotFound  # asked for from a page of somebody else's
    mine = not (me.shared or me.looking)
    whole = await db.read_long(plan.kept.whole, me) if mine else {}
    found = mine and request.query_params.get("hvad") == "alt"
    entries = (await db.read(journal.entries.timeline, me, size=KEPT)).entries if found else []
    saved = await db.read(saved_places.kept.all_of, me) if mine else []
    known = {"whole": whole, "parts": plan.PARTS, "entries": entries, "saved": saved}
    text = await db.long(partial(render, request, "offline/_kept.html", known))
    return Response(text.encode(), media_type="text/plain; charset=utf-8")


@get("/telefon/hvem", guards=[perhaps], status_code=204, by_itself=True)
async def who(request: Request) -> None:
    """Whose login this is stands in the head of each answer that knows it. The worker asks before
    what lies on the phone opens."""


@post("/telefon/ryd", guards=[signed_in])
async def clear(request: Request, me: Me) -> Page:
    """The browser forgets all that it kept of us, so that no key lies about that was there before
    the lock."""
    return Response(
        b"", status_code=204, headers={"clear-site-data": '"storage"'}, media_type="text/plain"
    )


@post("/skjul", guards=[going])
async def hide(request: Request) -> Page:
    """Away from here at once: the login ends and something ordinary is shown. An old tab ends
    nobody else's login."""
    form = await what_came(request)
    quietly = form.get("stille") == "1"
    await cookies.go(request, form.get("konto"), form.get("siden")[:12], quietly=quietly)
    return Response(b"", status_code=204) if quietly else onwards(request, "/indkoeb")


@get("/indkoeb", guards=[anyone])
async def groceries(request: Request) -> Page:
    """Something ordinary. Neither its look nor its address says where it comes from."""
    return page(request, "offline/groceries.html", public=True, groceries=GROCERIES)


@get("/sw.js", guards=[anyone])
async def worker(request: Request) -> Page:
    """What a browser asks for again and again. Switched off, the one on the phone takes itself
    away; what waits stays."""
    state = request.app.state
    text = (
        _worker(state["statics"], state["help"].book.mark, tuple(state["changes_hands"].items()))
        if state["settings"].worker
        else GONE
    )
    return Response(
        text, media_type="text/javascript; charset=utf-8", headers={"cache-control": "no-cache"}
    )


@get("/app.webmanifest", guards=[anyone])
async def manifest(request: Request) -> Page:
    lang, statics = language(request), request.app.state["statics"]
    icons = [
        {
            "src": statics.url(f"look/{name}.png"),
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": purpose,
        }
        for name, size, purpose in (
            ("icon-192", 192, "any"),
            ("icon-512", 512, "any"),
            ("maskable-512", 512, "maskable"),
        )
    ]
    told: dict[str, Any] = {
        "id": "/",
        "name": "Fodfæste",
        "short_name": "Fodfæste",
        "lang": lang.code,
        "dir": lang.dir,
        "start_url": "/?kilde=app",
        "scope": "/",
        "display": "standalone",
        "background_color": "#fbf9f5",
        "theme_color": "#fbf9f5",
        "description": str(
            lang.say(say("Din plads til håb, dage og det der hjælper. Du bestemmer tempoet."))
        ),
        "categories": ["lifestyle"],
        "icons": icons,
        "share_target": TAKES,
        "shortcuts": [{"name": str(lang.say(name)), "url": url} for name, url in SHORTCUTS],
    }
    headers = {"cache-control": "private, no-cache"}
    return Response(
        msgspec.json.encode(told), media_type="application/manifest+json", headers=headers
    )


HANDLERS = [on_the_phone, phone, taken_along, who, clear, hide, groceries, worker, manifest]


def _browser(request: Request) -> str:
    """Where the way of installing it is found: «Del» in Safari on an iPhone, the menu of a browser
    elsewhere."""
    agent = request.scope["state"]["headers"].get(b"user-agent", b"").decode("latin-1")
    if re.search(r"iPhone|iPad|iPod", agent):
        return (
            "safari"
            if "Safari" in agent and not re.search(r"CriOS|FxiOS|EdgiOS|OPT/|GSA/", agent)
            else "other-iphone"
        )
    return "android" if "Android" in agent else "other"


@lru_cache(maxsize=2)
def _worker(statics: Statics, help_lines: str, doors: tuple[tuple[str, bool], ...]) -> bytes:
    """The worker's file: what it keeps, the outbox it shares with the pages, and what it does. A
    change anywhere is a new one, also in the help lines: a number that was changed is changed on
    the phones too."""
    own = statics.asset("phone/outbox.js").plain + b"\n" + statics.asset("phone/worker.js").plain
    files = [*PAGES, *(statics.url(name) for name in ASSETS)]
    build = hashlib.sha256(
        own + repr((files, doors)).encode() + help_lines.encode() + _pages()
    ).hexdigest()[:12]
    known = {
        "BUILD": build,
        "FILES": files,
        "PAGES": PAGES,
        "FORMS": FORMS,
        "DOORS": dict(doors),
        "ICON": statics.url("look/icon-192.png"),
        "SAYS": NEUTRAL,
    }
    first = "".join(
        f"const {name} = {msgspec.json.encode(value).decode()};\n" for name, value in known.items()
    )
    return first.encode() + own


def _pages() -> bytes:
    """What the kept pages are made of."""
    made = [
        *sorted((HERE / "templates").rglob("*.html")),
        *sorted((HERE / "locales").rglob("*.po")),
    ]
    return b"".join(file.read_bytes() for file in made)
