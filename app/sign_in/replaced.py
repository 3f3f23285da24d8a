"""Logins that ended or went on under a new id a moment ago. An answer that was under way meanwhile
sets their cookie no more: it would sign out whoever has just said that it is them, or has just come
in.

It lies in this process alone. A login whose end was taken back may be named too; its cookie is only
renewed a little later.
"""

import time
from threading import Lock

MOST, SECONDS = 10_000, 300.0
"""Logins, and how long each is remembered: longer than any answer may take to begin."""

_when: dict[bytes, float] = {}
_turn = Lock()


def note(login: bytes) -> None:
    with _turn:
        _when.pop(login, None)
        _when[login] = time.monotonic()
        if len(_when) > MOST:
            del _when[next(iter(_when))]


def lately(login: bytes) -> bool:
    when = _when.get(login)
    return when is not None and time.monotonic() - when < SECONDS
