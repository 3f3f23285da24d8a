"""R36, R9, R10: under load each answer holds only what its reader was given; strangers and former
guides find nothing anywhere."""

import asyncio
import re
from datetime import timedelta
from random import Random
from uuid import UUID

import httpx
import pytest
from sqlalchemy import Connection

from app import days, good_things, hopes, journal
from app.foundation import clock, ids
from app.people import Keyring, people
from app.people.people import CITIZEN, Person, Profile
from app.sharing import COMING, KINDS, apart, bonds, grants, stopping
from app.sharing.grants import Wish
from tests.circle import crowd
from tests.conftest import NOON
from tests.phone import ORIGIN
from tests.sharing.bonded import everything, person
from tests.world import World

pytestmark = pytest.mark.both

OWNERS, REQUESTS = 16, 400
READERS = ("Mette", "Vera", "Otto", "Gry")
"""Four who read, three of them guides; each owner shares with one of them only."""
CANARY = re.compile(r"kanariefugl-(\d\d)-(\w+)")


def canary(n: int) -> str:
    return f"kanariefugl-{n:02}-"


def settle(db: Connection, keys: Keyring, n: int, reader: Person) -> tuple[Person, UUID]:
    """One of sixteen, who shares hopes and good things with one reader and keeps the diary, and one
    hope, to themselves."""
    profile = Profile(nickname=canary(n) + "navn", sign_in_name=f"fugl-{n}")
    me = people.create(db, keys, ids.new(), profile, kind=CITIZEN, password=None)
    journal.entries.keep(db, me, ids.new(), me.today, journal.entries.Words(canary(n) + "hemmelig"))
    hopes.kept.keep(db, me, ids.new(), hopes.kept.Words(canary(n) + "haab"))
    apart.withhold(
        db, keys, me, hopes.kept.keep(db, me, ids.new(), hopes.kept.Words(canary(n) + "hemmelig"))
    )
    good_things.kept.keep(db, me, ids.new(), good_things.kept.Words(canary(n) + "god"))
    days.marks.put(db, me, me.today, days.Mark("hard"))
    role = "guide" if reader.colleague else "relative"
    on = bonds.accept(db, keys, reader, bonds.invite(db, keys, me, ids.new(), role, "Den anden"))
    for kind in ("hopes", "good_things", "days"):
        grants.give(db, keys, me, ids.new(), Wish(on, kind, COMING, "1"))
    return me, on


def test_each_reader_gets_only_what_they_were_given(world: World) -> None:
    """R36: 400 at once, sixteen who share and four who read, every tenth given up halfway."""
    with clock.held(NOON - timedelta(days=2)):
        settled = [
            world.write(settle, world.keys, n, person(world, READERS[n % 4])) for n in range(OWNERS)
        ]
    mine = {name: {n for n in range(OWNERS) if READERS[n % 4] == name} for name in READERS}
    asked: list[tuple[str, str, set[int]]] = []
    for name in READERS:
        session = crowd.session_of(world, world.cast[name].id)
        paths = [("/kreds", mine[name])]
        for n in range(OWNERS):
            allowed = {n} if n in mine[name] else set()
            paths += [
                (f"/kreds/{settled[n][1]}/{path}", allowed)
                for path in ("haab", "gode-ting", "dage", "dagbog")
            ]
        asked += [(session, path, allowed) for path, allowed in paths]
    for n, (me, _) in enumerate(settled):
        asked += [
            (crowd.session_of(world, me.id), path, {n})
            for path in ("/haab", "/deling", "/dagbog", "/deling/set")
        ]
    told = world.runner.run(_storm(world, asked))
    assert len(told) >= REQUESTS * 0.85
    read = 0
    for path, allowed, status, text in told:
        found = {(int(n), word) for n, word in CANARY.findall(text)}
        assert {n for n, _ in found} <= allowed, (
            f"{path}: holds words of {sorted(found)}, may hold {allowed}"
        )
        if path.startswith("/kreds"):
            assert status in (200, 404) and "hemmelig" not in {word for _, word in found}, path
            read += status == 200
    assert read > 40
    print(f"{len(told)} answers, {read} of them others' pages")


