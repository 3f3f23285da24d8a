"""A desktop of the tests' own: what a browser shows to its reader, and a real tap on it."""

import asyncio
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dbus_fast.aio import MessageBus
from dbus_fast.service import ServiceInterface, dbus_method, dbus_signal

NAME, PLACE = "org.freedesktop.Notifications", "/org/freedesktop/Notifications"
CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path={socket}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/>
<allow own="*"/></policy></busconfig>"""


@dataclass
class Shown:
    """One notification on the screen. `actions` by what they say."""

    id: int
    title: str
    body: str
    actions: dict[str, str]
    replaces: int


@dataclass
class Desk:
    """Everything that was shown, and what was taken away again."""

    address: str = ""
    shown: list[Shown] = field(default_factory=list)
    closed: list[int] = field(default_factory=list)
    _loop: Any = None
    _notifications: Any = None

    def tap(self, shown: Shown, says: str = "") -> None:
        """As its reader would: on a button by what it says, or on the notification itself."""
        key = next((key for key, text in shown.actions.items() if text == says), "default")
        self._loop.call_soon_threadsafe(self._notifications.ActionInvoked, shown.id, key)


class Notifications(ServiceInterface):
    """The part of the Desktop Notifications Specification that a browser uses."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(NAME)
        self._desk, self._next = desk, 0

    @dbus_method()
    def GetCapabilities(self) -> "as":  # type: ignore[valid-type]  # noqa: F722
        return ["actions", "body", "body-markup", "persistence"]

    @dbus_method()
    def GetServerInformation(self) -> "ssss":  # type: ignore[name-defined]  # noqa: F821
        return ["desk", "tests", "1", "1.2"]

    @dbus_method()
    def Notify(
        self,
        app_name: "s",  # type: ignore[name-defined]  # noqa: F821
        replaces_id: "u",  # type: ignore[name-defined]  # noqa: F821
        app_icon: "s",  # type: ignore[name-defined]  # noqa: F821
        summary: "s",  # type: ignore[name-defined]  # noqa: F821
        body: "s",  # type: ignore[name-defined]  # noqa: F821
        actions: "as",  # type: ignore[valid-type]  # noqa: F722
        hints: "a{sv}",  # type: ignore[valid-type]  # noqa: F722
        expire_timeout: "i",  # type: ignore[name-defined]  # noqa: F821
    ) -> "u":  # type: ignore[name-defined]  # noqa: F821
        self._next += 0 if replaces_id else 1
        row = replaces_id or self._next
        pairs = dict(zip(actions[::2], actions[1::2], strict=True))
        self._desk.shown.append(Shown(row, summary, body, pairs, replaces_id))
        return row

    @dbus_method()
    def CloseNotification(self, row: "u") -> None:  # type: ignore[name-defined]  # noqa: F821
        self._desk.closed.append(row)
        self.NotificationClosed(row, 3)

    @dbus_signal()
    def NotificationClosed(self, row: Any, reason: Any) -> "uu":  # type: ignore[name-defined]  # noqa: F821
        return [row, reason]

    @dbus_signal()
    def ActionInvoked(self, row: Any, key: Any) -> "us":  # type: ignore[name-defined]  # noqa: F821
        return [row, key]


def there() -> bool:
    """Whether this machine has a message bus at all."""
    return shutil.which("dbus-daemon") is not None


@contextmanager
def desk(folder: Path) -> Iterator[Desk]:
    socket = folder / "bus"
    config = folder / "bus.conf"
    config.write_text(CONFIG.format(socket=socket))
    bus = subprocess.Popen(
        ["dbus-daemon", f"--config-file={config}", "--nofork", "--print-address"],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert bus.stdout is not None
    made = Desk(bus.stdout.readline().strip())
    ready = threading.Event()
    loop = asyncio.new_event_loop()

    async def begin() -> MessageBus:
        line = await MessageBus(bus_address=made.address).connect()
        made._notifications = Notifications(made)
        line.export(PLACE, made._notifications)
        await line.request_name(NAME)
        made._loop = loop
        ready.set()
        return line

    def run() -> None:
        asyncio.set_event_loop(loop)
        line = loop.run_until_complete(begin())
        loop.run_forever()
        line.disconnect()
        waits: Any = line.wait_for_disconnect  # untyped
        loop.run_until_complete(waits())

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        assert ready.wait(10)
        yield made
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)
        loop.close()
        bus.terminate()
        bus.wait(5)
        bus.stdout.close()
