"""Where the book of help lines stands while the server runs. Whatever the operator writes, there is
always a whole one."""

import logging
import time
from pathlib import Path

from app.foundation import logs
from app.foundation.errors import CannotStart
from app.help_now.book import Book, read

PATIENCE = 10.0
"""Seconds between two looks at the operator's own folder."""
Seen = frozenset[tuple[str, int, int]]


class ReloadingBook:
    """The book as it stands now. A set with a mistake stops the start; later on it is left alone,
    and the log says why."""

    def __init__(self, own: Path) -> None:
        self._own = own
        self._seen = self._look()
        self._looked = time.monotonic()
        self._book = read(own)

    @property
    def book(self) -> Book:
        if time.monotonic() - self._looked >= PATIENCE:
            self.look_again()
        return self._book

    def look_again(self) -> None:
        """Take a changed set into use. Nobody who needs a number waits for a mistake in a file to
        be found."""
        self._looked = time.monotonic()
        try:
            seen = self._look()
            if seen == self._seen:
                return
            self._seen = seen
            self._book = read(self._own)
            logs.say("help_lines_changed", count=len(self._book.everything()))
        except (
            CannotStart,
            OSError,
            LookupError,
            TypeError,
            ValueError,
        ) as error:  # whatever stands there, somebody needs a number
            logs.say("help_lines_refused", logging.ERROR, reason=str(error))

    def _look(self) -> Seen:
        """What lies in the folder, by name, time and size; a folder that is not there costs one
        question to the disk."""
        if not self._own.is_dir():
            return frozenset()
        found = ((path, path.stat()) for path in self._own.rglob("*.toml"))
        return frozenset((str(path), stat.st_mtime_ns, stat.st_size) for path, stat in found)
