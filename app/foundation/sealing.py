"""Sealing of words: AES-256-GCM with one key per citizen, each wrapped by a numbered master key.

What is sealed is bound to its place (table, column, row, owner), so a value moved elsewhere does
not open. Opening needs a Decision: the word of the one rule that this reader may open this owner's
things. Limits: row counts, dates and lengths in five sizes stay visible; whoever holds database and
keys can read.
"""

import os
import secrets
import struct
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TypeVar
from uuid import UUID

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.foundation.errors import CannotStart, SealBroken

T = TypeVar("T")

FORMAT = 1
NONCE = 12
HEAD = struct.Struct(">BH")
SIZES = (64, 256, 1024, 4096, 24_576, 65_536)
"""Sealed lengths take one of six values, so a length tells little of what was written (bytes before
sealing)."""
ROOM = SIZES[-1] - 4
"""Bytes of JSON that fit into one sealed piece."""


Places = frozenset[tuple[str, str]]
"""Tables and their columns."""


@dataclass(frozen=True, slots=True)
class Decision:
    """`reader` may open what of `owner`'s lies in the places it `opens`, and write in those it
    `seals`; one's own everywhere.

    Made only where the rule lives (a house test names the places). One that names no place opens
    nothing of another's.
    """

    owner: UUID
    reader: UUID
    why: str
    opens: Places = frozenset()
    seals: Places = frozenset()


@dataclass(frozen=True, slots=True)
class WrappedKey:
    """One row of citizen_keys: key `number` of `owner`, wrapped by master key `master`."""

    owner: UUID
    number: int
    master: int
    wrapped: bytes


@dataclass(slots=True)
class Used:
    """Boxes that sealed something in a transaction, and those that met a key they do not have."""

    sealed: "dict[UUID, Box]" = field(default_factory=dict)
    lacking: "dict[UUID, Box]" = field(default_factory=dict)


used: ContextVar[Used | None] = ContextVar("used", default=None)
"""Set around a transaction on a database where keys may be turned meanwhile."""


class Box:
    """Opens and seals the words of one owner. Made by `Vault.open_box`, for a Decision, and opens
    no other place than it names."""

    __slots__ = ("_current", "_keys", "_may", "_place", "owner")

    def __init__(self, decision: Decision, keys: Mapping[int, bytes]) -> None:
        self.owner = owner = decision.owner
        self._may = None if decision.reader == owner else decision
        self._place = f"|{owner}|{FORMAT}"
        self.learn(keys)

    def learn(self, keys: Mapping[int, bytes]) -> None:
        """Use these keys from now on, the highest for what is new."""
        self._keys = {number: AESGCM(key) for number, key in keys.items()}
        self._current = max(keys)

    @property
    def number(self) -> int:
        """Of the key in use."""
        return self._current

    def fresh(self, sealed: bytes) -> bool:
        """Whether this was sealed with the key in use now."""
        number: int = HEAD.unpack_from(sealed)[1]
        return number == self._current

    def seal(self, table: str, row: object, value: object, column: str = "sealed") -> bytes:
        """Seal a msgspec struct for its place."""
        if self._may is not None and (table, column) not in self._may.seals:
            raise SealBroken(f"{table}.{column} is not written for «{self._may.why}»")
        if (noted := used.get()) is not None:
            noted.sealed[self.owner] = self
        head = HEAD.pack(FORMAT, self._current)
        nonce = os.urandom(NONCE)
        place = self._at(table, column, row)
        return (
            head
            + nonce
            + self._keys[self._current].encrypt(nonce, _padded(msgspec.json.encode(value)), place)
        )

    def open(
        self, kind: type[T], table: str, row: object, sealed: bytes, column: str = "sealed"
    ) -> T:
        """Open what `seal` made. Raises SealBroken for anything moved, damaged or another's."""
        return msgspec.json.decode(self._bytes(table, row, sealed, column), type=kind)

    def _at(self, table: str, column: str, row: object) -> bytes:
        """The place a value is bound to: moved to another table, column, row or owner it does not
        open."""
        return f"{table}|{column}|{row}{self._place}".encode()

    def _bytes(self, table: str, row: object, sealed: bytes, column: str) -> bytes:
        if self._may is not None and (table, column) not in self._may.opens:
            raise SealBroken(f"{table}.{column} is not opened for «{self._may.why}»")
        try:
            form, number = HEAD.unpack_from(sealed)
            key = self._keys[number]
            nonce, text = sealed[HEAD.size : HEAD.size + NONCE], sealed[HEAD.size + NONCE :]
            plain = key.decrypt(nonce, text, self._at(table, column, row))
        except (InvalidTag, KeyError, struct.error, ValueError) as error:
            if isinstance(error, KeyError) and (noted := used.get()) is not None:
                noted.lacking[self.owner] = self
            raise SealBroken(f"{table}.{column}") from error
        if form != FORMAT:
            raise SealBroken(f"{table}.{column} has format {form}")
        return plain[4 : 4 + int.from_bytes(plain[:4])]


