"""Geometry of the two charts of days: the last fourteen as a strip, a year as twelve strings of
beads.

A day is a shape before it is a colour: full disc = good, half disc = between, flat bar = hard, tiny
ring = not written. The counts are plain data for a sentence. There is no average, trend, streak or
share of anything, and there never is.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

KINDS = ("good", "between", "hard", "none")
Day = tuple[date, str | None]
Mark = tuple[int, int, str]  # x, y, kind

# Both are at most 288 wide, so that lettering keeps its size on the narrowest phone.
STRIP_PITCH, STRIP_RADIUS, STRIP_HEIGHT = 20, 7, 50
YEAR_PITCH, YEAR_STEP, YEAR_RADIUS, GUTTER, HEAD = 22, 13, 5, 24, 24


@dataclass(frozen=True)
class Counts:
    good: int
    between: int
    hard: int
    none: int


@dataclass(frozen=True)
class Label:
    """Lettering: `x` is the middle and `y` the baseline, so it needs no mirroring of its own."""

    x: int
    y: int
    day: date


@dataclass(frozen=True)
class Chart:
    width: int
    height: int
    paths: Mapping[str, str]  # kind -> d; a kind without days is absent
    counts: Counts

    @property
    def swatches(self) -> dict[str, str]:
        """One of each shape in a box of 20 by 20, for the legend."""
        return {kind: _paths([(10, 10, kind)], 8)[kind] for kind in KINDS}


@dataclass(frozen=True)
class Strip(Chart):
    labels: tuple[Label, ...]
    days: tuple[Day, ...]


@dataclass(frozen=True)
class Month:
    first: date
    counts: Counts


@dataclass(frozen=True)
class Year(Chart):
    year: int
    months: tuple[Month, ...]  # only those that have begun
    heads: tuple[Label, ...]  # one for each of the twelve columns
    rows: tuple[Label, ...]  # the day of the month, beside some of the rows


def strip(days: Sequence[Day], rtl: bool = False) -> Strip:
    """The days in the order given, the earliest where reading begins; any number, meant for
    fourteen."""
    width = STRIP_PITCH * len(days)
    xs = [_mirrored(STRIP_PITCH * i + STRIP_PITCH // 2, width, rtl) for i in range(len(days))]
    marks = [(x, 12, kind or "none") for x, (_, kind) in zip(xs, days, strict=True)]
    # Every third day bears its date, counted from the last: all fourteen would be too small to
    # read.
    labels = [Label(x, 42, day) for x, (day, _) in [*zip(xs, days, strict=True)][::-3]][::-1]
    counts = count(kind for _, kind in days)
    return Strip(
        width, STRIP_HEIGHT, _paths(marks, STRIP_RADIUS), counts, tuple(labels), tuple(days)
    )


def year(days: Mapping[date, str], year: int, rtl: bool = False, *, until: date) -> Year:
    """Columns are months and rows are days of the month. Days after `until` are neither drawn nor
    counted."""
    shown = [(day, days.get(day)) for day in _days_of(year) if day <= until]
    width = GUTTER + 12 * YEAR_PITCH
    marks = [(_column(day.month, width, rtl), _row(day.day), kind or "none") for day, kind in shown]
    heads = [Label(_column(m, width, rtl), 15, date(year, m, 1)) for m in range(1, 13)]
    left = _mirrored(10, width, rtl)
    rows = [Label(left, _row(d) + 5, date(year, 1, d)) for d in (1, 5, 10, 15, 20, 25, 31)]
    return Year(
        width,
        _row(31) + 8,
        _paths(marks, YEAR_RADIUS),
        count(kind for _, kind in shown),
        year,
        _months(shown),
        tuple(heads),
        tuple(rows),
    )


def count(kinds: Iterable[str | None]) -> Counts:
    found = Counter(kind or "none" for kind in kinds)
    return Counts(**{kind: found[kind] for kind in KINDS})


def _days_of(year: int) -> list[date]:
    days = (date(year, 1, 1) + timedelta(days=i) for i in range(366))
    return [day for day in days if day.year == year]


def _months(shown: Sequence[Day]) -> tuple[Month, ...]:
    firsts = [day for day, _ in shown if day.day == 1]
    return tuple(
        Month(f, count(kind for day, kind in shown if day.month == f.month)) for f in firsts
    )


def _mirrored(x: int, width: int, rtl: bool) -> int:
    """An SVG does not turn around with the page: what begins at the left must be told to begin at
    the right."""
    return width - x if rtl else x


def _column(month: int, width: int, rtl: bool) -> int:
    return _mirrored(GUTTER + YEAR_PITCH * (month - 1) + YEAR_PITCH // 2, width, rtl)


def _row(day: int) -> int:
    return HEAD + YEAR_STEP * (day - 1) + YEAR_STEP // 2


def _paths(marks: Iterable[Mark], radius: int) -> dict[str, str]:
    """One path for each kind, however many days: a year stays about a kilobyte on the wire."""
    drawn: dict[str, str] = {}
    last = dict.fromkeys(KINDS, (0, 0))
    for x, y, kind in marks:
        across, down, outline = shape(kind, radius)
        start = x + across, y + down
        # Moves are relative to the day before of the same kind: the numbers repeat, so they pack
        # well.
        drawn[kind] = (
            drawn.get(kind, "") + f"m{start[0] - last[kind][0]} {start[1] - last[kind][1]}{outline}"
        )
        last[kind] = start
    return drawn


def shape(kind: str, r: int) -> tuple[int, int, str]:
    """Where one day's outline begins, seen from its middle, and the closed outline. Each is its own
    mirror image."""
    if kind == "good":
        return -r, 0, _round(r)
    if kind == "between":  # like a sun on the horizon
        return -r, r // 2, f"a{r} {r} 0 0 1 {2 * r} 0z"
    if kind == "hard":
        return -r, -r // 4, f"h{2 * r}v{r // 2 + 1}h-{2 * r}z"
    ring = r // 3 + 1
    return -ring, 0, _round(ring)


def _round(r: int) -> str:
    return f"a{r} {r} 0 1 0 {2 * r} 0a{r} {r} 0 1 0-{2 * r} 0z"
