"""Find: places one can go to, what happens there, and how the first time is. Public."""

from app.foundation.room import Room
from app.places import (
    csv_out,
    editing_pages,
    feeds,
    files,
    hsds_pages,
    importing,
    imports,
    listing,
    offers,
    overview_pages,
    pages,
    reports,
    shelf,
    shipped,
    showing,
    towns,
)
from app.places.directory import Directory
from app.places.finding import soonest_near
from app.places.shelf import Listed
from app.places.whens import next_of

ROOM = Room(
    handlers=[
        *pages.HANDLERS,
        *editing_pages.HANDLERS,
        *overview_pages.HANDLERS,
        *hsds_pages.HANDLERS,
    ],
    rounds=(reports.forget, imports.forget, offers.forget),
    brings=(shipped.bring,),
)

__all__ = [
    "ROOM",
    "Directory",
    "Listed",
    "csv_out",
    "feeds",
    "files",
    "importing",
    "listing",
    "next_of",
    "offers",
    "shelf",
    "shipped",
    "showing",
    "soonest_near",
    "towns",
]
