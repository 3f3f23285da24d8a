"""What is being answered just now: one request's turn, and how it steps aside while something else
works for it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.foundation.lanes import Turns


class Turn:
    """One request's turn to be answered: in a row of its sender's own first, and then at each gate
    where everybody takes turns. Given back while nothing is made of it here: while more of a form
    is waited for, a thread works, or a disk; and when what was made begins to be sent. What is long
    (`keeps`) keeps its place in its own row until it has been taken, since it lies in memory until
    then; at a gate nobody stays who only waits."""

    def __init__(
        self,
        *gates: "tuple[Turns, object]",
        after: Callable[[], Awaitable[None]] | None = None,
        keeps: bool = False,
    ) -> None:
        """`after` is waited for before anything is made."""
        self._gates = gates
        self._after = after
        self.keeps = keeps
        self._held, self._wants = set[int](), len(gates)
        self._aside = False

    async def begin(self) -> None:
        """Over once it is one's turn. Raises TooMany when as many wait already as may."""
        await self._take()
        _IN_HAND.set(self)
        try:
            if self._after is not None:
                await self._after()
        except BaseException:
            self.over()
            raise

    def made(self) -> None:
        """It waits only to be taken, in its own row."""
        self._only(1)

    def over(self) -> None:
        """The next one's turn. Whatever of this request goes on beside it takes none again."""
        self._only(0)

    @asynccontextmanager
    async def aside(self, *, keeps: bool = False) -> AsyncIterator[None]:
        """Others may be answered meanwhile; those of the same row too, unless it `keeps` that."""
        if self._aside or not self._held:
            yield
            return
        self._aside = True
        self._give_back(int(keeps))
        try:
            yield
        finally:
            try:
                await self._take(again=True)
            finally:
                self._aside = False

    async def _take(self, *, again: bool = False) -> None:
        """One after the other, so that nobody holds a gate and waits for their own."""
        try:
            for at, (turns, whose) in enumerate(self._gates):
                if at in self._held or at >= self._wants:  # it may be over meanwhile
                    continue
                await turns.begin(whose, again=again)
                self._held.add(at)
        except BaseException:
            self._give_back(0)
            raise
        self._give_back(self._wants)

    def _only(self, wants: int) -> None:
        self._wants = min(self._wants, wants)
        self._give_back(self._wants)

    def _give_back(self, but: int) -> None:
        """Once others have been heard: what is made without a pause would else follow at once."""
        given = sorted((at for at in self._held if at >= but), reverse=True)
        if given:
            self._held.difference_update(given)
            asyncio.get_running_loop().call_soon(self._next, given)

    def _next(self, given: list[int]) -> None:
        for at in given:
            turns, whose = self._gates[at]
            turns.over(whose)


_IN_HAND: ContextVar[Turn | None] = ContextVar("in_hand", default=None)


@asynccontextmanager
async def aside(*, keeps: bool = False) -> AsyncIterator[None]:
    """Whatever is being answered here steps aside while something else works for it."""
    turn = _IN_HAND.get()
    if turn is None:
        yield
    else:
        async with turn.aside(keeps=keeps):
            yield
