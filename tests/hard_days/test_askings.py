"""What somebody close is asked for: answered once, opened by the citizen and by nobody else."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from app.foundation import actor, clock, ids
from app.foundation.errors import NotFound
from app.hard_days import askings
from app.hard_days.models import askings as rows
from app.municipality import colleagues
from app.my_data import whole
from app.people import erasure
from app.sharing import bonds, grants
from tests.sharing.bonded import bond, person
from tests.world import World

pytestmark = pytest.mark.both

WORDS = "Du sad på trappen og grinede."


@pytest.fixture
def on(world: World) -> dict[str, UUID]:
    return {name: bond(world, "Anna", name) for name in ("Gry", "Mette")}


def ask(world: World, on: UUID, kind: str = "hope", text: str = "") -> UUID:
    row: UUID = world.write(
        askings.ask, world.keys, person(world, "Anna"), ids.new(), on, kind, text
    )
    return row


def answer(world: World, name: str, on: UUID, row: UUID, text: str = WORDS) -> None:
    world.write(askings.answer, world.keys, person(world, name), on, row, text)


def test_it_is_asked_written_and_opened(world: World, on: dict[str, UUID]) -> None:
    anna, gry = world.signed_in("Anna"), world.signed_in("Gry")
    look = anna.fill("/bedt/ny/haab", "/bedt/ny/haab", hvem=str(on["Gry"]), tekst="Om sommerhuset")
    assert "Sådan ser Gry det" in look.main and "Om sommerhuset" in look.main
    assert world.read(askings.newest, person(world, "Anna")).things == [], "looking asks nothing"
    anna.post("/bedt/ny/haab", look.form("/bedt/ny/haab").fields)
    read = gry.get(f"/kreds/{on['Gry']}/bedt")
    assert (
        "Vil du skrive et par ord, jeg kan åbne på en svær dag?" in read.main
        and "Om sommerhuset" in read.main
    )
    there = next(link for link in read.links if "/svar/" in link)
    gry.fill(there, there, tekst=WORDS)
    assert WORDS not in anna.get("/bedt").main, "it is opened by a tap, not by looking at the list"
    opened = next(
        link for link in anna.get("/bedt").links if link.startswith("/bedt/") and "/ny/" not in link
    )
    assert WORDS in anna.get(opened).main


def test_a_hard_day_offers_it_and_does_not_open_it(world: World, on: dict[str, UUID]) -> None:
    answer(world, "Gry", on["Gry"], ask(world, on["Gry"]))
    anna = world.signed_in("Anna")
    hard = anna.post("/dag", [*anna.typed(anna.get("/"), "/dag"), ("slags", "hard")])
    assert "Ord til dig fra Gry" in hard.main and WORDS not in hard.main


def test_whoever_wrote_it_cannot_read_or_change_it(world: World, on: dict[str, UUID]) -> None:
    row = ask(world, on["Gry"])
    answer(world, "Gry", on["Gry"], row)
    gry = world.signed_in("Gry")
    assert WORDS not in gry.get(f"/kreds/{on['Gry']}/bedt").main
    gry.get(f"/kreds/{on['Gry']}/svar/{row}", expect=404)
    gry.get(f"/bedt/{row}", expect=404)
    with pytest.raises(NotFound):
        answer(world, "Gry", on["Gry"], row, "Noget andet")
    assert world.read(askings.answer_to, person(world, "Anna"), row) == WORDS


def test_nobody_else_answers(world: World, on: dict[str, UUID]) -> None:
    row = ask(world, on["Gry"])
    for name, by in (("Mette", "Mette"), ("Mette", "Gry"), ("Sam", "Gry")):
        with pytest.raises(NotFound):
            answer(world, name, on[by], row)
    world.write(askings.take_back, world.keys, person(world, "Anna"), row)
    with pytest.raises(NotFound):
        answer(world, "Gry", on["Gry"], row)


def test_an_answer_is_sealed_with_the_citizens_key(world: World, on: dict[str, UUID]) -> None:
    row = ask(world, on["Gry"], text="Om sommerhuset")
    answer(world, "Gry", on["Gry"], row)
    kept = world.read(lambda db: db.execute(select(rows).where(rows.c.id == row)).one())
    for held in (kept.sealed, kept.answer_sealed):
        assert WORDS.encode() not in held and b"sommerhuset" not in held
    assert (
        person(world, "Anna")
        .box.open(askings.Answer, "askings", row, kept.answer_sealed, "answer_sealed")
        .text
        == WORDS
    )


def test_the_words_stay_when_the_other_leaves(world: World, on: dict[str, UUID]) -> None:
    row = ask(world, on["Gry"])
    answer(world, "Gry", on["Gry"], row)
    world.write(bonds.end, world.keys, person(world, "Gry"), on["Gry"], owner=False)
    assert world.read(askings.find, person(world, "Anna"), row).who == "Gry"
    assert world.read(askings.answer_to, person(world, "Anna"), row) == WORDS


def test_a_call_is_asked_of_a_guide_and_both_see_the_agreement(
    world: World, on: dict[str, UUID]
) -> None:
    with pytest.raises(NotFound):
        ask(world, on["Gry"], "call")
    row = ask(world, on["Mette"], "call")
    mette = world.signed_in("Mette")
    there = f"/kreds/{on['Mette']}/svar/{row}"
    mette.fill(there, there)
    assert "Du har svaret ja." in mette.get(f"/kreds/{on['Mette']}/bedt").main
    assert (
        "Mette har sagt ja til at ringe den første hverdag, du er hjemme. I kan begge se aftalen."
        in world.signed_in("Anna").get("/bedt").main
    )
    people = world.signed_in("Anna").get("/bedt/ny/opkald").main
    assert "Mette" in people and "Gry" not in people


def test_asked_again_by_the_same_form_asks_once(world: World, on: dict[str, UUID]) -> None:
    row = ids.new()
    for _ in range(2):
        world.write(askings.ask, world.keys, person(world, "Anna"), row, on["Gry"], "hope", "")
    assert len(world.read(askings.newest, person(world, "Anna")).things) == 1


def test_an_old_form_asks_nobody_anew(world: World, on: dict[str, UUID]) -> None:
    """Answered and put away, brought back or not: what was said of it holds, nobody is asked
    again."""
    anna, me = world.signed_in("Anna"), person(world, "Anna")
    look = anna.fill("/bedt/ny/haab", "/bedt/ny/haab", hvem=str(on["Gry"]), tekst="Om sommerhuset")
    fields = look.form("/bedt/ny/haab").fields
    for _ in range(2):
        assert "Du har spurgt." in anna.post("/bedt/ny/haab", fields).said
    [asked] = world.read(askings.newest, me).things
    answer(world, "Gry", on["Gry"], asked.id)
    gone = anna.fill("/bedt", f"/bedt/{asked.id}/slet")
    assert "Du har spurgt." not in anna.post("/bedt/ny/haab", fields).said
    assert world.read(askings.newest, me).things == [] and not world.read(grants.given, me)
    anna.post(f"/bedt/{asked.id}/fortryd", gone.form(f"/bedt/{asked.id}/fortryd").fields)
    anna.post("/bedt/ny/haab", fields)
    assert [each.stands for each in world.read(askings.newest, me).things] == [
        askings.NOT_SEEN
    ] and not world.read(grants.given, me)


def test_a_form_sent_again_to_somebody_else_asks_that_person_too(
    world: World, on: dict[str, UUID]
) -> None:
    """Never one person's words under another's name."""
    row = ids.new()
    for name in ("Gry", "Mette"):
        world.write(askings.ask, world.keys, person(world, "Anna"), row, on[name], "hope", "")
    asked = {each.who: each for each in world.read(askings.newest, person(world, "Anna")).things}
    assert set(asked) == {"Gry", "Mette"} and asked["Gry"].id != asked["Mette"].id
    with pytest.raises(NotFound):
        answer(world, "Mette", on["Mette"], asked["Gry"].id)


def test_the_words_stay_when_whoever_wrote_them_is_erased(
    world: World, on: dict[str, UUID]
) -> None:
    row = ask(world, on["Gry"])
    answer(world, "Gry", on["Gry"], row)
    with actor.by(actor.WORKER):
        world.write(erasure.ask, person(world, "Gry"), clock.minute())
        assert world.db.write_now(whole.erase_if_due, world.keys, world.cast["Gry"].id) == 1
    assert world.read(askings.find, person(world, "Anna"), row).who == "Gry"
    assert WORDS in world.signed_in("Anna").get(f"/bedt/{row}").main


def test_what_no_longer_holds_is_not_promised(world: World, on: dict[str, UUID]) -> None:
    row, call = ask(world, on["Gry"]), ask(world, on["Mette"], "call")
    answer(world, "Mette", on["Mette"], call, "")
    world.write(bonds.end, world.keys, person(world, "Mette"), on["Mette"], owner=False)
    page = world.signed_in("Anna").get("/bedt").main
    assert "Forbindelsen er slut. Aftalen med Mette gælder ikke her." in page
    with clock.held(clock.now() + timedelta(days=100)):
        assert "Gry kan ikke se spørgsmålet nu." in world.signed_in("Anna").get("/bedt").main
    assert row


def test_whoever_has_no_account_any_more_is_not_waited_for(
    world: World, on: dict[str, UUID]
) -> None:
    ask(world, on["Mette"])
    world.write(colleagues.close, world.municipality(), world.cast["Mette"].id)
    page = world.signed_in("Anna").get("/bedt").main
    assert "Der er ikke svaret endnu." not in page and "Mette kan ikke se spørgsmålet." in page


def test_words_written_to_somebody_who_no_longer_asks_are_handed_back(
    world: World, on: dict[str, UUID]
) -> None:
    there = f"/kreds/{on['Gry']}/svar/{ask(world, on['Gry'])}"
    gry = world.signed_in("Gry")
    fields = gry.typed(gry.get(there), there, tekst=WORDS)
    world.write(grants.pause, world.keys, person(world, "Anna"))
    page = gry.post(there, fields, expect=409)
    assert WORDS in page.main and "er ikke gemt" in page.main


def test_words_are_handed_back_when_the_question_ends_while_they_are_on_their_way(
    world: World, on: dict[str, UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    row, real = ask(world, on["Gry"]), askings.waiting
    there = f"/kreds/{on['Gry']}/svar/{row}"
    gry = world.signed_in("Gry")
    fields = gry.typed(gry.get(there), there, tekst=WORDS)

    def ends_after(*given: Any) -> Any:
        monkeypatch.setattr(askings, "answer", gone)
        return real(*given)

    def gone(*given: Any) -> None:
        raise NotFound

    monkeypatch.setattr(askings, "waiting", ends_after)
    page = gry.post(there, fields, expect=409)
    assert WORDS in page.main and "er ikke gemt" in page.main


def test_put_away_and_brought_back(world: World, on: dict[str, UUID]) -> None:
    row = ask(world, on["Gry"])
    answer(world, "Gry", on["Gry"], row)
    anna = world.signed_in("Anna")
    gone = anna.fill("/bedt", f"/bedt/{row}/slet")
    assert "Gry har skrevet til dig" not in gone.main
    anna.post(f"/bedt/{row}/fortryd", gone.form(f"/bedt/{row}/fortryd").fields)
    assert world.read(askings.answer_to, person(world, "Anna"), row) == WORDS


@pytest.mark.parametrize("text", ["", "x" * 2001])
def test_words_that_are_none_or_too_many_are_asked_about(
    world: World, on: dict[str, UUID], text: str
) -> None:
    there = f"/kreds/{on['Gry']}/svar/{ask(world, on['Gry'])}"
    page = world.signed_in("Gry").fill(there, there, expect=422, tekst=text)
    assert dict(page.form(there).fields)["tekst"].strip() == text


def test_what_was_written_before_a_pause_began_is_given_back(
    world: World, on: dict[str, UUID]
) -> None:
    """The pause began in another tab; nobody is asked, and the words stand where they were."""
    anna = world.signed_in("Anna")
    look = anna.fill("/bedt/ny/haab", "/bedt/ny/haab", hvem=str(on["Gry"]), tekst="Om sommerhuset")
    world.write(grants.pause, world.keys, person(world, "Anna"))
    page = anna.post("/bedt/ny/haab", look.form("/bedt/ny/haab").fields, expect=422)
    assert "Du holder pause." in page.main and "Om sommerhuset" in page.main
    assert dict(page.form("/bedt/ny/haab").fields)["hvem"] == str(on["Gry"])
