"""Dagbog: what a citizen writes, any number a day, found again in their own words."""

from app.journal import asks, entries, noting, reading
from app.journal.take_along import export

__all__ = ["asks", "entries", "export", "noting", "reading"]
