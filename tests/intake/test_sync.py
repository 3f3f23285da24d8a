"""The door for phones: each operation is carried out once, answered for itself, and belongs to
whoever wrote it."""

import base64
import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sqlalchemy import Connection, func, select

from app import days, goals, good_things, hopes, journal
from app.foundation import actor, clock, room, sealed_box
from app.intake import operations
from app.intake.models import operations as receipts
from app.people import people
from app.places import shelf
from app.places.listing import Place
from tests.conftest import NOON
from tests.phone import Phone
from tests.sharing.bonded import person
from tests.world import World

pytestmark = pytest.mark.both


def op(path: str, fields: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    pairs = [
        [name, value]
        for name, values in (fields or {}).items()
        for value in (values if isinstance(values, list) else [values])
    ]
    return {"op": str(uuid4()), "path": path, "fields": pairs, "day": "", "v": 1, **more}


def entry(text: str, row: UUID | None = None, **more: Any) -> dict[str, Any]:
    return op("/dagbog", {"id": str(row or uuid4()), "tekst": text}, **more)


class Sender:
    """A phone that sends what it kept."""

    def __init__(self, world: World, name: str = "Anna") -> None:
        self.world = world
        self.phone: Phone = world.signed_in(name)
        self.account = people.mark(world.keys, world.cast[name].id)

    def raw(self, body: bytes, kind: str = "application/json") -> Any:
        headers = {"content-type": kind, "sec-fetch-site": "same-origin"}
        return self.phone.ask("POST", "/sync", content=body, headers=headers)

    def send(
        self, *ops: dict[str, Any], account: str | None = None, expect: int = 200
    ) -> list[dict[str, Any]]:
        answer = self.raw(json.dumps({"account": account or self.account, "ops": ops}).encode())
        assert answer.status_code == expect, answer.text
        return list(answer.json().get("results", []))

    def texts(self) -> list[str]:
        return sorted(
            each.text
            for each in self.world.read(
                journal.entries.timeline, person(self.world, "Anna")
            ).entries
        )


@pytest.fixture
def anna(world: World) -> Sender:
    return Sender(world)


def test_it_is_done_once_however_often_it_comes(anna: Sender) -> None:
    first = entry("Skrevet i toget")
    (answer,) = anna.send(first)
    assert (answer["status"], answer["place"], answer["replay"]) == (
        "ok",
        "/dagbog?besked=gemt",
        False,
    )
    for _ in range(5):
        (again,) = anna.send(first)
        assert (again["status"], again["replay"]) == ("ok", True)
    assert anna.texts() == ["Skrevet i toget"]


def test_the_same_form_posted_and_sent_is_one(anna: Sender, world: World) -> None:
    """By the page and by the phone: whoever is first, there is one."""
    form = anna.phone.get("/dagbog")
    sent = anna.phone.typed(form, "/dagbog", tekst="En gang")
    anna.send(op("/dagbog", dict(sent)))
    anna.phone.post("/dagbog", sent)
    assert anna.texts() == ["En gang"]


def test_every_form_that_works_without_net_does_what_its_page_does(
    anna: Sender, world: World
) -> None:
    me = person(world, "Anna")
    goal, step, text, hope, good = (uuid4() for _ in range(5))
    answers = anna.send(
        op("/dag", {"slags": "hard"}),
        entry("Ord", text),
        op(f"/dagbog/{text}/ret", {"tekst": "Andre ord", "hjalp": ["te", "bad"]}),
        op("/haab", {"id": str(hope), "tekst": "Et håb", "dimension": "hope"}),
        op("/maal", {"id": str(goal), "tekst": "Et mål"}),
        op(f"/maal/{goal}/skridt", {"id": str(step), "tekst": "Et skridt", "hvem": "Sara"}),
        op(f"/skridt/{step}/gjorde"),
        op("/gode-ting", {"id": str(good), "tekst": "En god ting"}),
    )
    assert [each["status"] for each in answers] == ["ok"] * 8, answers
    assert [each["place"].partition("?")[0] for each in answers] == [
        "/",
        "/dagbog",
        "/dagbog",
        "/haab",
        f"/maal/{goal}/skridt",
        f"/maal/{goal}",
        f"/maal/{goal}#s-{step}",
        "/gode-ting",
    ]
    mark, thing = world.read(days.marks.on, me, me.today), world.read(good_things.kept.any_one, me)
    assert mark is not None
    assert mark.kind == "hard" and world.person().low, "a hard day brings less to look at"
    kept = world.read(journal.entries.find, me, text)
    assert (kept.text, kept.helped) == ("Andre ord", ("te", "bad"))
    assert world.read(hopes.kept.find, me, hope).dimension == "hope"
    assert [
        (each.text, each.state, each.who)
        for each in world.read(goals.kept.with_steps, me, goal)[0].steps
    ] == [("Et skridt", "did", "Sara")]
    assert thing is not None
    assert thing.text == "En god ting"
    anna.send(op(f"/dagbog/{text}/slet"))
    assert anna.texts() == []


def test_one_that_cannot_be_kept_is_set_aside_and_the_rest_goes_on(
    anna: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = journal.commands.keep

    def broken(me: Any, typed: Any) -> Any:
        asked = real(me, typed)
        if typed.get("tekst") == "vælter":
            raise RuntimeError("our own fault")
        return asked

    monkeypatch.setattr(operations, "WAYS", {**operations.WAYS, "/dagbog": broken})
    answers = anna.send(
        entry("en"),
        entry("x" * 5001),
        entry("vælter"),
        op("/findes-ikke"),
        op(f"/dagbog/{uuid4()}/ret", {"tekst": "ingen"}),
        {"op": "intet", "path": 7},
        entry("ny", v=2),
        entry("to"),
    )
    said = [(each["status"], each["code"], each["again"]) for each in answers]
    assert said == [
        ("ok", "", False),
        ("rejected", "needs", False),
        ("rejected", "our_fault", False),
        ("rejected", "unknown", False),
        ("rejected", "not_found", False),
        ("rejected", "unreadable", False),
        ("rejected", "client_newer", True),
        ("ok", "", False),
    ]
    assert (
        answers[1]["says"].startswith("Der er plads til 5000 tegn.") and answers[5]["op"] == "intet"
    )
    assert anna.texts() == ["en", "to"]


def test_another_text_under_the_same_name_is_refused(anna: Sender) -> None:
    first = entry("Den første")
    anna.send(first)
    (answer,) = anna.send({**entry("En anden"), "op": first["op"]})
    assert (answer["status"], answer["code"]) == ("rejected", "op_reused")
    assert anna.texts() == ["Den første"]


def test_nothing_is_taken_in_for_anybody_else(anna: Sender, world: World) -> None:
    ours = entry("Annas ord")
    sam = Sender(world, "Sam")
    sam.send(ours, account=anna.account, expect=409)
    world.phone().ask("POST", "/sync", content=b"{}", headers={"content-type": "application/json"})
    nobody = Sender(world)
    nobody.phone.client.cookies.clear()
    nobody.send(ours, expect=401)
    for name in ("Mette", "Karen"):
        staff = Sender(world, name)
        staff.send(ours, expect=403)
    assert anna.texts() == []
    anna.send(ours)
    (theirs,) = sam.send(ours)
    assert theirs["status"] == "ok" and not theirs["replay"], "an id is one's own"
    assert anna.texts() == ["Annas ord"]


def test_somebody_who_asked_to_be_erased_is_told(anna: Sender) -> None:
    anna.phone.fill("/mine-ting/slet", "/mine-ting/slet")
    anna.send(entry("for sent"), expect=410)


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"", "application/json", 400),
        (b"[]", "application/json", 400),
        (b"{", "application/json", 400),
        (b'{"account":"x"}', "application/json", 400),
        (b"a=b", "application/x-www-form-urlencoded", 415),
        (b"x" * 262_145, "application/json", 413),
    ],
)
def test_what_is_no_batch_is_refused(anna: Sender, body: bytes, kind: str, status: int) -> None:
    assert anna.raw(body, kind).status_code == status


