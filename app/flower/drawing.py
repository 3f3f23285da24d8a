"""Geometry of the flower: one petal for each dimension, its length follows the answer.

Nothing here sums or compares: a flower is five separate answers. A "no" is a whole closed bud on a
stalk of its own, because a bud is not a petal gone wrong. A skipped question is an empty outline of
middle size.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians, sin

DIMENSIONS = ("together", "hope", "identity", "meaning", "empowerment")
# Widths at which the lettering is drawn true: words fit the first, numbers the second.
FULL, SMALL = (
    288,
    160,
)
HEIGHT, CENTRE, BASE = 312, (144, 146), 19

Point = tuple[float, float]
Shape = tuple[str, Sequence[Point]]

# Degrees clockwise from the top, and lean of the tip: they differ a little, so that it looks cut by
# hand.
HAND = {
    "together": (1, 0.1),
    "hope": (71, -0.12),
    "identity": (145.5, 0.1),
    "meaning": (214, -0.1),
    "empowerment": (290, 0.12),
}
# Where the petal ends, and half its breadth.
REACH = {0: (82, 17.5), 1: (86, 23), 2: (100, 29), 3: (114, 34.5), None: (92, 25)}

# Shapes: letters of an SVG path; points as (share of the length, share of the half breadth).
PETAL: Shape = (
    "MCCCC",
    [(0, 0), (0.1, 0.3), (0.3, 1), (0.64, 1), (0.9, 1), (1, 0.5), (1, 0), (1, -0.5), (0.9, -1),
     (0.64, -1), (0.3, -1), (0.1, -0.3), (0, 0)],
)  # fmt: skip
BUD: Shape = (
    "MCCCC",
    [(0.28, 0), (0.28, 0.7), (0.4, 1), (0.56, 1), (0.76, 1), (0.88, 0.4), (1, 0), (0.88, -0.4),
     (0.76, -1), (0.56, -1), (0.4, -1), (0.28, -0.7), (0.28, 0)],
)  # fmt: skip
STALK: Shape = (
    "MLMCCMCC",
    [(-0.05, 0), (0.24, 0), (0.22, 0), (0.24, 0.75), (0.42, 1.2), (0.64, 1.25), (0.52, 0.95),
     (0.42, 0.5), (0.22, 0), (0.22, 0), (0.24, -0.75), (0.42, -1.2), (0.64, -1.25), (0.52, -0.95),
     (0.42, -0.5), (0.22, 0)],
)  # fmt: skip
LEAF: Shape = ("MCC", [(0, 0), (0.3, -1.1), (0.75, -1), (1, 0), (0.7, 0.7), (0.3, 0.8), (0, 0)])
RIB: Shape = ("MQ", [(0, 0), (0.4, -0.1), (0.78, -0.05)])
STEM: Shape = ("MC", [(0.1, 0), (0.4, 7), (0.7, -9), (1, 3)])
# Veins are holes cut into the petal (start, bend, end), so they follow any background.
VEINS = [
    ((0.2, 0), (0.5, 0.08), (0.8, 0)),
    ((0.24, 0.16), (0.46, 0.6), (0.7, 0.52)),
    ((0.24, -0.16), (0.46, -0.6), (0.7, -0.52)),
]
SEAMS = [((0.97, 0.03), (0.74, -0.5), (0.38, 0.42)), ((0.78, -0.36), (0.6, -0.62), (0.42, -0.62))]


@dataclass(frozen=True)
class Petal:
    dimension: str
    path: str  # to be filled by the even-odd rule
    stalk: str  # what holds a bud: a stroke and two small leaves; empty for every other petal
    open: bool
    outline: bool
    x: float  # middle and baseline of the word, or the number, beside the petal
    y: float


@dataclass(frozen=True)
class Flower:
    width: int
    height: float
    petals: tuple[Petal, ...]
    stem: str
    leaves: str
    ribs: str
    seeds: str
    centre: Point
    heart: float
    stroke: float
    numbered: bool  # too small for words: the legend explains the numbers
    swatch: str


@dataclass(frozen=True)
class Frame:
    """Where a shape is put: origin, direction, length, half breadth, lean of the far end, scale of
    the drawing."""

    origin: Point
    angle: float
    length: float
    half: float
    scale: float
    lean: float = 0

    def place(self, share: Point) -> Point:
        along, across = share[0] * self.length, (share[1] + self.lean * share[0]) * self.half
        s, c = sin(radians(self.angle)), cos(radians(self.angle))
        x, y = self.origin[0] + along * s + across * c, self.origin[1] - along * c + across * s
        return round(x * self.scale, 1), round(y * self.scale, 1)

    def spell(self, shape: Shape) -> str:
        points: Iterator[Point] = iter(shape[1])
        take = {"M": 1, "L": 1, "Q": 2, "C": 3}
        return "".join(
            letter
            + " ".join("{:g} {:g}".format(*self.place(next(points))) for _ in range(take[letter]))
            for letter in shape[0]
        )

    def cut(self, start: Point, bend: Point, end: Point) -> str:
        wide, slim = (bend[0], bend[1] + 0.06), (bend[0], bend[1] - 0.06)
        return self.spell(("MQQ", [start, wide, end, slim, start])) + "z"


# A petal in a box of 24 by 24, for the legend.
SWATCH = Frame((12, 23), 0, 22, 9, 1).spell(PETAL) + "z"


def draw(answers: Mapping[str, int | None], size: int = FULL) -> Flower:
    """The whole plant. Stem, leaves and heart are the same for everyone, whatever was answered."""
    k = size / FULL
    frame = Frame(CENTRE, 180, HEIGHT - CENTRE[1] - 3, 1, k)
    leaves = [Frame((143, 283), 68, 48, 12, k), Frame((143, 292), -66, 42, -11, k)]
    seeds = [
        Frame(CENTRE, 20 + 72 * i, 6.5, 1, k).spell(("M", [(1, 0)])) + "h.01" for i in range(5)
    ]
    return Flower(
        width=size,
        height=round(HEIGHT * k),
        petals=petals(answers, size),
        stem=frame.spell(STEM),
        leaves="".join(leaf.spell(LEAF) + "z" for leaf in leaves),
        ribs="".join(leaf.spell(RIB) for leaf in leaves),
        seeds="".join(seeds),
        centre=frame.place((0, 0)),
        heart=round(14 * k, 1),
        stroke=2 if k > 0.8 else 1.4,
        numbered=size < 240,
        swatch=SWATCH,
    )


def petals(answers: Mapping[str, int | None], size: int = FULL) -> tuple[Petal, ...]:
    """Five petals in the order of DIMENSIONS; a dimension without an answer was skipped."""
    return tuple(_petal(dimension, answers.get(dimension), size) for dimension in DIMENSIONS)


def _petal(dimension: str, answer: int | None, size: int) -> Petal:
    (angle, lean), (tip, half), k = HAND[dimension], REACH[answer], size / FULL
    heart = Frame(CENTRE, angle, BASE, 1, 1).place((1, 0))
    frame = Frame(heart, angle, tip - BASE, half, k, lean)
    bud, skipped = answer == 0, answer is None
    cuts = SEAMS if bud else [] if skipped else VEINS
    path = frame.spell(BUD if bud else PETAL) + "z" + "".join(frame.cut(*cut) for cut in cuts)
    x, y = _beside(dimension, angle, tip, half, k)
    stalk = frame.spell(STALK) if bud else ""
    return Petal(dimension, path, stalk, not (bud or skipped), skipped, x, y)


def _beside(dimension: str, angle: float, tip: float, half: float, k: float) -> Point:
    if k < 0.8:
        x, y = Frame(CENTRE, angle, tip + 10 / k, 1, k).place((1, 0))
        return x, round(y + 5, 1)
    x = {"hope": 236, "identity": 236, "meaning": 52, "empowerment": 52}.get(dimension, CENTRE[0])
    rise = {"together": -tip - 10, "identity": 0.82 * tip + 26, "meaning": 0.82 * tip + 26}
    return round(x * k, 1), round((CENTRE[1] + rise.get(dimension, -0.24 * tip - half - 11)) * k, 1)
