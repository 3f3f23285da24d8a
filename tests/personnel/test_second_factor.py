"""The code app: RFC 6238's own figures, no code twice, and five wrong ones are enough for a
while."""

from datetime import timedelta

import pytest

from app.foundation import clock
from app.my_data import citizen_key_rotation
from app.sign_in import second_factor
from tests.conftest import NOON
from tests.phone import Phone
from tests.world import World

VECTORS = {
    59: "94287082", 1111111109: "07081804", 1111111111: "14050471", 1234567890: "89005924",
    2000000000: "69279037", 20000000000: "65353130",
}  # fmt: skip


@pytest.mark.parametrize("second", VECTORS)
def test_the_standards_own_figures(second: int) -> None:
    assert second_factor.code(b"12345678901234567890", second // 30, digits=8) == VECTORS[second]


def key_of(world: World, name: str) -> bytes:
    there = world.write(second_factor.begin, world.person(name))
    return there.key


def code_now(key: bytes, later: int = 0) -> str:
    return second_factor.code(key, int(clock.now().timestamp()) // 30 + later)


def give(phone: Phone, code: str, *, expect: int = 200) -> str:
    page = phone.get("/personale/kode")
    return phone.post(
        "/personale/kode",
        phone.typed(page, "/personale/kode", kode=code, til="/konto"),
        expect=expect,
    ).h1


def test_a_right_code_gives_the_login_a_new_id_with_the_second_factor(world: World) -> None:
    """R31: the id from before the code is worth nothing afterwards."""
    key = key_of(world, "Karen")
    karen, copy = world.signed_in("Karen", second=False), world.phone()
    copy.client.cookies.update(karen.client.cookies)
    assert karen.get("/personale").h1 == "En kode fra din telefon"
    sent = karen.typed(
        karen.get("/personale"),
        "/personale/kode",
        kode=f" {code_now(key)[:3]} {code_now(key)[3:]} ",
    )
    assert karen.post("/personale/kode", sent).h1 == "Kolleger"
    assert copy.ask("GET", "/personale").headers["location"].startswith("/log-ind")
    assert karen.get("/personale/kode?til=/personale").h1 == "Kolleger"


def test_the_key_stays_the_same_until_a_code_confirms_it_and_is_never_shown_again(
    world: World,
) -> None:
    karen = world.signed_in("Karen", second=False)
    first, again = karen.get("/personale/kode"), karen.get("/personale/kode")
    there = world.read(second_factor.of, world.person("Karen"))
    assert there is not None
    assert all(" ".join(there.groups) in page.main for page in (first, again))
    assert '<div class="square"' in first.text
    give(karen, code_now(there.key))
    later = world.signed_in("Karen", second=False).get("/personale/kode")
    assert later.h1 == "Koden fra din kode-app"
    assert 'class="square"' not in later.text
    assert there.groups[0] not in later.text


def test_a_code_half_a_minute_off_is_right_and_a_whole_minute_is_not(world: World) -> None:
    for later, right in ((-2, False), (2, False), (-1, True), (1, True)):
        key = key_of(world, "Karen")
        told = give(
            world.signed_in("Karen", second=False),
            code_now(key, later),
            expect=200 if right else 422,
        )
        assert ("kode" not in told) is right, later


def test_no_code_works_twice(world: World) -> None:
    key = key_of(world, "Karen")
    code = code_now(key)
    assert give(world.signed_in("Karen", second=False), code) != "Koden fra din kode-app"
    assert (
        give(world.signed_in("Karen", second=False), code, expect=422) == "Koden fra din kode-app"
    )
    assert (
        give(world.signed_in("Karen", second=False), code_now(key, -1), expect=422)
        == "Koden fra din kode-app"
    )
    with clock.held(NOON + timedelta(seconds=30)):
        assert (
            give(world.signed_in("Karen", second=False), code_now(key)) != "Koden fra din kode-app"
        )


def test_the_sixth_wrong_code_waits_whichever_phone_it_comes_from(world: World) -> None:
    key = key_of(world, "Karen")
    for _ in range(5):
        wrong = "000000" if code_now(key) != "000000" else "000001"
        assert give(world.signed_in("Karen", second=False), wrong, expect=422)
    phone = world.signed_in("Karen", second=False)
    assert give(phone, code_now(key), expect=429) == "Vent lige lidt"
    other = key_of(world, "Mette")
    assert give(world.signed_in("Mette", second=False), code_now(other)), (
        "a colleague does not wait for Karen's mistakes"
    )


@pytest.mark.parametrize("set_up", [False, True])
def test_after_a_code_from_paper_a_key_that_somebody_may_have_read_is_another(
    world: World, set_up: bool
) -> None:
    """Until a code has confirmed it, the key is shown to whoever knows the password. A code app
    that is set up stays."""
    key = key_of(world, "Mette")
    mette = world.signed_in("Mette", second=False)
    assert (
        second_factor.CodeApp(key, confirmed=False).groups[0] in mette.get("/personale/kode").main
    )
    if set_up:
        give(mette, code_now(key))
    fields = {
        "navn": "rolig-eng-444",
        "kode": world.cast["Mette"].codes[0],
        "ny": "to-blå-døre-i-regnvejr",
    }
    assert world.phone().send("/log-ind/kode", fields).status_code == 303
    there = world.read(second_factor.of, world.person("Mette"))
    assert there is not None
    assert (there.key == key) is there.confirmed is set_up


def test_letters_and_nothing_are_simply_not_the_code(world: World) -> None:
    key_of(world, "Karen")
    karen = world.signed_in("Karen", second=False)
    for wrong in ("", "abcdef", "٣٤٥٦٧٨", "1" * 5000):
        assert give(karen, wrong, expect=422)


def test_the_key_is_sealed_anew_when_keys_are_turned(world: World) -> None:
    key = key_of(world, "Karen")
    citizen_key_rotation.of(world.db, world.keys, world.cast["Karen"].id)
    there = world.read(second_factor.of, world.person("Karen"))
    assert there is not None
    assert there.key == key


def test_the_address_is_what_code_apps_read() -> None:
    app = second_factor.CodeApp(b"12345678901234567890", confirmed=False)
    assert app.address("rolig-eng-444") == (
        "otpauth://totp/Fodf%C3%A6ste:rolig-eng-444?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&"
        "issuer=Fodf%C3%A6ste"
    )
