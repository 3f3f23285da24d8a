"""A world in which something rings: a push service of the tests' own, and a worker."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from app import worker
from app.foundation import clock
from app.reminders import Ringer
from tests.conftest import NOON
from tests.phone import Phone
from tests.push_service import Browser, Service, serving
from tests.world import Template, World

AT_TEN = NOON.replace(hour=9)
"""A Saturday at ten in Denmark."""


@pytest.fixture(scope="session")
def _service() -> Iterator[Service]:
    with serving() as service:
        yield service


@pytest.fixture
def service(_service: Service) -> Service:
    """Nothing has come yet, and all is well."""
    for each in (_service.browsers, _service.messages, _service.calls, _service.faults):
        each.clear()
    _service.answers, _service.headers, _service.waits = [], {}, 0.0
    return _service


class Rung:
    """A world, its push service and its worker."""

    def __init__(self, world: World, service: Service) -> None:
        self.world, self.service = world, service
        self.ringer = self.another()

    def another(self) -> Ringer:
        state = self.world.state
        return worker.ringer(
            self.world.db,
            self.world.keys,
            self.world.settings,
            state["words"],
            state["signer"],
        )

    def phone(self, phone: Phone, name: str = "Anna", host: str = "fcm.googleapis.com") -> Browser:
        """Somebody's browser has said yes."""
        browser = self.service.browser(host)
        self.posts(phone, browser, name)
        return browser

    def posts(
        self, phone: Phone, browser: Browser, name: str = "Anna", *, expect: int = 204, **typed: str
    ) -> None:
        fields = browser.fields(self.key) | {"konto": self.world.person(name).mark, **typed}
        answer = phone.send("/telefon/ringer", fields)
        assert answer.status_code == expect, answer.text

    @property
    def key(self) -> str:
        key: str = self.world.state["signer"].public()
        return key

    def turn(self, at: datetime | None = None) -> int:
        """What a worker does in one turn, at this moment."""
        with clock.held(at or clock.now()):
            return self.world.runner.run(self.ringer.once())

    def turns(self, first: datetime, last: datetime, step: timedelta) -> list[datetime]:
        """Turn after turn between two moments; the moments at which something came."""
        came = []
        while first <= last:
            before = len(self.service.messages)
            self.turn(first)
            came += [first] * (len(self.service.messages) - before)
            first += step
        return came

    def close(self) -> None:
        self.world.runner.run(self.ringer.close())


@pytest.fixture
def rung(template: Template, tmp_path: Path, service: Service) -> Iterator[Rung]:
    name = f"t_{uuid4().hex[:12]}"
    settings = template.copied(tmp_path / "data", name)
    world = World(settings, template.cast, push_rehearsal=service.url)
    made = Rung(world, service)
    yield made
    made.close()
    world.close()
    if template.server is not None:
        template.server.drop(name)
