"""There is an end to what one person keeps of a kind; nothing that was written is lost by it, and
what is deleted makes room."""

from typing import Any
from uuid import uuid4

import pytest

from app.foundation.errors import NoRoom
from app.hopes import kept as hopes
from app.intake import operations
from app.journal import entries
from app.people import own
from tests.phone import Phone
from tests.world import World

pytestmark = pytest.mark.both

WORDS = "Det jeg skrev, da der ikke var plads til mere"


@pytest.fixture
def first(world: World, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Anna has as many texts as there is room for, and has written other things before them."""
    for text in ("et", "to"):
        world.write(hopes.keep, world.person(), uuid4(), hopes.Words(text))
    forms = [form(world, text) for text in ("den første", "den anden")]
    for each in forms:
        sent(world.signed_in(), each, 303)
    monkeypatch.setattr(own, "MOST", 2)
    return forms[0]


def form(world: World, text: str) -> dict[str, str]:
    return {"konto": world.person().mark, "id": str(uuid4()), "tekst": text, "dato": "2026-03-14"}


def sent(phone: Phone, fields: dict[str, str], status: int) -> Any:
    return (
        phone.examine(phone.send("/dagbog", fields), status)
        if status != 303
        else phone.post("/dagbog", fields)
    )


def synced(world: World, fields: dict[str, str]) -> dict[str, Any]:
    pairs = [[name, value] for name, value in fields.items() if name != "konto"]
    one = {"op": str(uuid4()), "path": "/dagbog", "fields": pairs, "day": "2026-03-14", "v": 1}
    batch = {"account": fields["konto"], "ops": [one]}
    answer = world.signed_in().ask(
        "POST", "/sync", json=batch, headers={"sec-fetch-site": "same-origin"}
    )
    assert answer.status_code == 200
    (result,) = answer.json()["results"]
    return dict(result)


def texts(world: World) -> list[str]:
    return sorted(each.text for each in world.read(entries.timeline, world.person()).entries)


def test_the_words_stand_on_the_page_that_says_that_there_is_no_room(
    world: World, first: dict[str, str]
) -> None:
    told = sent(world.signed_in(), form(world, WORDS), 507)
    assert told.h1 == "Der er ikke plads til mere her" and WORDS in told.main
    assert texts(world) == ["den anden", "den første"]
    with pytest.raises(NoRoom):
        world.write(
            entries.keep, world.person(), uuid4(), world.person().today, entries.Words("et til")
        )


def test_a_phone_is_told_so_and_what_to_do(world: World, first: dict[str, str]) -> None:
    result = synced(world, form(world, WORDS))
    assert (result["status"], result["code"]) == ("rejected", "full")
    assert result["says"] == operations.FULL.text and not result["again"]
    assert texts(world) == ["den anden", "den første"]


def test_what_is_there_already_is_not_refused(world: World, first: dict[str, str]) -> None:
    sent(world.signed_in(), first, 303)
    assert synced(world, first)["status"] == "ok"
    assert texts(world) == ["den anden", "den første"]


def test_everybody_has_room_of_their_own(world: World, first: dict[str, str]) -> None:
    for _ in range(2):
        world.write(
            entries.keep, world.person("Sam"), uuid4(), world.person().today, entries.Words("Sams")
        )
    with pytest.raises(NoRoom):
        world.write(
            entries.keep,
            world.person("Sam"),
            uuid4(),
            world.person().today,
            entries.Words("et til"),
        )


def test_what_is_put_away_makes_room(world: World, first: dict[str, str]) -> None:
    row = world.read(entries.timeline, world.person()).entries[0].id
    sent(world.signed_in(), form(world, WORDS), 507)
    world.write(entries.remove, world.person(), row)
    sent(world.signed_in(), form(world, WORDS), 303)
    assert WORDS in texts(world) and len(texts(world)) == 2
