"""«Hent mine ting»: one zip with a page to read and a file for machines. Names of files say
nothing."""

import io
import json
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from app.foundation import clock

VERSION = 1
PIECE = 65_536
"""Letters that are compressed and sent at a time."""


def file_name(today: date) -> str:
    return f"fodfaeste-{today.isoformat()}.zip"


def packed(things: dict[str, Any], page: Iterable[str], zone: str) -> Iterator[bytes]:
    """The zip, `mine-ting.html` and `mine-ting.json`, a piece at a time while it is made: somebody
    who has written for years takes no more room than somebody new, and nothing of it lies on a
    disk."""
    now = clock.here(clock.now(), zone).isoformat(timespec="minutes")
    made = {"format": "fodfaeste", "version": VERSION, "made": now, **things}
    out = _Out()
    try:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bundle:
            for name, texts in (("mine-ting.html", page), ("mine-ting.json", _json(made))):
                with bundle.open(name, "w") as file:
                    for text in _together(texts):
                        file.write(text.encode())
                        yield out.taken()
    except ValueError as error:  # an end like any other to whoever asks for the next piece
        raise RuntimeError("the copy could not be made") from error
    yield out.taken()


class Pressed:
    """Things that wait to be sent, as they will stand in the file and pressed together: a piece at
    a time is opened, whenever it is its turn. Somebody who stops reading holds what they wrote in a
    third of the room, and never all of it in the open."""

    def __init__(self, things: Iterable[dict[str, Any]]) -> None:
        texts = (json.dumps(each, ensure_ascii=False) + "\n" for each in things)
        self._pressed = [zlib.compress(text.encode()) for text in _together(texts)]

    def texts(self) -> Iterator[str]:
        """Each as it stands in the file."""
        for pressed in self._pressed:
            yield from zlib.decompress(pressed).decode().removesuffix("\n").split("\n")

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return map(json.loads, filter(None, self.texts()))


class _Out(io.RawIOBase):
    """What the zip is written to: it holds what has not been sent yet, and no more."""

    def __init__(self) -> None:
        self._waits = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, piece: Any, /) -> int:
        self._waits += piece
        return len(piece)

    def taken(self) -> bytes:
        piece, self._waits = bytes(self._waits), bytearray()
        return piece


def _json(made: dict[str, Any]) -> Iterator[str]:
    """One object, a thing at a time."""
    yield "{"
    for number, (name, value) in enumerate(made.items()):
        yield f"{',' if number else ''}\n {json.dumps(name)}: "
        if isinstance(value, Pressed):
            yield "["
            yield from (
                f"{',' if at else ''}\n  {text}"
                for at, text in enumerate(filter(None, value.texts()))
            )
            yield "]"
        else:
            yield json.dumps(value, ensure_ascii=False)
    yield "\n}\n"


def _together(texts: Iterable[str]) -> Iterator[str]:
    """Small pieces as larger ones: each that is sent costs a turn of the loop."""
    waits, size = [], 0
    for text in texts:
        waits.append(text)
        size += len(text)
        if size >= PIECE:
            yield "".join(waits)
            waits, size = [], 0
    yield "".join(waits)
