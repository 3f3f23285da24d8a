"""A plan is shared line by line, part by part or whole; and what was made ready on a good day, with
one tap for 24 hours."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from app import plan
from app.circle.shared_views import READ
from app.foundation import clock, ids
from app.foundation.errors import NotFound
from app.municipality import colleagues
from app.people import Person
from app.plan.kept import Words
from app.sharing import apart, bonds, grants, log, stopping, view
from app.sharing.grants import Wish
from tests.phone import Phone
from tests.sharing.bonded import bond, grant, person
from tests.world import World

MINUTE = timedelta(minutes=1)


def write(world: World, part: str, text: str) -> UUID:
    row: UUID = world.write(plan.kept.keep, person(world, "Anna"), part, ids.new(), Words(text))
    return row


def section(world: World, part: str) -> UUID:
    found: plan.sections.Section = world.write(plan.sections.the, person(world, "Anna"), part)
    return found.id


def sees(world: World, on: UUID, reader: str = "Gry") -> list[str]:
    """The lines the other gets, in the order of the page."""
    try:
        seen = world.write(view.see, world.keys, person(world, reader), on, "plan", READ["plan"][0])
    except NotFound:
        return []
    return [each.words.text for _, lines in seen.content for each in lines]


@pytest.fixture
def on(world: World) -> UUID:
    """Anna has two lines that help and one about being met; her sister belongs to her circle."""
    write(world, "helps", "Te")
    write(world, "helps", "Radio")
    write(world, "meet", "Sæt dig")
    return bond(world, "Anna", "Gry")


def anna(world: World) -> Person:
    return person(world, "Anna")


def test_one_line_alone(world: World, on: UUID) -> None:
    one = write(world, "helps", "Katten")
    grant(world, on, "plan", "item", one)
    assert sees(world, on) == ["Katten"]


def test_a_part_and_what_is_written_in_it_later(world: World, on: UUID) -> None:
    """As with a goal and its steps: the page says so before it is shared."""
    grant(world, on, "plan", "item", section(world, "helps"))
    assert sees(world, on) == ["Te", "Radio"]
    write(world, "helps", "Katten")
    write(world, "signs", "Noget andet")
    assert sees(world, on) == ["Te", "Radio", "Katten"]


def test_the_whole_plan_waits_a_day_for_a_relative_and_a_part_does_not(
    world: World, on: UUID
) -> None:
    grant(world, on, "plan", "coming")
    assert sees(world, on) == []
    with clock.held(clock.now() + timedelta(days=1)):
        assert sees(world, on) == ["Te", "Radio", "Sæt dig"]
    mette = bond(world, "Anna", "Mette")
    grant(world, mette, "plan", "now")
    write(world, "helps", "Skrevet bagefter")
    assert sees(world, mette, "Mette") == ["Te", "Radio", "Sæt dig"]


def test_a_line_or_a_part_can_be_kept_to_oneself_whatever_is_shared(world: World, on: UUID) -> None:
    mette = bond(world, "Anna", "Mette")
    grant(world, mette, "plan", "coming")
    grant(world, mette, "plan", "item", section(world, "meet"))
    world.write(apart.withhold, world.keys, anna(world), section(world, "meet"))
    assert sees(world, mette, "Mette") == ["Te", "Radio"]
    tea = world.read(plan.kept.of, anna(world), "helps")[0].id
    world.write(apart.withhold, world.keys, anna(world), tea)
    assert sees(world, mette, "Mette") == ["Radio"]
    world.write(apart.release, world.keys, anna(world), section(world, "meet"))
    assert sees(world, mette, "Mette") == ["Radio", "Sæt dig"]


def test_the_other_reads_it_in_its_writers_order(world: World, on: UUID) -> None:
    mette = bond(world, "Anna", "Mette")
    grant(world, mette, "plan", "coming")
    world.write(plan.kept.move_part_up, anna(world), "meet")
    assert list(world.read(plan.kept.whole, anna(world))) == ["meet", "helps"]
    assert sees(world, mette, "Mette") == ["Sæt dig", "Te", "Radio"]
    write(world, "signs", "Kaffen bliver kold")
    assert list(world.read(plan.kept.whole, anna(world))) == ["signs", "meet", "helps"], (
        "an empty part keeps its place"
    )


def test_the_log_says_it_and_nothing_of_which_part(world: World, on: UUID) -> None:
    grant(world, on, "plan", "item", section(world, "helps"))
    sees(world, on)
    newest = world.read(log.lines, anna(world).box)[0].event
    assert (newest.what, newest.kind, newest.who) == ("seen", "plan", "Gry")
    said = world.signed_in("Anna").get("/deling/set").main
    assert "Gry så din plan." in said and "Det hjælper mig" not in said


# --- one tap --------------------------------------------------------------------------------------


def ready(world: World, on: UUID, *parts: str, looked: bool = True) -> UUID:
    row: UUID = world.write(plan.ready.keep, anna(world), on, parts or ("helps",), "12 34 56 78")
    if looked:
        mark = world.read(plan.ready.find, anna(world), row).words.mark
        assert world.write(plan.ready.confirm_shown, anna(world), row, mark)
    return row


def tap(world: World, row: UUID) -> bool:
    done: bool = world.write(plan.ready.share, world.keys, anna(world), row)
    return done


def test_making_it_ready_shares_nothing(world: World, on: UUID) -> None:
    ready(world, on)
    assert sees(world, on) == []
    assert not anna(world).profile.shares_any(["plan"])


def test_a_tap_shares_the_chosen_parts_for_24_hours_and_no_minute_longer(
    world: World, on: UUID
) -> None:
    assert tap(world, ready(world, on))
    assert sees(world, on) == ["Te", "Radio"]
    with clock.held(clock.now() + timedelta(days=1) - MINUTE):
        assert sees(world, on) == ["Te", "Radio"]
    with clock.held(clock.now() + timedelta(days=1)):
        assert sees(world, on) == []
        assert not anna(world).profile.shares_any(["plan"])


def test_a_tap_on_what_nobody_has_looked_at_shares_nothing(world: World, on: UUID) -> None:
    with pytest.raises(NotFound):
        tap(world, ready(world, on, looked=False))
    assert sees(world, on) == []


def test_other_parts_are_shared_when_they_have_been_looked_at_and_not_before(
    world: World, on: UUID
) -> None:
    """A correction that was begun takes nothing away on a hard day, and a yes is to what was
    shown."""
    row = ready(world, on)
    world.write(plan.ready.keep, anna(world), on, ["helps", "meet"], "")
    shown = world.read(plan.ready.find, anna(world), row).words.mark
    tap(world, row)
    assert sees(world, on) == ["Te", "Radio"]
    world.write(plan.ready.keep, anna(world), on, ["helps", "meet", "signs"], "")
    assert not world.write(plan.ready.confirm_shown, anna(world), row, shown), (
        "that was not what is chosen now"
    )
    assert world.read(plan.ready.find, anna(world), row).words.parts == ("helps",)


def test_another_number_alone_needs_no_new_look(world: World, on: UUID) -> None:
    row = ready(world, on)
    world.write(plan.ready.keep, anna(world), on, ["helps"], "87 65 43 21")
    words = world.read(plan.ready.find, anna(world), row).words
    assert (words.looked, words.wished, words.number) == (True, (), "87 65 43 21")


def test_the_tap_never_shortens_what_is_shared_for_longer(world: World, on: UUID) -> None:
    grant(world, on, "plan", "item", section(world, "helps"), "3")
    tap(world, ready(world, on, "helps", "meet"))
    with clock.held(clock.now() + timedelta(days=2)):
        assert sees(world, on) == ["Te", "Radio"]


def test_the_page_says_shared_only_when_something_of_it_can_be_seen(world: World, on: UUID) -> None:
    one = write(world, "signs", "Ikke en del af det")
    grant(world, on, "plan", "item", one)
    row = ready(world, on)

    def until() -> object:
        made = world.read(plan.ready.all_of, anna(world))
        return world.read(plan.ready.shared_until, anna(world), made).get(on)

    assert until() is None, "another line of the plan"
    tap(world, row)
    assert until() is not None
    world.write(grants.pause, world.keys, anna(world))
    assert until() is None
    world.write(grants.resume, world.keys, anna(world))
    world.write(apart.withhold, world.keys, anna(world), section(world, "helps"))
    assert until() is None and not tap(world, row)


def test_another_version_of_a_line_kept_apart_is_kept_apart_too(world: World, on: UUID) -> None:
    """Changed in two tabs, both stand there for their writer; the other sees neither."""
    mette = bond(world, "Anna", "Mette")
    grant(world, mette, "plan", "coming")
    tea = world.read(plan.kept.of, anna(world), "helps")[0]
    world.write(apart.withhold, world.keys, anna(world), tea.id)
    world.write(plan.kept.change, anna(world), tea.id, Words("Te og hvile"), tea.words.mark)
    world.write(plan.kept.change, anna(world), tea.id, Words("Kaffe"), tea.words.mark)
    assert {"Te og hvile", "Kaffe"} <= {
        each.words.text for each in world.read(plan.kept.of, anna(world), "helps")
    }
    assert sees(world, mette, "Mette") == ["Radio", "Sæt dig"]


def test_parts_that_are_all_kept_apart_are_said_to_be_so(world: World, on: UUID) -> None:
    """Several of them are one line on Deling, told by those that can be seen as long as there is
    one."""
    parts = [write(world, "helps", text) for text in ("Gå en tur", "Ringe til Bo", "Te i køkkenet")]
    for row, length in zip(parts, ("3", "3", "1"), strict=True):
        grant(world, on, "plan", "item", row, length)

    def deling() -> str:
        return str(world.signed_in().get("/deling").main)

    for row in parts:
        assert "Du holder dem for dig selv lige nu" not in deling()
        world.write(apart.withhold, world.keys, anna(world), row)
    assert (
        "Gry kan se dele af din plan" in deling()
        and "Du holder dem for dig selv lige nu" in deling()
    )
    world.write(apart.release, world.keys, anna(world), parts[2])
    assert "Du holder dem for dig selv lige nu" not in deling()


def test_a_part_without_lines_looks_like_any_other_end(world: World, on: UUID) -> None:
    tap(world, ready(world, on, "meet"))
    gry = world.signed_in("Gry")
    assert "/plan" in "".join(gry.get("/kreds").links)
    world.write(plan.kept.remove, anna(world), world.read(plan.kept.of, anna(world), "meet")[0].id)
    assert f"/kreds/{on}/plan" not in gry.get("/kreds").links
    assert gry.ask("GET", f"/kreds/{on}/plan/endnu").status_code == 404


def test_a_tap_after_the_other_has_left_is_no_dead_end(world: World, on: UUID) -> None:
    phone = world.signed_in("Anna")
    here = made_ready(phone, on, "2")
    fields = phone.typed(phone.get("/plan"), f"{here}/del")
    world.write(bonds.end, world.keys, person(world, "Gry"), on, owner=False)
    assert (
        phone.post(f"{here}/del", fields).said
        == "Den forbindelse er slut. Der er ikke delt noget over den."
    )


def test_a_tap_on_an_old_page_says_what_is_so(world: World, on: UUID) -> None:
    """What was ready was put away in another tab, after it had been shared: Gry reads the plan, and
    they are connected."""
    phone = world.signed_in("Anna")
    here = made_ready(phone, on, "2")
    old, row = phone.typed(phone.get("/plan"), f"{here}/del"), here.rpartition("/")[2]
    phone.post(f"{here}/del", old)
    away = f"/plan/del/{row}/slet"
    phone.post(away, phone.typed(phone.get("/plan/del"), away))
    led = phone.send(f"{here}/del", old).headers["location"]
    assert sees(world, on) == ["Te", "Radio"]
    assert (
        phone.get(led).said
        == "Det er ikke længere klar til at dele. Det der er delt, ser du under Deling."
    )
    world.write(plan.ready.keep, anna(world), on, ["helps"], "12 34 56 78")
    assert phone.get(led).said == "" and phone.post(f"{here}/del", old).said == "", (
        "it waits to be looked at"
    )
    for said in ("vaek", "lukket"):
        assert phone.get(f"/plan/del?besked={said}&klar={row}").said == "", said


def test_a_tap_for_somebody_whose_account_is_closed_says_so(world: World) -> None:
    write(world, "helps", "Te")
    phone = world.signed_in("Anna")
    here = made_ready(phone, bond(world), "2")
    fields = phone.typed(phone.get("/plan"), f"{here}/del")
    world.write(colleagues.close, world.municipality(), world.cast["Mette"].id)
    assert (
        phone.post(f"{here}/del", fields).said
        == "Kontoen er ikke i brug mere. Der er ikke delt noget med den."
    )


def test_ready_is_not_said_to_be_unshared_once_it_is_shared(world: World, on: UUID) -> None:
    phone = world.signed_in("Anna")
    here = made_ready(phone, on, "2")
    phone.post(f"{here}/del", phone.typed(phone.get("/plan"), f"{here}/del"))
    assert phone.get("/plan/del?besked=klar").said == "Klar. Et tryk deler det i 24 timer."


def test_parts_that_are_empty_by_then_share_nothing(world: World, on: UUID) -> None:
    row = ready(world, on, "helps", "meet")
    for each in world.read(plan.kept.of, anna(world), "helps"):
        world.write(plan.kept.remove, anna(world), each.id)
    assert tap(world, row)
    assert sees(world, on) == ["Sæt dig"]
    for each in world.read(plan.kept.of, anna(world), "meet"):
        world.write(plan.kept.remove, anna(world), each.id)
    assert not tap(world, row)


def test_a_tap_again_goes_on_from_then_and_one_tap_stops_all_of_it(world: World, on: UUID) -> None:
    row = ready(world, on, "helps", "meet")
    tap(world, row)
    with clock.held(clock.now() + timedelta(hours=20)):
        tap(world, row)
    with clock.held(clock.now() + timedelta(hours=30)):
        assert sees(world, on) == ["Te", "Radio", "Sæt dig"]
        world.write(stopping.stop_kind, world.keys, anna(world), on, "plan")
        assert sees(world, on) == []
        assert not anna(world).profile.shares_any(["plan"])


def test_an_old_tap_shares_nothing_anew_after_it_was_stopped(world: World, on: UUID) -> None:
    ready(world, on, "helps")
    phone = world.signed_in("Anna")
    action = next(form.action for form in phone.get("/plan").forms if form.action.endswith("/del"))
    fields = phone.get("/plan").form(action).fields
    assert "Delt. Du kan" in phone.post(action, fields).said and sees(world, on)
    phone.post(action, fields)
    assert sees(world, on)
    phone.fill("/plan/del", f"/deling/person/{on}/stop/plan")
    assert "Delt" not in phone.post(action, fields).said and sees(world, on) == []
    phone.post(action, phone.get("/plan").form(action).fields)
    assert sees(world, on), "a new tap shares"


def test_nobody_stops_what_others_share(world: World, on: UUID) -> None:
    tap(world, ready(world, on))
    for name in ("Gry", "Sam", "Mette"):
        with pytest.raises(NotFound):
            world.write(stopping.stop_kind, world.keys, person(world, name), on, "plan")
    assert sees(world, on) == ["Te", "Radio"]


def test_whoever_has_left_is_not_offered_any_more(world: World, on: UUID) -> None:
    row = ready(world, on)
    world.write(bonds.end, world.keys, person(world, "Gry"), on, owner=False)
    assert world.read(plan.ready.all_of, anna(world)) == []
    with pytest.raises(NotFound):
        tap(world, row)


def test_only_its_maker_taps_it(world: World, on: UUID) -> None:
    row = ready(world, on)
    for name in ("Gry", "Sam"):
        with pytest.raises(NotFound):
            world.write(plan.ready.share, world.keys, person(world, name), row)


# --- on the pages ---------------------------------------------------------------------------------


def made_ready(phone: Phone, on: UUID, *places: str) -> str:
    """As somebody does it: choose, see it as the other will, and say yes. Returns the address of
    the look."""
    chosen: dict[str, Any] = {"del": list(places), "nummer": "12 34 56 78"}
    look = phone.fill(f"/plan/del/{on}", f"/plan/del/{on}", **chosen)
    here = next(form.action for form in look.forms if form.action.startswith("/deling/klar/"))
    done = phone.post(here, look.form(here).fields)
    assert "Klar. Der bliver ikke delt noget, før du trykker." in done.said
    return here


def test_from_a_good_day_to_a_hard_one(world: World, on: UUID) -> None:
    phone = world.signed_in("Anna")
    here = made_ready(phone, on, "2")
    look = phone.get(here)
    assert "Te" in look.main and "Sæt dig" not in look.main
    assert "Der bliver ikke delt noget nu." in look.text
    phone.send("/dag", [*phone.typed(phone.get("/"), "/dag"), ("slags", "hard")])
    tapped = phone.post(f"{here}/del", phone.typed(phone.get("/plan"), f"{here}/del"))
    assert "Delt. Du kan" in tapped.said
    assert "Gry ser det først, når Gry åbner appen. Der er ikke sendt nogen besked." in tapped.main
    assert "tel:12345678" in tapped.links
    read = world.signed_in("Gry").get(f"/kreds/{on}/plan")
    assert "Te" in read.main and "klokken" in read.main
    assert phone.get("/plan").main.count("Du deler noget af det her.") == 1
    assert "Gry kan se en del af din plan." in phone.get("/deling").main
    stopped = phone.post(
        f"/deling/person/{on}/stop/plan",
        phone.typed(phone.get("/plan/del"), f"/deling/person/{on}/stop/plan"),
    )
    assert "Stoppet." in stopped.said
    world.signed_in("Gry").get(f"/kreds/{on}/plan", expect=404)


def test_what_is_looked_at_is_what_the_other_gets(world: World, on: UUID) -> None:
    """Byte for byte, as with every other share."""
    phone = world.signed_in("Anna")
    here = made_ready(phone, on, "2", "6")
    look = phone.get(here)
    phone.post(f"{here}/del", phone.typed(phone.get("/plan"), f"{here}/del"))
    assert look.inner == world.signed_in("Gry").get(f"/kreds/{on}/plan").inner


def test_in_a_pause_the_tap_says_so_and_shares_nothing(world: World, on: UUID) -> None:
    phone = world.signed_in("Anna")
    here = made_ready(phone, on, "2")
    fields = phone.typed(phone.get("/plan"), f"{here}/del")
    world.write(grants.pause, world.keys, anna(world))
    assert "Du holder pause." in phone.post(f"{here}/del", fields).said
    assert sees(world, on) == []


NEEDS = [({"del": None}, "Vælg mindst én del."), ({"nummer": "ring"}, "Skriv nummeret med tal")]


@pytest.mark.parametrize(("typed", "told"), NEEDS)
def test_what_the_form_needs_is_said_and_nothing_is_lost(
    world: World, on: UUID, typed: dict[str, Any], told: str
) -> None:
    phone = world.signed_in("Anna")
    fields: dict[str, Any] = {"del": ["6"], "nummer": "12 34", **typed}
    page = phone.fill(f"/plan/del/{on}", f"/plan/del/{on}", expect=422, **fields)
    assert told in page.main
    kept = page.form(f"/plan/del/{on}").fields
    assert ("nummer", str(fields["nummer"])) in kept
    assert (("del", "6") in kept) == (typed != {"del": None})


def test_a_wish_of_24_hours_is_for_single_things_only(world: World, on: UUID) -> None:
    for scope in ("now", "coming"):
        with pytest.raises(NotFound):
            world.write(
                grants.give,
                world.keys,
                anna(world),
                ids.new(),
                Wish(on, "plan", scope, grants.ONE_DAY.code),
            )


def test_examples_go_one_by_one_and_come_back(world: World) -> None:
    phone = world.signed_in("Anna")
    page = phone.get("/plan/2")
    assert page.main.count("Vis ikke") == 3
    hidden = phone.post(
        "/plan/2/eksempler", [*phone.typed(page, "/plan/2/eksempler"), ("skjul", "1")]
    )
    assert "En tur rundt om huset." not in hidden.main and hidden.main.count("Vis ikke") == 2
    assert "En tur rundt om huset." not in phone.get("/plan/2").main
    every = [field for field in phone.typed(hidden, "/plan/2/eksempler") if field[0] != "skjul"]
    assert phone.post("/plan/2/eksempler", every).main.count("Vis ikke") == 3
