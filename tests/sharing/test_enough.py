"""How many single things one person is shown at a time: whoever shares more is told what to do, and
nobody waits for it."""

from datetime import timedelta
from functools import partial
from uuid import UUID

import pytest
from sqlalchemy import func, insert, select

from app import hopes, plan
from app.foundation import clock, ids
from app.hard_days import askings, day_words
from app.people import own
from app.sharing import active_grants, apart, enough, grants, log, stopping
from app.sharing.grants import Wish
from app.sharing.models import grants as rows
from tests.conftest import NOON
from tests.phone import Phone
from tests.sharing.bonded import bond, grant, person
from tests.sharing.test_grants import at_once
from tests.world import World

pytestmark = pytest.mark.both

SAID = (
    "Der er ikke plads til flere enkelte ting til den person. Stop nogle af dem, eller del alt "
    "af samme slags."
)


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(enough, "MOST", 2)


def hope(world: World) -> UUID:
    return world.write(
        hopes.kept.keep, person(world, "Anna"), ids.new(), hopes.kept.Words("Et håb")
    )


def shared(world: World, on: UUID, many: int = 2) -> list[UUID]:
    made = [hope(world) for _ in range(many)]
    for each in made:
        grant(world, on, "hopes", "item", each)
    return made


def living(world: World, on: UUID) -> int:
    asked = select(func.count()).where(
        rows.c.bond == on, rows.c.ended_minute.is_(None), rows.c.end_minute > clock.minute()
    )
    found: int = world.read(lambda db: db.execute(asked).scalar_one())
    return found


def choosing(on: UUID, item: UUID) -> str:
    return f"/deling/ny/se?hvad=haab&ting={item}&hvem={on}&laenge=1"


def given_by_hand(anna: Phone, on: UUID, item: UUID) -> str:
    """Where it leads, also when the preview says already that there is no room."""
    asked = anna.ask("GET", choosing(on, item))
    if asked.status_code == 303:
        return asked.headers["location"]
    look = anna.get(choosing(on, item))
    return anna.send("/deling/ny", look.form("/deling/ny").fields).headers["location"]


def test_one_more_than_there_is_room_for_is_refused_and_the_page_says_what_to_do(
    world: World,
) -> None:
    on, anna = bond(world), world.signed_in()
    first, _ = shared(world, on)
    one_more = hope(world)
    led = given_by_hand(anna, on, one_more)
    assert led == f"/deling?besked=fyldt&hvem={on}" and anna.get(led).said == SAID
    assert living(world, on) == 2
    assert given_by_hand(anna, on, first).startswith("/deling?besked=delt"), (
        "the same thing, for longer, takes no more room"
    )
    world.write(stopping.stop, world.keys, person(world, "Anna"), _grant_of(world, on, first))
    assert anna.get(led).said == "", "it is said while it is so"
    assert given_by_hand(anna, on, one_more).startswith("/deling?besked=delt")


def test_what_was_looked_at_before_it_was_full_is_refused_too(world: World) -> None:
    on, anna = bond(world), world.signed_in()
    shared(world, on, 1)
    looks = [anna.get(choosing(on, hope(world))).form("/deling/ny").fields for _ in range(2)]
    led = [anna.send("/deling/ny", fields).headers["location"] for fields in looks]
    assert led[0].startswith("/deling?besked=delt") and led[1] == f"/deling?besked=fyldt&hvem={on}"
    assert anna.send("/deling/ny", looks[0]).headers["location"] == led[0], (
        "sent twice is given once, and no refusal"
    )


def test_all_of_a_kind_another_person_and_a_word_for_today_find_room(world: World) -> None:
    on, other, anna = bond(world), bond(world, other="Gry"), person(world, "Anna")
    shared(world, on)
    grant(world, on, "hopes", "coming")
    grant(world, other, "hopes", "item", hope(world))
    world.write(day_words.choose, world.keys, anna, {on})
    for word in ("call", "leave", "visit"):
        assert world.write(day_words.tell, world.keys, person(world, "Anna"), ids.new(), word)
    assert living(world, on) == 4 and living(world, other) == 1


