"""What lies in the data folder is for the server's own account alone: folders 0700, files 0600,
whatever was there before."""

import os
import stat
from pathlib import Path

from sqlalchemy import make_url

from app.foundation import obstacles
from app.foundation.errors import CannotStart
from app.foundation.settings import Settings

BESIDE = ("", "-wal", "-shm", "-journal")
"""SQLite makes these with the mode of the file itself."""


def prepare(here: Settings) -> None:
    """Make the folder, and an empty database that nobody else can open; close what stands open from
    before."""
    here.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    _close(here.data, 0o700)
    keys = here.data / "keys"
    for path in (
        keys,
        *sorted(keys.glob("*.key*")),
        *(path for path in here.data.glob("*") if path.suffix in (".lock", ".txt")),
    ):
        _close(path, 0o700 if path.is_dir() else 0o600)
    if here.sqlite and (name := make_url(here.database_url).database):
        _touch(Path(name), here.data)
        for end in BESIDE:
            _close(Path(name + end), 0o600)


def _touch(database: Path, data: Path) -> None:
    try:
        os.close(os.open(database, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        if database.parent == data:
            raise
        raise CannotStart(
            f"{database}: {error.strerror}. FODFAESTE_DATABASE_URL names a file; its folder "
            f"must be there, and {obstacles.WRITES}."
        ) from error


def write(path: Path, text: str) -> None:
    """A file that was never open to others, not even while it was written."""
    with os.fdopen(
        os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
    ) as file:
        os.fchmod(file.fileno(), 0o600)
        file.write(text)


def _close(path: Path, mode: int) -> None:
    if not path.exists() or not (now := path.stat().st_mode) & 0o077:
        return
    try:
        if now & stat.S_ISVTX:  # a folder that everybody shares
            raise PermissionError
        path.chmod(mode)
    except PermissionError as error:
        raise CannotStart(
            f"Others can open {path}, and that cannot be changed here. Give the server a folder "
            "of its own, mode 0700."
        ) from error
