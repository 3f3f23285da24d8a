"""R15: what is not shared never changes what others get: pairs of worlds that differ only in that
answer byte for byte alike."""

import io
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random
from uuid import UUID

import pytest
from sqlalchemy import Connection, select, update

from app.circle import live
from app.circle.shared_views import READ
from app.foundation import clock, ids
from app.foundation.clock import held
from app.hopes import kept as hopes
from app.hopes.models import hopes as hopes_table
from app.people import Keyring, people
from app.people.models import people as people_table
from app.people.people import Person
from app.sharing import (
    COMING,
    ITEM,
    KINDS,
    NOW,
    active_grants,
    apart,
    bonds,
    grants,
    stopping,
    view,
)
from app.sharing.grants import Wish
from tests.circle import crowd
from tests.circle.crowd import ROOM, Behind, Counted, Life
from tests.conftest import NOON
from tests.house.test_edge import Answer
from tests.sharing.bonded import bond, person
from tests.world import Template, World

PAIRS, SEED = 48, 20261122
OTHERS = ("Mette", "Gry")


@dataclass
class Base:
    """What both worlds of a pair have: Anna's life, two bonds, and what is granted on each."""

    life: Life
    bonds: dict[str, UUID]
    kinds: dict[str, set[str]]
    given: list[UUID]
    """The grants that hold."""


def lay(world: World, rng: Random) -> Base:
    """Two days ago; a relative's whole kinds are open by now."""
    anna = person(world, "Anna")
    life = world.write(crowd.lived, anna, rng, "delt")
    on = {name: bond(world, "Anna", name) for name in OTHERS}
    base = Base(life, on, {name: set() for name in OTHERS}, [])
    for name in OTHERS:
        for kind in rng.sample(list(KINDS), rng.randrange(1, 5)):
            wish = wished(rng, on[name], kind, life)
            if wish is not None:
                base.given.append(world.write(grants.give, world.keys, anna, ids.new(), wish).id)
                base.kinds[name].add(kind)
    return base


def wished(rng: Random, on: UUID, kind: str, life: Life) -> Wish | None:
    """Some grant of the kind that can be given; None where there is no single thing to give."""
    scope = rng.choice(KINDS[kind].scopes)
    things = life.things[ROOM[kind]]
    if scope == ITEM and not things:
        return None
    return Wish(
        on, kind, scope, rng.choice(("1", "3")), rng.choice(things) if scope == ITEM else None
    )


# --- What is not shared ---------------------------------------------------------------------------

Change = Callable[[World, Random, Base], None]


def _write(world: World, fn: Callable[[Connection, Person], object]) -> None:
    me = person(world, "Anna")
    world.write(lambda db: fn(db, me))


def unshared_kinds(world: World, rng: Random, base: Base) -> None:
    """More things, in the rooms of which nobody has anything, now or coming."""
    open_ = {ROOM[kind] for kinds in base.kinds.values() for kind in kinds}
    open_ |= {"days"} if "entries" in open_ else set()
    rooms = [room for room in crowd.ROOMS if room not in open_]
    _write(world, lambda db, me: crowd.lived(db, me, rng, "hemmelig", rooms=rooms))


def _kept_apart(db: Connection, me: Person, keys: Keyring, word: str = "hemmelig holdt") -> UUID:
    made = hopes.keep(db, me, ids.new(), hopes.Words(word))
    apart.withhold(db, keys, me, made)
    return made


def held_apart(world: World, rng: Random, base: Base) -> None:
    _write(world, lambda db, me: _kept_apart(db, me, world.keys))


def put_away(world: World, rng: Random, base: Base) -> None:
    def once(db: Connection, me: Person) -> None:
        hopes.remove(db, me, hopes.keep(db, me, ids.new(), hopes.Words("hemmelig væk")))

    _write(world, once)


def things_of_days(world: World, rng: Random, base: Base) -> None:
    """Diary entries without what helped: days are shared without them, and entries one by one."""
    from app.journal import entries

    day = person(world, "Anna").today - timedelta(days=rng.randrange(9))
    _write(
        world, lambda db, me: entries.keep(db, me, ids.new(), day, entries.Words("hemmelig tekst"))
    )


