"""Finding: by what one feels like, by marks, by where one is and by words, the same in every order
of the places, and never more than was asked."""

from datetime import UTC, date, datetime
from math import cos, radians, sin
from random import Random
from urllib.parse import parse_qs, urlsplit

import pytest

from app.foundation import clock
from app.places import asking, terms, towns
from app.places.distance import BIKE, BY_BIKE, FURTHER, ON_FOOT, WALK, From, band, coarse, km
from app.places.finding import A_PAGE, Asked, Finder, Found
from app.places.index import Index
from app.places.listing import Place, Words
from app.places.sets import numbers_of, of_numbers
from tests.places.conftest import activity, kept

AUNING, RANDERS = (56.4308, 10.3782), (56.4607, 10.0364)
NOW = datetime(2026, 3, 16, 11, tzinfo=UTC)
"""A Monday at noon."""


def found(places: list[Place], asked: Asked) -> Found:
    index = Index()
    for place in places:
        index.put(kept(place))
    with clock.held(NOW):
        return Finder(index).find(asked)


def names(places: list[Place], asked: Asked) -> list[str]:
    return [hit.card.at or hit.card.name for hit in found(places, asked).hits]


KAFFE = Place(
    name="Stoppestedet",
    lat=AUNING[0],
    lon=AUNING[1],
    activities=(
        activity("Kaffe og snak", "torsdag 14-16", wishes=("moedes",), price=0),
        activity("Gåture i skoven", "tirsdag 10-12", wishes=("bevaege",)),
    ),
)
VAERKSTED = Place(
    name="Kreativt værksted",
    line="Ler, træ og strikning.",
    wishes=("haender",),
    quiet=True,
    lat=RANDERS[0],
    lon=RANDERS[1],
)


@pytest.mark.parametrize(
    "text",
    ["gåtur", "gåture", "GÅTUREN", "gåturene", "tur", "kaffe", "kafe", "stopestedet",
     "snak kaffe", "gå\u00adtur", "kaffé", "kaffesnak", "stoppestedets"],
)  # fmt: skip
def test_words_are_found_however_they_are_bent_put_together_or_misspelt(text: str) -> None:
    assert names([VAERKSTED, KAFFE], Asked(text))[:1] == ["Stoppestedet"]


def test_æ_ø_and_å_are_letters_of_their_own() -> None:
    places = [Place(name="Røde hus"), Place(name="Rode hus")]
    assert names(places, Asked("rode"))[0] == "Rode hus"
    assert terms.stem("gås") != terms.stem("gas")


def test_verbs_find_what_is_called_by_their_noun() -> None:
    assert names([KAFFE, VAERKSTED], Asked("strikke")) == ["Kreativt værksted"]


@pytest.mark.parametrize(
    ("text", "name"),
    [("gaature", "Gåture"), ("aeblehave", "Æblehaven"), ("kafé", "Café Kilden"),
     ("grenå", "Grenaahuset"), ("mænds", "Mandehjørnet"), ("klubhus", "Clubhuset")],
)  # fmt: skip
def test_a_word_is_found_however_it_is_spelt(text: str, name: str) -> None:
    others = ("Gåture", "Æblehaven", "Café Kilden", "Grenaahuset", "Mandehjørnet", "Clubhuset")
    places = [VAERKSTED, *(Place(name=each) for each in others)]
    assert names(places, Asked(text))[0] == name


def test_how_else_a_word_may_be_spelt_hides_nothing_that_is_spelt_so() -> None:
    """«kafe» bends as «kaffe» does; «café» is not coffee."""
    places = [*(Place(name=f"Kaffe {n}") for n in range(6)), Place(name="Café")]
    assert names(places, Asked("café"))[0] == "Café"
    assert "Café" in names(places, Asked("kafe"))


def test_of_several_words_those_that_say_most_are_found_first() -> None:
    places = [Place(name=f"Sammen {n}") for n in range(9)] + [Place(name="Spillested")]
    assert names(places, Asked("xyzzyx sammen spillested"))[0] == "Spillested"
    assert len(names(places, Asked("sammen spillested"))) == 10


def test_much_that_happens_at_one_place_hides_no_other() -> None:
    busy = Place(name="Kaffe", activities=tuple(activity(f"Kaffe {n}") for n in range(9)))
    other = Place(name="Morgenkaffe")
    assert names([busy, other], Asked("kaffe")) == ["Kaffe", "Morgenkaffe"]


