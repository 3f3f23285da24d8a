"""What an address asks for. It is the same for a form without JavaScript, for htmx, and for a link
that somebody was sent; what is in it and means nothing is passed over."""

import math
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from app.foundation.letters import empty
from app.places import towns
from app.places.distance import BY_BIKE, ON_FOOT, Point, coarse
from app.places.facets import DAYS, MARKS, NEAR, STOPS
from app.places.finding import A_PAGE, MOST, Asked
from app.places.listing import FOR, KINDS, WISHES

REACH = {"fods": ON_FOOT, "cykel": BY_BIKE}
LONGEST = 200
"""Characters of what is looked for that are given back."""
NORTH, EAST = (54.0, 58.5), (7.5, 15.5)
"""Degrees within which Denmark lies."""


@dataclass(frozen=True, slots=True)
class Form:
    """The form as it was filled in."""

    text: str = ""
    wishes: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    day: str = ""
    language: str = ""
    kind: str = ""
    municipality: str = ""
    town: str = ""
    here: Point | None = None
    reach: str = ""
    page: int = 1
    lost: bool = field(default=False, compare=False)
    """A town was asked for that nobody knows."""

    @property
    def folded_out(self) -> bool:
        """Whether anything below «Flere valg» was chosen."""
        chosen = (self.marks, self.stops, self.audience, self.day, self.language, self.kind)
        return any(chosen) or bool(self.municipality or self.reach)

    @property
    def point(self) -> Point | None:
        found = towns.town(self.town) if self.town else None
        return self.here or (found.point if found else None)

    def asked(self) -> Asked:
        answers = {STOPS[stop][1] for stop in self.stops} - {NEAR}
        reach = REACH.get(self.reach)
        if reach is None and "transport" in self.stops and self.point:
            reach = BY_BIKE
        one = (
            *dict.fromkeys((*self.marks, *sorted(answers), *self.audience)),
            *((DAYS[int(self.day)],) if self.day else ()),
            *((f"sprog-{self.language}",) if self.language else ()),
            *((f"slags-{self.kind}",) if self.kind else ()),
            *((f"kommune-{self.municipality}",) if self.municipality else ()),
        )
        return Asked(self.text, one, self.wishes, self.point, reach, self.page)

    def at(self, page: int) -> str:
        """The address of another page of the same."""
        told: list[tuple[str, object]] = [("soeg", self.text)] if self.text else []
        told += [("lyst", each) for each in self.wishes]
        told += [("kun", each) for each in self.marks]
        told += [("vejen", each) for each in self.stops]
        told += [("for", each) for each in self.audience]
        named = {
            "dag": self.day,
            "sprog": self.language,
            "slags": self.kind,
            "kommune": self.municipality,
            "by": self.town,
            "her": ",".join(map(str, self.here)) if self.here else "",
            "afstand": self.reach,
        }
        told += [(name, value) for name, value in named.items() if value]
        return f"/steder?{urlencode([*told, ('side', page)])}"


Query = Mapping[str, Sequence[str]]


def read(query: Query) -> Form:
    """What an address asks for."""
    here = _here(_one(query, "her"))
    text, wanted = _one(query, "soeg").strip(), " ".join(_one(query, "by").split())[:LONGEST]
    found = towns.town(wanted) if wanted else None
    return Form(
        text="" if empty(text) else text[:LONGEST],
        wishes=_several(query, "lyst", WISHES),
        marks=_several(query, "kun", MARKS),
        stops=_several(query, "vejen", STOPS),
        audience=_several(query, "for", FOR),
        day=_known(query, "dag", frozenset("0123456")),
        language=_code(_one(query, "sprog")),
        kind=_known(query, "slags", KINDS),
        municipality=_known(query, "kommune", towns.municipalities()),
        town=found.code if found and not here else "",
        here=here,
        reach=_known(query, "afstand", REACH),
        page=_page(_one(query, "side")),
        lost=bool(wanted) and found is None and here is None,
    )


def _one(query: Query, name: str) -> str:
    return next(iter(query.get(name, ())), "")


def _known(query: Query, name: str, known: Container[str]) -> str:
    return found if (found := _one(query, name)) in known else ""


def _several(query: Query, name: str, known: Container[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each for each in query.get(name, ()) if each in known))


def _code(text: str) -> str:
    return text if text.isascii() and text.isalpha() and len(text) <= 3 else ""


def _here(text: str) -> Point | None:
    """A position, rounded again: whatever sent it, nothing finer is used."""
    try:
        north, east = map(float, text.split(","))
    except ValueError:
        return None
    if not (math.isfinite(north) and math.isfinite(east)):
        return None
    return coarse((north, east)) if inside((north, east)) else None


def inside(point: Point) -> bool:
    """Whether it lies in Denmark."""
    return NORTH[0] <= point[0] <= NORTH[1] and EAST[0] <= point[1] <= EAST[1]


def _page(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 3:
        return 1
    return min(max(int(text), 1), MOST // A_PAGE)
