"""Sets of cards by their numbers, as the bits of one long number: two are put together at once,
however many are in them."""

import re
from array import array
from collections.abc import Iterable, Iterator
from functools import reduce
from operator import or_

KEPT = 100
"""Numbers from which the bits of a set are kept: those of a small one are put together soon, and
there are many small ones."""
FEW = 200
"""Numbers up to which they are looked for among the parts that hold any."""


ANY = re.compile(rb"[^\0]")
WITHIN = tuple(tuple(bit for bit in range(8) if byte >> bit & 1) for byte in range(256))
"""Of each byte the bits that it holds."""


class Bits:
    """A set of cards; put together from their numbers only when it is asked for."""

    __slots__ = ("_made", "_numbers")

    def __init__(self) -> None:
        self._numbers = array("I")
        self._made: int | None = None

    def add(self, number: int) -> None:
        self._numbers.append(number)
        self._made = None

    @property
    def bits(self) -> int:
        return together((self,))

    def gathered(self, few: "array[int]") -> int:
        """Its bits, when they are kept; else its numbers go to those of other small sets."""
        if len(self._numbers) < KEPT:
            few.extend(self._numbers)
            return 0
        if self._made is None:
            self._made = of_numbers(self._numbers)
        return self._made


def together(sets: Iterable[Bits]) -> int:
    """What is in any of them."""
    few = array("I")
    made = reduce(or_, (each.gathered(few) for each in sets), 0)
    return made | of_numbers(few) if few else made


def of_numbers(numbers: Iterable[int]) -> int:
    told = array("I", numbers)
    room = bytearray(max(told, default=-1) // 8 + 1)
    for number in told:
        room[number >> 3] |= 1 << (number & 7)
    return int.from_bytes(room, "little")


def numbers_of(bits: int) -> Iterator[int]:
    """Those in a set, the smallest first."""
    if bits.bit_count() <= FEW:
        yield from _few_of(bits)
        return
    text = f"{bits:b}"[::-1]
    found = text.find("1")
    while found >= 0:
        yield found
        found = text.find("1", found + 1)


def _few_of(bits: int) -> Iterator[int]:
    """Eight at a time, and only those that hold any."""
    room = bits.to_bytes(bits.bit_length() // 8 + 1, "little")
    for found in ANY.finditer(room):
        at = found.start()
        for each in WITHIN[room[at]]:
            yield (at << 3) + each


def of(where: dict[str, Bits], key: str) -> int:
    found = where.get(key)
    return found.bits if found else 0


def any_of(where: dict[str, Bits], keys: Iterable[str]) -> int:
    return together(where[key] for key in keys if key in where)
