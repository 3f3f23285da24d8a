"""What a search can ask for by a mark: each says of a place and what happens there whether somebody
said so. What nobody has said is not found by it."""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from app.foundation.words import Say, say
from app.places.listing import FOR, FREE, KINDS, WISHES, Activity, Place, of

Told = Callable[[Place, Activity | None], bool]


def _says(name: str, value: object = True) -> Told:
    return lambda place, activity: of(place, activity, name) == value


MARKS: Mapping[str, tuple[Say, Told]] = MappingProxyType(
    {
        "gratis": (say("Gratis"), _says("price", FREE)),
        "alle": (say("Åbent for alle"), _says("open_to_all")),
        "uden-tilmelding": (say("Uden tilmelding"), _says("sign_up", value=False)),
        "kom-og-gaa": (say("Kom og gå som du vil"), _says("come_and_go")),
        "stille": (say("Et stille sted"), _says("quiet")),
        "koerestol": (say("Plads til kørestol"), _says("wheelchair")),
        "foelges": (say("Nogen kan følges med dig"), _says("companion")),
        "personale": (say("Der er personale"), _says("staff")),
        "uden-personale": (say("Uden personale"), _says("staff", value=False)),
        "hjem": (say("Kommer hjem til dig, eller foregår på nettet"), _says("comes_to_you")),
    }
)
CHIPS = ("gratis", "kom-og-gaa", "foelges", "stille", "alle", "hjem", "koerestol")
"""Those a list shows, the first three that hold."""
STOPS: Mapping[str, tuple[Say, str]] = MappingProxyType(
    {
        "penge": (say("Penge"), "gratis"),
        "transport": (say("At komme derhen"), "naer"),
        "larm": (say("Larm"), "stille"),
        "alene": (say("At komme alene"), "foelges"),
    }
)
"""What may stand in the way, and what answers it. `naer` is answered by where one is."""
NEAR = "naer"
DAYS = tuple(f"dag{day}" for day in range(7))
COURSE = "kursus"


def facets_of(place: Place, activity: Activity | None, municipality: str) -> frozenset[str]:
    return frozenset(_all(place, activity, municipality))


def _all(place: Place, activity: Activity | None, municipality: str) -> Iterator[str]:
    yield from (code for code, (_, told) in MARKS.items() if told(place, activity))
    yield from (wish for wish in of(place, activity, "wishes") if wish in WISHES)
    yield from (whom for whom in of(place, activity, "audience") if whom in FOR)
    yield from (f"sprog-{code}" for code in of(place, activity, "languages"))
    yield from (f"fem-{code}" for code in of(place, activity, "five"))
    yield from (DAYS[when.start.weekday()] for when in (activity.whens if activity else ()))
    yield f"slags-{COURSE if activity and activity.course else place.kind}"
    yield f"kommune-{municipality}"


def known(code: str) -> bool:
    return code in MARKS or code in WISHES or code in FOR or code.removeprefix("slags-") in KINDS