@pytest.mark.parametrize("word", ["kaffe", "strikning", "fællesspisning", "aabbaabbaa"])
def test_a_wrong_letter_is_the_same_in_long_and_in_short_words(word: str) -> None:
    close = set(terms.near(word))
    assert all(terms.one_apart(word, each) for each in close)
    apart = {two for one in sorted(close)[::40] for two in terms.near(one)} - close - {word}
    assert not any(terms.one_apart(word, each) for each in apart)
    index = Index()
    index.put(kept(Place(name=word)))
    assert all(terms.stem(word) in index.near(each) for each in close)


def test_many_around_are_found_in_the_same_order_as_few() -> None:
    """Of few all are looked at, of many only the squares around."""
    chance = Random(7)
    spots = [
        (AUNING[0] + chance.gauss(0, 0.05), AUNING[1] + chance.gauss(0, 0.08)) for _ in range(400)
    ]
    index = Index()
    for number, (lat, lon) in enumerate(spots):
        index.put(kept(Place(name=f"Sted {number}", lat=lat, lon=lon)))
    finder, shown = Finder(index), []
    with clock.held(NOW):
        for page in range(1, 21):
            shown += [hit.card.point for hit in finder.find(Asked(point=AUNING, page=page)).hits]
    far = [band(km(AUNING, point)) for point in shown if point]
    assert len(shown) == len(set(shown)) == 400 and far == sorted(far)
    assert {ON_FOOT, BY_BIKE, FURTHER} == set(far)


def test_a_short_word_forgives_nothing() -> None:
    assert names([Place(name="Sang")], Asked("sant")) == []


def test_a_place_is_found_in_the_languages_it_is_written_in() -> None:
    place = Place(name="Huset", words={"ar": Words(name="البيت المفتوح"), "uk": Words(line="Кава")})
    assert names([VAERKSTED, place], Asked("البيت"))[0] == "Huset"
    assert names([VAERKSTED, place], Asked("кава"))[0] == "Huset"


@pytest.mark.parametrize(
    "text", ["", " ", "\u200b\u2060", "a", "park.", "«»", "%", "_", "'\"", "(", "x" * 5000]
)
def test_no_text_breaks_a_search(text: str) -> None:
    found([VAERKSTED, KAFFE], Asked(text))


def test_only_invisible_signs_are_no_search_at_all() -> None:
    form = asking.read({"soeg": ["\u200b\u2060 "]})
    assert form.text == "" and len(names([VAERKSTED, KAFFE], form.asked())) == 2


def test_what_nobody_has_said_is_not_found_by_its_mark() -> None:
    assert names([VAERKSTED, KAFFE], Asked(facets=("stille",))) == ["Kreativt værksted"]
    assert names([VAERKSTED, KAFFE], Asked(facets=("gratis",))) == ["Stoppestedet"]


def test_marks_hold_all_at_once_and_of_the_same_thing() -> None:
    """Free is the coffee and moving is the walk: nothing is both."""
    assert names([KAFFE], Asked(facets=("gratis", "bevaege"))) == []
    assert names([KAFFE], Asked(any_of=("moedes", "haender"))) == ["Stoppestedet"]


def test_a_weekday_is_found_by_what_happens_on_it() -> None:
    hit = found([KAFFE, VAERKSTED], Asked(facets=("dag1",))).hits[0]
    assert hit.card.name == "Gåture i skoven" and hit.day == date(2026, 3, 17)


def test_the_nearest_comes_first_and_then_what_comes_next() -> None:
    later = Place(name="Senere", lat=AUNING[0], lon=AUNING[1],
                  activities=(activity("Fredag", "fredag 10"),))  # fmt: skip
    places = [VAERKSTED, later, KAFFE]
    assert names(places, Asked(point=AUNING)) == ["Stoppestedet", "Senere", "Kreativt værksted"]
    assert names(places, Asked(point=RANDERS))[0] == "Kreativt værksted"


def test_a_walk_is_no_bus_ride() -> None:
    hits = found([VAERKSTED, KAFFE], Asked(point=AUNING)).hits
    assert [hit.band for hit in hits] == [ON_FOOT, 2]
    assert names([VAERKSTED, KAFFE], Asked(point=AUNING, reach=BY_BIKE)) == ["Stoppestedet"]


def test_what_comes_home_is_near_everybody() -> None:
    home = Place(name="På nettet", comes_to_you=True, lat=RANDERS[0], lon=RANDERS[1])
    assert names([home, VAERKSTED], Asked(point=AUNING, reach=ON_FOOT)) == ["På nettet"]


def test_what_nobody_has_looked_at_for_a_year_comes_last() -> None:
    index = Index()
    index.put(kept(KAFFE, date(2025, 3, 1)))
    index.put(kept(VAERKSTED, date(2025, 4, 1)))
    with clock.held(NOW):
        hits = Finder(index).find(Asked(point=AUNING)).hits
    assert [(hit.card.at or hit.card.name, hit.old) for hit in hits] == [
        ("Kreativt værksted", False),
        ("Stoppestedet", True),
    ]


