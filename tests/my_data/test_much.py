"""Somebody who has written for years takes it all along, and nobody else waits meanwhile."""

import io
import json
import threading
import zipfile
from typing import Any

import pytest

from app.foundation import ids
from app.foundation.web import answers
from app.journal import entries
from app.my_data import export_zip
from app.people import Person
from tests.world import World


def written(world: World, many: int, letters: int) -> Person:
    me = world.person()

    def writes(db: Any) -> None:
        for number in range(many):
            entries.keep(
                db, me, ids.new(), me.today, entries.Words(f"{number} " + "ord " * (letters // 4))
            )

    world.write(writes)
    return me


@pytest.mark.parametrize("many", [60, pytest.param(4200, marks=pytest.mark.long)])
def test_it_is_made_in_pieces_and_never_in_the_loop(
    world: World, many: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """4,200 entries of 4,900 letters are 20 MB."""
    written(world, many, 4900)
    anna = world.signed_in()
    loop, where, sizes = set(), [], []
    real_pieces, real_packed, real_page = answers.pieces, export_zip.packed, answers.page

    def pieces(*given: Any) -> Any:
        for each in real_pieces(*given):
            where.append(threading.get_ident())
            yield each

    def packed(*given: Any) -> Any:
        for each in real_packed(*given):
            where.append(threading.get_ident())
            sizes.append(len(each))
            yield each

    def page(*given: Any, **more: Any) -> Any:
        loop.add(threading.get_ident())
        return real_page(*given, **more)

    monkeypatch.setattr(answers, "pieces", pieces)
    monkeypatch.setattr(export_zip, "packed", packed)
    monkeypatch.setattr("app.my_data.pages.page", page)
    anna.get("/mine-ting")
    where.clear()
    response = anna.ask("GET", "/mine-ting/hent/fil")
    assert loop and not loop & set(where), "the copy was made in the loop"
    assert len(sizes) >= many * 4900 // export_zip.PIECE, "the copy was not made in pieces"
    assert max(sizes) <= 4 * export_zip.PIECE, "a piece grew with what was written"
    whole = zipfile.ZipFile(io.BytesIO(response.content))
    assert whole.testzip() is None
    assert len(json.loads(whole.read("mine-ting.json"))["entries"]) == many
    assert whole.read("mine-ting.html").decode().count("ord ord") >= many


def test_what_cannot_be_made_is_no_shorter_copy() -> None:
    def breaks() -> Any:
        yield "<h1>"
        raise ValueError

    with pytest.raises(RuntimeError):
        list(export_zip.packed({}, breaks(), "Europe/Copenhagen"))
