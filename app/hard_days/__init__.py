"""Hard days: for now, low energy."""

from app.hard_days import low_energy

__all__ = ["low_energy"]
