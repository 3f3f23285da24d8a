"""Dagbog: what is written is kept once, found again, changed and put away; and nobody else can
reach it."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from app.journal import entries
from tests.world import World

pytestmark = pytest.mark.both


def test_what_is_written_stands_in_the_timeline(world: World) -> None:
    anna = world.signed_in()
    page = anna.fill("/dagbog", "/dagbog", tekst="Kaffe med Sara\nved åen ☕ مرحبا")
    assert "Gemt. Ingen andre i appen kan se det." in page.said
    assert "Kaffe med Sara ved åen ☕ مرحبا" in page.main


def test_a_form_sent_twice_keeps_one(world: World) -> None:
    anna = world.signed_in()
    fields = anna.typed(anna.get("/dagbog"), "/dagbog", tekst="Kun én gang")
    anna.post("/dagbog", fields)
    page = anna.post("/dagbog", fields)
    assert page.text.count("Kun én gang") == 1


def test_a_form_sent_again_with_other_words_keeps_both(world: World) -> None:
    anna = world.signed_in()
    fields = anna.typed(anna.get("/dagbog"), "/dagbog", tekst="De første ord")
    anna.post("/dagbog", fields)
    page = anna.post(
        "/dagbog", [*(f for f in fields if f[0] != "tekst"), ("tekst", "De andre ord")]
    )
    assert "De første ord" in page.main
    assert "De andre ord" in page.main


def test_a_form_sent_again_with_another_day_keeps_both(world: World) -> None:
    """As when one text is written on two days at once: nobody is told that a day was kept which was
    not."""
    anna = world.signed_in()
    fields = anna.typed(anna.get("/dagbog"), "/dagbog", tekst="Samme ord")
    again = [*(each for each in fields if each[0] != "dato"), ("dato", "2026-03-10")]
    for each in (fields, again, fields):
        assert "Gemt." in anna.post("/dagbog", each).said
    kept = [
        each.date
        for each in world.read(entries.timeline, world.person()).entries
        if each.text == "Samme ord"
    ]
    assert kept == [date(2026, 3, 14), date(2026, 3, 10)]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"tekst": "   \n "}, "Her står ikke noget endnu"),
        ({"tekst": "æ" * 5001}, "Der er plads til 5000 tegn"),
        ({"tekst": "Ord", "dato": "2026-03-15"}, "Vælg en dag der har været"),
        ({"tekst": "Ord", "dato": "31. februar"}, "Vælg en dag der har været"),
    ],
)
def test_what_cannot_be_kept_is_said_and_nothing_typed_is_lost(
    world: World, typed: dict[str, str], said: str
) -> None:
    anna = world.signed_in()
    page = anna.fill("/dagbog", "/dagbog", expect=422, **typed)
    assert said in page.main
    assert dict(page.form("/dagbog").fields)["tekst"].strip() == typed["tekst"].strip()


def test_words_that_helped_and_dimensions_come_back(world: World) -> None:
    anna = world.signed_in()
    page = anna.fill(
        "/dagbog",
        "/dagbog",
        tekst="En tur",
        hjalp_nyt="Frisk luft, Te",
        dimension=["together", "meaning", "wrong"],
    )
    assert {"Frisk luft", "Te", "Sammen", "Mening"} <= {chip.strip() for chip in _chips(page.text)}


def _chips(text: str) -> list[str]:
    import re

    return [re.sub("<[^>]+>", "", chip) for chip in re.findall(r'<li class="chip.*?</li>', text)]


def test_change_put_away_and_bring_back(world: World) -> None:
    anna = world.signed_in()
    path = next(
        link
        for link in anna.fill("/dagbog", "/dagbog", tekst="Før").links
        if link.startswith("/dagbog/") and len(link) > 20
    )
    assert "Efter" in anna.fill(f"{path}/ret", f"{path}/ret", tekst="Efter").main
    gone = anna.fill(path, f"{path}/slet")
    assert "Efter" not in gone.main
    anna.get(path, expect=404)
    back = anna.post(f"{path}/fortryd", anna.typed(gone, f"{path}/fortryd"))
    assert "Efter" in back.main


def test_pages_of_the_timeline_hold_everything_once(world: World) -> None:
    from app.foundation import ids
    from app.journal import entries

    me = world.person()
    for n in range(75):
        world.write(
            entries.keep,
            me,
            ids.new(),
            me.today - timedelta(days=n % 9),
            entries.Words(f"nummer {n:02}"),
        )
    seen, key = [], ""
    while True:
        page = world.read(entries.timeline, me, key)
        seen += [entry.text for entry in page.entries]
        key = page.older or ""
        if not key:
            break
    assert sorted(seen) == [f"nummer {n:02}" for n in range(75)]


def test_search_finds_own_words_and_no_address_tells_them(world: World) -> None:
    anna = world.signed_in()
    anna.fill("/dagbog", "/dagbog", tekst="En hemmelig Sø i skoven")
    anna.fill("/dagbog", "/dagbog", tekst="Noget andet")
    found = anna.fill("/dagbog", "/dagbog/find", ord="sø HEMMELIG")
    assert "En hemmelig Sø" in found.main
    assert "Noget andet" not in found.main


def test_another_citizen_finds_nothing(world: World) -> None:
    anna, sam = world.signed_in(), world.signed_in("Sam")
    path = next(
        link
        for link in anna.fill("/dagbog", "/dagbog", tekst="Mit").links
        if link.startswith("/dagbog/") and len(link) > 20
    )
    missing = sam.ask("GET", "/dagbog/00000000-0000-4000-8000-000000000000")
    foreign = sam.ask("GET", path)
    assert (missing.status_code, foreign.status_code) == (404, 404)
    assert missing.content == foreign.content
    mark = dict(sam.get("/dagbog").form("/dagbog").fields)["konto"]
    for act in ("ret", "slet", "fortryd"):
        assert sam.send(f"{path}/{act}", {"konto": mark, "tekst": "Overtaget"}).status_code == 404
    assert "Mit" in anna.get(path).main
    assert "Mit" not in sam.get("/dagbog").main.replace("Mit ", "", 0).split("Dine ord")[-1]


def test_entries_are_dated_by_the_citizens_own_day(world: World) -> None:
    assert world.person().today == date(2026, 3, 14)


def test_a_form_sent_again_after_it_was_put_away_brings_the_words_back(world: World) -> None:
    """«Gemt» is only said of what is kept."""
    anna = world.signed_in()
    fields = anna.typed(anna.get("/dagbog"), "/dagbog", tekst="Alligevel")
    path = next(
        link
        for link in anna.post("/dagbog", fields).links
        if link.startswith("/dagbog/") and len(link) > 20
    )
    anna.fill(path, f"{path}/slet")
    page = anna.post("/dagbog", fields)
    assert "Gemt." in page.said
    assert "Alligevel" in page.main


@pytest.mark.parametrize("typed", [", ".join(f"ting {n}" for n in range(13)), "x" * 121])
def test_too_much_that_helped_is_said_and_not_cut(world: World, typed: str) -> None:
    anna = world.signed_in()
    page = anna.fill("/dagbog", "/dagbog", expect=422, tekst="Ord", hjalp_nyt=typed)
    assert "Der er plads til 12 ting" in page.main
    assert all(word in page.text for word in typed.split(", "))


def test_who_was_there_is_kept_found_and_taken_along(world: World) -> None:
    anna = world.signed_in()
    page = anna.fill("/dagbog", "/dagbog", tekst="", sammen="Min søster Gry")
    assert "Sammen med Min søster Gry" in page.main
    found = anna.post("/dagbog/find", anna.typed(page, "/dagbog/find", ord="gry"))
    assert "Sammen med Min søster Gry" in found.main
    anna.fill("/dagbog", "/dagbog", expect=422, tekst="Ord", sammen="x" * 121)


def test_words_typed_for_an_entry_that_was_put_away_in_another_tab_are_kept(world: World) -> None:
    anna = world.signed_in()
    page = anna.fill("/dagbog", "/dagbog", tekst="Før")
    path = next(link for link in page.links if link.startswith("/dagbog/") and len(link) > 20)
    typing = anna.get(f"{path}/ret")
    anna.fill(path, f"{path}/slet")
    assert (
        "Efter" in anna.post(f"{path}/ret", anna.typed(typing, f"{path}/ret", tekst="Efter")).main
    )
    world.signed_in("Sam").post(
        f"{path}/ret", {**dict(anna.typed(typing, f"{path}/ret")), "konto": "x"}, expect=401
    )


def test_an_entry_of_nothing_but_emoji_is_taken_and_one_that_is_too_long_is_given_back(
    world: World,
) -> None:
    """Each takes twelve bytes on its way: full to the edge in every field, without script."""
    anna = world.signed_in()
    fields = [("id", str(uuid4())), ("konto", world.person().mark), ("sammen", "🌻" * 120)]
    fields += [("hjalp", f"{n}" + "🌻" * 118) for n in range(10, 20)] + [("hjalp_nyt", "🌻" * 120)]
    assert anna.send("/dagbog", [*fields, ("tekst", "🌻" * 5_000)]).status_code == 303
    again = anna.send("/dagbog", [*fields, ("tekst", "🌻" * 7_000)])
    assert again.status_code == 422 and "🌻" * 7_000 in again.text
