"""The worker's part: takes what is due, rings, and writes down how it went; while one service is
slow the others are called, and a worker that dies has its claims taken over."""

import asyncio
import logging
from collections.abc import Coroutine, Iterable
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from app.foundation import actor, clock, logs
from app.foundation.database import Database
from app.foundation.push import AT_ONCE, GONE, LATER, REFUSED, SENT, Answer
from app.foundation.words import Words
from app.people import Keyring
from app.reminders import confirming, deciding, done, due, phones, when, wording
from app.reminders.deciding import AGAIN, DROPPED, FAILED, IN_APP, MAIL, PUSH, Plan, Rung, Settled
from app.reminders.due import PIECE, Called, Claimed, Ring

if TYPE_CHECKING:
    from app.foundation.mail import Post
    from app.foundation.push_wire import Wire

TURN = 0.5
"""Seconds between two looks at whether something is due."""
RESTS = 5.0
"""Seconds until the next turn after one that failed, as when the database is away."""
LANDS = 5.0
"""Seconds for which a worker that is stopped waits for what it has called out."""
GATHERS = 0.1
"""Seconds for which what was rung is gathered, so that many are written down together."""


class Ringer:
    """One worker: its own name for its claims, and its own lines out."""

    def __init__(
        self,
        db: Database,
        keys: Keyring,
        wire: "Wire",
        post: "Post | None",
        words: Words,
        origin: str,
    ) -> None:
        self.name = uuid4()
        self._db, self._keys, self._wire, self._post = db, keys, wire, post
        self._words, self._origin = words, origin

    async def run(self) -> None:
        """For as long as the process lives. What fails is tried again at the next turn."""
        try:
            while True:
                try:
                    await self.once()
                except Exception as error:  # noqa: BLE001 - the next turn tries again
                    logs.fault("worker_failed", error, step="reminders")
                    await asyncio.sleep(RESTS)
                await asyncio.sleep(TURN)
        finally:
            await self.close()

    async def close(self) -> None:
        await self._wire.close()

    async def once(self) -> int:
        """Everything that is due now; how many there were."""
        with actor.by(actor.RINGER):
            if not await self._db.read(due.any_now, _second()):
                return 0
            return await _Turn(self).whole()

    async def claim(self) -> Claimed:
        return await self._db.write(due.claim, self._keys, self.name, _second())

    async def written(self, rung: list[Settled], broken: list[UUID]) -> None:
        await self._db.write(done.finish, self.name, rung, broken)

    async def ring(self, ring: Ring) -> Settled | UUID:
        """One of them, whatever goes wrong with it: then it is put aside, by its id, and nobody
        else waits for it."""
        now = clock.minute()
        try:
            plan = deciding.decide(ring, now, mails=self._post is not None)
            return deciding.settled(await self._rung(ring, plan, now), now)
        except Exception as error:  # noqa: BLE001 - of one person, and the next one is done
            logs.fault("ring_failed", error)
            return ring.id

    async def _rung(self, ring: Ring, plan: Plan, now: int) -> Rung:
        if plan.way == PUSH:
            return await self._push(ring, now)
        if plan.way == MAIL:
            return await self._mail(ring, now)
        return Rung(ring, plan.outcome)

    async def _push(self, ring: Ring, now: int) -> Rung:
        todo = [each for each in ring.phones if each.phone.told != ring.time]
        said = await _all(self._call(ring, each, now) for each in todo)
        by = dict(zip((each.id for each in todo), said, strict=True))
        gone = tuple(row for row, answer in by.items() if answer.kind == GONE)
        took = tuple(row for row, answer in by.items() if answer.kind == SENT)
        refused = [answer for answer in said if answer.kind == REFUSED]
        if refused:
            logs.say("push_refused", logging.ERROR, status=refused[0].status)
        later = [answer.wait for answer in said if answer.kind == LATER]
        if later and (wait := deciding.again(ring, now, max(later))) is not None:
            return Rung(ring, AGAIN, gone, took, wait)
        if took or len(todo) < len(ring.phones):
            return Rung(ring, deciding.SENT, gone, took)
        if later or refused:
            return Rung(ring, FAILED, gone)
        return await self._nowhere(ring, gone, now)

    async def _nowhere(self, ring: Ring, gone: tuple[UUID, ...], now: int) -> Rung:
        """No phone is left: by mail if they said so, else it stands in the app."""
        plan = deciding.otherwise(ring, mails=self._post is not None)
        rung = await self._rung(ring, plan, now)
        return Rung(ring, rung.outcome, gone, (), rung.wait)

    async def _call(self, ring: Ring, called: Called, now: int) -> Answer:
        phone = called.phone
        tag = wording.tag(ring.id)
        text = wording.payload(
            self._words.get(phone.language),
            self._origin,
            _leads(ring),
            ring.kind,
            tag,
            phone.account,
            day=ring.wish is not None and ring.wish.kind == "day",
            time=ring.due,
        )
        zone, quiet = ring.choices.zone, ring.choices.quietly
        ttl = when.seconds_left(ring.due, now, zone, quiet)
        return await self._wire.send(phones.called(phone, called.key), text, ttl=ttl, topic=tag)

    async def _mail(self, ring: Ring, now: int) -> Rung:
        assert self._post is not None
        of = ring.choices
        confirms = ring.kind == "confirm"
        subject, text = wording.letter(
            self._words.get(of.language),
            self._origin,
            ring.kind,
            confirming.path(self._keys, ring.owner, of.confirming) if confirms else "/",
        )
        kind = await self._post.send(of.confirming if confirms else of.email, subject, text)
        if kind == LATER:
            return self._again(ring, now, 0)
        if confirms:
            return Rung(ring, DROPPED)
        return Rung(ring, deciding.SENT if kind == SENT else IN_APP)

    def _again(self, ring: Ring, now: int, asked: int) -> Rung:
        wait = deciding.again(ring, now, asked)
        return Rung(ring, FAILED) if wait is None else Rung(ring, AGAIN, wait=wait)


