"""Mål og små skridt: something to be able to, and the smallest step towards it."""

from app.goals import asks, kept, reading, small_steps
from app.goals.small_steps import Step
from app.goals.take_along import erase, export, reseal, sweep

__all__ = ["Step", "asks", "erase", "export", "kept", "reading", "reseal", "small_steps", "sweep"]
