"""What Deling and the reading pages say is so: of one thing, in a pause, after an end, and to
somebody without a name."""

from datetime import timedelta
from uuid import UUID

import pytest

from app import goals, hopes, journal
from app.foundation import clock, ids
from app.goals import small_steps
from app.journal.entries import Words
from app.municipality import colleagues
from app.people import people
from app.sharing import apart, bonds, grants
from tests.conftest import NOON
from tests.sharing.bonded import bond, grant, person
from tests.world import World


def kept(world: World, text: str = "Et kolonihavehus") -> UUID:
    made: UUID = world.write(
        hopes.kept.keep, person(world, "Anna"), ids.new(), hopes.kept.Words(text)
    )
    return made


def stop(world: World, row: UUID) -> str:
    anna = world.signed_in()
    return anna.post(
        f"/deling/{row}/stop", anna.get("/deling").form(f"/deling/{row}/stop").fields
    ).said


def test_one_line_and_one_tap_however_often_it_was_given(world: World) -> None:
    kept(world)
    on = bond(world)
    for scope, length in (("now", "1"), ("coming", "3"), ("now", "12")):
        last = grant(world, on, "hopes", scope, length=length)
    page = world.signed_in().get("/deling")
    assert page.main.count("Mette kan se dine håb") == 1
    assert stop(world, last.id) == "Stoppet. Det er ikke delt mere."
    assert world.signed_in("Mette").ask("GET", f"/kreds/{on}/haab").status_code == 404


def test_stopping_one_of_two_says_that_something_is_left(world: World) -> None:
    on = bond(world)
    one = grant(world, on, "hopes", "item", kept(world))
    two = grant(world, on, "hopes", "item", kept(world, "At sove"))
    assert world.signed_in().get("/deling").main.count("Mette kan se et af dine håb") == 2
    assert stop(world, one.id) == "Det er stoppet. Noget andet af samme slags er stadig delt."
    assert stop(world, two.id) == "Stoppet. Det er ikke delt mere."


@pytest.mark.parametrize("way", ["one", "kind"])
def test_stopped_is_true_of_the_person_and_not_of_one_bond_to_them(world: World, way: str) -> None:
    """Somebody invited twice reads on over the other bond: whoever stops it must not believe that
    they do not."""
    item, first, second = kept(world), bond(world, "Anna", "Gry"), bond(world, "Anna", "Gry", "Søs")
    one, two = (grant(world, on, "hopes", "item", item) for on in (first, second))
    grant(world, bond(world), "hopes", "item", item)
    anna, gry = world.signed_in(), world.signed_in("Gry")
    mark = person(world, "Anna").mark
    paths = [
        f"/deling/{each.id}/stop" if way == "one" else f"/deling/person/{each.bond}/stop/haab"
        for each in (one, two)
    ]
    said = anna.post(paths[0], {"konto": mark}).said
    assert "Et kolonihavehus" in gry.get(f"/kreds/{second}/haab").main
    assert (
        said
        == "Det er stoppet her. Noget af samme slags er stadig delt over jeres anden forbindelse."
    )
    assert (
        "Gry kan ikke se noget over den her forbindelse. I har en til." in anna.get("/deling").main
    )
    assert anna.post(paths[1], {"konto": mark}).said == "Stoppet. Det er ikke delt mere.", (
        "what Mette sees is not asked about"
    )


def test_an_end_of_one_of_two_bonds_says_that_there_is_another(world: World) -> None:
    item, first, second = kept(world), bond(world, "Anna", "Gry"), bond(world, "Anna", "Gry", "Søs")
    for on in (first, second, bond(world)):
        grant(world, on, "hopes", "item", item)
    anna, gry = world.signed_in(), world.signed_in("Gry")
    asked = anna.get(f"/deling/person/{first}/slut")
    assert (
        "kan så ikke se det, du har delt." not in asked.main
        and "Den samme person står også hos dig som Søs." in asked.main
    )
    assert f"/deling/person/{second}/slut" in asked.links
    said = anna.post(
        f"/deling/person/{first}/slut", asked.form(f"/deling/person/{first}/slut").fields
    ).said
    assert "Et kolonihavehus" in gry.get(f"/kreds/{second}/haab").main
    assert (
        said
        == "Den forbindelse er slut. I har en forbindelse til. Se her, hvad der er delt over den."
    )
    last = anna.get(f"/deling/person/{second}/slut")
    assert (
        "Søs kan så ikke se det, du har delt." in last.main and "Den samme person" not in last.main
    )
    said = anna.post(
        f"/deling/person/{second}/slut", last.form(f"/deling/person/{second}/slut").fields
    ).said
    assert said == "I er ikke forbundet mere. Du deler ikke noget med den person."


