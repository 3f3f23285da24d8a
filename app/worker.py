"""What the house does by itself, inside the one process: erase what is due, forget old logins, keep the demo year fresh."""

import asyncio

from app import demo
from app.foundation import actor, logs
from app.foundation.database import Database
from app.foundation.settings import Settings
from app.identity import Keyring, logins, questions, strongroom
from app.intake import operations
from app.my_data import rooms
from app.sharing import log

EVERY = 600
"""Seconds between rounds."""


async def run(db: Database, keys: Keyring, settings: Settings) -> None:
    """Round after round. A round that fails is logged and tried again; it never stops the server."""
    while True:
        try:
            await once(db, keys, settings)
        except Exception as error:  # noqa: BLE001 - the next round tries again
            logs.fault("worker_failed", error)
        await asyncio.sleep(EVERY)


async def once(db: Database, keys: Keyring, settings: Settings) -> int:
    """One round; returns how many things were erased."""
    with actor.by(actor.STRONGROOM):
        behind = await db.read(strongroom.behind, settings, keys.vault)
    if behind:
        await asyncio.to_thread(strongroom.rotate, db, settings, keys.vault)
    with actor.by(actor.WORKER):
        await db.write_long(demo.refresh, keys)
        gone = await db.write_long(rooms.sweep) + await db.write(logins.sweep)
        gone += await db.write(operations.sweep) + await db.write(questions.sweep) + await db.write_long(log.sweep, keys.root)
    if gone:
        logs.say("swept", count=gone)
    return gone
