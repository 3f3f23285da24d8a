"""Mål og små skridt: something to be able to, and the smallest step towards it."""

from app.goals import asks, kept, reading, small_steps
from app.goals.small_steps import Step
from app.goals.take_along import export

__all__ = ["Step", "asks", "export", "kept", "reading", "small_steps"]
