"""Konto: a nickname, a sign-in name from three, a password, ten codes on paper, and an e-mail if
one likes."""

from app.account import email_pages, pages
from app.foundation.room import Room

ROOM = Room(handlers=[*pages.HANDLERS, *email_pages.HANDLERS])

__all__ = ["ROOM"]
