"""The key files under DATA/keys, made on the first start and never overwritten.

`master.key` holds numbered keys, a line each (`1 <base64>`), the highest in use; it wraps citizens'
keys. `push.key` holds those that sign what goes to push services. `root.key` is one key for
everything that is not a citizen's words: blind index, password pepper, cookies, hidden fields. It
is not derived from a master key, so a master key can be rotated away.
"""

import base64
import fcntl
import hashlib
import hmac
import os
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.foundation.errors import CannotStart
from app.foundation.settings import Settings

T = TypeVar("T")
Masters = dict[int, bytes]
PATIENCE = 5.0
"""Seconds for which somebody waits who would change the master keys while another does."""


class Root:
    """Sub-keys for small secrets, one per purpose, so that one use can never pass for another."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._subkeys: dict[str, bytes] = {}
        self._keyed: dict[str, hmac.HMAC] = {}

    def mac(self, purpose: str, data: bytes) -> bytes:
        """32 bytes that only this server can make; used as blind index, pepper and cookie mark. A
        copy of a hash that has its key already, for every request asks for several."""
        if purpose not in self._keyed:
            self._keyed[purpose] = hmac.new(self._subkey(purpose), digestmod="sha256")
        keyed = self._keyed[purpose].copy()
        keyed.update(data)
        return keyed.digest()

    def hide(self, purpose: str, value: object) -> str:
        """Seal a value for a hidden field or a cookie, as text."""
        nonce = os.urandom(12)
        sealed = AESGCM(self._subkey(purpose)).encrypt(
            nonce, msgspec.json.encode(value), purpose.encode()
        )
        return base64.urlsafe_b64encode(nonce + sealed).decode().rstrip("=")

    def reveal(self, purpose: str, text: str, kind: type[T]) -> T | None:
        """What `hide` was given, or None for anything this server did not make."""
        try:
            raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
            plain = AESGCM(self._subkey(purpose)).decrypt(raw[:12], raw[12:], purpose.encode())
            return msgspec.json.decode(plain, type=kind)
        except (InvalidTag, ValueError, msgspec.DecodeError):
            return None

    def _subkey(self, purpose: str) -> bytes:
        if purpose not in self._subkeys:
            self._subkeys[purpose] = HKDF(SHA256(), 32, None, purpose.encode()).derive(self._key)
        return self._subkeys[purpose]


def fingerprint(key: bytes) -> bytes:
    """Tells whether a key is the one the database was written with, without saying anything of the
    key."""
    return hmac.digest(key, b"fodfaeste key fingerprint 1", hashlib.sha256)


def master_keys(settings: Settings) -> dict[int, bytes]:
    """Numbered master keys from the environment or the file; empty when there are none."""
    if text := settings.keys.get("FODFAESTE_MASTER_KEY"):
        return _numbered(text)
    path = settings.data / "keys" / "master.key"
    return _numbered(path.read_text(errors="replace")) if path.exists() else {}


def root_key(settings: Settings) -> bytes | None:
    if text := settings.keys.get("FODFAESTE_ROOT_KEY"):
        return _root(text)
    path = settings.data / "keys" / "root.key"
    return _root(path.read_text(errors="replace")) if path.exists() else None


def push_keys(settings: Settings) -> Masters:
    """Numbered keys that sign what goes to push services (VAPID), the highest for phones that are
    new; made when there is none yet."""
    if text := settings.keys.get("FODFAESTE_PUSH_KEY"):
        return _numbered(text, "push")
    path = settings.data / "keys" / "push.key"
    if not path.exists():
        make(settings, "push")
    return _numbered(path.read_text(errors="replace"), "push")


def make(settings: Settings, name: str) -> None:
    """Write a new key file; refuses to touch one that exists, and says so where there is no key in
    it."""
    folder = settings.data / "keys"
    if (folder / f"{name}.key").exists():
        if (folder / f"{name}.key").read_text(errors="replace").strip():
            return  # another process was quicker, and its key is as good
        raise CannotStart(
            f"{folder / name}.key has no key in it. Put the right file back; if there is none "
            "yet, take this one away."
        )
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    line = base64.b64encode(secrets.token_bytes(32)).decode() + "\n"
    with suppress(FileExistsError):  # so it was in between
        _write_new(folder / f"{name}.key", line if name == "root" else f"1 {line}")


def add_master(settings: Settings) -> int:
    """Add the next master key beside those that exist (rotation); the file is replaced whole, never
    half."""

    def one_more(keys: Masters) -> Masters:
        if not keys:
            raise CannotStart(
                "There is no master key to add one to. Put DATA/keys/master.key back first."
            )
        return keys | {max(keys) + 1: secrets.token_bytes(32)}

    return max(change_masters(settings, one_more))


def change_masters(settings: Settings, change: Callable[[Masters], Masters]) -> Masters:
    """What `change` makes of the master keys, read and replaced while nobody else does: of two
    commands at the same moment the second sees what the first made, or the key that is in use could
    be lost. Raises CannotStart when they were changed by hand."""
    with _held(settings.data / "keys"):
        was = master_keys(settings)
        keys = change(was)
        if keys != was:
            save_masters(settings, keys, was)
        return keys


def change_push(settings: Settings, change: Callable[[Masters], Masters]) -> Masters:
    """The same for the keys that sign what goes to push services: a phone goes on with the one it
    knows until it is opened again, so an old one stays as long as a phone needs it."""
    folder = settings.data / "keys"
    with _held(folder):
        keys = change(was := push_keys(settings))
        if keys != was:
            os.replace(_written_beside(folder / "push.key", keys), folder / "push.key")
            _sync_folder(folder)
        return keys


def save_masters(settings: Settings, keys: Masters, was: Masters | None = None) -> None:
    """Put these in place of the file; of `was`, when that is given, and of nothing else."""
    folder = settings.data / "keys"
    fresh = _written_beside(folder / "master.key", keys)
    if was is not None and master_keys(settings) != was:
        raise CannotStart(
            "DATA/keys/master.key was changed meanwhile. It is left as it is: look at it, and "
            "run this again."
        )
    os.replace(fresh, folder / "master.key")
    _sync_folder(folder)


def _written_beside(path: Path, keys: Masters) -> Path:
    fresh = path.with_name(f"{path.name}.new")
    fresh.unlink(missing_ok=True)
    _write_new(
        fresh, "".join(f"{n} {base64.b64encode(key).decode()}\n" for n, key in sorted(keys.items()))
    )
    return fresh


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    """The folder's lock, which the system gives back also when a process dies. Raises CannotStart
    rather than wait for ever."""
    if not folder.exists():
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        _wait_for(handle)
        yield
    finally:
        os.close(handle)


def _wait_for(handle: int) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with suppress(BlockingIOError):
            return fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        time.sleep(0.02)
    raise CannotStart(
        "Something else is changing the master keys just now. Run this again in a moment."
    )


def _write_new(path: Path, text: str) -> None:
    """Whole or not there: of two processes that start at once none finds the other's file before
    its key is in it. Raises FileExistsError where there is one."""
    beside = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.link(beside, path)
    finally:
        beside.unlink()
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)


def _numbered(text: str, name: str = "master") -> dict[int, bytes]:
    pairs = (line.split() for line in text.splitlines() if line.strip())
    try:
        return {int(number): _decoded(key) for number, key in pairs}
    except ValueError as error:
        raise CannotStart(
            f"The {name} key cannot be read. Each line is a number and 32 bytes in base64."
        ) from error


def _root(text: str) -> bytes:
    try:
        return _decoded(text)
    except ValueError as error:
        raise CannotStart("The root key cannot be read. It is 32 bytes in base64.") from error


def _decoded(text: str) -> bytes:
    key = base64.b64decode(text.strip(), validate=True)
    if len(key) != 32:
        raise ValueError
    return key
