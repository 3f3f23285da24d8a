"""Whoever asks while a stop is being committed waits for it, and is refused: each at a moment that
is chosen, not met by luck."""

import asyncio
import re
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import Connection, event, select, text

from app.foundation import ids
from app.hard_days import askings, day_words
from app.hard_days.models import askings as asking_rows
from app.hard_days.models import cannot_today
from app.hopes import kept as hopes
from app.sharing import KINDS, grants, log
from app.sharing.grants import Wish
from tests.circle.test_stopping_while_read import Trial
from tests.house.test_edge import Answer
from tests.house.test_who_may import furnish
from tests.sharing.bonded import person
from tests.world import World

pytestmark = pytest.mark.both

R = TypeVar("R")
WORD = "kanarie håb"
STOPS = {
    "stop": "/deling/{grant}/stop",
    "stop kind": "/deling/person/{on}/stop/haab",
    "stop all": "/deling/stop-alt",
    "pause": "/deling/pause",
    "end": "/deling/person/{on}/slut",
    "keep apart": "/deling/ting/haab/{hope}",
    "put away": "/haab/{hope}/slet",
    "account": "/mine-ting/slet",
}
BACK = {"pause": "/deling/pause/slut", "account": "/mine-ting/behold"}


async def in_between(
    world: World, act: Callable[[], Awaitable[Answer]], ask: Callable[[], Awaitable[R]]
) -> R:
    """What is answered to `ask`, which comes when `act` is written and not committed. It is
    committed when the other waits for it, or was answered."""
    written, go_on = threading.Event(), threading.Event()

    def hold(_: Connection) -> None:
        if not written.is_set():
            written.set()
            go_on.wait(20)

    event.listen(world.db.writing, "commit", hold)
    try:
        acting = asyncio.ensure_future(act())
        assert await asyncio.to_thread(written.wait, 20)
        asking = asyncio.ensure_future(ask())
        # nobody tells who waits
        while not asking.done() and not await somebody_waits(world):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        go_on.set()
        assert (await acting).status == 303
        return await asking
    finally:
        go_on.set()
        event.remove(world.db.writing, "commit", hold)


async def somebody_waits(world: World) -> bool:
    if world.db._writer is not None:
        return bool(world.db._writer._waiting)
    waiting = (
        "SELECT 1 FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE NOT granted AND "
        "datname = current_database()"
    )
    return await asyncio.to_thread(
        world.as_owner, lambda db: db.execute(text(waiting)).first() is not None
    )


def said_since(world: World, me: str, before: int) -> list[str]:
    """What the log says that came after line `before`, oldest first."""
    lines = world.read(log.lines, person(world, me).box, most=500)
    return [line.event.what for line in reversed(lines) if line.number > before]


@pytest.mark.parametrize("act", STOPS)
def test_whoever_asks_while_a_stop_is_committed_sees_nothing(world: World, act: str) -> None:
    """Every way of taking something back; the page that waited for it is made of what holds
    afterwards."""
    trial = Trial(world)

    async def both() -> Answer:
        hope = await trial.write(hopes.keep, trial.anna, ids.new(), hopes.Words(WORD))
        given = await trial.write(
            grants.give,
            world.keys,
            trial.anna,
            ids.new(),
            Wish(trial.on["Mette"], "hopes", "item", "1", hope),
        )
        path = STOPS[act].format(grant=given.id, on=trial.on["Mette"], hope=hope)

        async def look() -> Answer:
            return await trial.ask("Mette", "GET", f"/kreds/{trial.on['Mette']}/haab")

        assert WORD.encode() in (await look()).body
        return await in_between(world, lambda: trial.ask("Anna", "POST", path), look)

    answer = world.runner.run(both())
    assert answer.status == 404 and WORD.encode() not in answer.body
    assert "seen" not in said_since(world, "Anna", trial.world.read(seen_once, trial.anna.box))


def seen_once(db: Connection, box: object) -> int:
    """The number of the first look in the log: the one from before the stop."""
    return min(line.number for line in log.lines(db, box, most=500) if line.event.what == "seen")  # type: ignore[arg-type]


def test_nothing_of_any_kind_is_shown_behind_a_pause(world: World) -> None:
    """Each kind has rows of its own; none of them is read before the pause and shown after it."""
    house = furnish(world)
    trial = Trial.__new__(Trial)
    trial.world, trial.session = world, house.sessions
    on = house.ids["Gry"]["bond_id"]["shared"]

    async def each(path: str) -> None:
        async def look() -> Answer:
            return await trial.ask("Gry", "GET", f"/kreds/{on}/{path}")

        assert (await look()).status == 200, path
        answer = await in_between(world, lambda: trial.ask("Anna", "POST", "/deling/pause"), look)
        assert answer.status == 404 and b"kanarie" not in answer.body, path
        await trial.ask("Anna", "POST", "/deling/pause/slut", id=str(ids.new()))

    for kind in KINDS.values():
        world.runner.run(each(kind.path))
    assert not seen_in_a_pause(world), "a page was made in a pause"
    assert said_since(world, "Anna", 0).count("paused") == len(KINDS)