def other_people(world: World, rng: Random, base: Base) -> None:
    """Other bonds, other grants, invitations, a bond that ended."""
    for name in rng.sample(["Sam", "Vera"], rng.randrange(1, 3)):
        on = bond(world, "Anna", name)
        for kind in rng.sample(list(KINDS), 3):
            wish = wished(rng, on, kind, base.life)
            if wish is not None:
                world.write(grants.give, world.keys, person(world, "Anna"), ids.new(), wish)
        if rng.random() < 0.4:
            world.write(stopping.part, world.keys, person(world, "Anna"), on)
    _write(
        world,
        lambda db, me: bonds.invite(
            db, world.keys, me, ids.new(), "relative", "hemmelig inviteret"
        ),
    )


def somebody_looked(world: World, rng: Random, base: Base) -> None:
    """Lines in the log, and what Anna has read of it."""
    name = rng.choice(OTHERS)
    kinds = sorted(grants_now(world, base, name))
    if kinds:
        reader = person(world, name)
        world.write(view.see, world.keys, reader, base.bonds[name], kinds[0], READ[kinds[0]][0])
    _write(world, lambda db, me: people.change(db, me, log_read=rng.randrange(4)))


def grants_now(world: World, base: Base, name: str) -> set[str]:
    return set(
        world.read(active_grants.to_me, person(world, name), [base.bonds[name]]).get(
            base.bonds[name], {}
        )
    )


def her_own_settings(world: World, rng: Random, base: Base) -> None:
    _write(
        world, lambda db, me: people.change(db, me, low_until=clock.minute() + 60, lock_after=60)
    )


def a_relatives_day_of_thought(world: World, rng: Random, base: Base) -> None:
    """R16: a whole kind for Gry, which begins tomorrow, stopped again or not. She cannot see that
    it was thought of."""
    closed = [
        each for each in KINDS if COMING in KINDS[each].scopes and each not in base.kinds["Gry"]
    ]
    if not closed:
        return
    kind = rng.choice(closed)
    wish = Wish(base.bonds["Gry"], kind, rng.choice((NOW, COMING)), "1")
    given = world.write(grants.give, world.keys, person(world, "Anna"), ids.new(), wish)
    if rng.random() < 0.5:
        world.write(stopping.stop, world.keys, person(world, "Anna"), given.id)


def a_strangers_life(world: World, rng: Random, base: Base) -> None:
    """Somebody else shares everything with Vera and keeps something apart."""
    on = bond(world, "Sam", "Vera")
    sam = person(world, "Sam")
    world.write(lambda db: crowd.lived(db, sam, rng, "hemmelig fremmed"))
    world.write(grants.give, world.keys, sam, ids.new(), Wish(on, "hopes", COMING, "1"))
    world.write(lambda db: _kept_apart(db, sam, world.keys))


CHANGES: tuple[Change, ...] = (
    unshared_kinds, held_apart, put_away, things_of_days, other_people, somebody_looked,
    her_own_settings, a_relatives_day_of_thought, a_strangers_life,
)  # fmt: skip

# --- Ways in which nothing is shared any more -----------------------------------------------------


def paused(world: World, rng: Random, base: Base) -> None:
    _write(world, lambda db, me: grants.pause(db, world.keys, me))


def stopped(world: World, rng: Random, base: Base) -> None:
    for each in base.given:
        world.write(stopping.stop, world.keys, person(world, "Anna"), each)


def stopped_at_once(world: World, rng: Random, base: Base) -> None:
    _write(world, lambda db, me: stopping.stop_all(db, world.keys, me))


def run_out(world: World, rng: Random, base: Base) -> None:
    from app.sharing.models import grants as rows

    world.write(lambda db: db.execute(update(rows).values(end_minute=clock.minute())))


