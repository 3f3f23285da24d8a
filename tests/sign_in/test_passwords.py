"""Passwords: the parameters, and which ones others would guess first. R33."""

import asyncio
import threading
import time
from collections.abc import Callable
from uuid import UUID

import pytest
from argon2 import extract_parameters
from hypothesis import given, settings
from hypothesis import strategies as st

from app.foundation.errors import TooMany
from app.foundation.keys import Root
from app.foundation.sealing import Vault
from app.foundation.web.jar import Cookies
from app.foundation.web.reading import Reading
from app.people import Keyring
from app.sign_in import Passwords, passwords, recovery, weighing
from app.sign_in.weighing import objection
from tests.world import World

NEW = "kop-regn-bænk-ugle"
KEYS = Keyring(Vault({1: b"m" * 32}), Root(b"r" * 32))


@pytest.mark.parametrize(
    "password",
    [
        "mestring2026",
        "Randers2026",
        "håbogglæde",
        "kort",
        "12345678",
        "password1",
        "qwertyuiop",
        "Anna1985",
        "a" * 129,
        "aaaaaaaaaa",
        "stille-skov-471",
        "fodfæste!",
        "kærlighed",
        "sommerhus12",
        "FCMidtjylland",
        "   ",
        "januar2027",
    ],
)
def test_what_others_guess_first_is_refused(password: str) -> None:
    """R33."""
    assert objection(password, ("Anna", "stille-skov-471")) is not None


@pytest.mark.parametrize(
    "password",
    [
        "gyngende lygte under egen",
        "kop-regn-bænk-ugle",
        "Tr0mmende-Pindsvin",
        "مصباح تحت الشجرة الكبيرة",
        "😀🌧️🍞🚲🐸🌙🧣🪵",
        "x\0y mærkelig lygte",
        "æøåÆØÅ violinspil 8",
    ],
)
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
        floods = [
            asyncio.create_task(keeper.right(None, f"gæt {n}", known=False)) for n in range(8)
        ]
        await asyncio.sleep(0)
        stored = await keeper.hash("gyngende lygte")
        answered = await keeper.right(stored, "gyngende lygte", known=True)
        waiting = sum(not task.done() for task in floods)
        for task in floods:
            task.cancel()
        await asyncio.gather(*floods, return_exceptions=True)
        return answered and waiting > 0

    assert asyncio.run(flood())


# --- Nobody waits while a new password is weighed -------------------------------------------------

A_WEIGHING = 0.25
"""Seconds of the thread's own work, many times what any takes: the worst once took three quarters
of a second at the least."""
SWAPPED = "@48({[<3691!|/0$5+7%2@48({[<3691!|/0$5+7%2"
ODD = (
    SWAPPED,
    SWAPPED[:18] * 2,
    "@48({[<3691!|0$5+7" * 2,
    "4(361|!0572@$9" * 3,
    "{[(<|!1@" * 5,
    "a" * 128,
    "13" * 60,
    "1.1.1999" * 10,
    "31129912" * 10,
    "ab" * 60,
    "æ\u0301" * 60,
)


def work(act: Callable[[], object]) -> float:
    best = 1e9
    for _ in range(3):
        began = time.thread_time()
        act()
        best = min(best, time.thread_time() - began)
    return best


def test_no_password_takes_long_to_weigh() -> None:
    objection("gyngende lygte under egen")
    for known in ((), ("@" * 60_000,), (SWAPPED,)):
        for password in ODD:
            assert work(lambda: objection(password, known)) < A_WEIGHING, password  # noqa: B023


@settings(max_examples=150, deadline=None)
@given(st.text("@48({[<3691!|/0$5+7%2aæ", min_size=8, max_size=40), st.integers(1, 3))
def test_nor_does_any_mixture(part: str, times: int) -> None:
    assert work(lambda: objection(part * times)) < A_WEIGHING


@pytest.mark.parametrize(
    "password",
    ["p@ssw0rd", "P4$$w0rd1", "p@$5w0rd", "[0n5tru{7", "1999!1999!", "comp73+3d", "@dmini5tr@t0r"],
)
def test_letters_that_are_swapped_for_signs_are_guessed_all_the_same(password: str) -> None:
    assert objection(password) is not None


def test_what_one_is_called_is_nothing_to_judge_anothers_password_by() -> None:
    name = "Zygofytter-Klemenskjold"
    assert objection(name, (name,)) is not None
    assert objection(name, ("Anna",)) is None


def test_whoever_signs_in_never_waits_behind_what_others_have_weighed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """While one new password is weighed, twenty wait and the next is told to wait, a known phone
    and a long form go on."""
    going, may_go = threading.Event(), threading.Event()

    def weigh(*_: object) -> None:
        going.set()
        may_go.wait(60)

    monkeypatch.setattr(weighing, "objection", weigh)

    async def flood() -> bool:
        keeper = Passwords(KEYS)
        floods = [
            asyncio.create_task(keeper.objection(f"gæt {n}")) for n in range(passwords.MOST_WAITING)
        ]
        await asyncio.to_thread(going.wait, 60)
        with pytest.raises(TooMany):
            await keeper.objection("en til")
        stored = await keeper.hash("gyngende lygte", known=False)
        answered = await keeper.right(stored, "gyngende lygte", known=True)
        read = await Reading(lambda _: None).sent(Cookies(b""), lambda: len("et langt brev"))
        waiting = not any(task.done() for task in floods)
        may_go.set()
        await asyncio.gather(*floods)
        return answered and read == 13 and waiting

    assert asyncio.run(flood())


def test_a_code_is_looked_at_before_the_new_password_is_weighed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever has no code has nothing weighed; whoever has one hears about the password and keeps
    the code."""
    weighed: list[str] = []
    really = weighing.objection

    def heard(password: str, known: tuple[str, ...]) -> object:
        weighed.append(password)
        return really(password, known)

    monkeypatch.setattr(weighing, "objection", heard)
    anna = world.signed_in()
    code = world.write(recovery.make, world.keys, world.person())[0]
    name = world.cast["Anna"].sign_in_name
    form = {"navn": name, "kode": "aaaa-aaaa-aaaa-aaaa", "ny": "12345678"}
    assert "Navn eller kode passer ikke" in anna.post("/log-ind/kode", form, expect=422).main
    assert not weighed
    assert "let at gætte" in anna.post("/log-ind/kode", form | {"kode": code}, expect=422).main
    assert (
        "Din nye adgangskode er gemt"
        in anna.post("/log-ind/kode", form | {"kode": code, "ny": NEW}).said
    )
    assert weighed == ["12345678", NEW]


def test_a_code_is_cut_before_its_letters_are_looked_at() -> None:
    """A quarter of a megabyte in its place costs what a hundred characters do, for each account
    that is looked at."""
    odd = "a" * 250_000
    assert work(lambda: [recovery._hash(KEYS, UUID(int=1), odd) for _ in range(20)]) < 0.1
    for spaced in (
        "abcd-efgh-jkmn-pqrs",
        " a b c d - e f g h - j k m n - p q r s ",
        "ABCD EFGH JKMN PQRS",
    ):
        assert recovery._hash(KEYS, UUID(int=1), spaced) == recovery._hash(
            KEYS, UUID(int=1), "abcdefghjkmnpqrs"
        )
