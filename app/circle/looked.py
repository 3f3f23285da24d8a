"""What was looked through just now for a page that comes back into sight: whoever asks again and
again takes no thread."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable

from app.foundation import in_hand
from app.foundation.lanes import Turns

MOST = 2_000
"""Pages of which it is remembered: those that come back into sight."""
FRESH = 0.5
"""Seconds for which it is; a line of an open page looks no oftener either."""


class Looked:
    """The mark of each page, good for a moment, and as long as the same grants hold. Nothing else
    counts: were it good until its owner writes, whoever asks would be told by the time it takes
    that they wrote, also what nobody may see. Only marks lie here, which tell nobody what there is.
    Who may see anything is asked by whoever asks here, each time."""

    def __init__(self, most: int = MOST, fresh: float = FRESH) -> None:
        self._most, self.fresh = most, fresh
        self._found: OrderedDict[object, tuple[object, float, str]] = OrderedDict()
        self._turns = Turns(1)

    def __len__(self) -> int:
        return len(self._found)

    async def at(self, page: object, known: object, look: Callable[[], Awaitable[str]]) -> str:
        """What was found a moment ago, or is found now. Several who ask at once wait for the same
        look."""
        if (found := self._last(page, known)) is not None:
            return found
        async with in_hand.aside(), self._turns.of(page):
            if (found := self._last(page, known)) is None:
                found = await look()
                self._keep(page, known, found)
        return found

    def _last(self, page: object, known: object) -> str | None:
        then, when, found = self._found.get(page, (None, 0.0, ""))
        return found if then is not None and then == known and _now() - when < self.fresh else None

    def _keep(self, page: object, known: object, found: str) -> None:
        self._found[page] = known, _now(), found
        self._found.move_to_end(page)
        if len(self._found) > self._most:
            self._found.popitem(last=False)


def _now() -> float:
    return asyncio.get_running_loop().time()
