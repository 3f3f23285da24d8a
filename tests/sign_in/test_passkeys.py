"""Passkeys: added by whoever has just said who they are, signed in with by anybody, answered once
each. R35, R37."""

import json
from datetime import timedelta
from typing import Any

import pytest

from app.foundation import clock
from app.my_data import citizen_key_rotation, whole
from app.sign_in import logins, passkeys
from tests.authenticator import Authenticator, add, asked, mark
from tests.cast import PASSWORD
from tests.conftest import NOON
from tests.phone import Phone
from tests.world import World

ANDROID = (
    "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/130.0.0.0 Mobile Safari/537.36"
)


def knocked(phone: Phone, key: Authenticator) -> dict[str, str]:
    question = asked(phone, "/log-ind/noegle")
    return {
        "spoergsmaal": question["id"],
        "noeglens_svar": key.sign(question["options"]),
        "til": "/dagbog",
    }


@pytest.mark.parametrize("counts", [True, False])
def test_a_passkey_is_added_and_opens_without_a_name(world: World, counts: bool) -> None:
    """R35: also for a passkey that does not count, as those kept in a cloud."""
    anna, key = world.signed_in(), Authenticator(counts=counts)
    anna.client.headers["user-agent"] = ANDROID
    assert "Adgangsnøglen er gemt" in add(anna, key)
    assert "Chrome på Android" in anna.get("/konto/noegler").main
    for _ in range(2):
        phone = world.phone()
        assert phone.post("/log-ind/noegle", knocked(phone, key)).h1 == "Dagbog"


def test_a_passkey_is_two_factors_in_one(world: World) -> None:
    mette, key = world.signed_in("Mette"), Authenticator()
    add(mette, key)
    phone = world.phone()
    assert phone.send("/log-ind/noegle", knocked(phone, key)).status_code == 303
    shown = logins.presented(world.keys, phone.client.cookies[logins.SESSION])
    assert shown is not None
    me = world.read(logins.find, world.keys, shown)
    assert me is not None and me.second


def test_an_answer_works_once(world: World) -> None:
    """R35: replayed, late, or to another question it opens nothing."""
    anna, key = world.signed_in(), Authenticator()
    add(anna, key)
    phone = world.phone()
    fields = knocked(phone, key)
    assert phone.send("/log-ind/noegle", fields).status_code == 303
    assert world.phone().send("/log-ind/noegle", fields).status_code == 422
    other = asked(phone, "/log-ind/noegle")["id"]
    assert world.phone().send("/log-ind/noegle", fields | {"spoergsmaal": other}).status_code == 422
    late = knocked(phone, key)
    with clock.held(NOON + timedelta(minutes=6)):
        assert world.phone().send("/log-ind/noegle", late).status_code == 422


def test_a_wrong_answer_spends_its_challenge(world: World) -> None:
    anna, key = world.signed_in(), Authenticator()
    add(anna, key)
    phone = world.phone()
    fields = knocked(phone, key)
    assert (
        "virkede ikke"
        in phone.post("/log-ind/noegle", fields | {"noeglens_svar": "{}"}, expect=422).main
    )
    assert phone.send("/log-ind/noegle", fields).status_code == 422


@pytest.mark.parametrize(
    "change",
    [
        {"origin": "https://fodfaeste.test.ondt.example"},
        {"site": "ondt.example"},
        {"verifies": False},
        {"count": -1},
        {"handle": b"another"},
        {"key": Authenticator().key},
        {"id": b"nobody has this one"},
    ],
    ids=lambda change: str(next(iter(change))),
)
def test_what_is_not_quite_right_opens_nothing(world: World, change: dict[str, Any]) -> None:
    """Another site's, unverified, copied (its count goes back), another's, forged, unknown."""
    anna, key = world.signed_in(), Authenticator(count=5)
    add(anna, key)
    for name, value in change.items():
        setattr(key, name, value)
    phone = world.phone()
    assert phone.send("/log-ind/noegle", knocked(phone, key)).status_code == 422


