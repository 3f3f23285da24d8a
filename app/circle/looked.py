"""What was looked through for an open page, as long as nothing has moved since: whoever asks again and again takes no thread."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable

from app.foundation import in_hand
from app.foundation.lanes import Turns

MOST = 2_000
"""Pages of which it is remembered: all that are open, and those that come back into sight."""


class Looked:
    """The mark of each page, and what it was known by: taken before it was looked through, so that nothing written since is missed.
    Only marks lie here, which tell nobody what there is. Who may see anything is asked by whoever asks here, each time."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._found: OrderedDict[object, tuple[object, str]] = OrderedDict()
        self._turns = Turns(1)

    def __len__(self) -> int:
        return len(self._found)

    async def at(self, page: object, known: object, look: Callable[[], Awaitable[str]]) -> str:
        """What was found when this was known, or is found now. Several who ask at once wait for the same look."""
        if (found := self._last(page, known)) is not None:
            return found
        async with in_hand.aside(), self._turns.of(page):
            if (found := self._last(page, known)) is None:
                found = await look()
                self._keep(page, known, found)
        return found

    def _last(self, page: object, known: object) -> str | None:
        then, found = self._found.get(page, (None, ""))
        if then is None or then != known:
            return None
        self._found.move_to_end(page)
        return found

    def _keep(self, page: object, known: object, found: str) -> None:
        self._found[page] = known, found
        self._found.move_to_end(page)
        if len(self._found) > self._most:
            self._found.popitem(last=False)