def test_whoever_leaves_one_of_two_is_told_of_the_other(world: World) -> None:
    first, second = bond(world, "Anna", "Gry"), bond(world, "Anna", "Gry", "Søs")
    bond(world, "Sam", "Gry")
    gry, mark = world.signed_in("Gry"), ("konto", person(world, "Gry").mark)
    assert (
        gry.post(f"/kreds/{first}/slut", [mark]).said
        == "Den forbindelse er slut. I har en forbindelse til."
    )
    assert gry.post(f"/kreds/{second}/slut", [mark]).said == "I er ikke forbundet mere."


def test_whoever_leaves_while_the_other_reads_on_is_told_so(world: World) -> None:
    """Anna and Sam have each invited the other: an end of one bond ends nothing that is seen over
    the other."""
    hers, his = bond(world, "Anna", "Sam"), bond(world, "Sam", "Anna")
    made = world.write(
        hopes.kept.keep, person(world, "Sam"), ids.new(), hopes.kept.Words("At komme på havet")
    )
    given = world.write(
        grants.give,
        world.keys,
        person(world, "Sam"),
        ids.new(),
        grants.Wish(his, "hopes", "item", "1", made),
    )
    sam, anna = world.signed_in("Sam"), world.signed_in("Anna")
    led = sam.send(
        f"/kreds/{hers}/slut", sam.get("/kreds").form(f"/kreds/{hers}/slut").fields
    ).headers["location"]
    page = sam.get(led)
    assert "At komme på havet" in anna.get(f"/kreds/{his}/haab").main
    assert page.said == (
        "Den forbindelse er slut. Du deler stadig noget med den person. Det kan du stoppe "
        "under Deling."
    )
    assert "/deling" in page.links
    mark = person(world, "Sam").mark
    sam.post(f"/deling/{given.id}/stop", {"konto": mark})
    assert sam.get(led).said == "", "it was so, and is not any more"
    assert (
        sam.post(f"/kreds/{hers}/slut", {"konto": mark}).said
        == "Den forbindelse er slut. I har en forbindelse til."
    )
    sam.post(f"/deling/person/{his}/slut", {"konto": mark})
    assert sam.post(f"/kreds/{hers}/slut", {"konto": mark}).said == "I er ikke forbundet mere."


def test_an_end_says_nothing_of_what_others_see(world: World) -> None:
    hers, _his = bond(world, "Anna", "Sam"), bond(world, "Sam", "Anna")
    grant(world, bond(world), "hopes", "item", kept(world))
    anna, mark = world.signed_in(), person(world, "Anna").mark
    page = anna.post(f"/deling/person/{hers}/slut", {"konto": mark})
    assert (
        page.said
        == "Den forbindelse er slut. I har en forbindelse til. Du deler ikke noget over den."
    )
    assert "Mette kan se et af dine håb" in page.main
    gone = bond(world, "Anna", "Gry")
    led = anna.send(f"/deling/person/{gone}/slut", [("konto", mark)]).headers["location"]
    page = anna.get(led)
    assert page.said == "I er ikke forbundet mere. Du deler ikke noget med den person."
    bond(world, "Anna", "Gry")
    assert anna.get(led).said == "" and anna.get(f"/deling?besked=slut&hvem={hers}").said == ""


@pytest.mark.parametrize("over", ["the same", "another"])
def test_what_only_waits_is_not_said_to_be_shared_still(world: World, over: str) -> None:
    item, on = kept(world), bond(world, "Anna", "Gry")
    now = grant(world, on, "hopes", "item", item)
    there = on if over == "the same" else bond(world, "Anna", "Gry", "Søs")
    waits = grant(world, there, "hopes", "coming", length="3")
    said = stop(world, now.id)
    assert world.signed_in("Gry").ask("GET", f"/kreds/{on}/haab").status_code == 404
    assert (
        said
        == "Det er stoppet. Med den samme person deler du snart dine håb. Det kan du også stoppe."
    )
    assert stop(world, waits.id) == "Stoppet. Det er ikke delt mere."


