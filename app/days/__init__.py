"""One mark per day, in the citizen's own time: good, in between or hard."""

from app.days import marks, reading
from app.days.marks import KINDS, Mark
from app.days.take_along import export

__all__ = ["KINDS", "Mark", "export", "marks", "reading"]
