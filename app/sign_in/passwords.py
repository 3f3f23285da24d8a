"""Passwords: argon2id with a pepper, and who waits for whom while they are hashed and weighed."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import Type

from app.foundation.errors import TooMany
from app.foundation.in_hand import aside
from app.foundation.words import Say
from app.people import Keyring
from app.sign_in import weighing

MOST_WAITING = 20
R = TypeVar("R")

_hasher = PasswordHasher(time_cost=2, memory_cost=64 * 1024, parallelism=1, type=Type.ID)

NOBODY = (
    "$argon2id$v=19$m=65536,t=2,p=1$rmkt6AhAto8TdZWnaKHBTA$RhO0n85zzVZXudsBTmRz3UpB28nu3+mjfQo5"
    "x7UGgIs"
)
"""What a password is held against where there is no account: made of bytes that nobody has, so none
fits, and as slowly."""


class Lane:
    """One thread of its own, and a row before it that is never long: what is asked for here keeps
    nobody else waiting."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=name)
        self.waiting = 0

    async def do(self, fn: Callable[..., R], *args: object) -> R:
        if self.waiting >= MOST_WAITING:
            raise TooMany(5)
        async with aside():
            self.waiting += 1
            try:
                return await asyncio.get_running_loop().run_in_executor(self._thread, fn, *args)
            finally:
                self.waiting -= 1


class Passwords:
    """Hashes in two lanes of one thread each: known phones never wait behind a flood from unknown
    ones. New passwords are weighed in a third: anybody may have one weighed, and nobody who only
    signs in waits for it."""

    def __init__(self, keys: Keyring) -> None:
        self._keys = keys
        self.lanes = {True: Lane("known"), False: Lane("unknown")}
        self.weighing = Lane("weighing")

    async def objection(self, password: str, known: tuple[str, ...] = ()) -> Say | None:
        """Why this new password will not do, or None. Raises TooMany when many are waiting for an
        answer."""
        return await self.weighing.do(weighing.objection, password, known)

    def hash_now(self, password: str) -> str:
        return _hasher.hash(self._peppered(password))

    async def hash(self, password: str, *, known: bool = True) -> str:
        return await self.lanes[known].do(self.hash_now, password)

    async def right(self, stored: str | None, password: str, *, known: bool) -> bool:
        """Whether the password is right. An unknown name costs the same time as a known one."""
        return await self.lanes[known].do(self._right, stored, password)

    def _right(self, stored: str | None, password: str) -> bool:
        try:
            _hasher.verify(stored or NOBODY, self._peppered(password))
            return stored is not None
        except (VerificationError, InvalidHashError):
            return False

    def stale(self, stored: str) -> bool:
        return _hasher.check_needs_rehash(stored)

    def _peppered(self, password: str) -> bytes:
        """The pepper lies outside the database, so a stolen database alone cannot be guessed at."""
        return self._keys.root.mac("password", password.encode())
