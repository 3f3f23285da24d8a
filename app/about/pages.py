"""Om appen: what it is, who can read what, how accessible it is; and the small addresses that
machines ask for."""

from litestar import Response, get, post

from app.foundation import logs
from app.foundation.web.answers import page, prefs
from app.foundation.web.forms import body_of
from app.foundation.web.guards import anyone
from app.foundation.web.handler_types import Page, Request
from app.sign_in import perhaps

PUBLIC = (
    "/$",
    "/hjaelp-nu",
    "/velkommen",
    "/om",
    "/was",
    "/paaroerende",
    "/steder",
    "/api/hsds/",
    "/static/",
)
DIRECTIVES = {
    "script-src", "script-src-elem", "script-src-attr", "style-src", "style-src-elem",
    "style-src-attr", "img-src", "font-src", "connect-src", "form-action", "frame-ancestors",
    "base-uri", "worker-src", "manifest-src", "default-src", "require-trusted-types-for",
    "trusted-types",
}  # fmt: skip


@get("/om", guards=[perhaps])
async def about(request: Request) -> Page:
    return page(request, "about/about.html", public=request.scope["state"]["me"] is None)


@get("/was", guards=[perhaps])
async def accessibility(request: Request) -> Page:
    return page(request, "about/accessibility.html", public=request.scope["state"]["me"] is None)


@get("/paaroerende", guards=[perhaps])
async def for_relatives(request: Request) -> Page:
    """For whoever is close to somebody in trouble; needs no invitation and no account."""
    nobody = request.scope["state"]["me"] is None
    lines = request.app.state["help"].book.for_relatives(prefs(request).municipality)
    return page(request, "about/for_relatives.html", public=nobody, for_relatives=lines)


@get("/robots.txt", guards=[anyone])
async def robots(request: Request) -> Page:
    origin = request.app.state["settings"].origins[0]
    allowed = "".join(f"Allow: {path}\n" for path in PUBLIC)
    text = f"User-agent: *\n{allowed}Disallow: /\nSitemap: {origin}/sitemap.xml\n"
    return Response(
        text.encode(),
        media_type="text/plain; charset=utf-8",
        headers={"cache-control": "public, max-age=86400"},
    )


@get("/favicon.ico", guards=[anyone])
async def favicon(request: Request) -> Page:
    asset = request.app.state["statics"].asset("look/favicon.ico")
    return Response(
        asset.plain, media_type="image/x-icon", headers={"cache-control": "public, max-age=86400"}
    )


@post("/csp", guards=[anyone], status_code=204)
async def report(request: Request) -> None:
    """A browser tells that a page tried something our policy forbids. Only the directive's name is
    kept."""
    body = (await body_of(request))[:8192].decode("utf-8", "replace")
    broken = sorted(name for name in DIRECTIVES if f'"{name}"' in body or f'"{name} ' in body)
    logs.say("content_policy", reason=",".join(broken[:3]) or "unknown")


HANDLERS = [about, accessibility, for_relatives, robots, favicon, report]
