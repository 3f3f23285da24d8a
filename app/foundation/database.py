"""The database: one way to read, one way to write, the same functions on SQLite and PostgreSQL.

Domain functions are plain and synchronous and take the connection first. `read` runs them without a
transaction of their own; `write` runs them in one transaction and returns after the commit, so
«Gemt» is never said too early. On PostgreSQL every transaction, a reader's too, says first who acts
(`actor`); whoever acts in the loop acts in the thread.
"""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Concatenate, ParamSpec, TypeAlias, TypeVar, cast

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from app.foundation import actor, in_hand, logs, row_security
from app.foundation.engines import check_durability, engines
from app.foundation.errors import CannotStart, SealBroken, Turned
from app.foundation.lanes import Lane, OneOf, Turns
from app.foundation.models import metadata as metadata
from app.foundation.moves import Moves, noted
from app.foundation.sealing import Used, used
from app.foundation.setbacks import calmly, crossed, cut, twice
from app.foundation.threads import Threads
from app.foundation.writer import BATCH, Writer

P = ParamSpec("P")
R = TypeVar("R")
S = TypeVar("S")
Whose = Callable[[Connection], object]
Job: TypeAlias = Callable[Concatenate[Connection, P], R]
"""What is run with a connection and what is given after it."""

WAITS = (0.005, 0.02, 0.05, 0.1)
"""Seconds before each new try of a job that crossed another; at random, so that the two do not meet
again."""
READS_IN, READS_LONG_IN, WRITES_IN, HEARD_IN = 15.0, 120.0, 30.0, 3.0
"""Seconds until a PostgreSQL that says nothing is taken for one that is away. It ends what takes
too long by itself, sooner."""


