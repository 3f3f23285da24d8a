"""What whoever runs the server sees and does: counts and ages, no persons; a worker of its own; a
new key."""

import dataclasses
import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest

from app import checking, cli
from app.foundation import clock
from app.foundation import keys as files
from app.foundation.errors import CannotStart
from app.reminders import waiting
from tests.reminders.conftest import AT_TEN, Rung
from tests.reminders.test_a_reminder_rings import asked
from tests.reminders.test_nothing_is_lost import ROOT, WORK

DAY = timedelta(days=1)
SUNDAY = AT_TEN + DAY


def told(rung: Rung) -> list[str]:
    return waiting.look(rung.world.settings.database_url)


@pytest.mark.both
def test_counts_and_ages_and_no_persons(rung: Rung) -> None:
    assert told(rung) == ["No reminder waits."]
    for name in ("Anna", "Gry"):
        phone = rung.world.signed_in(name)
        rung.phone(phone, name)
        asked(phone)
    rung.service.answers = [503, 201]
    rung.turn(SUNDAY)
    with clock.held(SUNDAY + timedelta(minutes=3)):
        first, *days = told(rung)
        assert first == "1 reminders are due, the oldest for 3 minutes; 1 of them are tried again."
        assert days == ["2026-03-15  reminders: 1 sent"]
    rung.turn(SUNDAY + timedelta(minutes=5))
    with clock.held(SUNDAY + timedelta(minutes=6)):
        assert told(rung) == ["No reminder waits.", "2026-03-15  reminders: 2 sent"]
        said = " ".join(told(rung))
    for name in ("Anna", "Gry"):
        assert name not in said and str(rung.world.cast[name].id) not in said


@pytest.mark.both
def test_a_worker_that_does_not_run_is_noticed(rung: Rung) -> None:
    anna = rung.world.signed_in()
    asked(anna)
    with clock.held(SUNDAY + timedelta(minutes=20)):
        assert "Is a worker running?" in told(rung)[0]


def test_check_says_it(rung: Rung, capsys: pytest.CaptureFixture[str]) -> None:
    if not rung.world.db.sqlite:
        return
    checking.check(rung.world.settings)
    assert "No reminder waits." in capsys.readouterr().out


def test_on_sqlite_the_server_is_the_worker(rung: Rung) -> None:
    if not rung.world.db.sqlite:
        return
    with pytest.raises(CannotStart, match="does this work itself"):
        cli.work(rung.world.settings)


def test_a_new_push_key_stands_beside_the_old_one(
    rung: Rung, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = rung.world.settings
    before = files.push_keys(settings)
    cli.rotate_push_key(settings)
    after = files.push_keys(settings)
    assert (set(before), set(after)) == ({1}, {1, 2})
    assert after[1] == before[1]
    assert "Push key 2" in capsys.readouterr().out
    env = {"FODFAESTE_PUSH_KEY": "1 " + "A" * 43 + "="}
    outside = dataclasses.replace(settings, keys=env)
    with pytest.raises(CannotStart, match="environment"):
        cli.rotate_push_key(outside)


def test_a_worker_stops_when_it_is_told_to(rung: Rung) -> None:
    """And `serve` beside it does none of its work."""
    if rung.world.db.sqlite:
        return
    here = rung.world.settings
    env = {
        **os.environ,
        "FODFAESTE_DATA": str(here.data),
        "FODFAESTE_DATABASE_URL": here.database_url,
        "FODFAESTE_MIGRATION_URL": here.migration_url,
        "FODFAESTE_PUSH_REHEARSAL": here.push_rehearsal,
    }
    with subprocess.Popen(
        [sys.executable, "-c", WORK], cwd=Path(ROOT), env=env, stderr=subprocess.PIPE
    ) as running:
        assert running.stderr is not None
        line = b""
        while b'"working"' not in line:
            line = running.stderr.readline()
            assert line, "the worker did not begin"
        began = time.monotonic()
        running.send_signal(signal.SIGTERM)
        running.stderr.read()
        assert running.wait(20) == 0
        assert time.monotonic() - began < 15
