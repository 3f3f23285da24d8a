"""R86, F18: at least once on the wire, once on the screen; whatever is killed and whenever."""

import asyncio
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import select

from app.foundation import actor, clock
from app.reminders import due, ringing
from app.reminders.models import occurrences, tallies
from tests.conftest import NOON
from tests.push_service import Service
from tests.reminders import crowd
from tests.reminders.conftest import AT_TEN, Rung
from tests.reminders.test_a_reminder_rings import asked
from tests.world import Template, World

ROOT = Path(__file__).parents[2]
WORK = """
import dataclasses
from app import cli
from app.foundation import settings
cli.work(dataclasses.replace(settings.from_environment(), durable=False))
"""
"""As `python -m app work`, on a PostgreSQL of the tests, which has no fsync."""
DAY = timedelta(days=1)
SUNDAY = AT_TEN + DAY


@pytest.mark.both
def test_a_worker_that_dies_before_it_calls_loses_nothing(rung: Rung) -> None:
    anna = rung.world.signed_in()
    rung.phone(anna)
    asked(anna)
    with clock.held(SUNDAY), actor.by(actor.RINGER):
        claimed = rung.world.runner.run(rung.another().claim())
    assert len(claimed.rings) == 1  # and here it dies
    rung.turn(SUNDAY + timedelta(seconds=due.LEASE - 1))
    assert rung.service.calls == []
    rung.turn(SUNDAY + timedelta(seconds=due.LEASE))
    assert len(rung.service.messages) == 1


@pytest.mark.both
def test_a_worker_that_dies_after_it_called_shows_it_once(rung: Rung) -> None:
    """Exactly once on the wire cannot be had: what comes again takes the first one's place."""
    anna = rung.world.signed_in()
    rung.phone(anna)
    asked(anna)

    async def dies() -> None:
        dying = rung.another()
        claimed = await dying.claim()
        await dying.ring(claimed.rings[0])  # and here it dies
        await dying.close()

    with clock.held(SUNDAY), actor.by(actor.RINGER):
        rung.world.runner.run(dies())
    rung.turn(SUNDAY + timedelta(seconds=due.LEASE))
    first, second = rung.service.messages
    assert first.shown["tag"] == second.shown["tag"]
    assert first.headers["topic"] == second.headers["topic"]
    rung.turn(SUNDAY + timedelta(minutes=30))
    assert len(rung.service.messages) == 2


@pytest.mark.both
def test_who_comes_too_late_with_a_claim_changes_nothing(rung: Rung) -> None:
    """A worker that slept through its lease (a suspended machine) finds that it is another's."""
    anna = rung.world.signed_in()
    rung.phone(anna)
    asked(anna)
    sleeper = rung.another()

    async def begins() -> object:
        claimed = await sleeper.claim()
        return await sleeper.ring(claimed.rings[0])

    with clock.held(SUNDAY), actor.by(actor.RINGER):
        rung_ = rung.world.runner.run(begins())
    rung.turn(SUNDAY + timedelta(seconds=due.LEASE))
    before = rung.world.read(lambda db: db.execute(select(occurrences)).one())
    with clock.held(SUNDAY + timedelta(minutes=5)), actor.by(actor.RINGER):
        rung.world.runner.run(sleeper.written([rung_], []))  # type: ignore[list-item]
        rung.world.runner.run(sleeper.close())
    assert rung.world.read(lambda db: db.execute(select(occurrences)).one()) == before


@pytest.mark.both
def test_changed_while_it_rings_it_is_as_its_owner_left_it(rung: Rung) -> None:
    anna = rung.world.signed_in()
    rung.phone(anna)
    asked(anna)

    async def begins() -> object:
        claimed = await rung.ringer.claim()
        return await rung.ringer.ring(claimed.rings[0])

    with clock.held(SUNDAY):
        with actor.by(actor.RINGER):
            rung_ = rung.world.runner.run(begins())
        page = anna.get("/paamindelser")
        here = next(link for link in page.links if link.count("-") == 4)
        anna.fill(here, here, tid="15:00")
        before = rung.world.read(lambda db: db.execute(select(occurrences)).one())
        with actor.by(actor.RINGER):
            rung.world.runner.run(rung.ringer.written([rung_], []))  # type: ignore[list-item]
        assert rung.world.read(lambda db: db.execute(select(occurrences)).one()) == before


@pytest.mark.both
def test_the_clock_that_jumps(rung: Rung) -> None:
    """R87: forward past it, it is missed and in the app; back again, it does not ring anew."""
    anna = rung.world.signed_in()
    rung.phone(anna)
    asked(anna)
    rung.turn(SUNDAY)
    for back in (timedelta(hours=1), DAY):
        rung.turns(SUNDAY - back, SUNDAY + timedelta(hours=1), timedelta(minutes=20))
    assert len(rung.service.messages) == 1
    rung.turn(SUNDAY + DAY + timedelta(hours=5))
    rung.turn(SUNDAY + DAY)
    assert len(rung.service.messages) == 1
    rung.turn(SUNDAY + 2 * DAY)
    assert len(rung.service.messages) == 2


