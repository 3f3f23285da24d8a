"""What the house does by itself: erase what is due, forget old logins, ring when it is time, keep
the demo year fresh. On SQLite inside the one process; on PostgreSQL in a process of its own."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from importlib import import_module
from uuid import UUID
from weakref import WeakSet

from sqlalchemy import Connection

from app import demo, house, journal, places
from app.foundation import actor, logs
from app.foundation.database import Database
from app.foundation.push import Signer
from app.foundation.settings import Settings
from app.foundation.words import Words
from app.my_data import whole
from app.people import Keyring, erasure, lifecycle, master_keys, own
from app.reminders import Ringer
from app.sharing import log

SWEEPS = (*lifecycle.sweeps().values(), *house.ROUNDS)
EVERY = 600
"""Seconds between rounds."""
FEEDS_EVERY = 3600
"""Seconds between two looks at places' own calendars."""


def begin(
    db: Database, keys: Keyring, settings: Settings, words: Words, signer: Signer
) -> list[asyncio.Task[None]]:
    """Every round by itself: one that hangs or fails keeps no other from its turn."""
    rounds = [
        _again_and_again(partial(erasing, db, keys), EVERY),
        _again_and_again(partial(retention, db, keys, settings), EVERY),
        _again_and_again(partial(_noted, db, keys), EVERY),
        _brought(db),
        _again_and_again(partial(_feeds, db, settings), FEEDS_EVERY),
        _ringing(db, keys, settings, words, signer),
    ]
    return [asyncio.create_task(each) for each in rounds]


async def _ringing(
    db: Database, keys: Keyring, settings: Settings, words: Words, signer: Signer
) -> None:
    """What the line stands on is loaded beside the first pages, which do not wait for it."""
    while True:
        try:
            made = await asyncio.to_thread(ringer, db, keys, settings, words, signer)
            await made.run()
        except Exception as error:  # noqa: BLE001 - the next try may do
            logs.fault("worker_failed", error, step="ringer")
            await asyncio.sleep(EVERY)


def ringer(db: Database, keys: Keyring, settings: Settings, words: Words, signer: Signer) -> Ringer:
    from app.foundation.mail import Post
    from app.foundation.push_wire import Wire

    post = Post(settings.smtp, settings.mail_from) if settings.mails else None
    wire = Wire(signer, settings.push_rehearsal)
    return Ringer(db, keys, wire, post, words, settings.origins[0])


async def _feeds(db: Database, settings: Settings) -> None:
    """Places' own calendars, where the operator has listed hosts for them."""
    if settings.feeds:
        fetching = await asyncio.to_thread(import_module, "app.foundation.fetching")
        with actor.by(actor.WORKER):
            await places.feeds.look(db, settings.feeds, fetching.fetch)


async def _brought(db: Database) -> None:
    """What comes with the app and is not there yet."""
    for bring in house.BRINGS:
        await _tried(bring.__module__, partial(_bring, db, bring))


async def _bring(db: Database, bring: Callable[[Connection], object]) -> None:
    await db.write_long(bring)


async def end(tasks: Sequence[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _again_and_again(part: Callable[[], Awaitable[object]], seconds: float) -> None:
    """Round after round; it never stops the server."""
    while True:
        try:
            await part()
        except Exception as error:  # noqa: BLE001 - the next round tries again
            logs.fault("worker_failed", error, step="round")
        await asyncio.sleep(seconds)


_all_noted: WeakSet[Database] = WeakSet()


async def _noted(db: Database, keys: Keyring) -> None:
    """Entries from before it was noted whether they say what helped, once; until then nobody else
    sees that of them."""
    if db not in _all_noted:
        await asyncio.to_thread(journal.noting.everyone, db, keys)
        _all_noted.add(db)


async def once(db: Database, keys: Keyring, settings: Settings) -> int:
    """A turn of each; returns how many things were erased."""
    return await erasing(db, keys) + await retention(db, keys, settings)


async def erasing(db: Database, keys: Keyring) -> int:
    """People who asked to be forgotten. Nobody waits for anything else to succeed."""
    return await _forgotten(db, await _tried("people", lambda: _people(db, keys)))


async def retention(db: Database, keys: Keyring, settings: Settings) -> int:
    """What is kept no longer; each part is done by itself, so that one that fails is logged and the
    others are done all the same. The demo comes last."""
    await _tried("master_key", lambda: _master_key(db, keys, settings))
    gone = 0
    entries = lambda db: log.sweep(db, keys.root)
    for sweep in (*SWEEPS, entries):
        gone += await _tried(_named(sweep), partial(_swept, db, sweep))
    await _forgotten(db, gone)
    await _tried("demo", lambda: db.write_long(demo.refresh, keys))
    return gone


async def _forgotten(db: Database, gone: int) -> int:
    if gone:
        logs.say("swept", count=gone)
        await _tried("forget", db.forget)
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
