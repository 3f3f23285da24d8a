"""Geometry of the picture: me in the middle, rings around me, and each thing a shape with its name
under it.

Nothing here is reckoned about a person: a place on a ring says what was chosen, and an empty ring
is not drawn at the edge. There is room for so much that every name can be read on a small phone;
whatever has no room stands in the list.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians, sin, sqrt
from unicodedata import combining, east_asian_width

from app.foundation.letters import graphemes
from app.network.kept import Item
from app.network.kinds import NEARNESS

Point = tuple[float, float]

# As wide as a phone: names are then 12 px on the smallest one, and grow with the page.
WIDTH, EDGE = (
    324,
    6,
)
# From the middle of a shape up to its top, and down to the end of its second line.
ABOVE, BELOW = (
    17,
    48,
)
# A word that is broken leaves no less than WHOLE letters for the next line.
LINES, CELL, WHOLE = (
    2,
    72,
    3,
)
# How broad a name may be where there is more room than a cell, by how far aside.
SPAN = {
    0: 148,
    62: 116,
    80: 116,
    92: 116,
}
ME = 26
RADII = (92, 170, 256)
ABREAST, DOWN = 4, 72  # the rows of what has no ring

# Degrees for one to six things on the inmost ring; five are six with one place free, so that
# nothing is crowded.
INMOST: dict[int, tuple[int, ...]] = {
    1: (-90,), 2: (180, 0), 3: (-90, 150, 30), 4: (-90, 180, 0, 90), 5: (-90, 180, 0, 120, 60),
    6: (-120, -60, 180, 0, 120, 60),
}  # fmt: skip
# On the others they stand over and under me, since a phone is narrow: where one to four of them
# stand across.
SIDE: dict[int, tuple[int, ...]] = {
    0: (),
    1: (0,),
    2: (-62, 62),
    3: (-124, 0, 124),
    4: (-124, -41, 41, 124),
}
ROOM = (6, 8, 8)
BESIDE = 8
"""How many stand on each ring, and under the rings."""


@dataclass(frozen=True)
class Spot:
    """A thing in the picture: the middle of its shape, and its name in lines that fit."""

    item: Item
    x: float
    y: float
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Picture:
    top: float
    height: float
    rings: tuple[str, ...]  # paths, the inmost first
    spots: tuple[Spot, ...]
    beside: bool  # some have no ring and stand under them
    more: bool  # some had no room

    @property
    def box(self) -> str:
        return f"{-WIDTH // 2} {self.top:g} {WIDTH} {self.height:g}"


def draw(items: Sequence[Item], rtl: bool = False) -> Picture:
    """The first ones of each nearness. When nobody chose one, they stand around me and no ring is
    drawn."""
    rings, beside = _by_ring(items)
    placed = any(rings)
    if not placed:
        rings, beside = _spread(items), []
    spots = [spot for at, ring in enumerate(rings) for spot in _around(at, ring[: ROOM[at]])]
    drawn = RADII[: max(at for at, ring in enumerate(rings) if ring) + 1] if placed else ()
    rim = max((ME, *drawn))
    spots += _rows(beside[:BESIDE], rim + BELOW + ABOVE + EDGE)
    top = min([-rim, *(spot.y - ABOVE for spot in spots)]) - EDGE
    end = max([rim, *(spot.y + BELOW for spot in spots)]) + EDGE
    turned = tuple(Spot(each.item, -each.x, each.y, each.lines) if rtl else each for each in spots)
    return Picture(
        top,
        round(end - top, 1),
        tuple(map(_ring, drawn)),
        turned,
        bool(beside),
        len(spots) < len(items),
    )


def _by_ring(items: Sequence[Item]) -> tuple[list[list[Item]], list[Item]]:
    rings = [[item for item in items if item.words.near == near] for near in NEARNESS]
    return rings, [item for item in items if not item.words.near]


def _spread(items: Sequence[Item]) -> list[list[Item]]:
    """From the inside out, without meaning anything by it."""
    found, rest = [], list(items)
    for room in ROOM:
        found.append(rest[:room])
        rest = rest[room:]
    return found


def _around(at: int, ring: Sequence[Item]) -> list[Spot]:
    radius, many = RADII[at], len(ring)
    if at == 0:
        angles = INMOST.get(many, ())
        points = [(radius * cos(radians(angle)), radius * sin(radians(angle))) for angle in angles]
    else:
        over = (many + 1) // 2
        points = [(float(x), -_rise(radius, x)) for x in SIDE[over]] + [
            (x, _rise(radius, x)) for x in SIDE[many - over]
        ]
    return [_spot(item, point) for item, point in zip(ring, points, strict=True)]


def _rows(items: Sequence[Item], y: float) -> list[Spot]:
    found: list[Spot] = []
    for first in range(0, len(items), ABREAST):
        row = items[first : first + ABREAST]
        found += [
            _spot(item, (x, y + DOWN * first / ABREAST))
            for item, x in zip(row, SIDE[len(row)], strict=True)
        ]
    return found


def _spot(item: Item, point: Point) -> Spot:
    return Spot(
        item,
        round(point[0], 1),
        round(point[1], 1),
        fold(item.words.name, SPAN.get(abs(round(point[0])), CELL)),
    )


def _rise(radius: float, x: float) -> float:
    return sqrt(radius * radius - x * x)


def _ring(radius: int) -> str:
    """A circle, or as much of it as the phone is wide: an arc over me and one under me."""
    x = min(radius, WIDTH / 2)
    y = round(_rise(radius, x), 1)
    return (
        f"M{-x:g} {-y:g}A{radius} {radius} 0 0 1 {x:g} {-y:g}M{-x:g} {y:g}A{radius} {radius} 0 "
        f"0 0 {x:g} {y:g}"
    )


# --- A name in two short lines --------------------------------------------------------------------

MOST, DRAWN_AS_ONE = 14, re.compile("[\u200d\ufe0f\U0001f1e6-\U0001f1ff\U0001f3fb-\U0001f3ff]")
"""A family, a flag and a hand of any colour are as broad as one sign, however many they are made
of."""
NARROW, BROAD = set("iljtfrI.,:;'’|()[]- "), set("mwMWÆŒæœ@%…")


def fold(name: str, span: float = CELL) -> tuple[str, ...]:
    """The name in at most two lines, broken between words where it can be; what is longer ends in
    three dots."""
    lines: list[str] = []
    rest = name.strip()
    while rest:
        if broad(rest) <= span:
            return (*lines, rest)
        signs = graphemes(rest)
        if len(lines) == LINES - 1:
            return (*lines, "".join(signs[: _fitting(signs, span - broad("…"))]).rstrip() + "…")
        line, rest = _broken(signs, span)
        lines.append(line)
    return tuple(lines)


def _broken(signs: list[str], span: float) -> tuple[str, str]:
    """The first line and the rest: between two words, or within a word that is too long for any
    line."""
    fits = _fitting(signs, span)
    between = max((at for at in range(min(fits + 1, len(signs))) if signs[at] == " "), default=0)
    if between > 0:
        return "".join(signs[:between]).rstrip(), "".join(signs[between:]).lstrip()
    word = signs.index(" ") if " " in signs else len(signs)
    fits = max(1, min(_fitting(signs, span - broad("-")), word - WHOLE))
    last = signs[fits - 1][0]
    return "".join(signs[:fits]) + ("-" if last.isalpha() and last < "\u0250" else ""), "".join(
        signs[fits:]
    )


def _fitting(signs: list[str], span: float) -> int:
    """How many signs go on a line, at least one."""
    wide = 0.0
    for at, sign in enumerate(signs):
        wide += broad(sign)
        if wide > span and at:
            return at
    return len(signs)


def broad(text: str) -> float:
    """About how broad a text is at 14 units: no font is at hand here, so a little more than most
    are."""
    return sum(
        min(sum(map(_broad, sign)), MOST) if DRAWN_AS_ONE.search(sign) else sum(map(_broad, sign))
        for sign in graphemes(text)
    )


def _broad(letter: str) -> float:
    if combining(letter):
        return 0
    if letter in NARROW:
        return 4.6
    if letter in BROAD or east_asian_width(letter) in "WF":
        return 14
    return 10 if letter.isupper() else 8.1