class _Turn:
    """One turn: what is due is claimed while there is room for more calls, and what has come back
    is written down, beside each other; neither waits for the other, nor for a slow service."""

    def __init__(self, ringer: Ringer) -> None:
        self._ringer = ringer
        self._count = 0
        self._all = False
        self._back: list[Settled] = []
        self._broken: list[UUID] = []
        self._moved = asyncio.Event()
        self._flying: set[asyncio.Task[Settled | UUID]] = set()

    async def whole(self) -> int:
        """Stopped in the middle, what is under way is waited for a moment and written down: else
        another worker would call again."""
        try:
            return await self._whole()
        except asyncio.CancelledError:
            if self._flying:
                await asyncio.wait(self._flying, timeout=LANDS)
            await self._write()
            raise

    async def _whole(self) -> int:
        claiming = asyncio.create_task(self._claim_all())
        try:
            while not self._over:
                await self._moved.wait()
                self._moved.clear()
                if self._flying and len(self._back) < PIECE:
                    await asyncio.sleep(GATHERS)
                await self._write()
                if claiming.done():
                    await claiming
        finally:
            claiming.cancel()
        return self._count

    @property
    def _over(self) -> bool:
        return self._all and not (self._flying or self._back or self._broken)

    async def _claim_all(self) -> None:
        """Until nothing more is due. Calls are under way meanwhile, never more than so many."""
        try:
            while not self._all:
                if len(self._flying) + PIECE > AT_ONCE:
                    await asyncio.sleep(GATHERS / 4)
                    continue
                claimed = await self._ringer.claim()
                self._count += claimed.count
                self._broken += claimed.broken
                for ring in claimed.rings:
                    self._fly(ring)
                self._all = claimed.count < PIECE
        finally:
            self._all = True
            self._moved.set()

    async def _write(self) -> None:
        while self._back or self._broken:
            back, self._back = self._back[:PIECE], self._back[PIECE:]
            broken, self._broken = self._broken, []
            await self._ringer.written(back, broken)

    def _fly(self, ring: Ring) -> None:
        task = asyncio.create_task(self._ringer.ring(ring))
        self._flying.add(task)
        task.add_done_callback(self._landed)

    def _landed(self, task: asyncio.Task[Settled | UUID]) -> None:
        self._flying.discard(task)
        if not task.cancelled():
            done = task.result()
            if isinstance(done, Settled):
                self._back.append(done)
            else:
                self._broken.append(done)
        self._moved.set()


async def _all(calls: Iterable[Coroutine[Any, Any, Answer]]) -> list[Answer]:
    """Beside each other; most people have one phone, which needs no task of its own."""
    waits = list(calls)
    return [await waits[0]] if len(waits) == 1 else await asyncio.gather(*waits)


def _second() -> int:
    return int(clock.now().timestamp())


def _leads(ring: Ring) -> str:
    if ring.kind == "ring":
        return "/kreds"
    return ring.wish.path if ring.wish else "/paamindelser"
