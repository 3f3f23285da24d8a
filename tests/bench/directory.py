"""A made-up directory as large as a region's: places in towns as people live in them, and four
things that happen at each. The same every time."""

from collections.abc import Iterator
from datetime import timedelta
from random import Random
from uuid import UUID

from sqlalchemy import Connection

from app.foundation import clock
from app.municipality import municipalities
from app.places import shelf, towns, typed
from app.places.listing import FOR, WISHES, Activity, First, Place
from app.places.shelf import Listed

ACTIVITIES = 4
MUNICIPALITY = "Vestby"
FIRSTS = (
    "Kaffe Garn Skov Hav Lys Bog Sang Træ Have Mad Hjerte Vind Bro Sten Eng Ler Papir Nat".split()
)
LASTS = (
    "klub stue kreds værksted hus hold kor café bord lade køkken forening vennerne gruppe".split()
)
WHAT = (
    "gåtur", "kaffe", "strikning", "fællesspisning", "fodbold", "maling", "keramik", "kor",
    "havearbejde", "brætspil", "yoga", "svømning", "læsekreds", "samtale", "madlavning", "cykeltur",
    "musik", "dans", "foto", "bagning", "syning", "meditation", "vandring", "petanque", "krolf",
    "lektiehjælp", "sprogcafé", "besøgsven", "høns", "fuglekasser", "akvarel", "guitar",
)  # fmt: skip
HOW = (
    "for begyndere", "i skoven", "ved åen", "om morgenen", "uden tilmelding", "i roligt tempo",
    "sammen med andre", "for hænderne", "ved havnen", "i sognegården", "på biblioteket", "ude",
    "for pårørende", "med suppe bagefter", "på stole", "i det grønne", "for dem der vil",
)  # fmt: skip
SAYS = (
    "Vi mødes og drikker kaffe.", "Du kan komme som du er.", "Ingen skal præstere noget.",
    "Der er altid en der tager imod.", "Bænkene står i læ.", "Alt hvad du skal bruge ligger her.",
    "Bagefter spiser vi frugt.", "Vi er sjældent mere end otte.", "Døren står åben fra klokken ni.",
    "Tag tøj på efter vejret.", "Du må gerne bare se på.", "Vi hjælper hinanden med opvasken.",
)  # fmt: skip
SOUNDS = "ba de fi go hu jy kæ lø må ny pe ra sti tro vi sko ble gri".split()
"""Of which names are made that stand nowhere else, as streets and people have them."""
TIMES = ("mandag 10-12", "tirsdag 14-16", "onsdag 17-19", "torsdag 14-16", "fredag 9.30-11",
         "lørdag 11-13", "sidste søndag 13-15")  # fmt: skip


def places(many: int) -> Iterator[Place]:
    chance = Random(13)
    known = list(towns.towns().values())
    lived_in = [each.people for each in known]
    for town in chance.choices(known, lived_in, k=many):
        yield _place(chance, town)


def _place(chance: Random, town: towns.Town) -> Place:
    north, east = (round(at + chance.gauss(0, 0.02), 5) for at in town.point)
    return Place(
        name=f"{chance.choice(FIRSTS)}{chance.choice(LASTS)} {_name(chance)}",
        kind=chance.choice(("sted", "forening", "faellesskab", "kommunalt")),
        line=_line(chance),
        about=" ".join(chance.sample(SAYS, 4)),
        address=f"{_name(chance)}vej {chance.randint(1, 99)}",
        town=town.code.partition(" (")[0],
        lat=north,
        lon=east,
        phone="86 00 00 00",
        calls="86000000",
        wheelchair=chance.choice((True, False, None)),
        first=First(meets=f"{_name(chance)} tager imod.", happens=chance.choice(SAYS)),
        activities=tuple(_activity(chance) for _ in range(ACTIVITIES)),
    )


def _activity(chance: Random) -> Activity:
    maybe = (True, True, False, None)
    return Activity(
        id=UUID(int=chance.getrandbits(128)),
        name=_line(chance).rstrip("."),
        line=chance.choice(SAYS),
        about=" ".join(chance.sample(SAYS, 2)),
        whens=typed.whens(chance.choice(TIMES)),
        wishes=tuple(chance.sample(tuple(WISHES), 2)),
        audience=tuple(chance.sample(tuple(FOR), chance.choice((0, 0, 1)))),
        languages=("da", *chance.sample(("en", "ar", "uk"), chance.choice((0, 0, 1)))),
        price=chance.choice((0, 0, 20, None)),
        open_to_all=chance.choice(maybe),
        sign_up=chance.choice(maybe),
        quiet=chance.choice(maybe),
        come_and_go=chance.choice(maybe),
        companion=chance.choice(maybe),
    )


def _line(chance: Random) -> str:
    return f"{chance.choice(WHAT).capitalize()} {chance.choice(HOW)}."


def _name(chance: Random) -> str:
    return "".join(chance.choices(SOUNDS, k=3)).capitalize()


def listed(many: int, municipality: UUID) -> list[Listed]:
    """Four of five looked at lately, the others never."""
    lately = clock.today(clock.HOME_ZONE) - timedelta(days=30)
    return [
        shelf.new(
            municipality,
            place,
            source="bench",
            source_key=f"{number}",
            checked_on=lately if number % 5 else None,
        )
        for number, place in enumerate(places(many))
    ]


def lay_out(db: Connection, many: int) -> None:
    """All of them in the tables."""
    shelf.add(db, listed(many, municipalities.found(db, MUNICIPALITY)), shelf.IMPORTED)