def test_the_longest_form_there_is_fits_through_also_when_it_is_sealed(anna: Sender) -> None:
    """It is answered for itself, as its own page would; so is one that no page could have sent."""
    for text in ("x" * 130_000, '"' * 43_000, "æ" * 21_000):
        for each in (entry(text), boxed(anna, entry(text))):
            (answer,) = anna.send(each)
            assert answer["code"] == "needs" and answer["says"].startswith(
                "Der er plads til 5000 tegn."
            )
    for each in (entry("x" * 140_000), op("/haab", {"tekst": "x" * 70_000})):
        large, kept = anna.send(each, entry("ved siden af"))
        assert (large["status"], large["code"], kept["status"]) == ("rejected", "large", "ok")
        assert large["says"] == "Det fylder for meget. Kopiér det, og del det i to."


def test_what_a_newer_app_sends_waits_for_a_newer_server(anna: Sender) -> None:
    """Whatever it holds: nothing of it is read before its version."""
    newer = [
        entry("ny", v=2, how="unknown"),
        {"op": str(uuid4()), "v": 2, "path": 7},
        entry("ny", v=99),
    ]
    answers = anna.send(*newer, entry("gammel"))
    assert [(each["op"], each["code"], each["again"]) for each in answers[:3]] == [
        (each["op"], "client_newer", True) for each in newer
    ]
    assert anna.texts() == ["gammel"]


