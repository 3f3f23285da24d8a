"""What is said of something one has asked for is so now: the list and its own page say it alike,
and Deling says nothing else."""

from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy import update

from app.foundation import clock, ids
from app.hard_days import askings
from app.municipality import colleagues
from app.sharing import apart, bonds, grants, stopping
from app.sharing.models import grants as rows
from tests.sharing.bonded import bond, person
from tests.world import World

NO_MORE = {
    "stopped": lambda world, on, row: world.write(
        stopping.stop_kind, world.keys, person(world, "Anna"), on, "asks"
    ),
    "kept apart": lambda world, on, row: world.write(
        apart.withhold, world.keys, person(world, "Anna"), row
    ),
    "run out": lambda world, on, row: world.write(
        lambda db: db.execute(update(rows).values(end_minute=clock.minute()))
    ),
    "paused": lambda world, on, row: world.write(grants.pause, world.keys, person(world, "Anna")),
    "parted": lambda world, on, row: world.write(
        bonds.end, world.keys, person(world, "Mette"), on, owner=False
    ),
    "closed": lambda world, on, row: world.write(
        colleagues.close, world.municipality(), world.cast["Mette"].id
    ),
}
AGREED = {
    "stopped": "Mette har sagt ja, men kan ikke se aftalen nu. Du kan spørge igen.",
    "kept apart": "Mette har sagt ja, men kan ikke se aftalen nu. Du kan spørge igen.",
    "run out": "Mette har sagt ja, men kan ikke se aftalen nu. Du kan spørge igen.",
    "paused": "Mette har sagt ja, men kan ikke se aftalen, mens du holder pause.",
    "parted": "Forbindelsen er slut. Aftalen med Mette gælder ikke her.",
    "closed": "Kontoen er ikke i brug mere. Mette kan ikke se aftalen.",
}
ASKED = {
    "stopped": "Mette kan ikke se spørgsmålet nu. Du kan spørge igen.",
    "kept apart": "Mette kan ikke se spørgsmålet nu. Du kan spørge igen.",
    "run out": "Mette kan ikke se spørgsmålet nu. Du kan spørge igen.",
    "paused": "Mette kan ikke se spørgsmålet, mens du holder pause.",
    "parted": "Mette kan ikke se spørgsmålet.",
    "closed": "Kontoen er ikke i brug mere. Mette kan ikke se spørgsmålet.",
}
HOLDS = "Mette har sagt ja til at ringe den første hverdag, du er hjemme. I kan begge se aftalen."


def asked(world: World, on: UUID) -> UUID:
    row: UUID = world.write(
        askings.ask, world.keys, person(world, "Anna"), ids.new(), on, "call", ""
    )
    return row


def pages(world: World, *paths: str) -> list[str]:
    anna = world.signed_in("Anna")
    return [anna.get(path).main for path in paths]


@pytest.mark.parametrize("way", NO_MORE)
def test_an_agreement_nobody_can_see_is_promised_on_no_page(world: World, way: str) -> None:
    on = bond(world)
    row = asked(world, on)
    world.write(askings.answer, world.keys, person(world, "Mette"), on, row, "")
    assert all(HOLDS in main for main in pages(world, "/bedt", f"/bedt/{row}"))
    ended: Callable[[World, UUID, UUID], None] = NO_MORE[way]
    ended(world, on, row)
    for main in pages(world, "/bedt", f"/bedt/{row}"):
        assert AGREED[way] in main and "til at ringe" not in main


@pytest.mark.parametrize("way", NO_MORE)
def test_a_question_nobody_can_see_is_said_so_and_why(world: World, way: str) -> None:
    on = bond(world)
    row = asked(world, on)
    ended: Callable[[World, UUID, UUID], None] = NO_MORE[way]
    ended(world, on, row)
    [main] = pages(world, "/bedt")
    assert ASKED[way] in main and "Der er ikke svaret endnu." not in main


def test_whoever_is_told_to_ask_again_can(world: World) -> None:
    """In a pause nobody is asked, so it is not offered either."""
    on = bond(world)
    asked(world, on)
    anna = world.signed_in()
    for paused in (True, False):
        change = grants.pause if paused else grants.resume
        world.write(change, world.keys, person(world, "Anna"))
        world.write(stopping.stop_kind, world.keys, person(world, "Anna"), on, "asks")
        offered = "Du kan spørge igen." in anna.get("/bedt").main
        assert offered is (anna.ask("GET", "/bedt/ny/opkald").status_code == 200) is not paused


@pytest.mark.parametrize("answered", [True, False])
def test_an_account_out_of_use_is_no_end_of_the_bond(world: World, answered: bool) -> None:
    on = bond(world)
    row = asked(world, on)
    if answered:
        world.write(askings.answer, world.keys, person(world, "Mette"), on, row, "")
    world.write(colleagues.close, world.municipality(), world.cast["Mette"].id)
    anna = world.signed_in()
    for path in ("/deling", "/bedt", f"/bedt/{row}")[: 3 if answered else 2]:
        main = anna.get(path).main
        assert (
            "Kontoen er ikke i brug mere. Mette kan ikke se" in main and "forbundet" not in main
        ), path


def test_the_end_of_one_of_two_bonds_is_not_said_to_be_the_end_of_both(world: World) -> None:
    first, _second = bond(world), bond(world, "Anna", "Mette", "Mette igen")
    row = asked(world, first)
    world.write(askings.answer, world.keys, person(world, "Mette"), first, row, "")
    world.write(stopping.part, world.keys, person(world, "Anna"), first)
    for main in pages(world, "/bedt", f"/bedt/{row}"):
        assert "ikke forbundet" not in main and AGREED["parted"] in main