def test_a_relative_keeps_what_they_had_while_the_wider_waits(world: World) -> None:
    kept(world)
    on = bond(world, "Anna", "Gry")
    with clock.held(NOON - timedelta(days=2)):
        grant(world, on, "hopes", "now", length="3")
    later = kept(world, "Skrevet siden")
    wide = grant(world, on, "hopes", "coming", length="3")
    main = world.signed_in("Gry").get(f"/kreds/{on}/haab").main
    assert "Et kolonihavehus" in main and "Skrevet siden" not in main
    anna = world.signed_in()
    assert "kan fra i morgen se dine håb" in anna.get("/deling").main
    assert (
        stop(world, wide.id) == "Det er stoppet. Med den samme person deler du stadig dine håb."
    ), "what she had before"
    with clock.held(NOON + timedelta(days=2)):
        assert "Skrevet siden" not in world.signed_in("Gry").get(f"/kreds/{on}/haab").main
    assert later


def test_the_consent_page_says_what_follows_along(world: World) -> None:
    on = bond(world)
    anna = world.signed_in()
    goal = world.write(
        goals.kept.keep, person(world, "Anna"), ids.new(), goals.kept.Words("Bage igen")
    )
    said = anna.get(f"/deling/ny/se?hvad=maal&ting={goal}&hvem={on}&laenge=1").text
    assert "Skriver du nye skridt til målet, følger de med." in said
    assert "Det du skriver senere, følger ikke med." not in said
    grant(world, on, "goals", "item", goal)
    world.write(
        small_steps.keep, person(world, "Anna"), goal, ids.new(), small_steps.Words("Købe mel")
    )
    assert "Købe mel" in world.signed_in("Mette").get(f"/kreds/{on}/maal").main, "as was said"
    kept(world)
    for scope in ("now", "coming"):
        said = anna.get(f"/deling/ny/se?hvad=haab&hvem={on}&laenge=1&omfang={scope}").text
        assert "Retter du i noget af det, ses det nye." in said


def test_a_date_of_another_year_says_so(world: World) -> None:
    kept(world)
    on = bond(world)
    grant(world, on, "hopes", "now", length="12")
    year = str(person(world, "Anna").today.year + 1)
    for who, path in (("Anna", "/deling"), ("Mette", "/kreds"), ("Mette", f"/kreds/{on}/haab")):
        assert year in world.signed_in(who).get(path).main, path


@pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Auckland", "Europe/Copenhagen"])
def test_one_promise_whoever_reads_it_and_wherever(world: World, zone: str) -> None:
    """The owner's own day, on the list as on the page: who promises until Tuesday means their
    Tuesday."""
    kept(world)
    world.write(people.change, person(world, "Gry"), zone=zone)
    on = bond(world, "Anna", "Gry")
    with clock.held(NOON - timedelta(days=2)):
        grant(world, on, "hopes", "now")
    gry = world.signed_in("Gry")
    length = grants.lengths("relative", "now")["1"]
    with clock.held(NOON - timedelta(days=2)):
        day = f"{grants.last_day(person(world, 'Anna'), length).day}. april"
    for path in (f"/kreds/{on}/haab", "/kreds"):
        told = gry.get(path).main
        assert f"til og med søndag den {day}" in told.lower() and " klokken " not in told, path


@pytest.mark.parametrize("way", ["kept apart", "put away"])
def test_the_only_shared_thing_taken_away_looks_like_any_end(world: World, way: str) -> None:
    on = bond(world)
    mine = person(world, "Anna")
    row = world.write(journal.entries.keep, mine, ids.new(), mine.today, Words("Kun den her"))
    grant(world, on, "entries", "item", row)
    mette = world.signed_in("Mette")
    assert "Kun den her" in mette.get(f"/kreds/{on}/dagbog").main
    if way == "kept apart":
        world.write(apart.withhold, world.keys, mine, row)
        assert "Du holder den for dig selv lige nu" in world.signed_in().get("/deling").main
    else:
        world.write(journal.entries.remove, mine, row)
    never = mette.ask("GET", f"/kreds/{on}/haab")
    for path in (f"/kreds/{on}/dagbog", f"/kreds/{on}/dagbog/endnu", f"/kreds/{on}/dagbog/her"):
        assert mette.ask("GET", path).status_code == never.status_code == 404
    assert "Fra dagbogen" not in mette.get("/kreds").main


def test_nobody_reads_an_empty_name(world: World) -> None:
    mine = person(world, "Anna")
    world.write(people.change, mine, nickname="")
    kept(world)
    on = bond(world, "Anna", "Gry")
    with clock.held(NOON - timedelta(days=2)):
        grant(world, on, "hopes", "now")
    gry = world.signed_in("Gry")
    assert "Du ser kun det En du kender har valgt." in gry.get("/kreds").main
    assert "En du kender har delt det her med dig." in gry.get(f"/kreds/{on}/haab").main


