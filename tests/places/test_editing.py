"""Editors keep places true: versions, two at once, a second person for numbers and links, and what
anybody may say is wrong. Nobody else comes in here, and no editor in another municipality."""

from uuid import UUID, uuid4

import pytest

from app.places import proposals, reports, shelf
from app.places.listing import Place
from tests.examined import Page
from tests.phone import Phone
from tests.places.conftest import activity, put
from tests.world import World

pytestmark = pytest.mark.both

HUSET = Place(name="Huset", line="Kom som du er.", phone="86 00 00 00", calls="86000000")


def press(phone: Phone, path: str, *, expect: int = 200) -> Page:
    """A button that stands on some page of theirs."""
    return phone.post(path, {"konto": mark(phone)}, expect=expect)


def mark(phone: Phone) -> str:
    return dict(phone.typed(phone.get("/indstillinger"), "/log-ud"))["konto"]


def now(world: World, place: UUID) -> Place:
    return world.read(shelf.find, place).place


def test_an_editor_changes_what_stands_there_at_once(world: World) -> None:
    place, ellen = put(world, HUSET), world.signed_in("Ellen")
    ellen.fill(
        f"/steder/{place}/ret", f"/steder/{place}/ret", linje="Kom, og gå igen.", lyst=["ro"]
    )
    assert (now(world, place).line, now(world, place).wishes) == ("Kom, og gå igen.", ("ro",))
    assert "Kom, og gå igen." in world.phone().get("/steder?lyst=ro").text


def test_a_number_waits_for_a_second_person(world: World) -> None:
    place, ellen = put(world, HUSET), world.signed_in("Ellen")
    page = ellen.fill(
        f"/steder/{place}/ret", f"/steder/{place}/ret", telefon="20 20 20 20", linje="Nyt"
    )
    assert "venter" in page.text
    assert (now(world, place).calls, now(world, place).line) == ("86000000", "Nyt")
    ellen.get("/steder/overblik")
    assert ellen.send(f"/steder/{place}/forslag/ja", {"konto": mark(ellen)}).status_code == 403
    assert now(world, place).calls == "86000000"
    world.signed_in("Karen").fill("/steder/overblik", f"/steder/{place}/forslag/ja")
    assert now(world, place).calls == "20202020"
    assert world.read(proposals.find, place) is None


@pytest.mark.parametrize("says", ["ja", "nej"])
def test_an_answer_is_to_the_number_that_was_shown(world: World, says: str) -> None:
    """A page that lay open says yes to nothing that came in its place since."""
    place, ellen, karen = put(world, HUSET), world.signed_in("Ellen"), world.signed_in("Karen")
    path, answer = f"/steder/{place}/ret", f"/steder/{place}/forslag/{says}"
    ellen.fill(path, path, telefon="20 20 20 20")
    shown = karen.get("/steder/overblik")
    ellen.fill(path, path, telefon="30 30 30 30")
    page = karen.post(answer, karen.typed(shown, answer))
    assert "Ændringen er en anden nu." in page.text and "30 30 30 30" in page.text
    waits = world.read(proposals.find, place)
    assert waits is not None and now(world, place).calls == "86000000"
    karen.fill("/steder/overblik", answer)
    assert now(world, place).calls == ("30303030" if says == "ja" else "86000000")
    assert world.read(proposals.find, place) is None


def test_a_second_person_may_say_no(world: World) -> None:
    place = put(world, HUSET)
    world.signed_in("Ellen").fill(
        f"/steder/{place}/ret", f"/steder/{place}/ret", hjemmeside="https://andet.example"
    )
    world.signed_in("Karen").fill("/steder/overblik", f"/steder/{place}/forslag/nej")
    assert now(world, place) == HUSET and world.read(proposals.find, place) is None


