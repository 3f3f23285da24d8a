"""Forslag: what somebody would like to do together with others at a place, with one more who is in
on it. The place says yes first."""

from app.foundation.room import Chapter, Room
from app.foundation.words import say
from app.initiatives import kept, pages
from app.initiatives.lifecycle import export

__all__ = ["ROOM", "kept"]

ROOM = Room(
    handlers=pages.HANDLERS,
    chapters=(
        Chapter("initiatives", say("Det du har foreslået"), export, "initiatives/_taken.html"),
    ),
)
