"""The copy tells the sharing as the app's own log does, and nothing in it that is over reads as if
it went on."""

import io
import json
import re
import zipfile
from datetime import timedelta
from typing import Any
from uuid import UUID

from app import hopes, plan
from app.foundation import clock, ids
from app.hard_days import askings, day_words, low_energy
from app.municipality import colleagues
from app.my_data import whole
from app.people import people
from app.sharing import bonds, log, log_sentences, stopping
from tests.conftest import NOON
from tests.sharing.bonded import bond, grant, person
from tests.world import World

LATER = NOON + timedelta(days=3)


def copy(world: World) -> tuple[dict[str, Any], str]:
    """The file for machines, and the words of the page without its tags."""
    packed = zipfile.ZipFile(
        io.BytesIO(world.signed_in().ask("GET", "/mine-ting/hent/fil").content)
    )
    bare = re.sub(r"<(?!/?(?:bdi|b|time)\b)[^>]+>", " ", packed.read("mine-ting.html").decode())
    page = re.sub(r"<[^>]+>|[\u2066-\u2069]", "", bare)
    return json.loads(packed.read("mine-ting.json")), " ".join(page.split())


def hope(world: World) -> UUID:
    return world.write(
        hopes.kept.keep, person(world, "Anna"), ids.new(), hopes.kept.Words("Et håb")
    )


def said(event: log.Event) -> str:
    """A line as the app's own log reads in Danish."""
    found = log_sentences.sentence(event)
    what = found.values["what"]
    return re.sub(
        r"<[^>]+>|[\u2066-\u2069]",
        "",
        found.text.format(who=found.values["who"], what=getattr(what, "text", what)),
    )


def test_one_hope_is_one_hope(world: World) -> None:
    """Each line of the log stands there in the same words, at the same hour on Anna's own wall."""
    on = bond(world)
    grant(world, on, "hopes", "item", hope(world))
    world.write(people.change, world.person(), zone="Atlantic/Reykjavik")
    things, page = copy(world)
    assert "Du delte et af dine håb med Mette." in page and "Du delte dine håb" not in page
    for line, each in zip(
        world.read(log.lines, world.person().box), things["sharing"][0]["log"], strict=True
    ):
        at = line.at("Atlantic/Reykjavik")
        assert f"{at:%H.%M} {said(line.event)}" in page
        assert (each["scope"], each["when"]) == (line.event.scope, at.isoformat())
        assert (each["until"] is not None) == bool(line.event.until)


def test_what_was_stopped_does_not_read_as_running(world: World) -> None:
    on = bond(world)
    given = grant(world, on, "flower")
    with clock.held(LATER):
        world.write(stopping.stop, world.keys, person(world, "Anna"), given.id)
    with clock.held(LATER + timedelta(days=1)):
        things, page = copy(world)
    assert (
        "Du delte dine blomster. Stoppet tirsdag den 17. marts 2026." in page
        and "Til og med" not in page
    )
    assert things["sharing"][0]["given"][0]["state"] == "stopped"


def test_what_ran_out_does_not_read_as_running(world: World) -> None:
    grant(world, bond(world), "flower")
    with clock.held(NOON + timedelta(days=40)):
        things, page = copy(world)
    assert (
        "Du delte dine blomster. Sluttede tirsdag den 14. april 2026." in page
        and "Til og med" not in page
    )
    assert things["sharing"][0]["given"][0]["state"] == "over"


def test_what_holds_says_until_when(world: World) -> None:
    grant(world, bond(world), "flower")
    grant(world, bond(world, "Anna", "Gry"), "hopes")
    page = copy(world)[1]
    assert "Du delte dine blomster. Til og med tirsdag den 14. april 2026." in page
    assert (
        "Du delte dine håb. Åbner søndag den 15. marts 2026. Til og med tirsdag den 14. april 2026."
        in page
    )


def test_two_of_one_name_each_have_their_own(world: World) -> None:
    """Anna calls both «Min kontakt»."""
    guide, sister = (bond(world, "Anna", name, "Min kontakt") for name in ("Mette", "Gry"))
    grant(world, guide, "flower")
    grant(world, sister, "good_things")
    page = copy(world)[1].partition("Hvem har set hvad")[0]
    found = {
        each.split()[3]: each
        for each in re.findall(r"Min kontakt · (?:Mette|Gry).*?(?=Min kontakt|$)", page)
    }
    assert [
        ("blomster" in found[name], "gode ting" in found[name]) for name in ("Mette", "Gry")
    ] == [(True, False), (False, True)]


def test_whoever_left_is_said_to_have_left(world: World) -> None:
    on = bond(world, "Anna", "Gry")
    grant(world, on, "hopes")
    with clock.held(LATER):
        world.write(bonds.end, world.keys, person(world, "Gry"), on, owner=False)
        things, page = copy(world)
    (her,), (given,) = things["sharing"][0]["people"], things["sharing"][0]["given"]
    assert (her["accepted"], her["ended"]) == (
        "2026-03-14T12:00:00+01:00",
        "2026-03-17T12:00:00+01:00",
    )
    assert (given["stopped"], given["state"]) == (her["ended"], "stopped")
    assert (
        "Forbindelsen sluttede tirsdag den 17. marts 2026. Du delte dine håb. Stoppet tirsdag "
        "den 17. marts 2026." in page
    )