def test_rubbish_is_a_no_and_not_a_fault(world: World) -> None:
    phone = world.phone()
    for rubbish in (
        "",
        "{",
        "[]",
        "null",
        '{"id":1}',
        '{"id":"a","rawId":"a","type":"public-key","response":{}}',
        "æ" * 2000,
    ):
        fields = {"spoergsmaal": asked(phone, "/log-ind/noegle")["id"], "noeglens_svar": rubbish}
        assert phone.send("/log-ind/noegle", fields).status_code == 422, rubbish


def test_adding_and_removing_ends_every_other_login_and_keeps_this_one(world: World) -> None:
    """R32."""
    anna, there, key = world.signed_in(), world.signed_in(), Authenticator()
    add(anna, key)
    assert there.ask("GET", "/dagbog").status_code == 303
    there = world.phone()
    there.send("/log-ind/noegle", knocked(there, key))
    page = anna.fill("/konto/noegler", "/konto/noegler/slet")
    assert "Adgangsnøglen er fjernet" in page.said
    assert there.ask("GET", "/dagbog").status_code == 303
    assert anna.ask("GET", "/dagbog").status_code == 200
    assert there.send("/log-ind/noegle", knocked(there, key)).status_code == 422


def test_a_passkey_taken_away_twice_is_taken_away_and_ends_nothing_anew(world: World) -> None:
    """The same form again, from this phone or as another's page still shows it. Of anybody else's
    it says nothing."""
    anna, sam, key = world.signed_in(), world.signed_in("Sam"), Authenticator()
    add(anna, key)
    there = world.phone()
    there.send("/log-ind/noegle", knocked(there, key))
    fields = anna.get("/konto/noegler").form("/konto/noegler/slet").fields
    noegle = dict(fields)["noegle"]
    assert "Adgangsnøglen er fjernet" in anna.post("/konto/noegler/slet", fields).said
    later = world.signed_in()
    assert anna.post("/konto/noegler/slet", fields).said == "Adgangsnøglen er fjernet."
    assert later.ask("GET", "/dagbog").status_code == 200, "who came since stays"
    for other in (
        noegle,
        noegle[:-1] + ("0" if noegle[-1] != "0" else "1"),
        noegle[: passkeys.WHICH],
        "",
        "æ" * 60,
        "0" * len(noegle),
    ):
        assert (
            sam.send("/konto/noegler/slet", {"konto": mark(sam), "noegle": other}).status_code
            == 404
        ), other
        if other != noegle:
            assert (
                anna.send("/konto/noegler/slet", {"konto": mark(anna), "noegle": other}).status_code
                == 404
            ), other


def test_nobody_removes_or_uses_anothers(world: World) -> None:
    anna, sam, key = world.signed_in(), world.signed_in("Sam"), Authenticator()
    add(anna, key)
    noegle = dict(anna.get("/konto/noegler").form("/konto/noegler/slet").fields)["noegle"]
    assert (
        sam.send("/konto/noegler/slet", {"konto": mark(sam), "noegle": noegle}).status_code == 404
    )
    question = asked(sam, "/er-det-dig/noegle", konto=mark(sam))
    assert question["options"]["allowCredentials"] == []
    fields = {
        "konto": mark(sam),
        "spoergsmaal": question["id"],
        "noeglens_svar": key.sign(question["options"]),
    }
    assert sam.send("/er-det-dig/noegle", fields).status_code == 422
    assert "virkede ikke" in sam.post("/er-det-dig/noegle", fields, expect=422).main
    assert len(world.read(passkeys.all_of, world.keys, world.person())) == 1


def test_a_form_with_a_new_passkey_that_arrives_twice_says_that_it_is_there(world: World) -> None:
    anna, key = world.signed_in(), Authenticator()
    question = asked(anna, "/konto/noegler", konto=mark(anna))
    fields = {
        "konto": mark(anna),
        "spoergsmaal": question["id"],
        "noeglens_svar": key.make(question["options"]),
    }
    for _ in range(2):
        assert "Adgangsnøglen er gemt" in anna.post("/konto/noegler", fields).said
    assert len(world.read(passkeys.all_of, world.keys, world.person())) == 1