def test_bytes_that_are_no_text_are_one_operation_of_many(anna: Sender) -> None:
    ops = (
        json.dumps([entry("Før"), entry("MIDT"), entry("Efter")])
        .encode()
        .replace(b"MIDT", b"\xff\xfe")
    )
    answer = anna.raw(b'{"account":"%b","ops":%b}' % (anna.account.encode(), ops))
    assert [each["code"] for each in answer.json()["results"]] == ["", "unreadable", ""]


def test_from_another_site_nothing_is_taken(anna: Sender) -> None:
    body = json.dumps({"account": anna.account, "ops": [entry("x")]}).encode()
    headers = {"content-type": "application/json", "sec-fetch-site": "cross-site"}
    assert anna.phone.ask("POST", "/sync", content=body, headers=headers).status_code == 403


TODAY = date(NOON.year, NOON.month, NOON.day)


@pytest.mark.parametrize("ahead", [-300, 0, 1, 2, 365])
def test_a_day_is_the_one_its_writer_had(anna: Sender, world: World, ahead: int) -> None:
    """Sent days later it stays where it was. Nobody chose the day of a mark: on a phone whose clock
    is ahead it means today."""
    (answer,) = anna.send(
        op("/dag", {"slags": "good"}, day=(TODAY + timedelta(days=ahead)).isoformat())
    )
    assert answer["status"] == "ok"
    kept = world.read(days.marks.between, person(world, "Anna"), date(2020, 1, 1), date(2040, 1, 1))
    assert list(kept) == [TODAY + timedelta(days=min(ahead, 0))]


def test_receipts_go_after_a_year_and_hold_no_word(anna: Sender, world: World) -> None:
    anna.send(entry("Et hemmeligt ord"))
    count: Callable[[Connection], int] = lambda db: db.execute(
        select(func.count()).select_from(receipts)
    ).scalar_one()
    with actor.by(person=world.cast["Anna"].id):
        row = world.db.write_now(lambda db: db.execute(select(receipts)).one())
    assert "hemmeligt" not in repr(row)
    for days_, left in ((364, 1), (366, 0)):
        with clock.held(NOON + timedelta(days=days_)):
            with actor.by(actor.WORKER):
                world.db.write_now(operations.sweep)
            with actor.by(person=world.cast["Anna"].id):
                assert world.db.write_now(count) == left


def test_what_the_first_version_sent_is_understood_for_ever(anna: Sender) -> None:
    """A phone can lie in a drawer for a year. These files are never changed; what is new gets one
    of its own beside them."""
    place, here = Place(name="Et sted"), anna.world.municipality("Vestby")
    fresh = shelf.new(here, place, source="test", id=UUID("0b0e1a7c-0000-4000-8000-000000000008"))
    anna.world.write(shelf.add, [fresh], shelf.IMPORTED)
    files = sorted(Path(__file__).parent.glob("sent_by_*.json"))
    ops = [each for file in files for each in json.loads(file.read_text())]
    ways = {
        pattern
        for pattern in operations.WAYS
        for each in ops
        if re.fullmatch(pattern, each["path"])
    }
    assert ways == set(operations.WAYS), (
        "every way is in the file, or in the file of the version that brought it"
    )
    assert [result["status"] for result in anna.send(*ops)] == ["ok"] * len(ops)


