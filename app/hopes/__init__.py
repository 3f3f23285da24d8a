"""Håb: the start of everything; never reached, never late."""

from app.hopes import asks, kept, reading
from app.hopes.take_along import erase, export, reseal, sweep

__all__ = ["asks", "erase", "export", "kept", "reading", "reseal", "sweep"]
