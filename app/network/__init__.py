"""Mit netværk: people, places, animals and whatever else is around somebody, in their own words; never counted."""

from app.network import asks, kept
from app.network.kinds import KINDS, NEARNESS
from app.network.take_along import export

__all__ = ["KINDS", "NEARNESS", "asks", "export", "kept"]
