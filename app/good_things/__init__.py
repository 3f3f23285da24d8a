"""Gode ting: kept moments, shown on request and on a hard day."""

from app.good_things import kept, reading
from app.good_things.take_along import erase, export, reseal, sweep

__all__ = ["erase", "export", "kept", "reading", "reseal", "sweep"]
