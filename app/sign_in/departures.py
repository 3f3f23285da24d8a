"""Logins that have ended. With the disk full or the database away that is remembered here, and
written when it can be."""

import asyncio
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy.exc import SQLAlchemyError

from app.foundation import actor, logs
from app.foundation.database import Database
from app.foundation.errors import Closed, TooMany
from app.foundation.in_hand import aside
from app.people import Keyring, people
from app.sign_in import logins, replaced
from app.sign_in.logins import Presented

AGAIN = 5.0
"""Seconds until it is tried again."""
AT_MOST = 0.3
"""Seconds that whoever goes waits for the database, to know who they are and to have it written.
Then the page is there anyway: somebody may stand behind them."""


@dataclass
class Departures:
    """`over` holds the logins whose end is not written yet, by their hash, with the mark of the
    form that asked for it.

    It lies in this process alone: another process, or this one after a restart, knows only what is
    written.
    """

    over: dict[bytes, tuple[Presented, str]] = field(default_factory=dict)
    _ends: dict[bytes, asyncio.Task[None]] = field(default_factory=dict)
    """One for each login, so that one that waits is nobody else's wait."""
    _trying: asyncio.Task[None] | None = None

    async def begin(self, db: Database, keys: Keyring, shown: Presented, mark: str) -> None:
        """From here on this process lets nobody in with it. It is written before this is over, or
        soon after."""
        self.over[shown.login] = (shown, mark)
        async with aside():
            await asyncio.wait((self._ending(db, keys, shown.login),), timeout=AT_MOST)
        if self.over and (self._trying is None or self._trying.done()):
            self._trying = asyncio.create_task(self._keep_trying(db, keys))

    async def finish(self, db: Database, keys: Keyring) -> None:
        """Write what can be written now."""
        if self.over:
            await asyncio.wait([self._ending(db, keys, login) for login in self.over])

    def _ending(self, db: Database, keys: Keyring, login: bytes) -> asyncio.Task[None]:
        if login not in self._ends:
            self._ends[login] = asyncio.create_task(self._try(db, keys, login))
        return self._ends[login]

    async def _try(self, db: Database, keys: Keyring, login: bytes) -> None:
        asked = self.over[login]
        try:
            await _end(db, keys, *asked)
        except (Closed, TooMany, SQLAlchemyError):
            return
        except Exception as error:  # noqa: BLE001 - it stays over here, and is tried again
            return logs.fault("going", error)
        finally:
            del self._ends[login]
        if self.over.get(login) is asked:
            del self.over[login]

    async def _keep_trying(self, db: Database, keys: Keyring) -> None:
        while self.over:
            await asyncio.sleep(AGAIN)
            await self.finish(db, keys)


async def _end(db: Database, keys: Keyring, shown: Presented, mark: str) -> None:
    """Only for the account whose form asked for it, or of whoever it is: that may not have been
    known until now."""
    with actor.by(actor.DOOR):
        owner: UUID | None = await db.read_at_door(shown.login, logins.owner_of, keys, shown)
    if owner is not None and mark in ("", people.mark(keys, owner)):
        # Not before it is known whose it is: all who look around have the same one.
        replaced.note(shown.login)
        with actor.by(person=owner):
            await db.write_going(shown.login, logins.end, keys, owner, shown)
