"""What we say of a place in Open Referral's `attributes`: a small open list of our own, in plain
words. A term keeps its id for as long as it has its code."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any
from uuid import UUID, uuid5

from app.chime import DIMENSIONS
from app.places.listing import FOR, KINDS, WISHES, Activity, Place, of

SPACE = UUID("6b0e6a3c-0c6f-4b61-9a1e-2f7a7f0a4c11")
"""In which the ids of taxonomies are made."""
LANGUAGE = "da"
WISH, KIND, AUDIENCE, FIVE = "lyst", "slags", "for", "fem"
FACT, FIRST, MORE, WORDS, TIMES = (
    "godt-at-vide",
    "foerste-gang",
    "om-stedet",
    "andre-sprog",
    "tider",
)
TAXONOMIES: Mapping[str, tuple[str, str]] = {
    WISH: ("Lyst", "Hvad man kan have lyst til, og finde her."),
    KIND: ("Slags", "Hvad det er for et sted eller tilbud."),
    AUDIENCE: ("For hvem", "Hvem det er for, når det ikke er for alle."),
    FIVE: (
        "De fem",
        "De fem processer i recovery (CHIME; Leamy m.fl. 2011), som stedet selv siger det rører "
        "ved. Det er ikke en måling.",
    ),
    FACT: ("Godt at vide", "Hvad nogen har sagt ja eller nej til."),
    FIRST: ("Den første gang", "Hvordan den første gang er. Ordene står i værdien."),
    MORE: ("Om stedet", "Oplysninger, som skemaet ikke selv har plads til. De står i værdien."),
    WORDS: ("På andre sprog", "Det samme på et andet sprog, som står i `language`."),
    TIMES: ("Tider", "Hvad der gælder for en tid, ud over dens regel."),
}  # fmt: skip
SAID: Mapping[str, tuple[tuple[str, str], tuple[str, str]]] = {
    "open_to_all": (("alle", "Åbent for alle"), ("ikke-alle", "Ikke åbent for alle")),
    "sign_up": (("tilmelding", "Tilmelding først"), ("uden-tilmelding", "Uden tilmelding")),
    "staff": (("personale", "Der er personale"), ("uden-personale", "Uden personale")),
    "quiet": (("stille", "Et stille sted"), ("ikke-stille", "Ikke et stille sted")),
    "come_and_go": (("kom-og-gaa", "Kom og gå som du vil"), ("faste-tider", "Kom til tiden")),
    "wheelchair": (
        ("koerestol", "Plads til kørestol"),
        ("ikke-koerestol", "Ikke plads til kørestol"),
    ),
    "companion": (
        ("foelges", "Nogen kan følges med dig"),
        ("ikke-foelges", "Ingen kan følges med dig"),
    ),
    "comes_to_you": (
        ("hjem", "Kommer hjem til dig, eller foregår på nettet"),
        ("ikke-hjem", "Man kommer selv derhen"),
    ),
    "toilet": (("toilet", "Der er toilet"), ("ikke-toilet", "Der er ikke toilet")),
}
"""What is said of a field when it is yes, and when it is no."""
COURSE = "kursus"
FIRSTS = {
    "meets": ("tager-imod", "Hvem der tager imod"),
    "happens": ("sker", "Det sker der"),
    "many": ("hvor-mange", "Hvor mange I er"),
    "loud": ("larm", "Hvor meget larm der er"),
    "door": ("doer", "Hvor døren er"),
    "leave": ("gaa-igen", "Hvis du vil gå igen"),
}
MORES = {
    "line": ("kort", "Det korte"),
    "price": ("pris", "Pris i kroner"),
    "price_says": ("pris-ord", "Prisen i ord"),
    "source": ("kilde", "Hvor det står"),
    "address": ("adresse", "Adresse, når den ikke er hel"),
    "postcode": ("postnummer", "Postnummer, når adressen ikke er hel"),
    "town": ("by", "By, når adressen ikke er hel"),
    "municipality": ("kommune", "Kommune"),
    "languages": ("sprog", "Sprog, når stedet ikke er til at finde på et kort"),
}
TRANSLATED = {"name": ("navn", "Navn"), "line": ("linje", "Det korte"), "about": ("om", "Det hele")}
HOLIDAYS, NO_HOLIDAYS, OFF, WALL = "helligdage", "ikke-helligdage", "ikke-den-dag", "uret"
TIMED = {
    HOLIDAYS: "Også på helligdage",
    NO_HOLIDAYS: "Ikke på helligdage",
    OFF: "Ikke den dag, der står i værdien",
    WALL: "Klokken på væggen i tidszonen i værdien, også når uret bliver stillet",
}


@dataclass(frozen=True, slots=True)
class Term:
    """`bit` is its own in a set of terms that is one number."""

    id: UUID
    taxonomy: str
    code: str
    name: str
    description: str
    bit: int


@dataclass(frozen=True, slots=True)
class Said:
    """A term that is said of something, with its value and the language it is in."""

    term: Term
    value: str = ""
    language: str = ""


def taxonomy_id(code: str) -> UUID:
    return uuid5(SPACE, code)


def _all() -> Iterator[tuple[str, str, str, str]]:
    for taxonomy, known in ((WISH, WISHES), (KIND, KINDS), (AUDIENCE, FOR)):
        yield from ((taxonomy, code, says.text, says.text) for code, says in known.items())
    yield from ((FIVE, each.code, each.word.text, each.about.text) for each in DIMENSIONS)
    for code, name in (*chain.from_iterable(SAID.values()), (COURSE, "Et kursus")):
        yield FACT, code, name, name
    for taxonomy, told in ((FIRST, FIRSTS), (MORE, MORES), (WORDS, TRANSLATED)):
        yield from ((taxonomy, code, name, name) for code, name in told.values())
    yield from ((TIMES, code, name, name) for code, name in TIMED.items())


TERMS: Mapping[UUID, Term] = {
    (row := uuid5(taxonomy_id(taxonomy), code)): Term(
        row, taxonomy, code, name, description, 1 << number
    )
    for number, (taxonomy, code, name, description) in enumerate(_all())
}
BY_CODE = {(term.taxonomy, term.code): term for term in TERMS.values()}


def bits_of(taxonomy: str) -> int:
    """All terms of a taxonomy, by its id; 0 of one that nobody knows."""
    return sum(t.bit for t in TERMS.values() if str(taxonomy_id(t.taxonomy)) == taxonomy.lower())


def bit_of(term: str) -> int:
    """A term by its id; 0 of one that nobody knows."""
    return next((t.bit for t in TERMS.values() if str(t.id) == term.lower()), 0)


def of_service(place: Place, activity: Activity | None) -> Iterator[Said]:
    """What holds of something that happens at a place, or of a place at which nothing is told to
    happen."""
    for taxonomy, name in ((WISH, "wishes"), (AUDIENCE, "audience"), (FIVE, "five")):
        yield from _known(taxonomy, of(place, activity, name))
    yield from _known(KIND, (place.kind,))
    for name, (yes, no) in SAID.items():
        told = place.toilet if name == "toilet" else of(place, activity, name)
        if told is not None:
            yield Said(BY_CODE[FACT, (yes if told else no)[0]])
    if activity is not None and activity.course:
        yield Said(BY_CODE[FACT, COURSE])
    what = activity or place
    for name, (code, _) in FIRSTS.items():
        if text := getattr(what.first, name):
            yield Said(BY_CODE[FIRST, code], text)
    if what.line:
        yield more("line", what.line)
    for language, words in what.words.items():
        for name, (code, _) in TRANSLATED.items():
            if text := getattr(words, name):
                yield Said(BY_CODE[WORDS, code], text, language)


def more(name: str, value: object) -> Said:
    return Said(BY_CODE[MORE, MORES[name][0]], str(value))


def _known(taxonomy: str, codes: tuple[str, ...]) -> Iterator[Said]:
    for code in codes:
        if (term := BY_CODE.get((taxonomy, code))) is not None:
            yield Said(term)


def set_of(said: Iterator[Said]) -> int:
    """As one number."""
    found = 0
    for each in said:
        found |= each.term.bit
    return found


def taxonomy(code: str) -> dict[str, Any]:
    name, description = TAXONOMIES[code]
    return {"id": str(taxonomy_id(code)), "name": name, "description": description}


def term(each: Term, *, detail: bool = False) -> dict[str, Any]:
    told: dict[str, Any] = {
        "id": str(each.id),
        "code": each.code,
        "name": each.name,
        "description": each.description,
        "taxonomy": TAXONOMIES[each.taxonomy][0],
        "taxonomy_id": str(taxonomy_id(each.taxonomy)),
        "language": LANGUAGE,
    }
    return told | ({"taxonomy_detail": taxonomy(each.taxonomy)} if detail else {})


def attributes(link: UUID, entity: str, said: Iterator[Said]) -> list[dict[str, Any]]:
    """As they stand on what they are said of."""
    return [_attribute(link, entity, each) for each in said]


def _attribute(link: UUID, entity: str, said: Said) -> dict[str, Any]:
    one = f"{said.term.taxonomy}/{said.term.code}/{said.language}/{said.value}"
    told: dict[str, Any] = {
        "id": str(uuid5(link, one)),
        "link_id": str(link),
        "link_entity": entity,
        "taxonomy_term_id": str(said.term.id),
        "taxonomy_term": term(said.term),
    }
    told |= {"value": said.value} if said.value else {}
    return told | ({"language": said.language} if said.language else {})
