"""What the house does by itself, inside the one process: erase what is due, forget old logins, keep
the demo year fresh."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from uuid import UUID

from sqlalchemy import Connection

from app import demo, house, journal
from app.foundation import actor, logs
from app.foundation.database import Database
from app.foundation.settings import Settings
from app.my_data import whole
from app.people import Keyring, erasure, lifecycle, master_keys, own
from app.sharing import log

SWEEPS = (*lifecycle.sweeps().values(), *house.ROUNDS)
EVERY = 600
"""Seconds between rounds."""


async def run(db: Database, keys: Keyring, settings: Settings) -> None:
    """Round after round; it never stops the server."""
    noted = False
    while True:
        await once(db, keys, settings)
        noted = noted or await _noted(db, keys)
        await asyncio.sleep(EVERY)


async def _noted(db: Database, keys: Keyring) -> bool:
    """Entries from before it was noted whether they say what helped; until then nobody else sees
    that of them."""
    try:
        await asyncio.to_thread(journal.noting.everyone, db, keys)
    except Exception as error:  # noqa: BLE001 - the next round tries again
        logs.fault("worker_failed", error, step="noting")
        return False
    return True


async def once(db: Database, keys: Keyring, settings: Settings) -> int:
    """One round; returns how many things were erased. People who asked to be forgotten come first,
    the demo last; each part is done by itself, so that one that fails is logged and the others are
    done all the same."""
    gone = await _tried("people", lambda: _people(db, keys))
    await _tried("master_key", lambda: _master_key(db, keys, settings))
    entries = lambda db: log.sweep(db, keys.root)
    for sweep in (*SWEEPS, entries):
        gone += await _tried(_named(sweep), partial(_swept, db, sweep))
    if gone:
        logs.say("swept", count=gone)
        await _tried("forget", db.forget)
    await _tried("demo", lambda: db.write_long(demo.refresh, keys))
    return gone


def _named(sweep: Callable[[Connection], int]) -> str:
    """In the log: the table, where it comes from one, else the file that does it."""
    return sweep.keywords["table"].name if isinstance(sweep, partial) else sweep.__module__


async def _tried(step: str, part: Callable[[], Awaitable[int | None]]) -> int:
    """What fails is tried again in the next round."""
    try:
        with actor.by(actor.WORKER):
            return await part() or 0
    except Exception as error:  # noqa: BLE001 - the next round tries again
        logs.fault("worker_failed", error, step=step)
        return 0


async def _people(db: Database, keys: Keyring) -> int:
    """Everyone whose thirty days have passed, each by themselves: nobody waits for another's to
    succeed."""
    due = await db.read(erasure.due)
    return sum([await _tried("person", partial(_person, db, keys, owner)) for owner in due])


async def _person(db: Database, keys: Keyring, owner: UUID) -> int:
    """Closed in one step, then a piece at a time, so that others write in between. Stopped
    anywhere, the next round goes on."""
    if await db.write_long(whole.close_if_due, keys, owner):
        while await db.write_long(whole.erase_some, owner):
            pass
    return await db.write_long(whole.erase_if_due, keys, owner)


async def _swept(db: Database, sweep: Callable[[Connection], int]) -> int:
    """What a part of the house erases, a piece at a time while there may be more."""
    gone = some = await db.write_long(sweep)
    while some >= own.PIECE:
        gone += (some := await db.write_long(sweep))
    return gone


async def _master_key(db: Database, keys: Keyring, settings: Settings) -> None:
    with actor.by(actor.STRONGROOM):
        if await db.read(master_keys.behind, settings, keys.vault):
            await asyncio.to_thread(master_keys.rotate, db, settings, keys.vault)
