"""Blomsten: a reflection over the five dimensions, in words and as a drawing."""

from app.flower import kept, reading
from app.flower.take_along import export

__all__ = ["export", "kept", "reading"]
