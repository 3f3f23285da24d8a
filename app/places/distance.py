"""How far it is, in words: nobody needs the metres, and everybody knows what a walk is."""

from math import asin, cos, hypot, pi, radians, sin, sqrt

from app.foundation.words import Say, say

EARTH = 6371.0
"""Kilometres, the mean radius."""
WALK, BIKE = 1.5, 5.0
"""Kilometres in a straight line: twenty minutes on foot, a short ride."""
DEGREE, EDGE = EARTH * pi / 180, 0.01
"""Kilometres of a degree northwards; and how far off flat ground may be, as a share: within a ride
up to 70° north it is less than half of it."""
ON_FOOT, BY_BIKE, FURTHER = 0, 1, 2
IN_WORDS: tuple[Say, Say, Say] = (
    say("Til fods"),
    say("En kort cykeltur"),
    say("Med bus eller bil"),
)
ROUNDED = 2
"""Decimals of a degree: about a kilometre (0.01° is 1.1 km north and 0.6 km east in Denmark)."""

Point = tuple[float, float]
"""Degrees north and east (WGS 84)."""


def km(one: Point, other: Point) -> float:
    """Kilometres between two points along the surface (haversine)."""
    north, north_ = radians(one[0]), radians(other[0])
    half = sin((north_ - north) / 2) ** 2
    half += cos(north) * cos(north_) * sin(radians(other[1] - one[1]) / 2) ** 2
    return 2 * EARTH * asin(sqrt(half))


class From:
    """Bands from one point to many. Within a ride the ground is as good as flat: only what lies on
    the edge of a band is reckoned along the surface."""

    __slots__ = ("_east", "_point")

    def __init__(self, point: Point) -> None:
        self._point, self._east = point, DEGREE * cos(radians(point[0]))

    def band(self, other: Point) -> int:
        north, east = self._point
        flat = hypot((other[0] - north) * DEGREE, (other[1] - east) * self._east)
        if flat > BIKE * (1 + EDGE):
            return FURTHER
        if flat < WALK * (1 - EDGE):
            return ON_FOOT
        if WALK * (1 + EDGE) < flat < BIKE * (1 - EDGE):
            return BY_BIKE
        return band(km(self._point, other))


def band(kilometres: float) -> int:
    if kilometres <= WALK:
        return ON_FOOT
    return BY_BIKE if kilometres <= BIKE else FURTHER


def coarse(point: Point) -> Point:
    return round(point[0], ROUNDED), round(point[1], ROUNDED)
