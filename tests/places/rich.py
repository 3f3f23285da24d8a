"""Places of which much is said: as many facts as there are, made up anew by hypothesis."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from hypothesis import strategies as st

from app.chime import CODES
from app.places import shelf, towns, typed
from app.places.listing import FOR, KINDS, WISHES, Activity, First, Place, When, Words
from app.places.shelf import Listed

NOBODY = UUID(int=0)
SCRIPT = '"><script>alert(1)</script>'
LETTERS = st.characters(whitelist_categories=("L", "N", "P"), max_codepoint=0x24F)


def lines(least: int = 0) -> st.SearchStrategy[str]:
    """As a form or a file would give them."""
    plain = st.lists(st.text(LETTERS, min_size=1, max_size=12), min_size=least, max_size=5)
    return plain.map(lambda words: typed.line(" ".join(words))).filter(lambda t: len(t) >= least)


WHETHER = st.sampled_from((None, True, False))
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
MINUTES = st.integers(0, 24 * 60 - 1)


def some(known: Any) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(sorted(known)), unique=True, max_size=3).map(tuple)


@st.composite
def whens(draw: st.DrawFn) -> When:
    start, begins = draw(DAYS), draw(MINUTES)
    ends = draw(st.none() | MINUTES.filter(lambda minute: minute != begins))
    off = tuple(draw(st.lists(DAYS, unique=True, max_size=3)))
    holidays, every = draw(WHETHER), draw(st.sampled_from(("once", "week", "month")))
    if every == "once":
        return When(start, begins, ends, off=off, holidays=holidays)
    until = draw(st.none() | st.integers(0, 900).map(lambda days: start + timedelta(days=days)))
    nth = draw(st.sampled_from((-1, 1, 2, 3, 4, 5))) if every == "month" else 0
    step = draw(st.integers(1, typed.MOST_STEP))
    return When(start, begins, ends, every, step, nth, until, off, holidays)


OFFER: dict[str, Any] = {
    "wishes": some(WISHES),
    "five": some(CODES),
    "audience": some(FOR),
    "languages": some(("da", "en", "ar", "uk", "so")),
    "price": st.none() | st.integers(0, 900),
    "price_says": lines(),
    **dict.fromkeys(
        (
            "open_to_all",
            "sign_up",
            "staff",
            "quiet",
            "come_and_go",
            "wheelchair",
            "companion",
            "comes_to_you",
        ),
        WHETHER,
    ),
    "first": st.builds(
        First, **dict.fromkeys(("meets", "happens", "many", "loud", "door", "leave"), lines())
    ),
    "words": st.dictionaries(
        st.sampled_from(("en", "ar")),
        st.builds(Words, name=lines(1), line=lines(), about=lines()),
        max_size=2,
    ),
}
ACTIVITIES = st.builds(
    Activity,
    id=st.builds(uuid4),
    name=lines(1),
    line=lines(),
    about=lines(),
    whens=st.lists(whens(), max_size=3).map(tuple),
    course=st.booleans(),
    **OFFER,
)


@st.composite
def places(draw: st.DrawFn) -> Place:
    there = draw(st.sampled_from(sorted(towns.postcodes().values(), key=lambda each: each.code)))
    point = draw(st.sampled_from(((None, None), (56.4607, 10.0364), (55.1, 14.9))))
    shown, called = typed.phone(draw(st.sampled_from(("", "86 42 00 00", "+45 87654321"))))
    return Place(
        name=draw(lines(1)),
        kind=draw(st.sampled_from(sorted(KINDS))),
        line=draw(lines()),
        about=draw(lines()),
        address=draw(lines()),
        postcode=draw(st.sampled_from(("", there.code))),
        town=draw(st.sampled_from(("", there.town))),
        lat=point[0],
        lon=point[1],
        phone=shown,
        calls=called,
        email=draw(st.sampled_from(("", "hej@sted.dk"))),
        url=draw(st.sampled_from(("", "https://sted.dk/om?a=1", "http://et.sted.dk"))),
        source=draw(lines()),
        toilet=draw(WHETHER),
        activities=tuple(draw(st.lists(ACTIVITIES, max_size=3))),
        **{name: draw(value) for name, value in OFFER.items()},
    )


def listed(place: Place, municipality: str = "Randers", **more: Any) -> Listed:
    """A place as it stands in the tables."""
    fresh = shelf.new(UUID(int=1), place, source="test", checked_on=date(2026, 11, 1))
    return replace(fresh, municipality_name=municipality, **more)


def with_script() -> Place:
    """Script in every field that holds words."""
    fields = "name line about address postcode town phone email url price_says source"
    words: dict[str, Any] = dict.fromkeys(fields.split(), SCRIPT)
    return Place(
        **words,
        languages=(SCRIPT,),
        first=First(SCRIPT, SCRIPT, SCRIPT, SCRIPT, SCRIPT, SCRIPT),
        words={"en": Words(SCRIPT, SCRIPT, SCRIPT)},
        activities=(Activity(id=uuid4(), key=SCRIPT, name=SCRIPT, line=SCRIPT, about=SCRIPT),),
    )


def cafe() -> Place:
    """A place with two things that happen there, and something said of each."""
    thursday = When(date(2026, 1, 8), 14 * 60, 16 * 60, "week")
    friday = When(date(2026, 1, 30), 10 * 60, None, "month", 1, -1, holidays=False)
    return Place(
        name="Café Åen",
        line="Kaffe og snak.",
        about="Man kan bare komme.",
        address="Storegade 1",
        postcode="8900",
        town="Randers C",
        lat=56.4607,
        lon=10.0364,
        phone="86 42 00 00",
        calls=typed.phone("86 42 00 00")[1],
        email="hej@cafe.dk",
        url="https://cafe.dk",
        wishes=("moedes",),
        five=("together",),
        languages=("da", "ar"),
        price=0,
        wheelchair=True,
        toilet=False,
        quiet=True,
        first=First(meets="Lone står ved døren."),
        words={"en": Words("Café by the river", "Coffee and talk.")},
        activities=(
            Activity(id=uuid4(), name="Strikkeklub", wishes=("haender",), whens=(thursday,)),
            Activity(id=uuid4(), name="Fællesspisning", wishes=("spise",), price=35, quiet=False,
                     whens=(friday,)),
        ),
    )  # fmt: skip
