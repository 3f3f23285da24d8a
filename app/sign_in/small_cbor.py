"""A small reader of CBOR: what a passkey's answer is made of, and nothing else of all that CBOR can
do.

The library behind passkeys reads everything: a tag may ask it to compile the sender's own pattern,
or name one value a million times over. So nothing reaches it that was not read here first, and here
work and room never exceed the bytes that were sent.
"""

from typing import Any

DEEPEST = 4
"""An answer is a map of maps; certificates, which are not asked for, would be a list within them.
"""
LONGEST_NAME = 64
SMALL = 1 << 16
"""Names of things are short words or small numbers. Great numbers could be chosen so that they all
fall in one place of a map."""

NUMBER, NEGATIVE, BYTES, TEXT, LIST, MAP, TAG, SIMPLE = range(8)
PLAINLY = {20: False, 21: True, 22: None}
LEAST = (24, 1 << 8, 1 << 16, 1 << 32)


class Odd(ValueError):
    """No honest passkey sends this."""


def whole(data: bytes) -> Any:
    """The one value that all of it is. Raises ValueError."""
    value, end = one(data, 0)
    if end != len(data):
        raise Odd
    return value


def one(data: bytes, at: int, deep: int = 0) -> tuple[Any, int]:
    """The value that begins there, and where the next one would. Raises ValueError."""
    if deep > DEEPEST:
        raise Odd
    kind, count, at = _head(data, at)
    if kind == NUMBER:
        return count, at
    if kind == NEGATIVE:
        return -1 - count, at
    if kind == SIMPLE:
        return PLAINLY[count], at
    if count > len(data) - at:
        raise Odd
    if kind == LIST:
        return _items(data, at, count, deep + 1)
    if kind == MAP:
        return _map(data, at, count, deep + 1)
    piece = data[at : at + count]
    return piece if kind == BYTES else piece.decode(), at + count


def _head(data: bytes, at: int) -> tuple[int, int, int]:
    """What comes, how much of it, and where it begins. Each number in its shortest form, as it is
    written back: otherwise the library, which counts what it would have written, would go on
    reading from another place than we do."""
    if at >= len(data):
        raise Odd
    kind, count = divmod(data[at], 32)
    if kind == TAG or count > 27 or (kind == SIMPLE and count not in PLAINLY):
        raise Odd
    if count < 24:
        return kind, count, at + 1
    least, size = LEAST[count - 24], 1 << (count - 24)
    raw = data[at + 1 : at + 1 + size]
    count = int.from_bytes(raw)
    if len(raw) < size or count < least:
        raise Odd
    return kind, count, at + 1 + size


def _items(data: bytes, at: int, count: int, deep: int) -> tuple[list[Any], int]:
    items = []
    for _ in range(count):
        item, at = one(data, at, deep)
        items.append(item)
    return items, at


def _map(data: bytes, at: int, count: int, deep: int) -> tuple[dict[int | str, Any], int]:
    found: dict[int | str, Any] = {}
    for _ in range(count):
        name, at = one(data, at, deep)
        if not (_small(name) or (type(name) is str and len(name) <= LONGEST_NAME)) or name in found:
            raise Odd
        found[name], at = one(data, at, deep)
    return found, at


def _small(name: object) -> bool:
    return type(name) is int and abs(name) < SMALL
