"""Fixtures for the whole house: a held clock, a database of its own for each test, on SQLite and on
PostgreSQL."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from app.foundation import clock, logs
from app.sign_in import departures
from tests import postgres
from tests.world import Template, World, make_template

if TYPE_CHECKING:
    from tests.house.lived import Lived

NOON = datetime(2026, 3, 14, 11, 0, tzinfo=UTC)
"""A Saturday at noon in Denmark; no test depends on the day it is run."""
SLOWEST = 10
"""Files named at the end of a run."""


@pytest.fixture(autouse=True)
def _held_clock() -> Iterator[None]:
    with clock.held(NOON):
        yield


@pytest.fixture(autouse=True)
def _unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with much to do is no database that hangs: only the tests of that go on without
    it."""
    monkeypatch.setattr(departures, "AT_MOST", 30.0)


@pytest.fixture(scope="session", autouse=True)
def _quiet() -> None:
    logs.set_up()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    with clock.held(NOON):
        return make_template(tmp_path_factory.mktemp("template") / "data", None)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Server]:
    with postgres.start() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_template(
    tmp_path_factory: pytest.TempPathFactory, postgres_server: postgres.Server
) -> Template:
    with clock.held(NOON):
        return make_template(tmp_path_factory.mktemp("template-pg") / "data", postgres_server)


@pytest.fixture(scope="session")
def lived_once(sqlite_template: Template, tmp_path_factory: pytest.TempPathFactory) -> "Lived":
    """Every form used once; to be copied."""
    from tests.house.lived import live  # it stands on what needs this file

    with clock.held(NOON):
        return live(sqlite_template, tmp_path_factory.mktemp("lived") / "data")


@pytest.fixture(params=["sqlite", "postgresql"])
def template(request: pytest.FixtureRequest) -> Template:
    found: Template = request.getfixturevalue(
        "sqlite_template" if request.param == "sqlite" else "postgres_template"
    )
    return found


@pytest.fixture
def world(template: Template, tmp_path: Path) -> Iterator[World]:
    """The whole app with the cast, on a database of this test's own."""
    name = f"t_{uuid4().hex[:12]}"
    made = World(template.copied(tmp_path / "data", name), template.cast)
    yield made
    made.close()
    if template.server is not None:
        template.server.drop(name)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What is the same on both databases is tried on SQLite each time, and on PostgreSQL when all
    is (`make test-long`). What only one of them does has `both`, and one story of every room. What
    is tried on PostgreSQL alone is tried each time."""
    on_sqlite = (each.nodeid for each in items if _on(each) == "sqlite")
    tried = {each.replace("sqlite", "postgresql") for each in on_sqlite}
    for item in items:
        twin = _on(item) == "postgresql" and item.nodeid in tried
        if twin and item.get_closest_marker("both") is None:
            item.add_marker(pytest.mark.long)


def _on(item: pytest.Item) -> object:
    """Which database it is tried on, where it is tried on either."""
    spec = getattr(item, "callspec", None)
    return None if spec is None else spec.params.get("template")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The ten slowest files: seconds of all their tests with what they set up, added over the
    workers."""
    spent: dict[str, float] = {}
    for report in (
        each
        for kind in terminalreporter.stats.values()
        for each in kind
        if isinstance(each, pytest.TestReport)
    ):
        file = report.nodeid.partition("::")[0]
        spent[file] = spent.get(file, 0.0) + report.duration
    if len(spent) >= SLOWEST:
        terminalreporter.section(
            f"the {SLOWEST} slowest of {len(spent)} files, {sum(spent.values()):.0f} s in all"
        )
        for file in sorted(spent, key=lambda each: -spent[each])[:SLOWEST]:
            terminalreporter.write_line(f"{spent[file]:7.1f} s  {file}")