def test_in_a_pause_nobody_can_see_anything_and_the_page_says_so(world: World) -> None:
    kept(world)
    grant(world, bond(world), "hopes", "now")
    anna = world.signed_in()
    anna.fill("/deling", "/deling/pause")
    main = anna.get("/deling").main
    assert (
        "Mette kan se dine håb, når pausen slutter." in main
        and "Mette kan se dine håb." not in main
    )
    assert anna.get("/deling?besked=igang").said == "", "a step back in the browser's history"


def test_a_guide_whose_account_is_closed_sees_nothing_and_gets_nothing_new(world: World) -> None:
    kept(world)
    on = bond(world)
    grant(world, on, "hopes", "now")
    world.write(colleagues.close, world.municipality(), world.cast["Mette"].id)
    anna = world.signed_in()
    page = anna.get("/deling")
    assert "Kontoen er ikke i brug mere. Mette kan ikke se noget." in page.main
    assert not [link for link in page.links if "hvem=" in link]
    assert anna.ask("GET", f"/deling/ny/se?hvad=haab&hvem={on}&laenge=1").status_code == 404


def test_a_guide_whose_account_is_closed_is_still_connected_over_the_other_bond(
    world: World,
) -> None:
    """Opened again, they see what is given over it: that they are not connected any more would not
    be so."""
    first, second = bond(world), bond(world, "Anna", "Mette", "Mette igen")
    grant(world, second, "hopes", "item", kept(world))
    world.write(colleagues.close, world.municipality(), world.cast["Mette"].id)
    said = (
        world.signed_in()
        .post(f"/deling/person/{first}/slut", {"konto": person(world, "Anna").mark})
        .said
    )
    assert (
        said == "Den forbindelse er slut. I har en forbindelse til. Du deler ikke noget over den."
    )


def test_after_the_other_has_left_nothing_is_said_to_be_shared(world: World) -> None:
    kept(world)
    on = bond(world)
    grant(world, on, "hopes", "now")
    mette = world.signed_in("Mette")
    mette.fill("/kreds", f"/kreds/{on}/slut")
    anna = world.signed_in()
    page = anna.get("/deling")
    assert "Stop al deling" not in page.main and "Mette" not in page.main
    assert "Du deler noget" not in anna.get("/haab").main


def test_an_invitation_taken_back_is_not_given_out_again(world: World) -> None:
    anna = world.signed_in()
    form = anna.get("/deling/inviter")
    sent = anna.typed(form, "/deling/inviter", navn="Bo", rolle="relative")
    anna.post("/deling/inviter", sent)
    link = next(link for link in anna.get("/deling").links if link.endswith("/slut"))
    assert anna.get(link).h1 == "Træk invitationen tilbage"
    assert anna.fill(link, link).said == "Invitationen er trukket tilbage."
    code = next(
        text for text in anna.post("/deling/inviter", sent).texts("code") if "#" not in text
    )
    gry = world.signed_in("Gry")
    assert (
        "inviterer dig"
        in gry.post("/kreds/kom", gry.typed(gry.get("/kreds/kom"), "/kreds/kom", kode=code)).main
    )


def test_a_stopped_grants_form_sent_again_does_not_say_shared(world: World) -> None:
    kept(world)
    on = bond(world)
    anna = world.signed_in()
    first = f"/deling/ny/se?hvem={on}&hvad=haab&laenge=1"
    sent = anna.get(first).form("/deling/ny").fields
    assert anna.post("/deling/ny", sent).said.startswith("Delt.")
    stop(world, world.read(grants.given, person(world, "Anna"))[on][0].id)
    assert anna.post("/deling/ny", sent).said == "Stoppet. Det er ikke delt mere."


def test_asked_who_one_is_one_comes_back_to_what_was_chosen(world: World) -> None:
    kept(world)
    on = bond(world)
    anna = world.signed_in()
    first = f"/deling/ny/se?hvad=haab&hvem={on}&laenge=1"
    sent = anna.get(first).form("/deling/ny").fields
    with clock.held(NOON + timedelta(minutes=11)):
        asked = anna.send("/deling/ny", sent)
    assert asked.status_code == 303
    assert (
        asked.headers["location"]
        == f"/er-det-dig?til={first.replace('?', '%3F').replace('=', '%3D').replace('&', '%26')}"
    )


def test_only_a_page_that_is_shown_is_noted(world: World) -> None:
    kept(world)
    on = bond(world)
    grant(world, on, "hopes", "now")
    mette = world.signed_in("Mette")
    for method, headers in (
        ("HEAD", {}),
        ("GET", {"sec-purpose": "prefetch"}),
        ("GET", {"sec-purpose": "prefetch;prerender"}),
    ):
        answer = mette.ask(method, f"/kreds/{on}/haab", headers=headers)
        assert (answer.status_code, answer.content) == (204, b"")
    assert "så dine håb" not in world.signed_in().get("/deling/set").main
    mette.get(f"/kreds/{on}/haab")
    assert "så dine håb. Læst på en side i appen." in world.signed_in().get("/deling/set").main