def leaving(world: World, rng: Random, base: Base) -> None:
    waits = (
        update(people_table)
        .where(people_table.c.id == world.cast["Anna"].id)
        .values(erase_minute=clock.minute())
    )
    world.write(lambda db: db.execute(waits))


ENDS: tuple[Change, ...] = (paused, stopped, stopped_at_once, run_out, leaving)

# --- Pairs ----------------------------------------------------------------------------------------


@pytest.fixture
def behind(sqlite_template: Template, tmp_path: Path) -> Iterator[Behind]:
    made = Behind(sqlite_template, tmp_path)
    yield made
    made.close()


@pytest.fixture
def behind_postgres(postgres_template: Template, tmp_path: Path) -> Iterator[Behind]:
    made = Behind(postgres_template, tmp_path)
    yield made
    made.close()


NEAR = r"/($|kreds|deling|konto$|mine-ting)"
"""Where others' things could show; the whole house is walked in some of the pairs."""


def everything(
    world: World, counted: Counted, when: str = "after", only: str = NEAR
) -> dict[str, Answer]:
    """All that Mette and Gry can reach, with logins of their own."""
    found: dict[str, Answer] = {}
    for name in OTHERS:
        counted.begin(f"{name} {when}")
        session = crowd.session_of(world, world.cast[name].id)
        found |= {
            f"{name} {path}": answer for path, answer in crowd.crawl(world, session, only).items()
        }
    return found


def lived(
    world: World, counted: Counted, seed: int, changes: tuple[Change, ...], only: str = NEAR
) -> tuple[dict[str, Answer], ...]:
    """One world of a pair: what is to be seen before and after the changes, each of which has ids
    of its own."""
    counted.begin("shared")
    with held(NOON - timedelta(days=2)):
        base = lay(world, Random(seed))
    before = everything(world, counted, "before", only)
    counted.begin("hidden")
    for n, change in enumerate(changes):
        change(world, Random(seed + n), base)
    return before, everything(world, counted, "after", only)


def differences(one: dict[str, Answer], other: dict[str, Answer]) -> list[str]:
    """Where the two worlds answer differently, in a path, a status, a header, a byte or the
    length."""
    told = [f"only in one: {path}" for path in sorted(one.keys() ^ other.keys())]
    return told + [
        path for path in sorted(one.keys() & other.keys()) if _told(one[path]) != _told(other[path])
    ]


def _told(answer: Answer) -> object:
    """A file to take along says when it was packed, by the computer's own clock."""
    if answer.get("content-type") != "application/zip":
        return crowd.same(answer)
    with zipfile.ZipFile(io.BytesIO(answer.body)) as packed:
        return [(each, packed.read(each)) for each in packed.namelist()]


