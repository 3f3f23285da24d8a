"""What others share with me, and what I share with them, put together from every room's reading."""

from app.circle import giving_pages, live, pages
from app.circle.shared_views import READ
from app.foundation.room import Room

ROOM = Room(handlers=[*pages.HANDLERS, *giving_pages.HANDLERS, *live.HANDLERS])

__all__ = ["READ", "ROOM"]
