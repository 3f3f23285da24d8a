"""Håb: the start of everything; never reached, never late."""

from app.hopes import asks, kept, reading
from app.hopes.take_along import export

__all__ = ["asks", "export", "kept", "reading"]
