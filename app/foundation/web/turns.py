"""Whose turn it is to be answered: a few requests at a time for each login, and for each place of those whom nobody knows yet.

Making a page holds the loop for some milliseconds, and a long one lies in memory until it is taken. So nine hundred requests of one
sender are two and a row, and whoever asks for Hjælp nu from anywhere else waits for none of them.
"""

import asyncio
import time
from collections.abc import Callable, Mapping

from app.foundation.in_hand import Turn
from app.foundation.lanes import MOST_WAITING, Turns

EACH, STRANGERS, WRITES = 2, 4, 16
"""Requests in hand: of one login, two windows and what they fetch by themselves; of one place, where many may sit together; and of
what one login writes: that is short, and what comes to the disk together is written together."""
ALL = 4_000
"""Whoever asks for help is never told to come again: there are no more connections than these."""
HELP = "/hjaelp-nu"
LONG = 65_536
"""Bytes of a page that was long in the making."""
LOOKS_ROUND = 0.02
"""Seconds in which whoever came while something long was made is heard, before the next thing is."""


class Arrivals:
    """Counts whoever comes and whatever they send. The loop takes in one new connection at each of its rounds, and a round in which
    a long page is made is long: so nothing is made after one until nobody new has come for a round, or for a little while."""

    def __init__(self) -> None:
        self.many = 0
        self._until = 0.0

    def long(self) -> None:
        """Something long was made just now."""
        self._until = time.monotonic() + LOOKS_ROUND

    async def heard(self) -> None:
        """Over once everybody who came meanwhile has been heard."""
        while self._until > time.monotonic():
            before = self.many
            for _ in range(3):  # a new connection, what it sends, and what is asked with that
                await asyncio.sleep(0)
            if self.many == before:
                self._until = 0.0


ARRIVALS = Arrivals()


class Rows:
    """A row for each sender and each kind of thing that is asked for: nobody waits to be helped, to write or to stop something
    behind long pages of their own. `login_of` tells by the cookies whose login it is, and asks nobody."""

    def __init__(self, login_of: Callable[[Mapping[str, str]], object | None]) -> None:
        self._login_of = login_of
        self._reads, self._writes = Turns(EACH, MOST_WAITING), Turns(WRITES, MOST_WAITING)
        self._strangers, self._help = Turns(STRANGERS, MOST_WAITING), Turns(EACH, ALL)

    def of(self, cookies: Mapping[str, str], place: str, method: str, path: str) -> Turn:
        """By login and place: all visitors who look around share one login, and one of them must not stand in another's way."""
        login = self._login_of(cookies) if cookies else None
        whose = (place, login)
        if path.startswith(HELP):
            return Turn((self._help, whose))
        reads = method in ("GET", "HEAD")
        turns = self._strangers if login is None else self._reads if reads else self._writes
        return Turn((turns, (reads, *whose)), after=ARRIVALS.heard, keeps=reads)
