"""The app on the phone: the worker that opens it without net, the page it opens on, and how it is installed."""

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec
from litestar import Response, get

from app.foundation import ids
from app.foundation.web.answers import language, page
from app.foundation.web.asked import Asked, Page
from app.foundation.web.doors import anyone
from app.foundation.web.statics import Statics
from app.foundation.words import say
from app.intake import WAYS

PAGES = ("/paa-telefonen", "/hjaelp-nu")
"""What lies on the phone, the same for everybody: nothing personal is in it."""
ASSETS = ("app.css", "app.js", "phone/outbox.js", "icons.svg", "look/icon.svg")
FORMS = "|".join(WAYS)
HERE = Path(__file__).parents[2]
SHORTCUTS = ((say("I dag"), "/?kilde=app"), (say("Skriv lidt"), "/dagbog/skriv"), (say("Hjælp nu"), "/hjaelp-nu"))


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
async def on_the_phone(request: Asked) -> Page:
    """Where the app opens without net: mark the day, write, see what waits. It holds nothing personal; the phone fills it in."""
    return page(request, "offline/shell.html", public=True, on_phone=True, new_id=ids.new())


@get("/sw.js", guards=[anyone])
async def worker(request: Asked) -> Page:
    """What a browser asks for again and again. Switched off, the one on the phone takes itself away; what waits stays."""
    text = _worker(request.app.state["statics"]) if request.app.state["settings"].worker else GONE
    return Response(text, media_type="text/javascript; charset=utf-8", headers={"cache-control": "no-cache"})


@get("/app.webmanifest", guards=[anyone])
async def manifest(request: Asked) -> Page:
    lang, statics = language(request), request.app.state["statics"]
    icons = [
        {"src": statics.url(f"look/{name}.png"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
        for name, size, purpose in (("icon-192", 192, "any"), ("icon-512", 512, "any"), ("maskable-512", 512, "maskable"))
    ]
    told: dict[str, Any] = {
        "id": "/", "name": "Fodfæste", "short_name": "Fodfæste", "lang": lang.code, "dir": lang.dir, "start_url": "/?kilde=app",
        "scope": "/", "display": "standalone", "background_color": "#fbf9f5", "theme_color": "#fbf9f5",
        "description": str(lang.say(say("Din plads til håb, dage og det der hjælper. Du bestemmer tempoet."))),
        "categories": ["lifestyle"], "icons": icons,
        "shortcuts": [{"name": str(lang.say(name)), "url": url} for name, url in SHORTCUTS],
    }  # fmt: skip
    headers = {"cache-control": "private, no-cache"}
    return Response(msgspec.json.encode(told), media_type="application/manifest+json", headers=headers)


HANDLERS = [on_the_phone, worker, manifest]


@lru_cache(maxsize=1)
def _worker(statics: Statics) -> bytes:
    """The worker's file: what it keeps, the outbox it shares with the pages, and what it does. A change anywhere is a new one."""
    own = statics.asset("phone/outbox.js").plain + b"\n" + statics.asset("phone/worker.js").plain
    files = [*PAGES, *(statics.url(name) for name in ASSETS)]
    build = hashlib.sha256(own + repr(files).encode() + _pages()).hexdigest()[:12]
    known = {"BUILD": build, "FILES": files, "PAGES": PAGES, "FORMS": FORMS}
    first = "".join(f"const {name} = {msgspec.json.encode(value).decode()};\n" for name, value in known.items())
    return first.encode() + own


def _pages() -> bytes:
    """What the kept pages are made of."""
    made = [*sorted((HERE / "templates").rglob("*.html")), *sorted((HERE / "locales").rglob("*.po"))]
    return b"".join(file.read_bytes() for file in made)
