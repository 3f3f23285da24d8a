"""Hard days: low energy, a word to those one has chosen, and what somebody close is asked for beforehand."""

from app.hard_days import askings, day_words, low_energy, reading
from app.hard_days.askings import Asking
from app.hard_days.take_along import export, export_words

__all__ = [
    "Asking",
    "askings",
    "day_words",
    "export",
    "export_words",
    "low_energy",
    "reading",
]
