"""Threads in which what somebody sends is read when that takes long: no page waits for it, and
nobody waits for strangers."""

from collections.abc import Callable
from typing import TypeVar

from app.foundation import actor
from app.foundation.lanes import Lane, OneOf
from app.foundation.web.handler_types import Request
from app.foundation.web.jar import Cookies

R = TypeVar("R")

MOST = 20
"""Forms that may wait behind their sender's own, or behind those of one place: each lies in memory.
Enough for every window that is open, since all of them close themselves at once when nobody has
touched them for a while."""


class Reading:
    """A thread for whoever is signed in, one after another; and one for all others, by the place
    they come from. `login_of` tells by the cookies whose login it is, and asks nobody: it may have
    ended, but only this server can have made it."""

    def __init__(self, login_of: Callable[[Cookies], object | None]) -> None:
        self._login_of = login_of
        self._known, self._strangers = Lane(1, "forms", 1, MOST), Lane(1, "strangers", 1, MOST)

    async def sent(self, cookies: Cookies, work: Callable[[], R]) -> R:
        """What is made of what was sent with these cookies. Raises TooMany when too much of theirs
        waits already."""
        whose = self._login_of(cookies)
        if whose is None:
            return await self._strangers.run(OneOf(actor.DOOR, actor.place()), work)
        return await self._known.run(whose, work)

    def close(self) -> None:
        self._known.close()
        self._strangers.close()


async def apart(request: Request, work: Callable[[], R]) -> R:
    """What is made of what came with this request."""
    reading: Reading = request.app.state["reading"]
    return await reading.sent(request.scope["state"]["cookies"], work)
