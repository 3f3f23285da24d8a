"""Dagbog: what a citizen writes, any number a day, found again in their own words."""

from app.journal import asks, entries, noting, reading
from app.journal.take_along import erase, export, reseal, sweep

__all__ = ["asks", "entries", "erase", "export", "noting", "reading", "reseal", "sweep"]
