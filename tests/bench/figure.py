"""What a measurement says."""

from collections.abc import Iterable
from statistics import median

import msgspec


class Figure(msgspec.Struct, frozen=True):
    """`value` None means it could not be measured; `detail` then says why, and otherwise holds the
    absolute numbers."""

    value: float | None
    unit: str
    goal: str
    met: bool
    detail: str


def middle(values: Iterable[float]) -> float:
    return median(values)


def spread(values: Iterable[float], digits: int = 2) -> str:
    """Lowest and highest, so that one sees how noisy the machine was."""
    kept = sorted(values)
    return f"{kept[0]:.{digits}f}–{kept[-1]:.{digits}f}"