@pytest.mark.parametrize(
    ("field", "value"),
    [("hjemmeside", "javascript:alert(1)"), ("hjemmeside", "https://a:b@x.dk"),
     ("hjemmeside", "http://127.0.0.1/"), ("hjemmeside", "https://localhost"),
     ("telefon", "ring til mig"), ("email", "a@b"), ("postnummer", "0001"),
     ("navn", "\u200b"), ("bredde", "10,37"), ("pris", "-5"), ("sprog", "dansk og tysk")],
)  # fmt: skip
def test_what_cannot_be_used_is_said_and_everything_typed_stays(
    world: World, field: str, value: str
) -> None:
    place, ellen = put(world, HUSET), world.signed_in("Ellen")
    typed = {"omtale": "En lang tekst om huset.", "laengde": "56,43"} | {field: value}
    page = ellen.fill(f"/steder/{place}/ret", f"/steder/{place}/ret", expect=422, **typed)
    assert "En lang tekst om huset." in page.text and now(world, place) == HUSET


def test_two_editors_at_once_lose_no_words(world: World) -> None:
    place = put(world, HUSET)
    ellen, karen = world.signed_in("Ellen"), world.signed_in("Karen")
    path = f"/steder/{place}/ret"
    first, second = ellen.get(path), karen.get(path)
    ellen.post(path, ellen.typed(first, path, linje="Ellens linje."))
    page = karen.post(path, karen.typed(second, path, linje="Karens linje."), expect=422)
    assert "Ellens linje." in page.text and "Karens linje." in page.text
    assert now(world, place).line == "Ellens linje."
    karen.post(path, karen.typed(page, path))
    assert now(world, place).line == "Karens linje."


def test_still_right_is_a_date_and_nothing_else(world: World) -> None:
    place, ellen = put(world, HUSET, checked_on=None), world.signed_in("Ellen")
    assert "Ingen har tjekket" in ellen.get("/steder/overblik").text
    page = press(ellen, f"/steder/{place}/stadig-rigtigt")
    assert "tjekket i dag" in page.text
    found = world.read(shelf.find, place)
    assert found.checked_on is not None and found.place == HUSET
    assert "Alle steder er tjekket." in ellen.get("/steder/overblik").text


def test_everything_that_was_can_be_brought_back(world: World) -> None:
    place, ellen = put(world, HUSET), world.signed_in("Ellen")
    path = f"/steder/{place}"
    ellen.fill(f"{path}/ret", f"{path}/ret", navn="Forkert navn")
    page = ellen.get(f"{path}/historik")
    assert "Rettet" in page.text and "Ellen" in page.text
    press(ellen, f"{path}/historik/1/tilbage")
    assert now(world, place) == HUSET
    assert [each.version for each in world.read(shelf.versions, place)] == [3, 2, 1]
    press(ellen, f"{path}/historik/9/tilbage", expect=404)
    assert now(world, place) == HUSET


def test_bringing_back_an_old_number_waits_too(world: World) -> None:
    place = put(world, HUSET)
    before = world.read(shelf.find, place)
    fresh = Place(name="Huset", phone="20 20 20 20", calls="20202020")
    world.write(shelf.change, before, how=shelf.EDITED, place=fresh)
    press(world.signed_in("Ellen"), f"/steder/{place}/historik/1/tilbage")
    assert now(world, place).calls == "20202020"
    waits = world.read(proposals.find, place)
    assert waits is not None and waits.wanted.calls == "86000000"


def test_what_happens_there_is_added_changed_and_taken_away(world: World) -> None:
    place, ellen = put(world, HUSET), world.signed_in("Ellen")
    path = f"/steder/{place}"
    times = "torsdag 14-16\nhver anden fredag 10 fra 2026-01-09"
    ellen.fill(f"{path}/aktivitet", f"{path}/aktivitet", aktivitet="Kaffe", hvornaar=times)
    one = now(world, place).activities[0]
    assert (one.name, len(one.whens)) == ("Kaffe", 2)
    ellen.fill(f"{path}/aktivitet/{one.id}", f"{path}/aktivitet", aktivitet="Kaffe og kage")
    assert [each.name for each in now(world, place).activities] == ["Kaffe og kage"]
    ellen.fill(
        f"{path}/aktivitet",
        f"{path}/aktivitet",
        expect=422,
        aktivitet="X",
        hvornaar="torsdag 25:00",
    )
    press(ellen, f"{path}/aktivitet/{one.id}/fjern")
    assert now(world, place).activities == ()