class Database:
    """Two engines: readers that never write, and writers that always mean it."""

    def __init__(self, url: str, *, durable: bool = True) -> None:
        self.sqlite = url.startswith("sqlite")
        self.reading, self.writing, self.apart = engines(url)
        self.turned: Callable[[Connection, Used], None] | None = None
        """Raises Turned when a box has not the keys it needs; set with the keys. On SQLite nobody
        turns keys meanwhile."""
        self._threads = Threads()
        self._writer, self._turns = Writer(self.writing) if self.sqlite else None, Turns(BATCH)
        self._seeing = Turns()
        self._reader: Connection | None = None
        self.moves = Moves(None if self.sqlite else self._heard)
        try:
            if not self.sqlite:
                row_security.check(self.writing)
            check_durability(self.writing, durable)
        except CannotStart:
            self.close()
            raise

    async def read(self, fn: Job[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run `fn` with a connection that cannot write. On SQLite at once, in the loop: a page's
        reads take microseconds."""
        if not self.sqlite:
            return await self._read(
                self._threads.short,
                _whose(),
                lambda: self._read_from(self.reading, fn, *args, **kwargs),
            )
        return self._read_here(fn, *args, **kwargs)

    async def read_at_door(
        self,
        whose: object,
        fn: Job[P, R],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> R:
        """The same before it is known who asks: in threads of its own, and no login has more than
        two of them."""
        if not self.sqlite:
            return await self._read(
                self._threads.door,
                whose,
                lambda: self._read_from(self.reading, fn, *args, **kwargs),
            )
        return self._read_here(fn, *args, **kwargs)

    def _read_here(self, fn: Job[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        with calmly("read_failed"):
            if self._reader is None:
                self._reader = self.reading.connect()
            return fn(self._reader, *args, **kwargs)

    async def _read(
        self, lane: Lane, whose: object, work: Callable[[], R], seconds: float = 0.0
    ) -> R:
        with calmly("read_failed"):
            return await lane.run(whose, work, seconds or READS_IN)

    async def write(self, fn: Job[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run `fn` in a transaction; the result comes after the commit. Raises Closed when nothing
        can be written."""
        return cast(R, await self._write(lambda db: fn(db, *args, **kwargs), None))

    async def write_to_show(
        self,
        show: Callable[[R], S],
        fn: Job[P, R],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> S:
        """The same, and what `show` makes of the result: in the loop, on SQLite while the disk
        syncs, returned after the commit."""
        return cast(S, await self._write(lambda db: fn(db, *args, **kwargs), show))

    async def write_seen(
        self,
        whose: Whose,
        show: Callable[[R], S],
        fn: Job[P, R],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> S:
        """The same for what is read of somebody and noted in their log. Those who read of the same
        person wait for its end one by one: here, each reader in a row of their own, and never with
        a thread that others need."""
        if self._writer is not None:
            return await self.write_to_show(show, fn, *args, **kwargs)
        job = lambda db: fn(db, *args, **kwargs)
        async with (
            in_hand.aside(),
            self._seeing.of(OneOf(f"seen {await self.read(whose)}", str(_whose()))),
        ):
            with calmly("write_failed"):
                done = await self._threads.seen.run(
                    _whose(), lambda: self._write_here(job), WRITES_IN
                )
        return show(done)

    async def _heard(self, fn: Callable[[Connection], Any]) -> Any:
        return await self._read(
            self._threads.heard, None, lambda: self._read_from(self.reading, fn), HEARD_IN
        )

    async def _write(
        self, job: Callable[[Connection], Any], show: Callable[[Any], object] | None
    ) -> object:
        done = await self._written(job, show)
        if self.sqlite:
            self.moves.note()
        return done

    async def _written(
        self, job: Callable[[Connection], Any], show: Callable[[Any], object] | None
    ) -> object:
        with calmly("write_failed"):
            if self._writer is not None:
                return await self._in_turn(self._writer, job, show)
            result = await self._threads.short.run(
                _whose(), lambda: self._write_here(job), WRITES_IN
            )
        return result if show is None else show(result)

    async def _in_turn(
        self, writer: Writer, job: Callable[[Connection], Any], show: Callable[[Any], object] | None
    ) -> object:
        """On SQLite everybody's words go through one writer: nobody has more than one of its
        commits before the others' turn."""
        async with in_hand.aside(), self._turns.of(_whose()):
            return await writer.submit(job, show, asyncio.get_running_loop())

    async def write_going(
        self,
        whose: object,
        fn: Job[P, R],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> R:
        """For whoever goes: never behind what others write. Only once, since whoever ends a login
        tries again and again."""
        if self._writer is not None:
            return await self.write(fn, *args, **kwargs)
        job = lambda db: fn(db, *args, **kwargs)
        with calmly("write_failed"):
            return await self._threads.going.run(whose, lambda: twice(self._once, job), WRITES_IN)

    async def read_long(self, fn: Job[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """The same for what takes long (search, export): in a thread, a few at a time, so that
        nobody else waits for it."""
        return await self._read(
            self._threads.long, _whose(), lambda: self._read_now(fn, *args, **kwargs), READS_LONG_IN
        )

    async def look_again(self, fn: Job[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """The same for an open page that looks whether it may still be shown: it waits for no
        search, its reader's neither."""
        return await self._read(
            self._threads.look, _whose(), lambda: self._read_now(fn, *args, **kwargs)
        )

    async def read_shown(self, fn: Job[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """The same for a page that looks through what others share: behind no search, and behind no
        open page that looks again."""
        return await self._read(
            self._threads.shown, _whose(), lambda: self._read_now(fn, *args, **kwargs)
        )

    async def long(self, work: Callable[[], R]) -> R:
        """A long page, in threads of their own: it asks the database nothing, and waits for
        nobody's export."""
        return await self._threads.pages.run(_whose(), work)

    async def pieces(self, made: Iterator[bytes]) -> AsyncIterator[bytes]:
        """What is longer still, a piece at a time: between two of them it is others' turn."""
        while (
            piece := await self._threads.long.run(_whose(), lambda: next(made, None))
        ) is not None:
            yield piece

    async def write_long(self, fn: Job[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """The same for what takes long (erasing a person): pages are still shown meanwhile, only
        other writing waits."""
        with calmly("write_failed"):
            return await self._threads.short.run(
                _whose(), lambda: self.write_now(fn, *args, **kwargs)
            )

    async def forget(self) -> None:
        """After something was erased: on SQLite its bytes, and the key they were sealed with, lie
        on in the log beside the file. Readers finish what they read; whoever is still reading after
        a while has the next round wait for them."""
        if self._writer is not None and not await self._writer.forgets():
            logs.say("not_forgotten", reason="somebody reads")

    def _read_now(self, fn: Job[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        if self.sqlite:
            with self.apart.connect() as db:
                return fn(db, *args, **kwargs)
        return self._read_from(self.apart, fn, *args, **kwargs)

    def _read_from(
        self,
        engine: Engine,
        fn: Job[P, R],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> R:
        def read() -> R:
            with cut(), engine.begin() as db, self._boxes(db):
                return fn(db, *args, **kwargs)

        with suppress(Turned):
            return twice(read)
        return twice(read)  # with the key it lacked

    def write_now(self, fn: Job[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """The same for a thread that may wait: commands and the worker."""
        job = lambda db: fn(db, *args, **kwargs)
        if self._writer is None:
            return self._write_here(job)
        done = self._writer.wait_for(job)
        self.moves.note()
        return done

    def _write_here(self, job: Callable[[Connection], R]) -> R:
        """On PostgreSQL: again from the beginning when it crossed another transaction. Nothing of
        the first try is kept."""
        for wait in WAITS:
            try:
                return twice(self._once, job)
            except Turned:
                pass
            except DBAPIError as error:
                if not crossed(error):
                    raise
            time.sleep(random.uniform(wait / 2, wait))
        return twice(self._once, job)

    def _once(self, job: Callable[[Connection], R]) -> R:
        """Only until the COMMIT is sent is it known that nothing was kept: lost after that, it is
        not done again here."""
        with self.writing.connect() as db:
            with cut(), self._boxes(db) as boxes:
                db.begin()
                result = job(db)
                if boxes.sealed and self.turned is not None:
                    self.turned(db, boxes)
                noted(db)
            try:
                db.commit()
            except BaseException:
                # whatever became of it, nothing of it comes along with the next one's
                db.invalidate()
                raise
            return result

    @contextmanager
    def _boxes(self, db: Connection) -> Iterator[Used]:
        """Which boxes are used. One that lacks a key has it from here on, for whoever tries
        again."""
        token = used.set(boxes := Used())
        try:
            yield boxes
        except SealBroken as error:
            if not boxes.lacking or self.turned is None:
                raise
            self.turned(db, boxes)
            raise error
        finally:
            used.reset(token)

    def close(self) -> None:
        """Readers first, so that the writer's connection is the one that tidies up the file."""
        self._threads.close()
        if self._reader is not None:
            self._reader.close()
        for engine in (self.reading, self.apart):
            engine.dispose()
        if self._writer is not None:
            self._writer.stop()
        self.writing.dispose()


def _whose() -> object:
    """Who is asking for a thread; those whom nobody knows yet are one, as whoever tries to sign
    in."""
    return (acting := actor.current()).person or OneOf(acting.way, actor.place())
