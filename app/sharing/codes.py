"""The code of an invitation: what its owner hands over, and the hash of it, which is all that is
kept here."""

import hashlib
from uuid import UUID

import msgspec

from app.foundation.keys import Root
from app.foundation.letters import folded

LETTERS = "23456789abcdefghjkmnpqrstvwxyz"
GROUPS, SIZE = 5, 4
"""Twenty letters of thirty: 98 bits, which nobody guesses and everybody can type."""


def of(root: Root, form: UUID, row: UUID, made: int) -> str:
    """Reckoned from the form that asks for it, so that the form sent twice hands out one code.
    Another invitation of the same form, after the first was taken back, has another."""
    number = int.from_bytes(root.mac("invitation code", f"{form} {row} {made}".encode()))
    letters = [
        LETTERS[number // len(LETTERS) ** place % len(LETTERS)] for place in range(GROUPS * SIZE)
    ]
    return "-".join(
        "".join(letters[start : start + SIZE]) for start in range(0, GROUPS * SIZE, SIZE)
    )


def hashed(code: str) -> bytes:
    """However it is typed: with or without dashes, in large letters or small."""
    letters = "".join(char for char in folded(code) if char.isalnum())
    return hashlib.sha256(letters.encode()).digest()


def padded(name: str) -> str:
    """Always as long, so that the length tells nothing."""
    return name + " " * (256 - len(msgspec.json.encode(name)))