def test_a_new_place_is_made_once(world: World) -> None:
    ellen = world.signed_in("Ellen")
    page = ellen.get("/steder/nyt")
    fields = ellen.typed(page, "/steder/nyt", navn="Haven", telefon="20 20 20 20")
    ellen.post("/steder/nyt", fields)
    ellen.post("/steder/nyt", fields)
    made = [each for each in world.read(shelf.all_open) if each.place.name == "Haven"]
    assert len(made) == 1 and made[0].place.phone == ""
    assert world.read(proposals.find, made[0].id) is not None


def test_a_place_is_closed_and_opened_again(world: World) -> None:
    place, ellen = put(world, HUSET), world.signed_in("Ellen")
    press(ellen, f"/steder/{place}/luk")
    assert world.phone().ask("GET", f"/steder/{place}").status_code == 410
    press(ellen, f"/steder/{place}/aaben")
    assert world.phone().ask("GET", f"/steder/{place}").status_code == 200


# Who may


@pytest.mark.parametrize("name", ["Anna", "Gry", "Mette", None])
def test_nobody_else_comes_in(world: World, name: str | None) -> None:
    place = put(world, HUSET)
    phone = world.signed_in(name) if name else world.phone()
    for path in ("/steder/overblik", "/steder/nyt", f"/steder/{place}/ret", "/steder/indlaes"):
        assert phone.ask("GET", path).status_code in (303, 401, 404)
    assert phone.send(f"/steder/{place}/luk", {}).status_code in (303, 401, 404)
    assert world.read(shelf.find, place).open


def test_an_editor_is_one_of_their_own_municipality(world: World) -> None:
    place, ellen = put(world, HUSET, "Østby"), world.signed_in("Ellen")
    assert ellen.ask("GET", f"/steder/{place}/ret").status_code == 404
    told = {"konto": mark(ellen)}
    for path in ("luk", "stadig-rigtigt", "historik/1/tilbage", "forslag/ja", "forslag/nej"):
        assert ellen.send(f"/steder/{place}/{path}", told).status_code == 404, path
    assert world.read(shelf.find, place).version == 1


def test_an_editor_needs_both_factors_and_reads_in_no_lists(world: World) -> None:
    assert world.signed_in("Ellen", second=False).ask("GET", "/steder/overblik").status_code == 303
    assert world.signed_in("Ellen").ask("GET", "/steder/indlaes").status_code == 404


# What anybody says is wrong


def test_anybody_may_say_that_something_is_wrong(world: World) -> None:
    place, phone = put(world, HUSET), world.phone()
    path = f"/steder/{place}/sig-til"
    phone.fill(path, path, hvad="telefon", siger="Nummeret er et andet.")
    ellen = world.signed_in("Ellen")
    assert "Nummeret er et andet." in ellen.get("/steder/overblik").text
    [one] = world.read(reports.waiting, world.municipality())
    press(ellen, f"/steder/anmeldt/{one.id}/set")
    assert world.read(reports.waiting, world.municipality()) == []


def test_a_report_is_sent_once_and_never_floods(world: World) -> None:
    place = put(world, HUSET)
    row = uuid4()
    for each in (row, row, *(uuid4() for _ in range(40))):
        world.write(reports.put, each, place, "andet", "")
    assert len(world.read(reports.waiting, world.municipality())) == reports.MOST


def test_a_report_without_a_reason_or_too_long_is_given_back(world: World) -> None:
    path = f"/steder/{put(world, HUSET)}/sig-til"
    page = world.phone().fill(path, path, expect=422, siger="o" * 501)
    assert "o" * 501 in page.text


def test_a_place_keeps_its_activities_when_its_form_is_saved(world: World) -> None:
    place = put(world, Place(name="Huset", activities=(activity("Kaffe", "torsdag 14"),)))
    world.signed_in("Ellen").fill(f"/steder/{place}/ret", f"/steder/{place}/ret", linje="Ny")
    assert [each.name for each in now(world, place).activities] == ["Kaffe"]