async def _storm(
    world: World, asked: list[tuple[str, str, set[int]]]
) -> list[tuple[str, set[int], int, str]]:
    transport = httpx.ASGITransport(app=world.app)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:

        async def one(k: int) -> tuple[str, set[int], int, str]:
            session, path, allowed = asked[k * 7 % len(asked)]
            response = await client.get(path, headers={"cookie": session, "accept-language": "da"})
            return path, allowed, response.status_code, response.text

        tasks = [asyncio.create_task(one(k)) for k in range(REQUESTS)]
        await asyncio.sleep(0)
        for task in tasks[::10]:
            task.cancel()
        done = await asyncio.gather(*tasks, return_exceptions=True)
    broken = [
        each
        for each in done
        if isinstance(each, BaseException) and not isinstance(each, asyncio.CancelledError)
    ]
    assert not broken, broken[:2]
    return [each for each in done if not isinstance(each, BaseException)]


# --- Who has nothing to see -----------------------------------------------------------------------


def furnished(world: World) -> dict[str, str]:
    """Anna has something in every room, shares all of it with Mette and some with Gry; Vera was her
    guide."""
    anna = person(world, "Anna")
    world.write(crowd.lived, anna, Random(3), "kanarie", 3)
    world.write(
        lambda db: journal.entries.keep(
            db, anna, ids.new(), anna.today, journal.entries.Words("kanarie ord")
        )
    )
    vera = world.write(
        bonds.accept,
        world.keys,
        person(world, "Vera"),
        world.write(bonds.invite, world.keys, anna, ids.new(), "guide", "kanarie Vera"),
    )
    for kind in ("hopes", "goals", "days"):
        world.write(grants.give, world.keys, anna, ids.new(), Wish(vera, kind, COMING, "12"))
    shared = world.write(everything, world.keys, anna, person(world, "Mette"), person(world, "Gry"))
    world.write(stopping.part, world.keys, anna, vera)
    return shared | {"vera": str(vera)}


@pytest.mark.parametrize("name", ["Sam", "Vera", "Otto", "Karen", "Ellen", ""])
def test_a_stranger_and_a_former_guide_see_nothing(world: World, name: str) -> None:
    """R9, R10: every page they can reach, and every address of Anna's they could know, holds no
    word of hers and not her name."""
    shared = furnished(world)
    session = crowd.session_of(world, world.cast[name].id) if name else ""
    found = crowd.crawl(world, session)
    ends = [f"{kind.path}{end}" for kind in KINDS.values() for end in ("", "/endnu", "/her")]
    known = [
        f"/kreds/{shared[bond]}/{end}"
        for bond in ("with_guide", "with_relative", "vera")
        for end in ends
    ]
    known += [
        f"/dagbog/{shared['shared_entry']}",
        f"/deling/ny/se?hvem={shared['vera']}&hvad=haab&laenge=1",
    ]
    found |= {path: crowd.get(world, session, path) for path in known}
    for path, answer in found.items():
        told = answer.body + repr(answer.headers).encode()
        assert b"kanarie" not in told and b"Anna" not in told, path
    assert all(found[path].status in (303, 404) for path in known)
    reached = len(found) - len(known)
    assert reached > 8
    print(f"{name or 'a visitor'}: {reached} pages and {len(known)} addresses")


def test_a_word_of_hers_would_be_noticed(world: World) -> None:
    """Seeded: the same walk as her guide finds it."""
    furnished(world)
    found = crowd.crawl(world, crowd.session_of(world, world.cast["Mette"].id), r"/($|kreds)")
    assert any(b"kanarie" in answer.body for answer in found.values())
