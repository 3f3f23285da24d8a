"""One thing that somebody asked to be written, and what they are answered."""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from sqlalchemy import Connection

Run = Callable[[Connection], object]
Show = Callable[[Any], object]
BREATH = 0.01
"""Seconds after which no more of a batch is begun, nor any more answers made at once: everybody
waits for the loop meanwhile."""


class Job:
    """`show` makes the answer out of what `run` returned; without it that is the answer."""

    __slots__ = ("asked", "error", "future", "loop", "result", "run", "show", "shown")

    def __init__(self, run: Run, show: Show | None, loop: asyncio.AbstractEventLoop) -> None:
        self.run = run
        self.show = show
        self.shown: tuple[object, object] | None = None
        self.loop = loop
        self.asked = time.monotonic()
        self.future: asyncio.Future[object] = loop.create_future()
        self.result: object = None
        self.error: BaseException | None = None

    def prepare(self) -> None:
        """Make the answer while the disk syncs. Nobody gets it before that is done."""
        if self.show is not None and self.error is None:
            result = self.result
            with suppress(BaseException):  # it fails again where somebody hears of it
                self.shown = (result, self.show(result))

    def settle(self) -> None:
        """Hand over what came of it. Whatever goes wrong even here is told: nobody waits for
        ever."""
        if self.future.done():
            return
        try:
            self.future.set_result(self._answer())
        except BaseException as error:  # noqa: BLE001 - handed to the one who asked
            self.future.set_exception(
                RuntimeError(type(error).__name__) if isinstance(error, StopIteration) else error
            )

    def _answer(self) -> object:
        """What was prepared, unless the job had to be done anew since."""
        if self.error is not None:
            raise self.error
        if self.show is None:
            return self.result
        if self.shown is not None and self.shown[0] is self.result:
            return self.shown[1]
        return self.show(self.result)


def prepare(jobs: list[Job]) -> None:
    """As many answers as there is time for; the others are made when they are handed over."""
    until = time.monotonic() + BREATH
    for job in jobs:
        job.prepare()
        if time.monotonic() > until:
            return


def settle(done: deque[Job]) -> None:
    """Some answers may have to be made yet: between them it is others' turn. All of them are waited
    for in the same loop."""
    until = time.monotonic() + BREATH
    while done:
        done.popleft().settle()
        if done and time.monotonic() > until:
            done[0].loop.call_soon(settle, done)
            return