def ready(world: World, on: UUID) -> None:
    """A part was looked at, and another chosen since."""
    me = person(world, "Anna")
    row = world.write(plan.ready.keep, me, on, ["helps"], "20 00 00 01")
    world.write(plan.ready.confirm_shown, me, row, world.read(plan.ready.find, me, row).words.mark)
    world.write(plan.ready.keep, me, on, ["signs"], "20 00 00 01")


def test_what_was_made_ready_comes_along_whoever_is_still_there(world: World) -> None:
    """Its number and its parts are Anna's, also when the guide's account is closed or asleep, and
    when the bond has ended."""
    on = bond(world)
    ready(world, on)

    def made() -> bool:
        things, page = copy(world)
        (one,) = things["ready_shares"]
        assert (one["with"], one["number"], one["parts"], one["wished"]) == (
            "Mette",
            "20 00 00 01",
            ["helps"],
            ["signs"],
        )
        assert ("Mette 20 00 00 01 Et tryk deler: Det hjælper mig" in page) == one["connected"]
        assert (
            "Mette 20 00 00 01 Gjort klar, men det kan ikke deles nu: Det hjælper mig" in page
        ) != one["connected"]
        assert "Valgt, men ikke set efter endnu: Tegn jeg kender" in page
        tappable: bool = one["connected"]
        return tappable

    assert made()
    with clock.held(NOON + timedelta(days=70)):
        made()
    world.write(colleagues.close, world.municipality(), world.cast["Mette"].id)
    assert not made()
    assert "Kontoen er ikke i brug mere. Mette kan ikke se noget." in copy(world)[1]
    world.write(bonds.end, world.keys, person(world, "Anna"), on, owner=True)
    assert not made()


def test_a_word_low_energy_and_whom_a_word_is_told_come_along(world: World) -> None:
    on = bond(world, "Anna", "Gry", "Min søster")
    world.write(day_words.choose, world.keys, person(world, "Anna"), {on})
    world.write(day_words.tell, world.keys, person(world, "Anna"), row := ids.new(), "call")
    world.write(day_words.cannot, world.keys, person(world, "Gry"), on, row)
    world.write(low_energy.begin, person(world, "Anna"), by_day=True)
    things, page = copy(world)
    (word,) = things["day_word"]
    assert word["tells"] == [{"bond": str(on), "called": "Min søster", "connected": True}]
    assert (word["word"]["word"], word["word"]["cannot"]) == ("call", ["Min søster"])
    assert things["account"]["low_energy"] == {
        "until": "2026-03-15T04:00:00+01:00",
        "came_with_a_hard_day": True,
        "now": True,
    }
    for words in (
        "De kan se dit ord på en svær dag: Min søster",
        "Jeg vil hellere ringes op end have besøg i dag.",
        "De kan ikke i dag: Min søster",
        "Det kom med en svær dag.",
    ):
        assert words in page, words
    world.write(bonds.end, world.keys, person(world, "Anna"), on, owner=True)
    page = copy(world)[1]
    assert (
        "De kan se dit ord" not in page
        and "Valgt før, men kan ikke se dit ord nu: Min søster" in page
    )


HERS = "Har du svaret nogen her i appen"
STAYS = "Det bliver hos den, det er til, også hvis din konto bliver slettet."


def test_whoever_answers_is_told_that_the_answer_stays_with_whoever_asked(world: World) -> None:
    """What is taken along and erased is one's own. An answer is sealed for whoever asked, and is
    read when its writer is gone."""
    gry, on = world.signed_in("Gry"), bond(world, other="Gry")
    row = world.write(
        askings.ask, world.keys, person(world, "Anna"), ids.new(), on, askings.HOPE, ""
    )
    assert STAYS in gry.get(f"/kreds/{on}/svar/{row}").main
    world.write(askings.answer, world.keys, person(world, "Gry"), on, row, "Grys egne ord")
    with clock.held(NOON + timedelta(minutes=1)):
        gry = world.signed_in("Gry")
        assert f"{HERS}, bliver dit svar hos dem." in gry.get("/mine-ting").main
        assert f"{HERS}, er svaret ikke med." in gry.get("/mine-ting/hent").main
        assert f"{HERS}, bliver dit svar hos dem." in gry.get("/mine-ting/slet").main
    packed = zipfile.ZipFile(io.BytesIO(gry.ask("GET", "/mine-ting/hent/fil").content))
    assert not any("Grys egne ord" in packed.read(name).decode() for name in packed.namelist())
    world.write(whole.erase, world.keys, world.cast["Gry"].id)
    assert world.read(askings.answer_to, person(world, "Anna"), row) == "Grys egne ord"


def test_nothing_is_said_of_answers_to_whoever_nobody_asks(world: World) -> None:
    for path in ("/mine-ting", "/mine-ting/hent", "/mine-ting/slet"):
        assert HERS not in world.signed_in().get(path).main
    bond(world, owner="Sam", other="Anna")
    assert HERS in world.signed_in().get("/mine-ting").main, (
        "a citizen may be somebody's relative too"
    )
