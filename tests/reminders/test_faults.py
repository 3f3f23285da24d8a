"""One that fails keeps nobody else from their turn: of persons, of rounds, of the database."""

import asyncio
import logging
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from sqlalchemy import update

from app import worker
from app.foundation import clock, logs
from app.foundation.errors import Closed
from app.my_data import whole
from app.people import erasure, people
from app.people.models import citizen_keys
from app.reminders import choices, chosen, deciding
from app.reminders.models import reminder_choices, reminders
from tests.conftest import NOON
from tests.reminders.conftest import AT_TEN, Rung
from tests.reminders.test_a_reminder_rings import asked

pytestmark = pytest.mark.both
DAY = timedelta(days=1)
SUNDAY = AT_TEN + DAY
CAST = ("Anna", "Gry", "Sam")


def everybody(rung: Rung) -> None:
    for name in CAST:
        phone = rung.world.signed_in(name)
        rung.phone(phone, name)
        asked(phone)


@pytest.mark.parametrize("what", ["words", "choices", "key"])
def test_one_whose_words_do_not_open_keeps_nobody_waiting(
    rung: Rung, what: str, caplog: pytest.LogCaptureFixture
) -> None:
    everybody(rung)
    gry = rung.world.cast["Gry"].id
    broken = {
        "words": update(reminders).where(reminders.c.owner == gry).values(sealed=b"x" * 90),
        "choices": update(reminder_choices)
        .where(reminder_choices.c.owner == gry)
        .values(sealed=b"\x01\x00\x01" + b"x" * 90),
        "key": update(citizen_keys).where(citizen_keys.c.owner == gry).values(wrapped=b"x" * 60),
    }[what]
    rung.world.write(lambda db: db.execute(broken))
    with caplog.at_level(logging.ERROR):
        rung.turn(SUNDAY)
    assert len(rung.service.messages) == 2
    assert "ring_unreadable" in [record.getMessage() for record in caplog.records]
    said = " ".join(str(getattr(record, "fields", "")) for record in caplog.records)
    assert str(gry) not in said and gry.hex not in said
    rung.turn(SUNDAY + timedelta(minutes=5))  # and it does not come back at once
    assert [r.getMessage() for r in caplog.records].count("ring_unreadable") == 1


def test_one_that_cannot_be_reckoned_keeps_nobody_waiting(
    rung: Rung, monkeypatch: pytest.MonkeyPatch
) -> None:
    everybody(rung)
    really, gry = deciding.decide, rung.world.cast["Gry"].id

    def fails(ring: Any, now: int, *, mails: bool) -> Any:
        if ring.owner == gry:
            raise ZeroDivisionError
        return really(ring, now, mails=mails)

    monkeypatch.setattr(deciding, "decide", fails)
    rung.turn(SUNDAY)
    assert len(rung.service.messages) == 2
    monkeypatch.undo()
    rung.turn(SUNDAY + timedelta(minutes=61))
    assert len(rung.service.messages) == 3


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "../../etc/passwd", "Europe/Copenhagen\x00"])
def test_a_zone_this_machine_does_not_know_is_home(rung: Rung, zone: str) -> None:
    anna = rung.world.signed_in()
    rung.phone(anna)
    asked(anna)
    me = rung.world.person()
    change = lambda now: msgspec.structs.replace(now, zone=zone)
    rung.world.write(choices.put, me, change)
    rung.turn(SUNDAY)
    assert len(rung.service.messages) == 1


def test_a_database_that_is_away_for_a_minute_loses_nothing(
    rung: Rung, monkeypatch: pytest.MonkeyPatch
) -> None:
    everybody(rung)

    async def away(*_: object, **__: object) -> object:
        raise Closed

    with monkeypatch.context() as patch:
        patch.setattr(type(rung.world.db), "write", away)
        with pytest.raises(Closed):
            rung.turn(SUNDAY)
    rung.turn(SUNDAY + timedelta(minutes=1))
    assert len(rung.service.messages) == 3


