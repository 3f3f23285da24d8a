"""Whose turn it is to be answered: a few requests at a time for each login, and for each place of those whom nobody knows yet.

Making a page holds the loop for some milliseconds, and a long one lies in memory until it is taken. So nine hundred requests of one
sender are four and a row, and whoever asks for Hjælp nu from anywhere else waits for none of them.
"""

from collections.abc import Callable, Mapping

from app.foundation.lanes import MOST_WAITING, Turn, Turns

EACH, STRANGERS = 4, 8
"""Requests in hand: of one login, two windows and what they fetch by themselves; of one place, where many may sit together."""
HELP = "/hjaelp-nu"


class Rows:
    """A row for each sender and each kind of thing that is asked for: nobody waits to be helped, to write or to stop something
    behind long pages of their own. `login_of` tells by the cookies whose login it is, and asks nobody."""

    def __init__(self, login_of: Callable[[Mapping[str, str]], object | None]) -> None:
        self._login_of = login_of
        self._known, self._strangers = Turns(EACH, MOST_WAITING), Turns(STRANGERS, MOST_WAITING)

    def of(self, cookies: Mapping[str, str], place: str, method: str, path: str) -> Turn:
        login = self._login_of(cookies) if cookies else None
        kind = "help" if path.startswith(HELP) else method
        if login is None:
            return Turn(self._strangers, (kind, place))
        return Turn(self._known, (kind, login), keeps=method == "GET")
