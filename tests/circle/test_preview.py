"""R14: what one sees first is what the other gets, byte for byte."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from urllib.parse import urlencode
from uuid import UUID

from app.foundation import clock, ids
from app.foundation.clock import held
from app.hopes import kept as hopes
from app.people import people
from app.people.people import CITIZEN, Person, Profile
from app.sharing import GUIDE, ITEM, KINDS, apart, bonds, grants
from app.sharing.grants import Wish
from tests.circle import crowd
from tests.circle.crowd import ROOM, Life
from tests.conftest import NOON
from tests.examined import Page
from tests.sharing.bonded import person
from tests.world import World

WORLDS, SEED = 60, 14


@dataclass
class Small:
    """One owner, one other, and what was granted and held apart before."""

    owner: Person
    reader: str
    on: UUID
    life: Life

    @property
    def guide(self) -> bool:
        return self.reader == "Mette"


def small(world: World, rng: Random, n: int) -> Small:
    with held(NOON - timedelta(days=2, hours=1)):
        profile = Profile(nickname=rng.choice(("Nora", "Aage & <Per>", "نور")))
        me = world.write(people.create, world.keys, ids.new(), profile, kind=CITIZEN, password=None)
        reader = rng.choice(("Mette", "Gry"))
        code = world.write(
            bonds.invite,
            world.keys,
            me,
            ids.new(),
            GUIDE if reader == "Mette" else "relative",
            "Den anden",
        )
        on = world.write(bonds.accept, world.keys, person(world, reader), code)
        life = world.write(crowd.lived, me, rng, f"verden {n} <b>", most=4)
        made = Small(me, reader, on, life)
        for _ in range(rng.randrange(3)):
            wish = wished(rng, made)
            if wish is not None:
                world.write(grants.give, world.keys, me, ids.new(), wish)
    kept = [each for things in life.things.values() for each in things if rng.random() < 0.2]
    for each in kept:
        world.write(apart.withhold, world.keys, me, each)
    if rng.random() < 0.5:
        world.write(crowd.lived, me, rng, f"siden {n}", most=1)
    return made


def wished(rng: Random, small: Small) -> Wish | None:
    kind = rng.choice(list(KINDS))
    scope = rng.choice(KINDS[kind].scopes)
    things = small.life.things[ROOM[kind]]
    lengths = list(grants.lengths("guide" if small.guide else "relative", scope))
    if scope == ITEM and not things:
        return None
    return Wish(
        small.on, kind, scope, rng.choice(lengths), rng.choice(things) if scope == ITEM else None
    )


def address(wish: Wish) -> str:
    chosen = {"hvad": KINDS[wish.kind].path, "hvem": str(wish.bond), "laenge": wish.length}
    chosen |= {"ting": str(wish.item)} if wish.item else {"omfang": wish.scope}
    return f"/deling/ny/se?{urlencode(chosen)}"


def given_and_read(world: World, small: Small, wish: Wish, session: str) -> tuple[Page, Page]:
    """What its owner sees first, and what the other reads when it has begun."""
    first = Page(crowd.get(world, session, address(wish)).body.decode())
    assert crowd.post(world, session, "/deling/ny", first.form("/deling/ny").fields).status == 303
    waits = not small.guide and wish.scope != ITEM
    with held(clock.now() + timedelta(days=1 if waits else 0)):
        reader = crowd.session_of(world, world.cast[small.reader].id)
        answer = crowd.get(world, reader, f"/kreds/{small.on}/{KINDS[wish.kind].path}")
    assert answer.status == 200
    return first, Page(answer.body.decode())


def test_what_one_sees_first_is_what_the_other_gets(world: World) -> None:
    """R14: sixty small worlds, any kind, scope, thing and length, with what was given and held
    apart before."""
    tried: Counter[str] = Counter()
    for n in range(WORLDS):
        rng = Random(SEED * 1000 + n)
        made = small(world, rng, n)
        wish = next(each for each in (wished(rng, made) for _ in range(99)) if each is not None)
        session = crowd.session_of(world, made.owner.id)
        if crowd.get(world, session, address(wish)).status == 404:
            tried["nothing to see, nothing to give"] += 1
            fields = {
                "hvad": KINDS[wish.kind].path,
                "hvem": str(wish.bond),
                "laenge": wish.length,
                "ting": str(wish.item),
            }
            refused = crowd.post(
                world,
                session,
                "/deling/ny",
                fields | {"konto": people.mark(world.keys, made.owner.id)},
            )
            assert refused.status == 404
            continue
        first, read = given_and_read(world, made, wish, session)
        assert first.inner, "there is nothing within <main>"
        assert first.inner == read.inner, f"world {n}, {wish}:\n{first.inner}\n---\n{read.inner}"
        tried.update(
            [
                wish.kind,
                wish.scope,
                made.reader,
                "empty" if "Her er ikke noget" in first.main else "full",
            ]
        )
    print(dict(tried))
    assert set(KINDS) <= set(tried) and {"item", "now", "coming", "Mette", "Gry", "full"} <= set(
        tried
    )


def test_in_a_pause_nothing_new_is_shared(world: World) -> None:
    """What one saw first would not be what the other gets: the pause is ended before, and the page
    says so."""
    made = small(world, Random(7), 7)
    session, wish = crowd.session_of(world, made.owner.id), Wish(made.on, "hopes", "coming", "1")
    fields = Page(crowd.get(world, session, address(wish)).body.decode()).form("/deling/ny").fields
    world.write(grants.pause, world.keys, made.owner)
    assert crowd.get(world, session, address(wish)).status == 303
    given = world.read(grants.given, made.owner)
    assert crowd.post(world, session, "/deling/ny", fields).status == 303
    assert world.read(grants.given, made.owner) == given
    assert "Slut pausen, f" in crowd.get(world, session, "/deling?besked=slut-pausen").body.decode()


def test_what_is_written_between_the_look_and_the_yes_is_not_given(world: World) -> None:
    """A preview is a promise: what comes in another tab meanwhile is not among «det der er nu»."""
    made = small(world, Random(7), 7)
    session, wish = crowd.session_of(world, made.owner.id), Wish(made.on, "hopes", "now", "1")
    world.write(hopes.keep, made.owner, ids.new(), hopes.Words("set først"))
    first = Page(crowd.get(world, session, address(wish)).body.decode())
    world.write(hopes.keep, made.owner, ids.new(), hopes.Words("skrevet siden"))
    assert crowd.post(world, session, "/deling/ny", first.form("/deling/ny").fields).status == 303
    with held(clock.now() + timedelta(days=0 if made.guide else 1)):
        reader = crowd.session_of(world, world.cast[made.reader].id)
        read = Page(crowd.get(world, reader, f"/kreds/{made.on}/haab").body.decode())
    assert "set først" in read.inner and "skrevet siden" not in read.inner
    assert read.inner == first.inner


def test_what_was_not_looked_at_is_looked_at_first(world: World) -> None:
    """An old form, one that was changed, and another's: each leads to the preview, and nothing is
    given."""
    made = small(world, Random(7), 7)
    session, wish = crowd.session_of(world, made.owner.id), Wish(made.on, "hopes", "now", "1")
    fields = dict(
        Page(crowd.get(world, session, address(wish)).body.decode()).form("/deling/ny").fields
    )
    before, (number, _, mark) = world.read(grants.given, made.owner), fields["vist"].partition(".")
    other = {"hvad": KINDS["good_things"].path}
    for more in (
        {"vist": ""},
        {"vist": f"{int(number) + 1}.{mark}"},
        {"vist": "x." + mark},
        {"vist": "٣." + mark},
        other,
    ):
        answer = crowd.post(world, session, "/deling/ny", fields | more)
        assert answer.status == 303 and answer.get("location").startswith("/deling/ny/se?"), more
    assert world.read(grants.given, made.owner) == before
    assert (
        crowd.post(
            world, session, "/deling/ny", fields | {"vist": "", "hvem": str(ids.new())}
        ).status
        == 404
    )
    assert crowd.post(world, session, "/deling/ny", fields).status == 303
    assert world.read(grants.given, made.owner) != before


def test_what_ends_on_another_day_by_now_is_looked_at_again(world: World) -> None:
    """«Kun i dag», seen at two minutes to four and given at two minutes past, is another day than
    was promised."""
    with held(NOON.replace(hour=2, minute=58)):
        made = small(world, Random(7), 7)
        wish = Wish(
            made.on,
            "hopes",
            ITEM,
            "i-dag",
            world.write(hopes.keep, made.owner, ids.new(), hopes.Words("kun i dag")),
        )
        session = crowd.session_of(world, made.owner.id)
        first = Page(crowd.get(world, session, address(wish)).body.decode())
        fields, before = first.form("/deling/ny").fields, world.read(grants.given, made.owner)
        day = "lørdag den 28. februar" if "lørdag" in first.text else "søndag den 1. marts"
    with held(NOON.replace(hour=3, minute=2)):
        assert (
            f"slutter af sig selv efter {day}"
            not in Page(crowd.get(world, session, address(wish)).body.decode()).text
        )
        answer = crowd.post(world, session, "/deling/ny", fields)
        assert (answer.status, answer.get("location")[:15]) == (303, "/deling/ny/se?h")
        assert world.read(grants.given, made.owner) == before
        looked = (
            Page(crowd.get(world, session, answer.get("location")).body.decode())
            .form("/deling/ny")
            .fields
        )
        assert (
            crowd.post(world, session, "/deling/ny", looked)
            .get("location")
            .startswith("/deling?besked=delt&den=")
        )
    assert world.read(grants.given, made.owner) != before


def test_what_waits_is_said_from_what_is_given(world: World) -> None:
    """A relative who sees all of a kind already waits for nothing: no day is promised in which it
    can be thought over."""
    with held(NOON - timedelta(days=2)):
        anna, code = person(world, "Anna"), ""
        code = world.write(bonds.invite, world.keys, anna, ids.new(), "relative", "Gry")
        on = world.write(bonds.accept, world.keys, person(world, "Gry"), code)
        session, wish = crowd.session_of(world, anna.id), Wish(on, "hopes", "coming", "3")
        assert "Det begynder om et døgn." in crowd.get(world, session, address(wish)).body.decode()
        world.write(grants.give, world.keys, anna, ids.new(), Wish(on, "hopes", "coming", "1"))
        waiting = Page(crowd.get(world, session, address(wish)).body.decode())
        assert "Det begynder om et døgn." in waiting.text, "it has not begun yet"
    session = crowd.session_of(world, anna.id)
    assert "Det begynder med det samme." in crowd.get(world, session, address(wish)).body.decode()
    again = crowd.post(world, session, "/deling/ny", waiting.form("/deling/ny").fields)
    assert again.get("location").startswith("/deling/ny/se?"), (
        "what was shown as waiting would hold at once"
    )


def test_a_difference_is_noticed(world: World) -> None:
    """Seeded: one letter more on the page of the other."""
    rng = Random(7)
    made = small(world, rng, 7)
    wish = Wish(made.on, "hopes", "coming", "1")
    first, read = given_and_read(world, made, wish, crowd.session_of(world, made.owner.id))
    assert first.inner == read.inner != Page(read.text.replace("</main>", "x</main>")).inner
