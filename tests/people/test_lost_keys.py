"""The master key is gone, empty, half written or another's while the server runs: everybody goes
on, and no word is lost."""

import base64
import re
import secrets
from pathlib import Path

import pytest
from sqlalchemy import update

from app import worker
from app.foundation import keys as files
from app.foundation.errors import CannotStart, SealBroken
from app.foundation.web.error_pages import SECRET
from app.journal import entries
from app.people import master_keys
from app.people.models import citizen_keys
from tests.world import World

pytestmark = pytest.mark.both

TEMPLATES = Path(__file__).parents[2] / "templates"


def spoilt(path: Path, how: str) -> None:
    whole = path.read_text()
    path.unlink()
    if how == "a folder":
        path.mkdir()
    elif how != "gone":
        other = base64.b64encode(secrets.token_bytes(32)).decode()
        said = {
            "empty": "",
            "half": whole[: len(whole) // 2],
            "another's": f"1 {other}\n",
            "no text": "\udcff",
        }
        said["without the one in use"] = f"2 {other}\n"
        path.write_text(said[how], errors="surrogateescape")


@pytest.mark.parametrize(
    "how", ["gone", "empty", "half", "another's", "without the one in use", "no text", "a folder"]
)
def test_signed_in_pages_go_on(world: World, how: str, caplog: pytest.LogCaptureFixture) -> None:
    anna = world.signed_in()
    anna.fill("/dagbog", "/dagbog", tekst="Før nøglen blev væk")
    path = world.settings.data / "keys" / "master.key"
    whole = path.read_text()
    spoilt(path, how)
    for _ in range(3):
        world.runner.run(worker.once(world.db, world.keys, world.settings))
        assert "Før nøglen blev væk" in anna.get("/dagbog").main
    assert master_keys.rotate(world.db, world.settings, world.keys.vault) == 0
    anna.fill("/dagbog", "/dagbog", tekst=f"Efter at den blev væk: {how}")
    assert sum(record.message == "master_keys_lost" for record in caplog.records) == 1
    if path.is_dir():
        path.rmdir()
    path.write_text(whole)
    files.add_master(world.settings)
    world.runner.run(worker.once(world.db, world.keys, world.settings))
    assert world.keys.vault.current == 2
    assert f"Efter at den blev væk: {how}" in anna.get("/dagbog").main


def test_no_key_is_added_to_none(world: World) -> None:
    (world.settings.data / "keys" / "master.key").unlink()
    with pytest.raises(CannotStart):
        files.add_master(world.settings)


def test_nothing_is_learnt_from_nothing(world: World) -> None:
    before = world.keys.vault.known
    world.keys.vault.learn({})
    assert world.keys.vault.known == before


# When a key really does not open


def cannot_be_opened(world: World) -> None:
    spoil = (
        update(citizen_keys)
        .where(citizen_keys.c.owner == world.cast["Anna"].id)
        .values(wrapped=b"x" * 60)
    )
    world.write(lambda db: db.execute(spoil))


def test_typed_words_come_back_when_the_door_cannot_open(world: World) -> None:
    anna = world.signed_in()
    page = anna.get("/dagbog")
    cannot_be_opened(world)
    typed = anna.typed(
        page, "/dagbog", tekst="Det jeg lige skrev", sammen="Sara", hjalp_nyt="te og bad"
    )
    answer = anna.post("/dagbog", typed, expect=500)
    for words in ("Det jeg lige skrev", "Sara", "te og bad"):
        assert words in answer.main
    again = answer.form("/dagbog").fields
    assert dict(again)["tekst"] == "Det jeg lige skrev"
    handed = anna.post("/del", {"text": "Fra en anden app"}, expect=500)
    assert "Fra en anden app" in handed.main


def test_typed_words_come_back_when_the_room_breaks(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = world.signed_in()
    page = anna.get("/dagbog")

    def breaks(*given: object) -> None:
        raise SealBroken("entries.sealed")

    monkeypatch.setattr(entries, "keep", breaks)
    answer = anna.post("/dagbog", anna.typed(page, "/dagbog", tekst="Ikke gemt endnu"), expect=500)
    assert "Ikke gemt endnu" in answer.main
    monkeypatch.undo()
    anna.post("/dagbog", answer.form("/dagbog").fields)
    assert "Ikke gemt endnu" in anna.get("/dagbog").main


def test_no_password_is_given_back(world: World) -> None:
    anna = world.signed_in()
    page = anna.get("/konto/adgangskode")
    cannot_be_opened(world)
    typed = anna.typed(page, "/konto/adgangskode", nu="hemmelig-en", ny="hemmelig-to")
    answer = anna.post("/konto/adgangskode", typed, expect=500)
    assert "hemmelig" not in answer.main


def test_every_password_field_is_known_as_a_secret() -> None:
    text = "".join(file.read_text(encoding="utf-8") for file in TEMPLATES.rglob("*.html"))
    named = set(re.findall(r'line\(\s*"(\w+)"[^}]*?type="password"', text)) | set(
        re.findall(r'line\(\s*"(\w+)"[^}]*?one-time-code', text)
    )
    assert named and named <= SECRET, "a field of a password is missing in error_pages.SECRET"
