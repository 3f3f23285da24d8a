"""Gode ting: kept moments, shown on request and on a hard day."""

from app.good_things import asks, kept, reading
from app.good_things.take_along import export

__all__ = ["asks", "export", "kept", "reading"]
