"""Asked who one is in the middle of something: what was written waits in the page that asks, and is
there when it is answered."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from app.foundation import clock, ids
from app.foundation.web.forms import PLAIN
from app.hard_days import askings
from app.house import HANDLERS
from app.people import erasure
from tests.authenticator import Authenticator, add, asked
from tests.cast import PASSWORD
from tests.conftest import NOON
from tests.examined import Page
from tests.personnel.test_second_factor import code_now, give, key_of
from tests.phone import Phone
from tests.sharing.bonded import bond, person
from tests.world import World

WORDS = "Det jeg gerne ville sige dig"
LATER = NOON + timedelta(minutes=11)
ASK = "/bedt/ny/haab"


def waits(page: Page, action: str) -> str:
    """What waits in the form that asks who one is."""
    carried = dict(page.form(action).fields)["baaret"]
    assert carried and WORDS not in page.text and "Det du skrev, er her stadig." in page.main
    return carried


@pytest.fixture
def asks(world: World) -> tuple[Phone, Page]:
    """Anna has written to Gry, and rested so long that she is asked whether it is her."""
    on = bond(world, "Anna", "Gry")
    anna = world.signed_in()
    fields = anna.typed(anna.get(ASK), ASK, hvem=str(on), tekst=WORDS)
    with clock.held(LATER):
        page = anna.post(ASK, fields, expect=401)
    assert page.h1 == "Er det dig?"
    return anna, page


def test_it_waits_while_the_password_is_said(world: World, asks: tuple[Phone, Page]) -> None:
    anna, page = asks
    waits(page, "/er-det-dig")
    with clock.held(LATER):
        wrong = anna.post(
            "/er-det-dig", anna.typed(page, "/er-det-dig", adgangskode="forkert"), expect=422
        )
        waits(wrong, "/er-det-dig")
        back = anna.post("/er-det-dig", anna.typed(wrong, "/er-det-dig", adgangskode=PASSWORD))
        assert back.h1 == "Her er det du skrev" and WORDS in back.main
        look = anna.post(ASK, back.form(ASK).fields)
        assert "Sådan ser Gry det" in look.main and WORDS in look.main
    assert world.read(askings.newest, person(world, "Anna")).things == [], (
        "looked at first, as always"
    )


def test_it_waits_while_a_passkey_says_so(world: World, asks: tuple[Phone, Page]) -> None:
    anna, page = asks
    assert not page.root.findall(".//button[@data-ask]"), "nobody without a passkey is offered one"
    key = Authenticator()
    add(anna, key)
    konto = dict(page.form("/er-det-dig").fields)["konto"]
    with clock.held(LATER):
        fields = anna.typed(anna.get(ASK, expect=200), "/er-det-dig")
        offered = anna.post(ASK, {"konto": konto, "hvem": "", "tekst": WORDS}, expect=401)
        assert fields and offered.root.findall(".//*[@data-ask='/er-det-dig/noegle/spoerg']")
        there = anna.typed(offered, "/er-det-dig")
        nonsense = anna.post(
            "/er-det-dig/noegle",
            [*there, ("spoergsmaal", "x"), ("noeglens_svar", "{}")],
            expect=422,
        )
        waits(nonsense, "/er-det-dig")
        question = asked(anna, "/er-det-dig/noegle", konto=konto)
        said = [("spoergsmaal", question["id"]), ("noeglens_svar", key.sign(question["options"]))]
        assert WORDS in anna.post("/er-det-dig/noegle", [*there, *said]).main


def test_a_guides_answer_waits_while_the_code_is_given(world: World) -> None:
    on = bond(world, "Anna", "Mette")
    row = ids.new()
    world.write(askings.ask, world.keys, person(world, "Anna"), row, on, "hope", "")
    there = f"/kreds/{on}/svar/{row}"
    key = key_of(world, "Mette")
    give(world.signed_in("Mette", second=False), code_now(key))
    fields = world.signed_in("Mette").typed(world.signed_in("Mette").get(there), there, tekst=WORDS)
    mette = world.signed_in("Mette", second=False)
    page = mette.post(there, fields, expect=401)
    assert page.h1 == "Koden fra din kode-app"
    waits(page, "/personale/kode")
    wrong = mette.post(
        "/personale/kode", mette.typed(page, "/personale/kode", kode="000000"), expect=422
    )
    waits(wrong, "/personale/kode")
    back = mette.post(
        "/personale/kode", mette.typed(wrong, "/personale/kode", kode=code_now(key, 1))
    )
    assert back.h1 == "Her er det du skrev" and WORDS in back.main
    mette.post(there, back.form(there).fields)
    assert world.read(askings.answer_to, person(world, "Anna"), row) == WORDS


def test_what_waits_also_waits_through_the_lock(world: World, asks: tuple[Phone, Page]) -> None:
    """A page that asks closes itself after a rest as any other: its own form has no words, but what
    waits in it has."""
    anna, page = asks
    locked = anna.post("/laas", [*page.form("/er-det-dig").fields, ("sti", "/er-det-dig")])
    assert locked.h1 == "Log ind" and WORDS not in locked.text
    back = anna.post(
        "/log-ind", anna.typed(locked, "/log-ind", navn="stille-skov-471", adgangskode=PASSWORD)
    )
    assert WORDS in back.main


def rests(world: World, anna: Phone, konto: str) -> int:
    return 401


def ended_elsewhere(world: World, anna: Phone, konto: str) -> int:
    world.signed_in().post("/konto/log-ud-alle-andre", {"konto": konto})
    return 401


def another_here(world: World, anna: Phone, konto: str) -> int:
    anna.fill("/log-ind", "/log-ind", navn="blid-hare-222", adgangskode=PASSWORD)
    return 401


def looks_around(world: World, anna: Phone, konto: str) -> int:
    anna.client.cookies.clear()
    anna.post("/kig-dig-omkring", {})
    return 401


def erases(world: World, anna: Phone, konto: str) -> int:
    world.write(erasure.ask, person(world, "Anna"), clock.minute() + 30 * 1440)
    return 409


MEANWHILE = (rests, ended_elsewhere, another_here, looks_around, erases)


@pytest.mark.parametrize("answered", ["/er-det-dig", "/er-det-dig/noegle"])
@pytest.mark.parametrize("meanwhile", MEANWHILE, ids=lambda each: each.__name__)
def test_what_waits_goes_on_waiting_when_the_answer_is_refused(
    world: World, meanwhile: Any, answered: str
) -> None:
    """The page that asks has no words of its own, but what waits in it has."""
    on, anna = bond(world, "Anna", "Gry"), world.signed_in(shared=True)
    fields = anna.typed(anna.get(ASK), ASK, hvem=str(on), tekst=WORDS)
    with clock.held(LATER):
        page = anna.post(ASK, fields, expect=401)
    with clock.held(LATER + timedelta(minutes=20 if meanwhile is rests else 1)):
        status = meanwhile(world, anna, dict(page.form("/er-det-dig").fields)["konto"])
        there = anna.post(
            answered, anna.typed(page, "/er-det-dig", adgangskode=PASSWORD), expect=status
        )
        if meanwhile is erases:
            assert (
                WORDS in there.main
                and "Det er ikke gemt. Kopiér det, du vil have med." in there.main
            )
            return
        assert there.h1 == "Log ind" and WORDS not in there.text
        back = anna.post(
            "/log-ind", anna.typed(there, "/log-ind", navn="stille-skov-471", adgangskode=PASSWORD)
        )
        assert WORDS in back.main


def test_a_guides_answer_goes_on_waiting_when_the_code_comes_too_late(world: World) -> None:
    on, row = bond(world, "Anna", "Mette"), ids.new()
    world.write(askings.ask, world.keys, person(world, "Anna"), row, on, "hope", "")
    mette, there = world.signed_in("Mette", second=False), f"/kreds/{on}/svar/{row}"
    page = mette.post(there, {"konto": world.person("Mette").mark, "tekst": WORDS}, expect=401)
    with clock.held(NOON + timedelta(minutes=20)):
        late = mette.post(
            "/personale/kode", mette.typed(page, "/personale/kode", kode="123456"), expect=401
        )
        sent = mette.typed(
            late, "/log-ind", navn=world.cast["Mette"].sign_in_name, adgangskode=PASSWORD
        )
        assert WORDS in mette.post("/log-ind", sent).main


DOORS_WITH_WORDS = ("/dagbog", "/haab", "/maal", "/plan/2", "/gode-ting", "/netvaerk")


@pytest.mark.parametrize("path", DOORS_WITH_WORDS)
@pytest.mark.parametrize("state", ["in", "rested", "looking"])
def test_what_one_account_wrote_is_never_handed_to_another(
    world: World, path: str, state: str
) -> None:
    """Anna's page is still open when somebody else has come in here, and rested, or looks around:
    it is sealed for her alone."""
    phone = world.signed_in()
    fields = {"konto": world.person().mark, "id": str(ids.new()), "tekst": WORDS}
    phone.client.cookies.clear()
    if state == "looking":
        phone.post("/kig-dig-omkring", {})
    else:
        phone.fill("/log-ind", "/log-ind", navn="blid-hare-222", adgangskode=PASSWORD, laant="1")
    with clock.held(NOON + timedelta(minutes=20 if state == "rested" else 1)):
        page = phone.post(path, fields, expect=401)
        assert page.h1 == "Log ind" and WORDS not in page.text
        sam = phone.post(
            "/log-ind", phone.typed(page, "/log-ind", navn="blid-hare-222", adgangskode=PASSWORD)
        )
        assert WORDS not in sam.text and "hører til en anden konto" in sam.said
        anna = phone.post(
            "/log-ind", phone.typed(page, "/log-ind", navn="stille-skov-471", adgangskode=PASSWORD)
        )
        assert WORDS in anna.main


@pytest.mark.parametrize(
    "way", ["/log-ind", "/log-ind/noegle", "/log-ind/kode", "/personale/kom/ny"]
)
def test_what_waits_is_given_back_while_the_keys_are_not_there(world: World, way: str) -> None:
    anna = world.signed_in()
    fields = anna.typed(anna.get("/dagbog"), "/dagbog", tekst=WORDS)
    anna.client.cookies.clear()
    carried = dict(anna.post("/dagbog", fields, expect=401).form("/log-ind").fields)["baaret"]
    keys, door = world.state["keys"], world.state["door"]
    world.state["keys"] = world.state["door"] = None
    try:
        page = anna.post(
            way, {"navn": "stille-skov-471", "adgangskode": PASSWORD, "baaret": carried}, expect=503
        )
    finally:
        world.state["keys"], world.state["door"] = keys, door
    assert ("baaret", carried) in page.form(way).fields and PASSWORD not in page.text


def test_the_longest_text_that_the_lock_takes_comes_back(world: World) -> None:
    """Sealed it is a third longer, and each way of coming in has room for that."""
    anna = world.signed_in()
    konto = world.person().mark
    long = "x" * (PLAIN - 400)
    locked = anna.post("/laas", {"konto": konto, "sti": "/dagbog", "tekst": long})
    there = anna.typed(locked, "/log-ind", navn="stille-skov-471", adgangskode=PASSWORD)
    assert long in anna.post("/log-ind", there).main


def test_another_account_does_not_get_it(world: World, asks: tuple[Phone, Page]) -> None:
    carried = waits(asks[1], "/er-det-dig")
    sam = world.signed_in("Sam")
    mark = world.person("Sam").mark
    answer = sam.post("/er-det-dig", {"konto": mark, "baaret": carried, "adgangskode": PASSWORD})
    assert WORDS not in answer.text and "konto" in answer.said


def test_a_form_without_words_leads_back_to_where_it_came_from(world: World) -> None:
    anna = world.signed_in()
    mark = world.person().mark
    with clock.held(LATER):
        answer = anna.send(ASK, {"konto": mark, "igen": ASK, "tekst": "  "})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/er-det-dig?til={ASK}")


def test_no_words_lead_on_by_a_bare_step(world: World) -> None:
    """Every form in which somebody writes, sent by a citizen who has rested and by a colleague with
    one factor."""
    on: dict[str, UUID] = {"Anna": ids.new(), "Mette": ids.new()}
    tried = 0
    for handler in (each for each in HANDLERS if "words" in each.opt):
        for path in handler.paths:
            for name, row in on.items():
                phone = world.signed_in(name, second=False)
                parts = (
                    str(row)
                    if "uuid" in part
                    else {"{place:int}": "2", "{what:str}": "haab"}.get(part, part)
                    for part in path.split("/")
                )
                typed = {
                    "konto": world.person(name).mark,
                    "id": str(ids.new()),
                    handler.opt["words"][0]: WORDS,
                }
                with clock.held(LATER):
                    answer = phone.send("/".join(parts), typed)
                where = answer.headers.get("location", "")
                assert not where.startswith(("/er-det-dig", "/personale/kode", "/log-ind")), (
                    path,
                    name,
                    where,
                )
                tried += 1
    assert tried >= 30


def test_what_another_app_hands_over_waits_for_whoever_rested(world: World) -> None:
    anna = world.signed_in(shared=True)
    with clock.held(NOON + timedelta(minutes=20)):
        page = anna.examine(anna.send("/del", {"text": WORDS}, **{"sec-fetch-site": "none"}), 200)
        assert page.h1 == "Log ind" and WORDS not in page.text
        back = anna.post(
            "/log-ind", anna.typed(page, "/log-ind", navn="stille-skov-471", adgangskode=PASSWORD)
        )
        anna.post("/dagbog", back.form("/dagbog").fields)
        assert WORDS in anna.get("/dagbog").main
