"""stop_under_reading: whoever stops sharing while three others load the page again and again, on
both databases.

The taps and the readers go through the whole app in one process, as in the trial of the suite; what
is counted is never an average.
"""

import asyncio
import tempfile
from pathlib import Path

from tests import postgres
from tests.bench.figure import Figure, middle
from tests.circle.test_stopping_while_read import Trial
from tests.world import Template, World, make_template

STOPS, LATE = 200, 1.0
GOAL = f"0 of {STOPS} failed or over {LATE:g} s, on both databases"


def stop_under_reading() -> Figure:
    with tempfile.TemporaryDirectory() as folder, postgres.start() as server:
        templates = {
            "SQLite": make_template(Path(folder, "sqlite"), None),
            "PostgreSQL": make_template(Path(folder, "pg"), server),
        }
        told = {
            name: _stopped(template, Path(folder, f"{name}-data"))
            for name, template in templates.items()
        }
    bad = sum(late + failed for late, failed, _ in told.values())
    detail = "; ".join(_said(name, *each) for name, each in told.items())
    return Figure(bad, f"of {STOPS} stops", GOAL, bad == 0, detail)


def _stopped(template: Template, data: Path) -> tuple[int, int, list[float]]:
    """How many were late, how many failed, and how long each took."""
    world = World(template.copied(data, "stopping"), template.cast)
    trial = Trial(world)
    try:
        world.runner.run(_all(trial))
    finally:
        world.close()
    return sum(wait > LATE for wait in trial.waits), len(trial.failed), trial.waits


async def _all(trial: Trial) -> None:
    async with trial.being_read():
        for _ in range(STOPS):
            await trial.round(0)
            await asyncio.sleep(0)


def _said(name: str, late: int, failed: int, waits: list[float]) -> str:
    return (
        f"{name}: {failed} failed, {late} late, median {middle(waits) * 1000:.0f} ms, longest "
        f"{max(waits) * 1000:.0f} ms"
    )
