"""A name of somebody's stands in sentences of ours, and turns none of them round."""

import re
from pathlib import Path

import pytest
from sqlalchemy import update

from app.foundation import ids
from app.foundation.words import TURNS, Words, set_apart, straight
from app.hard_days import askings, day_words
from app.hopes import kept as hopes
from app.journal import entries
from app.main import HERE
from app.municipality import team
from app.municipality.models import staff as colleagues
from app.people import people
from app.plan import kept as plan
from app.sharing import Wish, bonds, grants
from tests.cast import PASSWORD
from tests.circle import crowd
from tests.sharing.bonded import bond, person
from tests.world import World

TURNING = "".join(map(chr, [*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x2028, 0x2029]))
ODD = f"P\u2069\u202eer{TURNING}n"
TYPED = re.compile(r'\svalue="[^"]*"|<textarea.*?</textarea>', re.DOTALL)
"""What stands in a field is given back as it was typed."""
TURNS_ROUND = re.compile(f"[{TURNING}]")


def test_what_turns_a_sentence_is_taken_out_of_a_name_and_what_a_name_needs_stays() -> None:
    assert straight(ODD) == "Per  n"
    assert not TURNS_ROUND.search(set_apart(ODD))
    for name in (
        "محمّد",
        "עדי\u200f",
        "Anne\u200e",
        "José-María",
        "👩‍👩‍👧",
        "\u061cعلي",
        "Li\u200cla",
    ):
        assert straight(name) == name
    assert set_apart("<b>") == "<bdi>&lt;b&gt;</bdi>"
    assert len(TURNS) == 11


def test_no_name_of_anybodys_turns_a_page(world: World) -> None:
    """As it may lie there from before: in what somebody is called, calls somebody, wrote beside a
    number, or is called at work."""
    anna, gry = world.cast["Anna"].id, world.cast["Gry"].id
    for who in (anna, gry):
        world.write(lambda db, who=who: people.change(db, _of(db, world, who), nickname=ODD))
    karen = team.sealed_name(world.keys.root, world.cast["Mette"].id, ODD)
    world.write(
        lambda db: db.execute(
            update(colleagues)
            .where(colleagues.c.person == world.cast["Mette"].id)
            .values(sealed=karen)
        )
    )
    on = [bond(world, "Anna", other, ODD) for other in ("Gry", "Mette")]
    me = person(world, "Anna")
    world.write(bonds.invite, world.keys, me, ids.new(), "relative", ODD)
    hope = world.write(hopes.keep, me, ids.new(), hopes.Words("At sove"))
    world.write(entries.keep, me, ids.new(), me.today, entries.Words("Ord", (ODD,), (), ODD))
    world.write(plan.keep, me, "people", ids.new(), plan.Words("Naboen", "12 34 56 78", ODD))
    for each in on:
        world.write(grants.give, world.keys, me, ids.new(), Wish(each, "hopes", "item", "1", hope))
        world.write(askings.ask, world.keys, me, ids.new(), each, "hope", "")
    world.write(day_words.choose, world.keys, me, set(on))
    world.write(day_words.tell, world.keys, me, ids.new(), "call")
    seen = 0
    for name in ("Anna", "Gry", "Mette", "Karen"):
        for path, answer in crowd.crawl(
            world, crowd.session_of(world, world.cast[name].id)
        ).items():
            told = TYPED.sub("", answer.body.decode(errors="replace"))
            assert not TURNS_ROUND.search(told), (name, path)
            seen += b"Per  n" in answer.body
    assert seen > 15


def _of(db: object, world: World, who: object) -> people.Person:
    me = people.get(db, world.keys, who)  # type: ignore[arg-type]
    assert me is not None
    return me


def test_a_name_is_taken_in_straight(world: World) -> None:
    anna = world.signed_in("Anna")
    anna.post(
        "/er-det-dig", anna.typed(anna.get("/er-det-dig"), "/er-det-dig", adgangskode=PASSWORD)
    )
    assert not TURNS_ROUND.search(
        anna.fill("/deling/inviter", "/deling/inviter", navn=ODD, rolle="relative").text
    )
    labels = [each.label for each in world.read(bonds.mine, person(world, "Anna"))]
    assert labels == [straight(ODD)]
    anna.fill(
        "/deling/inviter", "/deling/inviter", expect=422, navn="\u202e\u2069", rolle="relative"
    )


BARE = re.compile(r"<bdi(?!\s+dir=\"ltr\"|\s+lang=)[^>]*>\s*\{\{(?![^}]*\|straight)")


def test_a_name_that_is_set_apart_by_hand_is_noticed() -> None:
    """`<bdi>` keeps a name apart only as long as nothing in it says otherwise: set_apart sees to
    both."""
    assert BARE.search("<bdi>{{ name }}</bdi>")
    bare = [
        str(file)
        for file in sorted((HERE / "templates").rglob("*.html"))
        if BARE.search(file.read_text(encoding="utf-8"))
    ]
    assert not bare, (
        f"write {{{{ set_apart(name) }}}} instead of <bdi>{{{{ name }}}}</bdi> in {bare}"
    )


# --- Which language a browser wishes for (RFC 9110, 12.5.4) ---------------------------------------


@pytest.fixture(scope="module")
def words() -> Words:
    return Words(HERE / "locales", Path(HERE / "templates"))


@pytest.mark.parametrize(
    ("accept", "code"),
    [
        ("", "da"),
        ("en", "en"),
        ("EN-gb", "en"),
        ("da, en", "da"),
        ("en, da", "en"),
        ("da;q=0.5, en;q=0.8", "en"),
        ("da;q=0.5,en", "en"),
        ("da ; q=0.5 , en ; q=0.8", "en"),
        ("da;q=0.5,\ten\t;\tQ=0.8", "en"),
        ("en;q=0, da", "da"),
        ("en;q=0", "da"),
        ("en;q=0.000", "da"),
        ("da;q=0", "en"),
        ("da;q=0, en;q=0.1", "en"),
        ("*", "da"),
        ("en;q=0.5, *;q=0.9", "da"),
        ("de, en;q=0.3", "en"),
        ("de", "da"),
        ("en;q=2", "da"),
        ("en;q=-1", "da"),
        ("en;q=nan", "da"),
        ("en;q=1e9", "da"),
        ("en;q=0.5555", "da"),
        ("en;q=1.001", "da"),
        ("en;q=", "da"),
        ("en;level=1", "da"),
        (",,en,", "en"),
        (";q=1, en", "en"),
        ("en;q=1.000", "en"),
        ("en;q=0., da;q=0.1", "da"),
        ("da-DK, da;q=0", "en"),
        ("*;q=0", "da"),
        ("x" * 5000 + ", en", "da"),
    ],
)
def test_a_browser_gets_the_language_it_wishes_for(words: Words, accept: str, code: str) -> None:
    assert words.preferred(accept) == code
