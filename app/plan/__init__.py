"""Min plan: what helps on a hard day, written on a good one, in one's own words."""

from app.plan import asks, kept, reading, ready, sections
from app.plan.parts import PARTS
from app.plan.take_along import export, export_parts, export_ready

__all__ = [
    "PARTS",
    "asks",
    "export",
    "export_parts",
    "export_ready",
    "kept",
    "reading",
    "ready",
    "sections",
]