@pytest.mark.both
def test_a_machine_that_slept_for_a_night_or_a_year_wakes_quietly(rung: Rung) -> None:
    """gaia#753."""
    anna = rung.world.signed_in()
    rung.phone(anna)
    asked(anna)
    rung.turn(SUNDAY + timedelta(hours=14))
    rung.turn(SUNDAY + 100 * DAY + timedelta(hours=4))
    assert rung.service.messages == []
    rung.turn(SUNDAY + 101 * DAY)
    assert len(rung.service.messages) == 1


@pytest.fixture
def many(
    postgres_template: Template, tmp_path: Path, service: Service
) -> Iterator[tuple[World, Service]]:
    assert postgres_template.server is not None
    name = f"t_{uuid4().hex[:12]}"
    settings = postgres_template.copied(tmp_path / "data", name)
    world = World(settings, postgres_template.cast, push_rehearsal=service.url)
    yield world, service
    world.close()
    postgres_template.server.drop(name)


def test_three_workers_of_which_one_is_always_dying(
    many: tuple[World, Service], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In one process, so that it is quick: a worker is cut off wherever it stands, its calls under
    way, and another begins in its place."""
    world, service = many
    monkeypatch.setattr(due, "LEASE", 1)
    monkeypatch.setattr(ringing, "TURN", 0.02)
    monkeypatch.setattr(ringing._Turn, "whole", ringing._Turn._whole)  # nothing is tidied up
    count, cuts, dice = 300, 25, random.Random(7)
    browsers = [service.browser() for _ in range(count)]
    rung = Rung(world, service)
    world.write(crowd.lay, world.keys, browsers, clock.minute(NOON))
    service.waits = 0.02

    async def trial() -> None:
        begun = {asyncio.create_task(rung.another().run()) for _ in range(3)}
        for _ in range(cuts):
            await asyncio.sleep(dice.uniform(0.0, 0.05))
            dying = dice.choice(sorted(begun, key=id))
            dying.cancel()
            begun = (begun - {dying}) | {asyncio.create_task(rung.another().run())}
        for _ in range(200):
            with clock.held(NOON + timedelta(seconds=dice.randrange(60, 90))):
                await asyncio.sleep(0.1)
            if len({each.browser.path for each in service.messages}) == count:
                break
        for task in begun:
            task.cancel()
        await asyncio.gather(*begun, return_exceptions=True)

    world.runner.run(trial())
    rung.close()
    _tell(service, count, cuts)


def _tell(service: Service, count: int, cuts: int) -> None:
    sent = len(service.messages)
    shown: dict[str, set[str]] = {}
    for each in service.messages:
        shown.setdefault(each.browser.path, set()).add(each.shown["tag"])
    once = sum(len(tags) == 1 for tags in shown.values())
    lost = count - len(shown)
    print(f"due {count}, killed {cuts}, on the wire {sent}, shown once {once}, lost {lost}")
    assert service.faults == []
    assert once == len(shown) == count


@pytest.mark.long
def test_three_processes_killed_a_hundred_times(many: tuple[World, Service]) -> None:
    """R86: 3,000 due, three workers of their own, kill -9 at any moment."""
    _processes(many, count=3000, kills=100)


def test_three_processes_killed_now_and_then(many: tuple[World, Service]) -> None:
    _processes(many, count=200, kills=3)


def _processes(many: tuple[World, Service], count: int, kills: int) -> None:
    world, service = many
    dice = random.Random(11)
    browsers = [service.browser() for _ in range(count)]
    clock._held, held = None, clock._held  # those are other processes, in which it is today
    try:
        world.write(crowd.lay, world.keys, browsers, clock.minute())
        service.waits = 0.05
        begun = [_work(world) for _ in range(3)]
        try:
            for _ in range(kills):
                time.sleep(dice.uniform(0.3, 1.5))
                at = dice.randrange(3)
                begun[at].send_signal(signal.SIGKILL)
                begun[at].wait(10)
                begun[at] = _work(world)
            until = time.monotonic() + 3 * due.LEASE + kills
            while time.monotonic() < until and not _all(world, service, count):
                time.sleep(0.2)
        finally:
            for each in begun:
                each.send_signal(signal.SIGTERM)
            # one that was only just beginning has not learnt yet to say goodbye
            assert {each.wait(120) for each in begun} <= {0, -signal.SIGTERM}
        _tell(service, count, kills)
        told = world.read(lambda db: db.execute(select(tallies)).all())
        assert [(row.outcome, row.count) for row in told] == [("sent", count)]
    finally:
        clock._held = held


def _all(world: World, service: Service, count: int) -> bool:
    if len({each.browser.path for each in service.messages}) < count:
        return False
    now = int(clock.now().timestamp())
    waits = select(occurrences.c.id).where(occurrences.c.look_at <= now + due.LEASE)
    return not world.read(lambda db: db.execute(waits).all())


def _work(world: World) -> "subprocess.Popen[bytes]":
    here = world.settings
    env = {
        **os.environ,
        "FODFAESTE_DATA": str(here.data),
        "FODFAESTE_DATABASE_URL": here.database_url,
        "FODFAESTE_MIGRATION_URL": here.migration_url,
        "FODFAESTE_PUSH_REHEARSAL": here.push_rehearsal,
    }
    return subprocess.Popen(
        [sys.executable, "-c", WORK], cwd=ROOT, env=env, stderr=subprocess.DEVNULL
    )
