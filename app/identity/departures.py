"""Logins that have ended. With the disk full or the database away that is remembered here, and written when it can be."""

import asyncio
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy.exc import SQLAlchemyError

from app.foundation import actor
from app.foundation.database import Database
from app.foundation.errors import Closed
from app.identity import logins, people
from app.identity.logins import Presented
from app.identity.people import Keyring

AGAIN = 5.0
"""Seconds until it is tried again."""


@dataclass
class Departures:
    """`over` holds the logins whose end is not written yet, by their hash, with the mark of the form that asked for it.

    It lies in this process alone: another process, or this one after a restart, knows only what is written.
    """

    over: dict[bytes, tuple[Presented, str]] = field(default_factory=dict)
    _trying: asyncio.Task[None] | None = None

    async def begin(self, db: Database, keys: Keyring, shown: Presented, mark: str) -> None:
        self.over[shown.login] = (shown, mark)
        await self.finish(db, keys)
        if self.over and (self._trying is None or self._trying.done()):
            self._trying = asyncio.create_task(self._keep_trying(db, keys))

    async def finish(self, db: Database, keys: Keyring) -> None:
        """Write what can be written now."""
        for login, (shown, mark) in list(self.over.items()):
            try:
                await _end(db, keys, shown, mark)
            except (Closed, SQLAlchemyError):
                continue
            self.over.pop(login, None)

    async def _keep_trying(self, db: Database, keys: Keyring) -> None:
        while self.over:
            await asyncio.sleep(AGAIN)
            await self.finish(db, keys)


async def _end(db: Database, keys: Keyring, shown: Presented, mark: str) -> None:
    """Only for the account whose form asked for it, or of whoever it is: that may not have been known until now."""
    with actor.by(actor.DOOR):
        owner: UUID | None = await db.read(logins.owner_of, keys, shown)
    if owner is not None and mark in ("", people.mark(keys, owner)):
        with actor.by(person=owner):
            await db.write(logins.end, keys, owner, shown)
