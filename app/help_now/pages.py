"""Hjælp nu: public, no login, no database, no JavaScript, never rate limited."""

from typing import Any

from litestar import Request, Response, get

from app.foundation.web.answers import page
from app.foundation.web.doors import anyone
from app.help_now import lines

Asked = Request[Any, Any, Any]
Page = Response[bytes]

LINES = lines.read()


@get("/hjaelp-nu", guards=[anyone])
async def help_now(request: Asked) -> Page:
    return page(request, "help_now/help_now.html", public=True, lines=LINES)


HANDLERS = [help_now]
