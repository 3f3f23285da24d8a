"""R9: what Kreds says of each person is what their pages say, kind by kind and to the day, though
it opens none of them."""

from datetime import timedelta
from functools import partial
from random import Random
from uuid import UUID

import pytest
from sqlalchemy import Connection

from app.circle import sharing
from app.circle.shared_views import READ, SHELVES
from app.foundation import clock, ids
from app.foundation.errors import NotFound
from app.hopes import kept as hopes
from app.people import own
from app.people.people import Person
from app.sharing import ITEM, KINDS, Wish, apart, bonds, grants, lasting, pace, view
from tests.circle import crowd
from tests.conftest import NOON
from tests.sharing.bonded import bond, grant, person
from tests.world import World

PLACES = ("hopes", "goals", "good_things", "flower", "plan", "entries", "appointments", "joint")


def test_kreds_says_of_every_kind_what_its_page_says(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With room for three things on a page: small lives, shared in every way there is, taken back,
    put away and kept apart."""
    monkeypatch.setattr(view, "View", partial(view.View, most=3))
    monkeypatch.setattr(lasting, "MOST", 3)
    monkeypatch.setattr(pace, "AT_ONCE", 10**6)
    on = [bond(world, "Anna", name) for name in ("Mette", "Gry", "Mette")]
    seen = set[tuple[str, bool]]()
    for seed in range(12):
        rng = Random(seed)
        for day in range(4):
            with clock.held(NOON - timedelta(days=40 - 3 * seed - day)):
                world.write(_a_day, world, person(world, "Anna"), rng, on)
        for name in ("Mette", "Gry"):
            with clock.held(NOON - timedelta(days=36 - 3 * seed)):
                seen |= _compared(world, name)
    assert {kind for kind, there in seen if there} >= {*PLACES, "days", "days_words"}
    assert {kind for kind, there in seen if not there} >= {"hopes", "good_things", "entries"}


def _a_day(db: Connection, world: World, me: Person, rng: Random, on: list[UUID]) -> None:
    things = crowd.lived(db, me, rng, "delt", most=3, rooms=(*PLACES, "days")).things
    for kind in rng.sample([*READ], 5):
        scopes = [
            scope for scope in KINDS[kind].scopes if scope != ITEM or things[crowd.ROOM[kind]]
        ]
        for scope in rng.sample(scopes, min(len(scopes), 2)):
            item = rng.choice(things[crowd.ROOM[kind]]) if scope == ITEM else None
            bond_ = rng.choice(on)
            length = rng.choice([*grants.lengths(bonds.one_of_mine(db, me, bond_).role, scope)])
            grants.give(db, world.keys, me, ids.new(), Wish(bond_, kind, scope, length, item))
    for room in PLACES:
        for item in things[room][: rng.randrange(3)]:
            if room == "plan" or rng.random() < 0.4:
                apart.withhold(db, world.keys, me, item)
            else:
                own.remove(db, me, SHELVES[room].table, item)


def _compared(world: World, name: str) -> set[tuple[str, bool]]:
    me = person(world, name)
    people = world.read(bonds.with_me, me)
    said = world.read(sharing.to_be_seen, world.keys, me, people)
    shown = {(each.id, kind): _page(world, me, each.id, kind) for each in people for kind in READ}
    assert {key: said.get(key[0], {}).get(key[1]) for key in shown} == shown
    assert all([*kinds] == [kind for kind in KINDS if kind in kinds] for kinds in said.values())
    return {(kind, until is not None) for (_, kind), until in shown.items()}


def _page(world: World, me: object, on: UUID, kind: str) -> object:
    try:
        return world.write(view.see, world.keys, me, on, kind, READ[kind][0]).until
    except NotFound:
        return None


def test_what_was_there_and_is_put_away_lends_its_end_to_nothing(world: World) -> None:
    """All there was at the time is shared for a year, and put away since; what is seen is one new
    thing, for a month."""
    anna, on = person(world, "Anna"), bond(world)
    old = world.write(hopes.keep, anna, ids.new(), hopes.Words("før"))
    grant(world, on, "hopes", "now", length="12")
    new = world.write(hopes.keep, anna, ids.new(), hopes.Words("nyt"))
    one = grant(world, on, "hopes", ITEM, new)
    for each in world.read(hopes.all_of, anna):
        if each.id != new:
            world.write(hopes.remove, anna, each.id)
    assert old != new and ("hopes", True) in _compared(world, "Mette")
    said = world.read(
        sharing.to_be_seen,
        world.keys,
        person(world, "Mette"),
        world.read(bonds.with_me, person(world, "Mette")),
    )
    assert said[on]["hopes"] == one.until
