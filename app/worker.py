"""What the house does by itself, inside the one process: erase what is due, forget old logins, keep the demo year fresh."""

import asyncio

from app.demo import person as demo
from app.foundation import logs
from app.foundation.database import Database
from app.identity import Keyring, logins
from app.my_data import rooms

EVERY = 600
"""Seconds between rounds."""


async def run(db: Database, keys: Keyring) -> None:
    """Round after round. A round that fails is logged and tried again; it never stops the server."""
    while True:
        try:
            await once(db, keys)
        except Exception as error:  # noqa: BLE001 - the next round tries again
            logs.fault("worker_failed", error)
        await asyncio.sleep(EVERY)


async def once(db: Database, keys: Keyring) -> int:
    """One round; returns how many things were erased."""
    await db.write(demo.refresh, keys)
    gone = await db.write(rooms.sweep) + await db.write(logins.sweep)
    if gone:
        logs.say("swept", count=gone)
    return gone
