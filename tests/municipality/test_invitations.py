"""Invitations to work for a municipality: one role, one use, seven days, and nobody can read them
anew."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from app.foundation import clock
from app.foundation.errors import NotFound
from app.municipality import GUIDE, invitations
from app.municipality.models import staff_invitations
from tests.conftest import NOON
from tests.world import World

pytestmark = pytest.mark.both


def test_a_link_is_for_one_role_in_one_municipality(world: World) -> None:
    secret = world.write(invitations.make, world.municipality(), GUIDE)
    found = world.read(invitations.find, f" {secret} ")
    assert found is not None
    assert (found.role, found.municipality_name) == ("guide", "Vestby")
    assert found.until.isoformat() == "2026-03-21"
    assert world.read(invitations.find, secret[:-1]) is None
    assert world.read(invitations.find, "") is None


def test_only_one_can_use_it(world: World) -> None:
    secret = world.write(invitations.make, world.municipality(), GUIDE)
    found = world.read(invitations.find, secret)
    assert found is not None
    assert world.write(invitations.use, found.id) == found
    assert world.write(invitations.use, found.id) is None
    assert world.read(invitations.find, secret) is None
    assert world.read(invitations.open_ones, world.municipality()) == []


def test_it_runs_out_after_seven_days_and_is_forgotten_after_fourteen(world: World) -> None:
    secret = world.write(invitations.make, world.municipality(), GUIDE)
    four = datetime(2026, 3, 22, 4, tzinfo=ZoneInfo(clock.HOME_ZONE))
    with clock.held(four - timedelta(minutes=1)):
        found = world.read(invitations.find, secret)
    assert found is not None, "the seventh day is a whole one"
    with clock.held(four):
        assert world.read(invitations.find, secret) is None
        assert world.write(invitations.use, found.id) is None
    with clock.held(NOON + timedelta(days=15)):
        world.write(invitations.make, world.municipality(), GUIDE)
        assert len(world.read(lambda db: db.execute(select(staff_invitations.c.id)).all())) == 1


def test_it_is_withdrawn_by_its_own_municipality_only(world: World) -> None:
    secret = world.write(invitations.make, world.municipality(), GUIDE)
    [waiting] = world.read(invitations.open_ones, world.municipality())
    with pytest.raises(NotFound):
        world.write(invitations.withdraw, world.municipality("Østby"), waiting.id)
    assert world.read(invitations.find, secret) is not None
    world.write(invitations.withdraw, world.municipality(), waiting.id)
    world.write(invitations.withdraw, world.municipality(), waiting.id)
    assert world.read(invitations.find, secret) is None


def test_the_secret_is_not_kept(world: World) -> None:
    secret = world.write(invitations.make, world.municipality(), GUIDE)
    [row] = world.read(lambda db: db.execute(select(staff_invitations)).all())
    assert len(row.secret) == 32
    assert secret.encode() not in bytes(row.secret)


def test_ten_links_a_day(world: World) -> None:
    """R113: withdrawn ones count too."""
    here = world.municipality()
    for _ in range(10):
        assert not world.read(invitations.many_today, here)
        world.write(invitations.make, here, GUIDE)
    world.write(invitations.withdraw, here, world.read(invitations.open_ones, here)[0].id)
    assert world.read(invitations.many_today, here)
    assert not world.read(invitations.many_today, world.municipality("Østby"))
    with clock.held(NOON + timedelta(days=1)):
        assert not world.read(invitations.many_today, here)


def test_links_asked_for_at_the_same_moment_are_counted_one_after_another(world: World) -> None:
    """By two coordinators, whose own accounts are held apart from each other."""
    here = world.municipality()
    with ThreadPoolExecutor(6) as threads:
        made = list(
            threads.map(lambda _: world.write(invitations.make_in_turn, here, GUIDE), range(24))
        )
    assert sum(secret is not None for secret in made) == invitations.MOST_A_DAY