def test_away_after_the_call_it_comes_again_in_its_own_place(
    rung: Rung, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was called and could not be written down comes once more, and nobody sees it twice."""
    everybody(rung)

    async def away(*_: object) -> None:
        raise Closed

    with monkeypatch.context() as patch:
        patch.setattr(type(rung.ringer), "written", away)
        with pytest.raises(Closed):
            rung.turn(SUNDAY)
    rung.turn(SUNDAY + timedelta(minutes=1))
    tags = [each.shown["tag"] for each in rung.service.messages]
    assert (len(tags), len(set(tags))) == (6, 3)


def test_the_worker_goes_on_after_a_turn_that_failed(
    rung: Rung, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns: list[int] = []

    async def once(self: object) -> int:
        turns.append(1)
        if len(turns) < 3:
            raise Closed
        return 0

    monkeypatch.setattr(type(rung.ringer), "once", once)
    monkeypatch.setattr("app.reminders.ringing.TURN", 0.01)
    monkeypatch.setattr("app.reminders.ringing.RESTS", 0.01)

    async def for_a_while() -> None:
        task = asyncio.create_task(rung.another().run())
        for _ in range(500):
            await asyncio.sleep(0.01)
            if len(turns) >= 5:
                break
        assert len(turns) >= 5
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    rung.world.runner.run(for_a_while())


@pytest.mark.parametrize("fails", ["erasing", "retention", "ringer"])
def test_a_round_that_fails_keeps_no_other_from_running(
    rung: Rung, monkeypatch: pytest.MonkeyPatch, fails: str
) -> None:
    """Each by itself: also one that hangs."""
    ran: set[str] = set()
    for name in ("erasing", "retention"):

        async def part(*_: object, name: str = name) -> int:
            ran.add(name)
            if name == fails:
                raise ZeroDivisionError
            await asyncio.sleep(3600)
            return 0

        monkeypatch.setattr(worker, name, part)

    def ringer(*_: object) -> object:
        ran.add("ringer")
        raise ZeroDivisionError

    if fails == "ringer":
        monkeypatch.setattr(worker, "ringer", ringer)
    else:
        really = worker.ringer

        def noted(*given: Any) -> object:
            ran.add("ringer")
            return really(*given)

        monkeypatch.setattr(worker, "ringer", noted)
    monkeypatch.setattr(worker, "_noted", worker.retention)
    monkeypatch.setattr(worker, "EVERY", 0.01)
    state = rung.world.state

    async def begin() -> None:
        tasks = worker.begin(
            rung.world.db, rung.world.keys, rung.world.settings, state["words"], state["signer"]
        )
        for _ in range(300):
            await asyncio.sleep(0.01)
            if ran == {"erasing", "retention", "ringer"}:
                break
        assert ran == {"erasing", "retention", "ringer"}
        ended = [repr(task.get_coro()) for task in tasks if task.done()]
        assert all("_brought" in each for each in ended), "which has one thing to do"
        await worker.end(tasks)

    rung.world.runner.run(begin())


def test_one_who_cannot_be_erased_does_not_keep_the_next_from_it(
    rung: Rung, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in CAST:
        rung.world.write(erasure.ask, rung.world.person(name), clock.minute(NOON + 30 * DAY))
    really, gry = whole.close_if_due, rung.world.cast["Gry"].id

    def fails(db: Any, keys: Any, owner: Any) -> bool:
        if owner == gry:
            raise ZeroDivisionError
        return really(db, keys, owner)

    monkeypatch.setattr(whole, "close_if_due", fails)
    with clock.held(NOON + 31 * DAY):
        rung.world.runner.run(worker.erasing(rung.world.db, rung.world.keys))
    left = [name for name in CAST if rung.world.read(_is_there, rung.world.cast[name].id)]
    assert left == ["Gry"]


def _is_there(db: Any, person: Any) -> bool:
    return people.exists(db, person)


def test_nobodys_words_stand_in_a_log(rung: Rung, caplog: pytest.LogCaptureFixture) -> None:
    """R88, R100: through every answer a service may give."""
    anna = rung.world.signed_in()
    browser = rung.phone(anna)
    words = "kanarie om natten"
    anna.fill("/paamindelser/ny?om=hilsen", "/paamindelser", tid="10:00", tekst=words)
    with caplog.at_level(logging.DEBUG):
        for answers in ([503], [429], [400], [201]):
            rung.service.answers = answers
            rung.turns(SUNDAY, SUNDAY + timedelta(minutes=3), timedelta(seconds=30))
    lines = [logs.JsonLines().format(record) for record in caplog.records]
    for secret in ("kanarie", browser.path, browser.endpoint, browser.auth, browser.p256dh):
        assert not [line for line in lines if secret in line], secret


def test_there_is_room_for_twenty_and_no_more(rung: Rung) -> None:
    anna = rung.world.signed_in()
    for _ in range(chosen.MOST):
        asked(anna)
    anna.fill("/paamindelser/ny?om=dag", "/paamindelser", expect=507)
    assert rung.world.read(chosen.count, rung.world.person()) == chosen.MOST
