"""Hjælp nu: public, no login, no database, no JavaScript, never rate limited."""

from litestar import get

from app.foundation.web.answers import page
from app.foundation.web.asked import Asked, Page
from app.foundation.web.doors import anyone
from app.help_now.lines import LINES


@get("/hjaelp-nu", guards=[anyone])
async def help_now(request: Asked) -> Page:
    return page(request, "help_now/help_now.html", public=True, lines=LINES)


HANDLERS = [help_now]
