"""What a passkey answers is read by a small reader first: no answer costs more than the bytes it
has. R35, R94."""

import json
import struct
import time
from collections.abc import Callable
from typing import Any

import cbor2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.sign_in import challenges, signed, small_cbor
from app.sign_in.models import passkeys as table
from app.sign_in.signed import Site
from tests.authenticator import (
    PRESENT,
    VERIFIED,
    WITH_KEY,
    Authenticator,
    add,
    asked,
    b64,
    mark,
    raw,
)
from tests.phone import ORIGIN
from tests.world import World

AT = Site("fodfaeste.test", ORIGIN)
UNSEEN = 0.1
"""Seconds of one thread's own work, on the slowest machine there is: an honest answer takes a
hundredth of it."""
UNREAD = (small_cbor.Odd, UnicodeDecodeError)
CHALLENGE = b"c" * 32
SHORT = b"\xd8\x1c"


def work(act: Callable[[], object]) -> float:
    began = time.thread_time()
    act()
    return time.thread_time() - began


def text(words: str) -> bytes:
    letters = words.encode()
    return b"\x79" + struct.pack(">H", len(letters)) + letters


def laugh(levels: int) -> bytes:
    """A list of two, each a list of two, and so on, each named once and pointed at once."""
    if not levels:
        return SHORT + b"\x82\x00\x00"
    return SHORT + b"\x82" + laugh(levels - 1) + b"\xd8\x1d" + cbor2.dumps(MOST - levels + 1)


MOST = 22