def test_is_it_you_can_be_answered_with_a_passkey(world: World) -> None:
    anna, key = world.signed_in(second=False), Authenticator()
    add(anna, key)
    with clock.held(NOON + timedelta(minutes=11)):
        assert anna.get("/konto/noegler").h1 == "Er det dig?"
        konto = mark(anna)
        assert anna.send("/konto/noegler/spoerg", {"konto": konto}).status_code == 303
        question = asked(anna, "/er-det-dig/noegle", konto=konto)
        answer = key.sign(question["options"])
        fields = {
            "konto": konto,
            "spoergsmaal": question["id"],
            "noeglens_svar": answer,
            "til": "/konto/noegler",
        }
        assert world.phone().send("/log-ind/noegle", fields).status_code == 422, (
            "asked of Anna, not at the door"
        )
        assert anna.post("/er-det-dig/noegle", fields).h1 == "Adgangsnøgler"


def test_a_passkey_always_opens_whatever_others_guess(world: World) -> None:
    """R37: after ten thousand wrong passwords from everywhere, and with every password bucket
    full."""
    anna, key = world.signed_in(), Authenticator()
    add(anna, key)
    attempts = world.state["door"].attempts
    index = world.keys.root.mac("sign-in name", b"stille-skov-471")
    for _ in range(10_000):
        attempts.guess(index, None)
    for _ in range(100):
        attempts.address.take("127.0.0")
    phone = world.phone()
    assert (
        phone.send("/log-ind", {"navn": "stille-skov-471", "adgangskode": PASSWORD}).status_code
        == 429
    )
    assert phone.send("/log-ind/noegle", knocked(phone, key)).status_code == 303


def test_what_was_written_waits_while_a_passkey_is_used(world: World) -> None:
    anna, key = world.signed_in(), Authenticator()
    add(anna, key)
    fields = anna.typed(anna.get("/dagbog"), "/dagbog", tekst="Midt i en sætning")
    anna.client.cookies.clear()
    locked = anna.post("/dagbog", fields, expect=401)
    for wrong in (True, False):
        given = knocked(anna, key) | ({"noeglens_svar": "{}"} if wrong else {})
        typed = anna.typed(locked, "/log-ind", **given)
        locked = anna.post("/log-ind/noegle", typed, expect=422 if wrong else 200)
    assert "Midt i en sætning" in anna.post("/dagbog", locked.form("/dagbog").fields).main


def test_a_closed_colleague_does_not_come_in(world: World) -> None:
    from app.municipality import colleagues

    otto, key = world.signed_in("Otto"), Authenticator()
    add(otto, key)
    assert world.write(colleagues.close, world.municipality("Østby"), world.cast["Otto"].id)
    phone = world.phone()
    assert phone.send("/log-ind/noegle", knocked(phone, key)).status_code == 422


def test_where_there_is_no_name_nothing_is_said_of_passkeys() -> None:
    origins = ("http://127.0.0.1:8000", "http://localhost:8000", "https://fodfaeste.example")
    assert passkeys.site(origins, "127.0.0.1:8000") is None
    assert passkeys.site(origins, "localhost:8000") == passkeys.Site(
        "localhost", "http://localhost:8000"
    )
    assert passkeys.site(origins, "fodfaeste.example") == passkeys.Site(
        "fodfaeste.example", "https://fodfaeste.example"
    )
    assert passkeys.site(origins, "ondt.example") is None


def test_passkeys_come_along_and_are_sealed_anew(world: World) -> None:
    anna = world.signed_in()
    anna.client.headers["user-agent"] = ANDROID
    add(anna, Authenticator())
    citizen_key_rotation.of(world.db, world.keys, world.cast["Anna"].id)
    [key] = world.read(passkeys.all_of, world.keys, world.person())
    assert key.kind.browser == "Chrome"
    everything = world.read(whole.everything, world.person())
    assert "Chrome på Android" in json.dumps(everything["account"]["passkeys"], ensure_ascii=False)
