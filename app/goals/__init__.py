"""Mål og små skridt: something to be able to, and the smallest step towards it."""

from app.goals import kept, small_steps
from app.goals.small_steps import Step
from app.goals.take_along import erase, export, sweep

__all__ = ["Step", "erase", "export", "kept", "small_steps", "sweep"]