def great(n: int) -> bytes:
    return b"\xc2" + cbor2.dumps(n.to_bytes((n.bit_length() + 7) // 8))


def crowded(count: int) -> bytes:
    """A map whose names all fall in one place."""
    names = (great((2**61 - 1) * (n + 32)) for n in range(count))
    return b"\xb9" + struct.pack(">H", count) + b"".join(name + b"\0" for name in names)


PATTERN = b"\xd8\x23" + text("(?i)" + "[Ā-\U0010ffff]" * 60)
BOMBS = {
    "a pattern of the sender's": PATTERN,
    "one value named a million times": laugh(MOST),
    "names that fall in one place": crowded(100),
    "a great number": b"\xc2\x59\x04\x00" + b"\xff" * 0x400,
    "ten to the power of much": b"\xc4\x82\x1b\x7f\xff\xff\xff\xff\xff\xff\xff\x01",
    "a list without an end": b"\x9f" + b"\x00" * 90 + b"\xff",
    "a text without an end": b"\x7f\x61a\xff",
    "a list of more than there is": b"\x9b\x00\x00\x00\x00\x7f\xff\xff\xff",
    "bytes of more than there are": b"\x5b\x00\x00\x00\x00\x7f\xff\xff\xff",
    "nested": b"\x81" * 900 + b"\x00",
    "a number written too long": b"\x18\x01",
    "no number": b"\xf9\x7e\x00",
    "nothing": b"",
    "half a number": b"\x19\x01",
    "a name twice": b"\xa2\x01\x00\x01\x00",
    "a list as a name": b"\xa1\x80\x00",
    "a yes as a name": b"\xa1\xf5\x00",
    "a long name": b"\xa1\x78\x41" + b"a" * 65 + b"\x00",
    "a wide name": b"\xa1\x1a\x00\x01\x00\x00\x00",
    "half a letter": b"\x61\xff",
}


def head(flags: int) -> bytes:
    return Authenticator()._data(0)[:32] + bytes([flags]) + b"\0\0\0\1"


def with_key(piece: bytes) -> bytes:
    return head(PRESENT | VERIFIED | WITH_KEY) + b"\0" * 16 + (16).to_bytes(2) + b"n" * 16 + piece


def client(kind: str) -> bytes:
    return json.dumps({"type": kind, "challenge": b64(CHALLENGE), "origin": ORIGIN}).encode()


def answered(kind: str, **response: bytes) -> str:
    name = b64(b"n" * 16)
    parts = {"clientDataJSON": client(kind), **response}
    return json.dumps(
        {
            "id": name,
            "rawId": name,
            "type": "public-key",
            "response": {key: b64(value) for key, value in parts.items()},
        }
    )


def as_new(piece: bytes) -> list[str]:
    """The piece wherever a new passkey's answer has room for CBOR."""
    attested = (
        piece,
        b"\xa1" + text("fmt") + piece,
        b"\xa3\x63fmt\x64none\x67attStmt" + piece + b"\x68authData\x40",
        cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": with_key(piece)}),
        cbor2.dumps(
            {"fmt": "none", "attStmt": {}, "authData": head(PRESENT | VERIFIED | 128) + piece}
        ),
    )
    return [answered("webauthn.create", attestationObject=each) for each in attested]


def as_old(piece: bytes) -> list[str]:
    data = (with_key(piece), head(PRESENT | VERIFIED | 128) + piece)
    return [answered("webauthn.get", authenticatorData=each, signature=b"s" * 70) for each in data]


@pytest.mark.parametrize("name", BOMBS)
def test_what_no_honest_passkey_sends_is_refused_at_once(name: str) -> None:
    piece = BOMBS[name]
    with pytest.raises(UNREAD):
        small_cbor.whole(piece)
    for answer in as_new(piece):
        assert work(lambda: signed.made(answer, AT)) < UNSEEN  # noqa: B023
        assert signed.made(answer, AT) is None
    for answer in as_old(piece):
        assert work(lambda: signed.parsed(answer)) < UNSEEN  # noqa: B023
        assert signed.parsed(answer) is None


def test_nor_is_it_read_where_the_library_would_go_on_reading() -> None:
    """The library counts what it would have written: numbers written too long would have it read on
    inside the key."""
    key = b"\xa1\x01\x59\x00\x04abcd"
    with pytest.raises(UNREAD):
        signed.authenticator_data(
            head(PRESENT | WITH_KEY | 128) + with_key(b"")[37:] + key + PATTERN
        )


PLAIN: Any = st.recursive(
    st.integers(-(2**64), 2**64 - 1)
    | st.binary(max_size=300)
    | st.text(max_size=99)
    | st.sampled_from([True, False, None]),
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(st.integers(-65_535, 65_535) | st.text(max_size=64), inner, max_size=5)
    ),
    max_leaves=12,
)


def deep(value: Any) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return 1 + max(map(deep, inner)) if inner else 0


@settings(max_examples=300, deadline=None)
@given(PLAIN)
def test_what_an_honest_one_sends_is_read_as_the_library_reads_it(value: Any) -> None:
    written = cbor2.dumps(value)
    if deep(value) > small_cbor.DEEPEST:
        with pytest.raises(UNREAD):
            small_cbor.whole(written)
    else:
        assert small_cbor.whole(written) == value == cbor2.loads(written)


@settings(max_examples=600, deadline=None)
@given(st.data())
def test_whatever_is_let_through_is_as_long_as_the_library_thinks_and_quick(
    data: st.DataObject,
) -> None:
    """Honest answers with bytes changed, taken out and put in, bombs among them, and bytes of any
    sort."""
    piece = bytearray(
        data.draw(
            PLAIN.map(cbor2.dumps) | st.binary(max_size=500) | st.sampled_from(list(BOMBS.values()))
        )
    )
    for _ in range(data.draw(st.integers(0, 4))):
        at = data.draw(st.integers(0, len(piece)))
        piece[at : at + data.draw(st.integers(0, 2))] = data.draw(
            st.binary(max_size=3) | st.sampled_from(list(BOMBS.values()))
        )
    sent = bytes(piece[:5_000])
    try:
        value: Any = small_cbor.whole(sent)
    except ValueError:
        value = None
    else:
        assert len(cbor2.dumps(cbor2.loads(sent))) == len(sent)
        assert repr(cbor2.loads(sent)) == repr(value)
    for answer in as_new(sent):
        assert work(lambda: signed.made(answer, AT)) < UNSEEN  # noqa: B023
    for answer in as_old(sent):
        assert work(lambda: signed.parsed(answer)) < UNSEEN  # noqa: B023


@pytest.mark.parametrize(
    ("path", "answers"), [("/konto/noegler", as_new), ("/er-det-dig/noegle", as_old)]
)
def test_a_bomb_in_a_form_is_a_no_and_holds_nobody_up(
    world: World, path: str, answers: Callable[[bytes], list[str]]
) -> None:
    """Whoever is signed in may post one; the processor of the whole server is looked at."""
    anna = world.signed_in()
    fields = {"konto": mark(anna), "spoergsmaal": asked(anna, path, konto=mark(anna))["id"]}
    for answer in answers(PATTERN):
        began = time.process_time()
        response = anna.send(path, fields | {"noeglens_svar": answer})
        assert time.process_time() - began < 10 * UNSEEN
        assert response.status_code == 422 or response.headers["location"].endswith(
            "besked=ingen-noegle"
        )


def test_a_bomb_that_was_kept_before_answers_were_read_opens_nothing(world: World) -> None:
    anna, key = world.signed_in(), Authenticator()
    add(anna, key)
    world.write(lambda db: db.execute(table.update().values(public_key=PATTERN)))
    phone = world.phone()
    question = asked(phone, "/log-ind/noegle")
    fields = {"spoergsmaal": question["id"], "noeglens_svar": key.sign(question["options"])}
    began = time.process_time()
    assert phone.send("/log-ind/noegle", fields).status_code == 422
    assert time.process_time() - began < 10 * UNSEEN


def test_nothing_is_written_while_a_signature_is_looked_at(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The look comes before the write, in another thread than everybody's; of two answers at once
    one counts."""
    import threading

    anna, key = world.signed_in(), Authenticator()
    seen: list[tuple[str, str]] = []

    def listen(name: str, really: Any) -> Any:
        def heard(*args: Any) -> Any:
            seen.append((name, threading.current_thread().name))
            return really(*args)

        return heard

    monkeypatch.setattr(signed, "made", listen("made", signed.made))
    monkeypatch.setattr(challenges, "taken", listen("taken", challenges.taken))
    add(anna, key)
    assert [name for name, _ in seen] == ["made", "taken"]
    assert seen[0][1] not in (seen[1][1], threading.main_thread().name)


@pytest.mark.parametrize("length", [16, 64, 1_023])
def test_the_longest_name_a_passkey_may_have_is_welcome(world: World, length: int) -> None:
    """With all that a browser says of it besides: the data and the key once more."""
    anna, key = world.signed_in(), Authenticator(id=b"n" * length)
    konto = mark(anna)
    question = asked(anna, "/konto/noegler", konto=konto)
    answer = json.loads(key.make(question["options"]))
    held = cbor2.loads(raw(answer["response"]["attestationObject"]))["authData"]
    answer["response"] |= {
        "authenticatorData": b64(held),
        "publicKey": b64(b"p" * 91),
        "publicKeyAlgorithm": -7,
    }
    fields = {"konto": konto, "spoergsmaal": question["id"], "noeglens_svar": json.dumps(answer)}
    assert "Adgangsnøglen er gemt" in anna.post("/konto/noegler", fields).said


@pytest.mark.parametrize("more", [{"credProtect": 2}, {"hmac-secret": True}, {"uvm": [[2, 4, 2]]}])
def test_what_a_phone_adds_of_its_own_is_welcome(more: dict[str, Any]) -> None:
    signed.authenticator_data(head(PRESENT | VERIFIED | 128) + cbor2.dumps(more))


def test_answers_that_are_read_by_the_library_alone_are_noticed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Seeded: the sender's pattern reaches the library."""
    monkeypatch.setattr(signed, "_attested", lambda data: None)
    answer = as_new(PATTERN)[0]
    assert work(lambda: signed.made(answer, AT)) > UNSEEN
