"""A worker's own process, beside servers on PostgreSQL: it answers nobody, and ends when it is
told to."""

import asyncio
import signal

import uvloop

from app import worker
from app.foundation import keys as files
from app.foundation import logs
from app.foundation.database import Database
from app.foundation.push import Signer
from app.foundation.settings import Settings
from app.main import contact, speech
from app.people import Keyring


def until_stopped(db: Database, keys: Keyring, here: Settings) -> None:
    uvloop.run(_until_stopped(db, keys, here))


async def _until_stopped(db: Database, keys: Keyring, here: Settings) -> None:
    stopped = asyncio.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(each, stopped.set)
    signer = Signer(files.push_keys(here), contact(here))
    tasks = worker.begin(db, keys, here, speech(here.pseudo), signer)
    logs.say("working")
    await stopped.wait()
    await worker.end(tasks)
