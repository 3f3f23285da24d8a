"""Whose turn it is to be answered: a few requests at a time for each login, and for each place of
those whom nobody knows yet.

Making a page holds the loop for some milliseconds, and a long one lies in memory until it is taken.
So nine hundred requests of one sender are two and a row, and all senders together have a few in
hand, place by place: whoever asks for Hjælp nu from anywhere else waits for none of them.
"""

import asyncio
import time
from collections.abc import Callable

from app.foundation.in_hand import Turn
from app.foundation.lanes import MOST_WAITING, OneOf, Turns
from app.foundation.web.forms import LOCK
from app.foundation.web.jar import Cookies
from app.foundation.web.limits import exact, neighbourhood

EACH, STRANGERS, WRITES = 2, 4, 16
"""Requests in hand: of one login, two windows and what they fetch by themselves; of one place,
where many may sit together; and of what one login writes: that is short, and what comes to the disk
together is written together."""
ALL, URGENT = 4, 2
"""Requests in hand, all together, and of those who need help or go: so few are made before the loop
hears who has come since."""
NOBODY_REFUSED = 4_000
"""There are no more connections than these: whoever asks for help, goes, or has come to a gate is
never told to come again."""
HELP = "/hjaelp-nu"
GOES = frozenset(("/skjul", "/log-ud", LOCK))
"""Where somebody goes. What cannot be taken of their form keeps nobody in: they go as if it had
said nothing."""
LONG = 65_536
"""Bytes of a page that was long in the making."""
MUCH = 16_384
"""Bytes of a form that is long."""
LOOKS_ROUND = 0.02
"""Seconds in which whoever came while something long was made is heard, before the next thing is.
"""


class Arrivals:
    """Counts whoever comes and whatever they send. The loop takes in one new connection at each of
    its rounds, and a round in which a long page is made is long: so nothing is made after one until
    nobody new has come for a round, or for a little while."""

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
    """A row for each sender and each kind of thing that is asked for: nobody waits to be helped, to
    write, to stop something or to go behind long pages of their own. `login_of` tells by the
    cookies whose login it is, and asks nobody."""

    def __init__(self, login_of: Callable[[Cookies], object | None]) -> None:
        self._login_of = login_of
        self._reads, self._writes = Turns(EACH, MOST_WAITING), Turns(WRITES, MOST_WAITING)
        self._strangers = Turns(STRANGERS, MOST_WAITING)
        self._near, self._all = Turns(ALL, NOBODY_REFUSED), Turns(ALL, NOBODY_REFUSED)
        self._help, self._goes = Urgent("help"), Urgent("goes")

    def of(self, cookies: Cookies, address: str, method: str, path: str, length: int) -> Turn:
        """By login and place: all visitors who look around share one login, and one of them must
        not stand in another's way. One account has as many logins as it likes, so neighbours have
        their turns with each other, and all of one place with everybody else's. `length` is how
        much is sent, in bytes: of a stranger's long form the answer is long too, and stays in hand
        until it is taken, which nobody waits for who only signs in."""
        login = self._login_of(cookies) if cookies else None
        if path.startswith(HELP):
            return self._help.turn(address, login)
        if method == "POST" and path in GOES:
            return self._goes.turn(address, login)
        door, place, reads = exact(address), neighbourhood(address), method in ("GET", "HEAD")
        own: tuple[Turns, object] = (self._reads if reads else self._writes, (reads, place, login))
        if login is None:
            own = (self._strangers, (reads, door, length > MUCH))
        gates = (self._near, OneOf(place, door)), (self._all, OneOf("all", place))
        return Turn(own, *gates, after=ARRIVALS.heard, keeps=True)


class Urgent:
    """Rows for whoever needs help, or goes: nobody is refused, and nothing else that anybody asks
    for is waited for. A login that waits behind others of the same address waits for two of each;
    neighbours have their turns with each other, and so have neighbourhoods. Many who share one
    address (a ward behind one NAT) are one row as long as they have no login."""

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._own, self._near, self._all = (
            Turns(each, NOBODY_REFUSED) for each in (EACH, EACH, URGENT)
        )

    def turn(self, address: str, login: object | None) -> Turn:
        door, place = exact(address), neighbourhood(address)
        return Turn(
            (self._own, (door, login)),
            (self._near, OneOf(place, door)),
            (self._all, OneOf(self._kind, place)),
        )