def seen_in_a_pause(world: World) -> int:
    """How many looks stand in the log between a pause and its end."""
    paused, found = False, 0
    for what in said_since(world, "Anna", 0):
        paused = what == "paused" or (paused and what != "resumed")
        found += paused and what in ("seen", "answered", "cannot")
    return found


@pytest.mark.parametrize(
    "act",
    [
        "/deling/pause",
        "/deling/stop-alt",
        "/deling/person/{on}/slut",
        "/bedt/{row}/slet",
        "/deling/ting/bedt/{row}",
    ],
)
def test_nobody_answers_what_they_are_not_asked_any_more(world: World, act: str) -> None:
    """An answer that waited behind the stop is not kept, and the log says nothing after it."""
    trial = Trial(world)
    on = trial.on["Gry"]

    async def both() -> Answer:
        row = await trial.write(
            askings.ask, world.keys, trial.anna, ids.new(), on, "hope", "Vil du?"
        )
        answer = lambda: trial.ask("Gry", "POST", f"/kreds/{on}/svar/{row}", tekst="Ja")
        return await in_between(
            world, lambda: trial.ask("Anna", "POST", act.format(on=on, row=row)), answer
        )

    world.runner.run(both())
    assert world.read(
        lambda db: db.execute(select(asking_rows.c.answered_minute)).scalars().all()
    ) == [None]
    assert "answered" not in said_since(world, "Anna", 0)


def test_nobody_says_they_cannot_behind_a_pause(world: World) -> None:
    trial = Trial(world)
    on = trial.on["Gry"]

    async def both() -> Answer:
        await trial.write(day_words.choose, world.keys, trial.anna, {on})
        await trial.write(
            day_words.tell, world.keys, person(world, "Anna"), row := ids.new(), "call"
        )
        cannot = lambda: trial.ask("Gry", "POST", f"/kreds/{on}/kan-ikke/{row}")
        return await in_between(world, lambda: trial.ask("Anna", "POST", "/deling/pause"), cannot)

    world.runner.run(both())
    assert not world.read(lambda db: db.execute(select(cannot_today)).all())
    assert said_since(world, "Anna", 0)[-1] == "paused"


def test_the_stop_waits_for_a_page_that_is_being_made(world: World) -> None:
    """The other way round: what is shown was shown before, and the log says so."""
    trial = Trial(world)

    async def both() -> Answer:
        hope = await trial.write(hopes.keep, trial.anna, ids.new(), hopes.Words(WORD))
        await trial.write(
            grants.give,
            world.keys,
            trial.anna,
            ids.new(),
            Wish(trial.on["Mette"], "hopes", "item", "1", hope),
        )

        async def look() -> Answer:
            return await trial.ask("Mette", "GET", f"/kreds/{trial.on['Mette']}/haab")

        return await in_between(
            world, lambda: _as_303(look), lambda: trial.ask("Anna", "POST", "/deling/pause")
        )

    assert world.runner.run(both()).status == 303
    assert said_since(world, "Anna", 0)[-2:] == ["seen", "paused"]


async def _as_303(look: Callable[[], Awaitable[Answer]]) -> Answer:
    answer = await look()
    assert WORD.encode() in answer.body
    answer.status = 303
    return answer


def test_no_look_stands_inside_a_pause(world: World) -> None:
    """As it comes: three who load their page again and again, and a citizen who pauses and goes
    on."""
    trial = Trial(world)

    async def rounds() -> None:
        hope = await trial.write(hopes.keep, trial.anna, ids.new(), hopes.Words(WORD))
        for on in trial.on.values():
            await trial.write(
                grants.give, world.keys, trial.anna, ids.new(), Wish(on, "hopes", "item", "1", hope)
            )
        async with trial.being_read():
            for _ in range(12):
                before = trial.read
                # there is nothing to wait on but the readers themselves
                while trial.read < before + 2:  # noqa: ASYNC110
                    await asyncio.sleep(0.001)
                assert (await trial.ask("Anna", "POST", "/deling/pause")).status == 303
                await trial.ask("Anna", "POST", "/deling/pause/slut", id=str(ids.new()))

    world.runner.run(rounds())
    assert not trial.failed
    assert said_since(world, "Anna", 0).count("paused") == 12
    assert not seen_in_a_pause(world)


def test_what_others_may_see_is_put_away_in_turn() -> None:
    """Who puts a thing away without its owner's bonds in hand, may do so between somebody's
    question and their page."""
    app = Path(__file__).parents[2] / "app"
    shared = {table for kind in KINDS.values() for table in kind.tables}
    found = [
        f"{path.relative_to(app)}: {table}"
        for path in sorted(app.rglob("*.py"))
        for table in re.findall(r"\bown\.remove\(db, me, (\w+)", path.read_text("utf-8"))
        if table in shared
    ]
    assert not found, "put it away with sharing.apart.put_away"