def test_staff_without_the_second_factor_do_not_learn_who_invites(world: World) -> None:
    code = world.write(bonds.invite, world.keys, person(world, "Anna"), ids.new(), "guide", "Mette")
    mette = world.signed_in("Mette", second=False)
    page = mette.get("/kreds/kom")
    assert "/personale/kode?til=/kreds/kom" in page.links and "Anna" not in page.main
    answer = mette.send(
        "/kreds/kom", [("konto", people.mark(world.keys, world.cast["Mette"].id)), ("kode", code)]
    )
    assert answer.status_code == 303 and answer.headers["location"].startswith("/personale/kode")
    for name in ("Karen", "Ellen"):
        other = world.signed_in(name)
        said = other.post(
            "/kreds/kom", other.typed(other.get("/kreds/kom"), "/kreds/kom", kode=code), expect=422
        )
        assert "Anna" not in said.main


def test_a_look_is_told_however_much_happened_since(world: World) -> None:
    kept(world)
    on = bond(world)
    grant(world, on, "hopes", "now")
    world.signed_in("Mette").get(f"/kreds/{on}/haab")
    anna = person(world, "Anna")
    for _ in range(30):
        world.write(grants.pause, world.keys, anna)
        world.write(grants.resume, world.keys, anna)
    assert "Mette så dine håb." in world.signed_in().get("/").main
    page = world.signed_in().get("/deling/set")
    while older := [link for link in page.links if "foer=" in link]:
        page = world.signed_in().get(older[0])
        assert page.texts("li"), "never an empty page"


@pytest.mark.parametrize("end", ["endnu", "her"])
def test_a_page_that_asks_by_itself_keeps_no_login_awake(world: World, end: str) -> None:
    """What is open on a phone that lies on a table asks again and again; the login rests all the
    same."""
    kept(world)
    on = bond(world)
    grant(world, on, "hopes", "now")
    mette = world.signed_in("Mette")
    with clock.held(NOON + timedelta(minutes=2)):
        answer = mette.ask("HEAD", f"/kreds/{on}/haab/{end}")
        assert answer.status_code in (200, 204) and "set-cookie" not in answer.headers
        assert "set-cookie" in mette.ask("GET", f"/kreds/{on}/haab").headers


def test_what_was_said_of_a_stop_is_not_said_again_when_it_was_given_anew(world: World) -> None:
    """A reload, or a step back in the browser's history, over a list that says that Mette can see
    it."""
    item, on = kept(world), bond(world)
    given = grant(world, on, "hopes", "item", item)
    anna = world.signed_in()
    led = anna.send(
        f"/deling/{given.id}/stop", anna.get("/deling").form(f"/deling/{given.id}/stop").fields
    ).headers["location"]
    assert anna.get(led).said == "Stoppet. Det er ikke delt mere."
    again = grant(world, on, "hopes", "item", item)
    page = anna.get(led)
    assert "Mette kan se et af dine håb" in page.main and page.said == ""
    led = anna.send(
        f"/deling/person/{on}/stop/haab", [("konto", person(world, "Anna").mark)]
    ).headers["location"]
    assert anna.get(led).said == "Stoppet. Det er ikke delt mere." and again
    for odd in ("", "&hvem=x&hvad=haab", f"&hvem={ids.new()}&hvad=haab", f"&hvem={on}&hvad=x"):
        assert anna.get(f"/deling?besked=stoppet{odd}").said == "", odd


def test_what_was_kept_and_then_shared_is_not_said_to_be_seen_by_nobody(world: World) -> None:
    anna = world.signed_in()
    led = anna.send("/haab", anna.typed(anna.get("/haab"), "/haab", tekst="At finde ro")).headers[
        "location"
    ]
    assert anna.get(led).said == "Dit håb er gemt. Ingen andre i appen kan se det."
    [hope] = world.read(hopes.kept.all_of, person(world, "Anna"))
    on = bond(world, "Anna", "Gry")
    given = grant(world, on, "hopes", "item", hope.id)
    assert "At finde ro" in world.signed_in("Gry").get(f"/kreds/{on}/haab").main
    assert anna.get(led).said == "Gemt. Du deler noget af det her."
    stop(world, given.id)
    assert anna.get(led).said == "Dit håb er gemt. Ingen andre i appen kan se det."
