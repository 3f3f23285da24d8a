"""What one login writes comes to the disk together, but never so much at a time that everybody
waits for it."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text

from app.foundation import job, writer
from app.foundation.database import Database
from app.foundation.errors import Refused

MANY = 24
LONG = 0.03
"""Seconds: more than a breath, on any machine."""


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    made = Database(f"sqlite:///{tmp_path / 'batches.db'}", durable=False)
    made.write_now(lambda c: c.execute(text("CREATE TABLE kept (n INTEGER)")))
    yield made
    made.close()


class Rounds:
    """In which round of the loop each thing was done."""

    def __init__(self) -> None:
        self.now = 0
        self.done: list[tuple[int, int]] = []

    def counts(self) -> None:
        self.now += 1
        asyncio.get_running_loop().call_soon(self.counts)

    def note(self, n: int, takes: float) -> None:
        self.done.append((n, self.now))
        time.sleep(takes)

    @property
    def most(self) -> int:
        return max(Counter(at for _, at in self.done).values())


async def together(
    db: Database, rounds: Rounds, asked: list[Coroutine[Any, Any, object]]
) -> list[object]:
    """All of it waits while somebody else writes."""
    assert db._writer is not None
    db._writer._turn.acquire()
    told = asyncio.gather(*asked, return_exceptions=True)
    await asyncio.sleep(0)
    rounds.counts()
    db._writer._turn.release()
    db._writer._wake()
    return await asyncio.wait_for(told, 60)


def kept(rounds: Rounds, n: int, takes: float) -> Callable[[Connection], int]:
    def run(db: Connection) -> int:
        db.execute(text("INSERT INTO kept VALUES (:n)"), {"n": n})
        rounds.note(n, takes)
        if n == 5:
            raise Refused
        return n

    return run


@pytest.mark.parametrize(("takes", "most"), [(LONG, 1), (0.0, MANY)])
def test_a_batch_ends_when_it_has_taken_a_breath(
    db: Database, monkeypatch: pytest.MonkeyPatch, takes: float, most: int
) -> None:
    """The rest are done next, in the order in which they were asked for, and one that is refused
    takes only itself along."""
    rounds = Rounds()
    if not takes:
        for module in (job, writer):
            monkeypatch.setattr(module, "BREATH", 60.0)

    async def trial() -> list[object]:
        return await together(db, rounds, [db.write(kept(rounds, n, takes)) for n in range(MANY)])

    told = asyncio.run(trial())
    assert [n for n, _ in rounds.done] == list(range(MANY))
    assert [each for each in told if isinstance(each, int)] == [
        n for n in range(MANY) if n != 5
    ] and isinstance(told[5], Refused)
    assert db.write_now(
        lambda c: c.execute(text("SELECT n FROM kept ORDER BY rowid")).scalars().all()
    ) == [n for n in range(MANY) if n != 5]
    assert rounds.most == 1 if most == 1 else rounds.most > 4


def test_the_answers_are_made_a_few_at_a_time(db: Database) -> None:
    rounds = Rounds()

    def show(n: int) -> int:
        rounds.note(n, LONG)
        return n

    def run(db: Connection, n: int) -> int:
        return n

    async def trial() -> list[object]:
        return await together(db, rounds, [db.write_to_show(show, run, n) for n in range(MANY)])

    assert asyncio.run(trial()) == list(range(MANY))
    assert len(rounds.done) == MANY and rounds.most <= 3