class Vault:
    """Holds the master keys (number → 32 bytes) and unwraps citizens' keys for those who may.

    `more` reads the keys again when one turns up that is not known yet: another process has taken a
    new one into use.
    """

    def __init__(
        self, masters: Mapping[int, bytes], more: Callable[[], Mapping[int, bytes]] | None = None
    ) -> None:
        self._more = more
        self.lost = False
        """Whether it has been said that the keys as they lie now cannot be used; those that are
        held go on."""
        self._masters: dict[int, AESGCM] = {}
        self.learn(masters)

    def learn(self, masters: Mapping[int, bytes]) -> None:
        """Use these master keys from now on, the highest for what is new. Called again when a key
        has been added.

        None at all is never learnt: whoever can be opened now can be opened afterwards.
        """
        if masters:
            self._masters = {number: AESGCM(key) for number, key in masters.items()}
            self.current = max(masters)

    @property
    def known(self) -> frozenset[int]:
        return frozenset(self._masters)

    def new_key(self, owner: UUID, number: int = 1) -> WrappedKey:
        return self._wrap(owner, number, secrets.token_bytes(32))

    def rewrap(self, key: WrappedKey) -> WrappedKey:
        """The same citizen's key under the current master key; what is sealed with it stays
        untouched."""
        return self._wrap(key.owner, key.number, self._unwrap(key))

    def open_box(self, decision: Decision, keys: list[WrappedKey]) -> Box:
        """The only way to a citizen's key. Refuses keys of anyone but the owner decided about."""
        if not keys or any(key.owner != decision.owner for key in keys):
            raise SealBroken("no key for this decision")
        return Box(decision, {key.number: self._unwrap(key) for key in keys})

    def open_again(self, box: Box, keys: list[WrappedKey]) -> None:
        """The same box with the keys its owner has now. The decision was made when it was
        opened."""
        if not keys or any(key.owner != box.owner for key in keys):
            raise SealBroken("no key for this box")
        box.learn({key.number: self._unwrap(key) for key in keys})

    def _wrap(self, owner: UUID, number: int, key: bytes) -> WrappedKey:
        nonce = os.urandom(NONCE)
        wrapped = nonce + self._masters[self.current].encrypt(
            nonce, key, _key_place(owner, number, self.current)
        )
        return WrappedKey(owner, number, self.current, wrapped)

    def _learn_more(self, more: Callable[[], Mapping[int, bytes]]) -> None:
        """Add what has come since. Those that are held stay, also when the file is gone, half
        written or another's."""
        try:
            there = more()
        except (CannotStart, OSError, ValueError):
            return
        self._masters = {number: AESGCM(key) for number, key in there.items()} | self._masters
        self.current = max(self._masters)

    def _unwrap(self, key: WrappedKey) -> bytes:
        if key.master not in self._masters and self._more is not None:
            self._learn_more(self._more)
        try:
            master = self._masters[key.master]
            place = _key_place(key.owner, key.number, key.master)
            return master.decrypt(key.wrapped[:NONCE], key.wrapped[NONCE:], place)
        except (InvalidTag, KeyError) as error:
            raise SealBroken("a citizen's key does not open") from error


def _key_place(owner: UUID, number: int, master: int) -> bytes:
    return f"dek|{owner}|{number}|{master}|{FORMAT}".encode()


def _padded(plain: bytes) -> bytes:
    framed = len(plain).to_bytes(4) + plain
    size = next((size for size in SIZES if len(framed) <= size), None)
    if size is None:
        raise ValueError("longer than any sealed field may be")
    return framed.ljust(size, b"\0")
