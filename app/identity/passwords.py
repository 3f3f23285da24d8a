"""Passwords: argon2id with a pepper, and a gentle no to the ones that others guess first."""

import asyncio
import re
from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import Type

from app.foundation.errors import TooMany
from app.foundation.words import Say, say
from app.identity.danish_words import WORDS
from app.identity.people import Keyring

SHORTEST, LONGEST = 8, 128
LONG_ENOUGH = 15
"""From here on a row of ordinary words is fine: three of them are more than anybody tries."""

MOST_WAITING = 20
ESTIMATED = 36
"""Characters looked at for guessability: more takes seconds and tells nothing new."""
R = TypeVar("R")

_hasher = PasswordHasher(time_cost=2, memory_cost=64 * 1024, parallelism=1, type=Type.ID)

NOBODY = "$argon2id$v=19$m=65536,t=2,p=1$rmkt6AhAto8TdZWnaKHBTA$RhO0n85zzVZXudsBTmRz3UpB28nu3+mjfQo5x7UGgIs"
"""What a password is held against where there is no account: made of bytes that nobody has, so none fits, and as slowly."""


def objection(password: str, known: tuple[str, ...] = ()) -> Say | None:
    """Why this password will not do, or None. `known` are the person's own names, which others know too."""
    if len(password) < SHORTEST:
        return say("Brug mindst {n} tegn. Tre ord efter hinanden er nemt at huske.", n=SHORTEST)
    if len(password) > LONGEST:
        return say("Brug højst {n} tegn.", n=LONGEST)
    if _often_used(password) or _ordinary(password, known) or _weak(password, known):
        return say("Den er let at gætte. Prøv tre ord der ikke hører sammen.")
    return None


def _often_used(password: str) -> bool:
    return password.casefold() in _top_list()


@lru_cache(maxsize=1)
def _top_list() -> frozenset[str]:
    from zxcvbn.frequency_lists import FREQUENCY_LISTS  # 30,000 leaked passwords; only loaded when somebody chooses one

    return frozenset(word for word in FREQUENCY_LISTS["passwords"] if len(word) >= SHORTEST)


def _ordinary(password: str, known: tuple[str, ...]) -> bool:
    """A Danish everyday word or two with a year behind them, or one's own name: the first that a neighbour tries."""
    letters = re.sub(r"[^a-zæøå]", "", password.casefold())
    words = WORDS | {re.sub(r"[^a-zæøå]", "", name.casefold()) for name in known} - {""}
    return 0 < len(letters) < LONG_ENOUGH and _made_of(letters, frozenset(words))


def _made_of(letters: str, words: frozenset[str]) -> bool:
    """Whether the letters are nothing but listed words after one another."""
    reached = {0}
    for end in range(1, len(letters) + 1):
        if any(start in reached and letters[start:end] in words for start in range(max(0, end - 20), end)):
            reached.add(end)
    return len(letters) in reached


def _weak(password: str, known: tuple[str, ...]) -> bool:
    from zxcvbn import zxcvbn

    return int(zxcvbn(password[:ESTIMATED], user_inputs=list(known))["score"]) < 3


class Passwords:
    """Hashes in two lanes of one thread each: known phones never wait behind a flood from unknown ones."""

    def __init__(self, keys: Keyring) -> None:
        self._keys = keys
        self._lanes = {True: asyncio.Semaphore(1), False: asyncio.Semaphore(1)}
        self._waiting = {True: 0, False: 0}

    def hash_now(self, password: str) -> str:
        return _hasher.hash(self._peppered(password))

    async def hash(self, password: str, *, known: bool = True) -> str:
        return await self._in_lane(known, self.hash_now, password)

    async def right(self, stored: str | None, password: str, *, known: bool) -> bool:
        """Whether the password is right. An unknown name costs the same time as a known one."""
        return await self._in_lane(known, self._right, stored, password)

    def _right(self, stored: str | None, password: str) -> bool:
        try:
            _hasher.verify(stored or NOBODY, self._peppered(password))
            return stored is not None
        except (VerificationError, InvalidHashError):
            return False

    def stale(self, stored: str) -> bool:
        return _hasher.check_needs_rehash(stored)

    async def _in_lane(self, known: bool, fn: Callable[..., R], *args: object) -> R:
        if self._waiting[known] >= MOST_WAITING:
            raise TooMany(5)
        self._waiting[known] += 1
        try:
            async with self._lanes[known]:
                return await asyncio.get_running_loop().run_in_executor(None, fn, *args)
        finally:
            self._waiting[known] -= 1

    def _peppered(self, password: str) -> bytes:
        """The pepper lies outside the database, so a stolen database alone cannot be guessed at."""
        return self._keys.root.mac("password", password.encode())