def test_what_is_not_shared_changes_nothing(
    behind: Behind, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R15: some of everything that is none of the other's business happens in one world and not in
    the other."""
    tried, pages = _pairs(behind, Counted(monkeypatch), PAIRS)
    print(f"{PAIRS} pairs, {pages} pages, {dict(tried)}")
    assert set(tried) == {change.__name__ for change in CHANGES}
    assert pages > PAIRS * 8


def test_the_same_on_postgresql(behind_postgres: Behind, monkeypatch: pytest.MonkeyPatch) -> None:
    _pairs(behind_postgres, Counted(monkeypatch), 5)


def _pairs(behind: Behind, counted: Counted, pairs: int) -> tuple[Counter[str], int]:
    tried: Counter[str] = Counter()
    pages = 0
    for n in range(pairs):
        rng, only = Random(SEED + n), "" if n % 8 == 0 else NEAR
        changes = (CHANGES[n % len(CHANGES)], *rng.sample(CHANGES, rng.randrange(3)))
        tried.update(change.__name__ for change in changes)
        with behind.another() as world:
            quiet = lived(world, counted, SEED + n, (), only)
        with behind.another() as world:
            busy = lived(world, counted, SEED + n, changes, only)
        names = [change.__name__ for change in changes]
        for when, one, other in zip(("before", "after"), quiet, busy, strict=True):
            assert not differences(one, other), (
                f"pair {n}, {when} {names}: {differences(one, other)}"
            )
            assert not any(b"hemmelig" in answer.body for answer in other.values()), (
                f"pair {n}, {names}"
            )
        pages += len(quiet[1])
    return tried, pages


@pytest.mark.parametrize("seed", range(4))
def test_every_end_looks_the_same(
    behind: Behind, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """R15: paused, stopped, stopped all at once, run out, or its owner leaves: from outside nobody
    can tell."""
    counted, seen = Counted(monkeypatch), {}
    for end in ENDS:
        with behind.another() as world:
            seen[end.__name__] = lived(world, counted, SEED + 100 + seed, (end,))[1]
    first = seen["paused"]
    for name, found in seen.items():
        assert not differences(first, found), f"{name}: {differences(first, found)}"
        assert not any(path.count("/") > 3 for path in found), name


def test_a_reduction_looks_like_nothing_new(
    behind: Behind, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R15: one thing held apart, put away, or never written: the same page."""
    counted, seen = Counted(monkeypatch), []

    def never(db: Connection, me: Person) -> None: ...

    def apart(db: Connection, me: Person) -> None:
        _kept_apart(db, me, world.keys)

    def away(db: Connection, me: Person) -> None:
        hopes.remove(db, me, hopes.keep(db, me, ids.new(), hopes.Words("hemmelig")))

    for act in (never, apart, away):
        with behind.another() as world:
            counted.begin("shared")
            with held(NOON - timedelta(days=2)):
                anna, on = person(world, "Anna"), bond(world, "Anna", "Gry")
                world.write(
                    grants.give, world.keys, anna, ids.new(), Wish(on, "hopes", COMING, "1")
                )
                world.write(
                    lambda db, anna=anna: hopes.keep(db, anna, ids.new(), hopes.Words("delt håb"))
                )
            _write(world, act)
            seen.append(everything(world, counted))
    assert not differences(seen[0], seen[1])
    assert not differences(seen[0], seen[2])


def test_a_leak_is_noticed(behind: Behind, monkeypatch: pytest.MonkeyPatch) -> None:
    """Seeded: a room that forgets the rule."""

    def forgetful(db: Connection, seen: view.View) -> list[hopes.Hope]:
        return [
            hopes.opened(seen, row)
            for row in db.execute(select(hopes_table).where(hopes_table.c.owner == seen.id))
        ]

    counted, found = Counted(monkeypatch), []
    monkeypatch.setitem(READ, "hopes", (forgetful, READ["hopes"][1]))
    for seed in range(PAIRS):
        with behind.another() as world:
            quiet = lived(world, counted, SEED + seed, ())
        with behind.another() as world:
            busy = lived(world, counted, SEED + seed, (held_apart, put_away))
        found += differences(quiet[1], busy[1])
        if any(path.endswith("/haab") for path in found):
            return
    raise AssertionError("a hope that is held apart was shown, and no pair told")


# --- An open page ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [held_apart, put_away, things_of_days, other_people, her_own_settings, a_strangers_life],
)
def test_an_open_page_is_not_told_of_what_is_not_shared(
    world: World, change: Change, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R15: not even that something happened."""
    monkeypatch.setattr(live, "EVERY", 0.02)
    with held(NOON - timedelta(days=2)):
        on = bond(world, "Anna", "Mette")
        for kind in ("good_things",):
            world.write(
                grants.give,
                world.keys,
                person(world, "Anna"),
                ids.new(),
                Wish(on, kind, COMING, "1"),
            )
    base = Base(
        Life({room: [] for room in crowd.ROOMS}),
        {"Mette": on, "Gry": on},
        {"Mette": {"good_things"}, "Gry": set()},
        [],
    )
    session = crowd.session_of(world, world.cast["Mette"].id)
    said = world.runner.run(
        crowd.listen(
            world, session, f"/kreds/{on}/gode-ting/her", lambda: change(world, Random(1), base), 15
        )
    )
    assert said.startswith(b"retry:"), said
    assert b"event:" not in said, f"{change.__name__}: the open page was told: {said!r}"
