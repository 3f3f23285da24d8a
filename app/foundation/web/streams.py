"""Open lines: how many may stay open, so that those who keep many of them leave room for
everybody's pages."""

from collections import OrderedDict
from collections.abc import Iterator

EACH, ALL = 3, 240
"""Lines that one person may have open, and everybody together: each asks the rule twice a second,
and pages come first."""


class Line:
    """One open line. `over` says that it should end by itself; what keeps it open looks now and
    then."""

    def __init__(self, whose: object) -> None:
        self.whose = whose
        self.over = False


class Streams:
    """The open lines, the oldest first."""

    def __init__(self, each: int = EACH, most: int = ALL) -> None:
        self._each = each
        self._most = most
        self._open: OrderedDict[Line, None] = OrderedDict()
        self._closing = False

    def __len__(self) -> int:
        return len(self._open)

    def begin(self, whose: object) -> Line | None:
        """A line, or None without room for one. Somebody's oldest makes way: it may be of a phone
        that lost its net."""
        theirs = list(self._of(whose))
        if len(theirs) >= self._each:
            theirs[0].over = True
            self.end(theirs[0])
        if self._closing or len(self._open) >= self._most:
            return None
        line = Line(whose)
        self._open[line] = None
        return line

    def end(self, line: Line) -> None:
        self._open.pop(line, None)

    def close(self) -> None:
        """The server stops: every line ends, and none begins."""
        self._closing = True
        for line in self._open:
            line.over = True

    def _of(self, whose: object) -> Iterator[Line]:
        return (line for line in self._open if line.whose == whose)
