"""Words that found no place, since what they were for is gone, stand on the page that says so; and
on nobody else's."""

import re
from typing import Any

import pytest

from app.foundation import ids
from app.foundation.web.error_pages import REST
from app.house import HANDLERS
from app.people.people import SHARED_IDLE
from tests.examined import Page
from tests.phone import Phone
from tests.sign_in.test_going import away
from tests.world import World

WORDS = "Det der blev skrevet & som <b>ikke</b> må gå tabt"
NUMBER = {"nummer": "12 34 56 78"}


def forms() -> list[tuple[str, tuple[str, ...]]]:
    """Every form in which somebody writes of a thing that may be gone by then, and the fields with
    words."""
    found: list[tuple[str, tuple[str, ...]]] = []
    for handler in HANDLERS:
        opt: dict[str, Any] = handler.opt
        found += [
            (path, opt["words"]) for path in handler.paths if "words" in opt and "uuid" in path
        ]
    return found


def gone(path: str) -> str:
    parts = [str(ids.new()) if "uuid" in part else part for part in path.split("/")]
    return "/".join(parts)


def mark(phone: Phone, page: str) -> str:
    return next(
        value for form in phone.get(page).forms for name, value in form.fields if name == "konto"
    )


def test_words_for_what_is_gone_are_given_back(world: World) -> None:
    anna = world.signed_in()
    konto = mark(anna, "/dagbog")
    assert len(forms()) >= 9
    for path, names in forms():
        there = gone(path)
        typed = {name: NUMBER.get(name, f"{WORDS} {name}"[:110]) for name in names}
        page = anna.post(
            there,
            {"konto": konto, "id": str(ids.new()), **typed},
            expect=409 if "/svar/" in path else 404,
        )
        for text in typed.values():
            assert text in page.main, (path, text)
        again = [form for form in page.forms if form.action == there]
        assert not any(form.buttons for form in again), (
            "what is gone takes nothing however often it is tried"
        )
        assert len(again) == 1, "nobody sees that form: it goes along when the page locks itself"


@pytest.mark.parametrize("konto", ["", "a_somebodyelse"])
def test_nobody_is_shown_what_was_written_for_another_account(world: World, konto: str) -> None:
    """Nor when the form does not say whose it is."""
    sam = world.signed_in("Sam")
    of_anna = mark(world.signed_in(), "/dagbog")
    for given in (konto, of_anna):
        typed = {"konto": given} if given else {}
        answer = sam.send(gone("/dagbog/{x:uuid}/ret"), {**typed, "tekst": "Annas ord"})
        assert answer.status_code >= 400 or answer.status_code == 303
        assert "Annas ord" not in answer.text


def test_what_holds_no_words_is_an_ordinary_page(world: World) -> None:
    anna = world.signed_in()
    konto = mark(anna, "/dagbog")
    for path, fields in (
        (gone("/maal/{x:uuid}/hvile"), {"tekst": "Ikke en form med ord"}),
        (gone("/maal/{x:uuid}/ret"), {}),
    ):
        page = anna.post(path, {"konto": konto, **fields}, expect=404 if fields else 422)
        assert "Ikke en form" not in page.main


def test_a_guest_gets_words_back_for_a_text_that_was_swept(world: World) -> None:
    """On another's phone nothing lies in an outbox: this page is the only place they are."""
    guest = world.signed_in(shared=True)
    guest.fill("/dagbog", "/dagbog", tekst="Den der forsvinder")
    there = next(
        f"{link}/ret"
        for link in guest.get("/dagbog").links
        if re.fullmatch("/dagbog/[0-9a-f-]{36}", link)
    )
    fields = guest.typed(guest.get(there), there, tekst="Nye ord til den")
    with_words = guest.post(gone("/dagbog/{x:uuid}/ret"), fields, expect=404)
    assert (
        "Nye ord til den" in with_words.main
        and "Det er ikke gemt. Kopiér det, du vil have med." in with_words.main
    )


def closes_and_hides(page: Page, mark: str) -> None:
    """The page has «Skjul», and empties itself after a rest though nobody can be asked whose phone
    it is."""
    assert dict(page.form("/skjul").fields)["konto"] == mark
    body = page.root.find(".//body")
    assert body is not None and body.get("data-behaviour") == "says-before-locking"
    assert (body.get("data-minutes"), body.get("data-mark", ""), body.get("data-rested")) == (
        str(SHARED_IDLE),
        mark,
        None,
    )
    assert 'id="locks-soon"' in page.text and REST == SHARED_IDLE, "as on another's phone"


@pytest.mark.parametrize("broken", ["the database is away", "the keys are away"])
def test_words_given_back_while_nobody_can_be_asked_are_hidden_with_one_tap(
    world: World, broken: str
) -> None:
    anna, sam = world.signed_in(shared=True), world.signed_in("Sam")
    konto = mark(anna, "/dagbog")
    keys, door = world.state["keys"], world.state["door"]
    with pytest.MonkeyPatch.context() as patched:
        if broken == "the database is away":
            away(world, patched)
        else:
            patched.setitem(world.state, "keys", None)
            patched.setitem(world.state, "door", None)
        for phone in (anna, sam):
            answer = phone.send("/dagbog", {"konto": konto, "tekst": WORDS})
            assert answer.status_code >= 500
            page = phone.examine(answer, answer.status_code)
            assert WORDS in page.main
            closes_and_hides(page, konto)
        handed = anna.send("/del", {"text": WORDS})
        closes_and_hides(anna.examine(handed, handed.status_code), "")
        nothing = anna.send("/vis-mindre", {"konto": konto})
        assert not anna.examine(nothing, nothing.status_code).root.findall(
            ".//form[@class='hides']"
        ), "there is nothing to hide"
    assert (world.state["keys"], world.state["door"]) == (keys, door)


def test_what_a_visitor_wrote_is_hidden_with_one_tap_too(world: World) -> None:
    ida = world.phone()
    ida.post("/kig-dig-omkring", {})
    konto = mark(ida, "/dagbog")
    page = ida.post("/dagbog", {"konto": konto, "tekst": WORDS}, expect=403)
    assert WORDS in page.main
    closes_and_hides(page, konto)


def every_form() -> list[tuple[str, tuple[str, ...]]]:
    found = [
        (path, each.opt["words"]) for each in HANDLERS if "words" in each.opt for path in each.paths
    ]
    assert len(found) >= 16
    return found


def test_no_door_takes_words_without_a_word(world: World) -> None:
    """Who writes while looking around, or while everything waits to be erased: kept nowhere, and
    said and shown."""
    sam, ida = world.signed_in("Sam"), world.phone()
    ida.post("/kig-dig-omkring", {})
    marks = {"Sam": mark(sam, "/dagbog"), "Ida": mark(ida, "/dagbog")}
    sam.fill("/mine-ting/slet", "/mine-ting/slet")
    for path, names in every_form():
        there = gone(path).replace("{place:int}", "2").replace("{what:str}", "haab")
        typed = {name: NUMBER.get(name, f"{WORDS} {name}"[:110]) for name in names}
        for phone, name, status in ((sam, "Sam", 409), (ida, "Ida", 403)):
            page = phone.post(
                there, {"konto": marks[name], "id": str(ids.new()), **typed}, expect=status
            )
            for text in typed.values():
                assert text in page.main, (path, text)
            assert "Det er ikke gemt. Kopiér det, du vil have med." in page.main
