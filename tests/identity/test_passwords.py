"""Passwords: the parameters, and which ones others would guess first. R33."""

import asyncio

import pytest
from argon2 import extract_parameters

from app.foundation.keys import Root
from app.foundation.sealing import Vault
from app.identity import Keyring, Passwords, objection

KEYS = Keyring(Vault({1: b"m" * 32}), Root(b"r" * 32))


@pytest.mark.parametrize(
    "password",
    ["mestring2026", "Randers2026", "håbogglæde", "kort", "12345678", "password1", "qwertyuiop", "Anna1985", "a" * 129,
     "aaaaaaaaaa",
     "stille-skov-471", "fodfæste!", "kærlighed", "sommerhus12", "FCMidtjylland", "   ", "januar2027"],
)  # fmt: skip
def test_what_others_guess_first_is_refused(password: str) -> None:
    """R33."""
    assert objection(password, ("Anna", "stille-skov-471")) is not None


@pytest.mark.parametrize(
    "password",
    ["gyngende lygte under egen", "kop-regn-bænk-ugle", "Tr0mmende-Pindsvin", "مصباح تحت الشجرة الكبيرة", "😀🌧️🍞🚲🐸🌙🧣🪵",
     "x\0y mærkelig lygte", "æøåÆØÅ violinspil 8"],
)  # fmt: skip
def test_any_characters_are_welcome(password: str) -> None:
    """R33: emoji, Arabic, a NUL, spaces: verified exactly."""
    assert objection(password) is None
    keeper = Passwords(KEYS)
    stored = keeper.hash_now(password)
    assert keeper._right(stored, password)
    assert not keeper._right(stored, password + " ")
    assert not keeper._right(stored, password.swapcase() + "x")


def test_the_hash_is_as_strong_as_promised() -> None:
    """R33: argon2id, at least 64 MiB, two passes, read back from the stored hash."""
    found = extract_parameters(Passwords(KEYS).hash_now("gyngende lygte"))
    assert (found.type.name, found.memory_cost >= 65536, found.time_cost >= 2) == ("ID", True, True)


def test_without_the_pepper_a_stolen_hash_is_of_no_use() -> None:
    """R33: another root key, the same password: no."""
    stored = Passwords(KEYS).hash_now("gyngende lygte")
    other = Passwords(Keyring(KEYS.vault, Root(b"x" * 32)))
    assert not other._right(stored, "gyngende lygte")


def test_a_known_phone_never_waits_behind_unknown_ones() -> None:
    """R94: two lanes. While the unknown lane is full, the known one answers."""

    async def flood() -> bool:
        keeper = Passwords(KEYS)
        floods = [asyncio.create_task(keeper.right(None, f"gæt {n}", known=False)) for n in range(8)]
        await asyncio.sleep(0)
        stored = await keeper.hash("gyngende lygte")
        answered = await keeper.right(stored, "gyngende lygte", known=True)
        waiting = sum(not task.done() for task in floods)
        for task in floods:
            task.cancel()
        await asyncio.gather(*floods, return_exceptions=True)
        return answered and waiting > 0

    assert asyncio.run(flood())
