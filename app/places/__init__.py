"""Find: places one can go to, what happens there, and how the first time is. Public."""

from app.foundation.room import Room
from app.places import editing_pages, imports, overview_pages, pages, reports, shipped
from app.places.directory import Directory

ROOM = Room(
    handlers=[*pages.HANDLERS, *editing_pages.HANDLERS, *overview_pages.HANDLERS],
    rounds=(shipped.bring, reports.forget, imports.forget),
)

__all__ = ["ROOM", "Directory"]