def test_what_one_wanted_to_ask_is_not_lost(world: World) -> None:
    on, anna = bond(world, other="Gry"), world.signed_in()
    shared(world, on)
    look = anna.fill("/bedt/ny/haab", "/bedt/ny/haab", tekst="Om sommerhuset", hvem=str(on))
    answer = anna.post("/bedt/ny/haab", look.form("/bedt/ny/haab").fields, expect=422)
    assert (
        "Der er ikke plads til at spørge den person om mere. Stop først noget under Deling."
        in answer.main
    )
    assert "Om sommerhuset" in answer.text
    assert world.read(askings.newest, person(world, "Anna")).things == [] and living(world, on) == 2


def test_a_ready_share_for_which_there_is_no_room_shares_no_half(world: World) -> None:
    on, anna, phone = bond(world, other="Gry"), person(world, "Anna"), world.signed_in()
    shared(world, on, 1)
    for part in ("helps", "meet"):
        world.write(plan.kept.keep, anna, part, ids.new(), plan.kept.Words("te"))
    ready = world.write(plan.ready.keep, anna, on, ["helps", "meet"], "")
    world.write(
        plan.ready.confirm_shown, anna, ready, world.read(plan.ready.find, anna, ready).words.mark
    )
    tap = phone.get("/plan/del").form(f"/deling/klar/{ready}/del").fields
    led = phone.send(f"/deling/klar/{ready}/del", tap).headers["location"]
    assert led == f"/deling?besked=fyldt&hvem={on}" and living(world, on) == 1
    world.write(stopping.stop_all, world.keys, anna)
    assert (
        phone.send(f"/deling/klar/{ready}/del", tap)
        .headers["location"]
        .startswith("/plan/del?besked=delt")
    )
    assert living(world, on) == 2


def test_two_at_once_share_no_more_than_there_is_room_for(world: World) -> None:
    on, anna = bond(world), person(world, "Anna")
    shared(world, on, 1)
    for _ in range(8):
        things = [hope(world) for _ in range(2)]
        failed = at_once(*(partial(grant, world, on, "hopes", "item", each) for each in things))
        assert [type(each) for each in failed] == [enough.Full]
        assert living(world, on) == 2
        [given] = [each for each in things if world.read(grants.given, anna, "hopes", [each])]
        world.write(stopping.stop, world.keys, anna, _grant_of(world, on, given))
    assert world.read(log.broken, world.keys.root, anna.box) is None


def test_what_was_erased_takes_no_room(world: World) -> None:
    """What is put away may come back, and keeps its room until then."""
    on, anna, phone = bond(world), person(world, "Anna"), world.signed_in()
    gone = shared(world, on)
    for each in gone:
        world.write(apart.put_away, anna, hopes.models.hopes, each)
    assert given_by_hand(phone, on, hope(world)) == f"/deling?besked=fyldt&hvem={on}"
    with clock.held(NOON + timedelta(days=2)):
        world.write(own.sweep, hopes.models.hopes)
        phone = world.signed_in()
        assert phone.get(f"/deling?besked=fyldt&hvem={on}").said == ""
        assert given_by_hand(phone, on, hope(world)).startswith("/deling?besked=delt")
        assert living(world, on) == 1


def test_whoever_shared_more_before_keeps_it(world: World) -> None:
    on = bond(world)
    first = shared(world, on)
    now = {
        "made_minute": clock.minute(),
        "start_minute": clock.minute(),
        "end_minute": clock.minute() + 9_000,
        "consent": 1,
    }
    one = {"owner": world.cast["Anna"].id, "bond": on, "kind": "hopes", "scope": "item"} | now
    more = [one | {"id": ids.new(), "item": hope(world)} for _ in range(3)]
    world.write(lambda db: db.execute(insert(rows), more))
    held = world.read(active_grants.to_me, person(world, "Mette"), [on])
    assert len(held[on]["hopes"]) == 5 and first[0] in {each.item for each in held[on]["hopes"]}
    with pytest.raises(enough.Full):
        world.write(
            grants.give,
            world.keys,
            person(world, "Anna"),
            ids.new(),
            Wish(on, "hopes", "item", "1", hope(world)),
        )


def _grant_of(world: World, on: UUID, item: UUID) -> UUID:
    return next(
        each.id
        for each in world.read(grants.given, person(world, "Anna"), "hopes", [item])[on]
        if each.item == item
    )