def test_what_a_locked_phone_sealed_is_opened_and_done_once(anna: Sender) -> None:
    """Sealed and sent, or opened on the phone and sent again: it is the same operation."""
    each = entry("Skrevet bag låsen")
    box = boxed(anna, each)
    assert anna.send(box)[0]["status"] == "ok" and anna.texts() == ["Skrevet bag låsen"]
    assert (
        anna.send(box)[0]["replay"]
        and anna.send(each)[0]["replay"]
        and anna.texts() == ["Skrevet bag låsen"]
    )


def test_a_box_for_somebody_else_or_another_operation_is_set_aside(
    anna: Sender, world: World
) -> None:
    each = entry("Kun mit")
    sams = boxed(Sender(world, "Sam"), each)
    for wrong in (
        sams,
        boxed(anna, each) | {"op": str(uuid4())},
        boxed(anna, each) | {"box": "AAAA"},
        boxed(anna, each) | {"box": "æ"},
    ):
        [result] = anna.send(wrong)
        assert (result["status"], result["code"]) == ("rejected", "sealed") and "Lås op" in result[
            "says"
        ]
    assert anna.texts() == []


def boxed(sender: Sender, each: dict[str, Any]) -> dict[str, Any]:
    """As outbox.js seals it."""
    place = f"server|{sender.account}|{each['op']}"
    public = sealed_box.public_key(sender.world.keys.root)
    own = ec.generate_private_key(sealed_box.CURVE)
    point = own.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    shared = own.exchange(
        ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(sealed_box.CURVE, public)
    )
    key = HKDF(SHA256(), 32, point + public, place.encode()).derive(shared)
    plain = json.dumps({name: each[name] for name in ("path", "fields", "day")}).encode()
    box = point + AESGCM(key).encrypt(bytes(12), plain, place.encode())
    return {"op": each["op"], "v": 1, "box": base64.b64encode(box).decode()}


NO_IDS = (
    "1" * 36,
    "0" * 36,
    "-" * 36,
    "a" * 36,
    "-1" * 18,
    "f" * 35 + "-",
    "1" * 8 + "-" * 28,
    "0" * 32 + "-" * 4,
    "000",
    "999",
)


def test_what_is_no_id_is_a_calm_answer_and_no_fault_of_ours(anna: Sender) -> None:
    """Thirty-six digits look like an id, and once were taken for a number that no database
    holds."""
    forms = {
        "tekst": "Ord",
        "slags": "good",
        "navn": "Per",
        "svar": "2",
        "linje": "Ord",
        "del": "2",
    }
    for way in operations.WAYS:
        for odd in NO_IDS:
            path = way.replace(room.ID, odd).replace(room.NUMBER, odd)
            for each in (
                op(path, forms | {"id": odd}),
                op(path, forms | {"id": odd, "dato": odd}, day=odd),
            ):
                (answer,) = anna.send(each)
                assert answer["code"] != "our_fault", (path, odd)
    for head in ({"op": "1" * 36}, {"op": 1}, {"op": "1" * 32}, {"v": 10**30}, {"box": "1" * 36}):
        (answer,) = anna.send(op("/dagbog", forms) | head)
        assert answer["code"] != "our_fault", head


def test_a_receipt_and_what_it_is_for_are_one(
    anna: Sender, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the receipt cannot be written, nothing was done; sent again, it is done once."""
    first = entry("Helt eller slet ikke")
    with monkeypatch.context() as patched:
        patched.setattr(operations, "insert", lambda table: 1 / 0)
        (answer,) = anna.send(first)
        assert answer["code"] == "our_fault" and anna.texts() == []
    (answer,) = anna.send(first)
    assert answer["status"] == "ok" and anna.texts() == ["Helt eller slet ikke"]
