"""Hjælp nu: someone to call, for everyone, always."""

from app.foundation.room import Room
from app.help_now import pages
from app.help_now.book import Book, read
from app.help_now.lines import OLD, Line
from app.help_now.reloading_book import ReloadingBook
from app.help_now.spoken import clock_time, in_words

ROOM = Room(handlers=pages.HANDLERS)

__all__ = ["OLD", "ROOM", "Book", "Line", "ReloadingBook", "clock_time", "in_words", "read"]