def test_a_place_stands_once_however_much_happens_there() -> None:
    assert names([KAFFE], Asked()) == ["Stoppestedet"]


def test_pages_follow_each_other_without_a_gap() -> None:
    places = [Place(name=f"Sted {n:02}") for n in range(A_PAGE + 5)]
    first, second = (found(places, Asked(page=page)) for page in (1, 2))
    assert first.more and not second.more
    names_ = [hit.card.name for hit in (*first.hits, *second.hits)]
    assert len(set(names_)) == A_PAGE + 5


def test_a_place_that_changes_is_found_as_it_is_now() -> None:
    index = Index()
    one = kept(KAFFE)
    index.put(one)
    finder = Finder(index)
    with clock.held(NOW):
        assert finder.find(Asked("kaffe")).hits
        index.put(type(one)(one.id, VAERKSTED, one.checked_on, "Vestby"))
        assert not finder.find(Asked("kaffe")).hits
        assert finder.find(Asked("ler")).hits[0].card.place == one.id
        index.drop(one.id)
        assert not finder.find(Asked()).hits


def test_the_clock_moves_what_comes_next() -> None:
    index = Index()
    index.put(kept(KAFFE))
    finder = Finder(index)
    with clock.held(NOW):
        assert finder.find(Asked()).hits[0].card.name == "Gåture i skoven"
    with clock.held(datetime(2026, 3, 17, 20, tzinfo=UTC)):
        assert finder.find(Asked()).hits[0].card.name == "Kaffe og snak"


def test_sets_of_numbers_hold_what_was_put_in() -> None:
    for numbers in ([0, 7, 8, 9, 63, 64, 1000], list(range(0, 3000, 7))):
        assert list(numbers_of(of_numbers(numbers))) == numbers
    assert list(numbers_of(0)) == []


# Where somebody is


@pytest.mark.parametrize(
    "text", ["", "x", "56", "nan,10", "inf,1", "10.37,56.43", "0,0", "56.43,10.37,1"]
)
def test_a_position_that_is_none_is_passed_over(text: str) -> None:
    assert asking.read({"her": [text]}).here is None


def test_a_position_is_rounded_whoever_sends_it() -> None:
    assert asking.read({"her": ["56.430812,10.378245"]}).here == (56.43, 10.38)
    assert km(AUNING, coarse(AUNING)) < 1


def test_flat_ground_gives_the_bands_of_the_round_earth() -> None:
    """From the south of Denmark to the north, and as near the edges of the bands as can be."""
    luck = Random(11)
    for _ in range(20_000):
        here = luck.uniform(54.5, 57.8), luck.uniform(8, 15.2)
        reach = luck.choice((0.001, 0.02, 0.05, 0.1, 1.0))
        there = here[0] + luck.uniform(-reach, reach), here[1] + luck.uniform(-reach, reach)
        assert From(here).band(there) == band(km(here, there)), (here, there)
    for edge in (WALK, BIKE):
        for angle in range(0, 360, 3):
            for much in (0.985, 0.995, 0.9999, 1.0001, 1.005, 1.015):
                north = here[0] + edge * much * cos(radians(angle)) / 111.195
                east = edge * much * sin(radians(angle)) / (111.195 * cos(radians(here[0])))
                there = north, here[1] + east
                assert From(here).band(there) == band(km(here, there)), (here, there)


def test_towns_are_found_by_their_name() -> None:
    assert towns.town("auning ") and asking.read({"by": ["Auning"]}).town == "Auning"
    lost = asking.read({"by": ["Langtbortistan"]})
    assert lost.lost and lost.point is None


def test_what_means_nothing_in_an_address_is_passed_over() -> None:
    form = asking.read({"lyst": ["moedes", "flyve"], "dag": ["9"], "kun": ["x"], "side": ["-3"]})
    assert (form.wishes, form.day, form.marks, form.page) == (("moedes",), "", (), 1)


def test_what_stands_in_the_way_is_answered() -> None:
    asked = asking.read(
        {"vejen": ["penge", "larm", "alene", "transport"], "by": ["Auning"]}
    ).asked()
    assert set(asked.facets) == {"gratis", "stille", "foelges"} and asked.reach == BY_BIKE


def test_the_address_of_another_page_asks_for_the_same() -> None:
    form = asking.read({"soeg": ["kaffe & kage"], "lyst": ["ro", "spise"], "her": ["56.43,10.38"]})
    again = asking.read(parse_qs(urlsplit(form.at(2)).query))
    assert (again.text, again.wishes, again.here, again.page) == (
        *(form.text, form.wishes, form.here),
        2,
    )
