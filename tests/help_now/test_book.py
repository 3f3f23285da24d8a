"""The files with help lines: a mistake stops the start with the place and the reason, and later on
never takes a number away."""

import os
import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from app import cli
from app.foundation import clock, logs
from app.foundation.errors import CannotStart
from app.help_now import ReloadingBook, read
from app.help_now.book import SHIPPED
from app.main import create_app
from tests.world import World

LINE = """[[line]]
order = 40
name = "Natlinjen"
number = "12 34 56 78"
for = "Når natten er lang."
owner = "Kommunen"
source = "kommunens side"
checked_on = 2026-01-01
"""
RANDERS = 'name = "Randers"\nregion = "midtjylland"\ncluster = "Randersklyngen"\n'
FIRST = 'until_chosen = "midtjylland"\n'


def put(own: Path, name: str, text: str | bytes) -> Path:
    file = own / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def alarm(name: str = "everywhere.toml") -> str:
    return (SHIPPED / name).read_text(encoding="utf-8")


def changed(line: str, to: str) -> str:
    """The line of a municipality with one of its own lines another."""
    found = re.sub(rf"(?m)^{line} = .*$", to, LINE)
    assert found != LINE
    return RANDERS + "\n" + found


WHOLE = (SHIPPED / "everywhere.toml").read_text(encoding="utf-8")
MISTAKES: dict[str, tuple[str, str | bytes, str]] = {
    "a list of regions": (
        "everywhere.toml",
        f'until_chosen = ["midtjylland"]\n{LINE}',
        "until_chosen is the name of one region",
    ),
    "a region of nothing": (
        "regions/midtjylland.toml",
        "",
        r"regions/midtjylland\.toml: a region has at least one line",
    ),
    "a word of the choice": (
        "municipalities/ingen.toml",
        RANDERS.replace("Randers", "Ingen"),
        "another name, of at most 40",
    ),
    "another number first": (
        "everywhere.toml",
        WHOLE.replace('number = "112"', 'number = "113"'),
        "marked first is 112",
    ),
    "no toml": (
        "municipalities/randers.toml",
        "name = Randers\n",
        r"municipalities/randers\.toml: .*line 1",
    ),
    "cut short": (
        "municipalities/randers.toml",
        RANDERS + '[[line]]\nname = "Nat',
        r"randers\.toml: .*end of document",
    ),
    "no utf-8": (
        "municipalities/randers.toml",
        'name = "Æ"\n'.encode("latin-1"),
        r"randers\.toml: .*utf-8",
    ),
    "no number": (
        "municipalities/randers.toml",
        changed("number", ""),
        r"randers\.toml, line 5: number is a telephone number",
    ),
    "letters": (
        "municipalities/randers.toml",
        changed("number", 'number = "12 34 5O 78"'),
        r"line 5: number is a telephone number",
    ),
    "digits of other scripts": (
        "municipalities/randers.toml",
        changed("number", 'number = "１２３４"'),
        r"number is a telephone",
    ),
    "a bare number": (
        "municipalities/randers.toml",
        changed("number", "number = 12345678"),
        r"number is a telephone number",
    ),
    "no source": (
        "municipalities/randers.toml",
        changed("source", ""),
        r"line 5: source is one line of words",
    ),
    "no owner": (
        "municipalities/randers.toml",
        changed("owner", 'owner = " "'),
        r"line 5: owner is one line of words",
    ),
    "no date": (
        "municipalities/randers.toml",
        changed("checked_on", ""),
        r"line 5: checked_on is a date",
    ),
    "a date in quotes": (
        "municipalities/randers.toml",
        changed("checked_on", 'checked_on = "2026-01-01"'),
        r"checked_on is a date",
    ),
    "no order": (
        "municipalities/randers.toml",
        changed("order", ""),
        r"line 5: order is a whole number",
    ),
    "a misspelt word": (
        "municipalities/randers.toml",
        changed("order", 'order = 40\nopens = "always"'),
        r"opens is not known",
    ),
    "hours nobody can read": (
        "municipalities/randers.toml",
        changed("order", 'order = 1\nopen = ["hverdage"]'),
        r"«hverdage» is no day",
    ),
    "times beside the hours": (
        "municipalities/randers.toml",
        changed("order", 'order = 1\nbeside = "Til 16"'),
        r"beside says no times",
    ),
    "a second 112": (
        "municipalities/randers.toml",
        changed("order", "order = 1\nfirst = true"),
        r"one only, is marked first",
    ),
    "the second entry": (
        "municipalities/randers.toml",
        RANDERS + LINE + LINE.replace("12 34", "x"),
        r"line 12: number is",
    ),
    "lines that are none": (
        "municipalities/randers.toml",
        RANDERS + "line = 7\n",
        r"an entry begins with \[\[line\]\]",
    ),
    "a misspelt heading": (
        "municipalities/randers.toml",
        RANDERS + LINE.replace("[[line]]", "[[lines]]"),
        r"toml: lines is not known",
    ),
    "no name": (
        "municipalities/randers.toml",
        'region = "midtjylland"\n',
        r"randers\.toml: name is one line",
    ),
    "no region": (
        "municipalities/randers.toml",
        'name = "Randers"\n',
        r"randers\.toml: region is one line",
    ),
    "another region": (
        "municipalities/randers.toml",
        'name = "A"\nregion = "jylland"\n',
        r"the region 'jylland' has no file",
    ),
    "no such file": ("municipalities/Århus.toml", RANDERS, r"Århus\.toml: it has no place here"),
    "in the wrong folder": ("randers.toml", RANDERS, r"randers\.toml: it has no place here"),
    "too few": (
        "everywhere.toml",
        FIRST + LINE.replace("order", "first = true\norder"),
        r"needs at least 3 lines",
    ),
    "112 taken away": ("everywhere.toml", FIRST + LINE * 4, r"marked first = true"),
    "an empty file": (
        "everywhere.toml",
        "",
        r"everywhere\.toml: one line, and one only, is marked first",
    ),
    "until chosen, nowhere": (
        "everywhere.toml",
        alarm().replace('"midtjylland"', '"jylland"'),
        r"until_chosen names a region",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told_with_its_place_and_its_reason(tmp_path: Path, mistake: str) -> None:
    name, text, said = MISTAKES[mistake]
    put(tmp_path, name, text)
    with pytest.raises(CannotStart, match=said):
        read(tmp_path)


def test_a_mistake_stops_the_start(
    world: World, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    put(
        world.settings.data / "help",
        "municipalities/randers.toml",
        RANDERS + LINE.replace("12 34", "x"),
    )
    with pytest.raises(CannotStart, match="line 4: number is a telephone number"):
        create_app(world.settings)
    _as_operator(world, monkeypatch)
    monkeypatch.setattr(cli, "upgrade", _no_disk)
    assert (cli.main(["serve"]), cli.main(["check"])) == (1, 1), "and nothing was changed before"
    assert (
        "The help lines cannot be used. municipalities/randers.toml, line 4: number is"
        in capsys.readouterr().err
    )


# The operator's own


def test_the_operators_own_lines_stand_beside_ours(tmp_path: Path) -> None:
    put(tmp_path, "municipalities/randers.toml", RANDERS + LINE)
    put(tmp_path, "municipalities/laesoe.toml", 'name = "Læsø"\nregion = "nordjylland"\n')
    put(
        tmp_path,
        "regions/nordjylland.toml",
        LINE.replace("Natlinjen", "Lægevagten i Region Nordjylland"),
    )
    book = read(tmp_path)
    assert [line.name for line in book.lines("randers")][:4] == [
        "Alarm 112",
        "Livslinien",
        "Lægevagten i Region Midtjylland",
        "Natlinjen",
    ]
    assert "Natlinjen" not in [line.name for line in book.lines("skive")]
    assert "Lægevagten i Region Nordjylland" in [line.name for line in book.lines("laesoe")]
    assert book.mark != read().mark


def test_relatives_are_given_their_own_municipalitys_lines(world: World) -> None:
    put(
        world.settings.data / "help",
        "municipalities/randers.toml",
        RANDERS + LINE + "relatives = true\n",
    )
    world.state["help"].look_again()
    phone = world.phone()
    assert "Natlinjen" not in phone.get("/paaroerende").main
    phone.fill("/hjaelp-nu", "/hjaelp-nu", kommune="randers")
    assert "Natlinjen" in phone.get("/paaroerende").main


def test_the_operators_own_file_takes_the_place_of_ours(tmp_path: Path) -> None:
    put(
        tmp_path,
        "regions/midtjylland.toml",
        alarm("regions/midtjylland.toml").replace("70 11 31 31", "99 99 99 99"),
    )
    numbers = {line.number for line in read(tmp_path).lines("randers")}
    assert "99 99 99 99" in numbers and "70 11 31 31" not in numbers
    assert read(tmp_path / "not-there").mark == read().mark


def test_a_folder_with_other_things_in_it_is_no_mistake(tmp_path: Path) -> None:
    put(tmp_path, "README.txt", "Kommunens egne linjer")
    assert read(tmp_path).mark == read().mark


def test_a_changed_file_is_taken_into_use_without_a_new_start(world: World) -> None:
    own = world.settings.data / "help"
    put(own, "municipalities/randers.toml", RANDERS + LINE)
    phone = world.phone()
    assert "Natlinjen" not in phone.get("/hjaelp-nu/randers").main, "looked for only now and then"
    world.state["help"]._looked -= 11
    assert "Natlinjen" in phone.get("/hjaelp-nu/randers").main
    (own / "municipalities/randers.toml").unlink()
    world.state["help"].look_again()
    assert "Natlinjen" not in phone.get("/hjaelp-nu/randers").main


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_while_it_runs_leaves_the_last_good_set(
    tmp_path: Path, mistake: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(
        logs, "say", lambda event, *_, **fields: said.append(f"{event} {fields.get('reason', '')}")
    )
    file = put(tmp_path, "municipalities/randers.toml", RANDERS + LINE)
    shelf = ReloadingBook(tmp_path)
    before = shelf.book
    name, text, reason = MISTAKES[mistake]
    wrong = put(tmp_path, name, text)
    os.utime(wrong, (1, 1))
    for _ in range(3):
        shelf.look_again()
        assert shelf.book is before
    assert len(said) == 1 and re.search(f"^help_lines_refused .*{reason}", said[0]), (
        "said once, not at every look"
    )
    wrong.unlink()
    put(
        tmp_path,
        file.relative_to(tmp_path).as_posix(),
        RANDERS + LINE.replace("Natlinjen", "Morgenlinjen"),
    )
    shelf.look_again()
    assert "Morgenlinjen" in [line.name for line in shelf.book.lines("randers")]


def test_a_folder_that_cannot_be_looked_into_leaves_the_last_good_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = ReloadingBook(tmp_path)
    monkeypatch.setattr(Path, "is_dir", _no_disk)
    shelf.look_again()
    assert shelf.book.lines()


def _as_operator(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands run on this world, and leave the log of the other tests alone."""
    monkeypatch.setenv("FODFAESTE_DATA", str(world.settings.data))
    monkeypatch.setattr(logs, "set_up", lambda: None)


def _no_disk(*_: object) -> bool:
    raise OSError("the disk does not answer")


# The operator's check


def test_the_check_tells_how_old_each_line_is_and_ends_well(
    world: World, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _as_operator(world, monkeypatch)
    put(world.settings.data / "help", "municipalities/randers.toml", RANDERS + LINE)
    with clock.held(datetime(2026, 6, 30, 12, tzinfo=UTC)):
        assert cli.main(["check"]) == 0
        assert "Natlinjen (municipalities/randers.toml)\n" in capsys.readouterr().out
    with clock.held(datetime(2026, 7, 1, 12, tzinfo=UTC)):
        assert cli.main(["check"]) == 0, "age is no fault"
        told = capsys.readouterr().out
    assert (
        "2026-01-01    181 days  12 34 56 78  Natlinjen (municipalities/randers.toml)  older "
        "than 180 days: look it up" in told
    )
    assert told.splitlines()[0].startswith("2022-11-01") and told.splitlines()[-1].endswith(
        "2 older than 180 days."
    )


# What comes with the app


def test_every_line_that_comes_with_the_app_has_its_facts() -> None:
    book = read()
    assert len(book.municipalities) == 20
    assert {each.region for each in book.municipalities.values()} == {"midtjylland", "hovedstaden"}
    assert sum(bool(each.cluster) for each in book.municipalities.values()) == 19, (
        "the municipalities of Region Midtjylland"
    )
    assert all(date(2020, 1, 1) < line.checked_on for line in book.everything())
    assert all(line.owner and line.source for line in book.everything())
    assert not any(each.lines for each in book.municipalities.values()), (
        "none of a municipality's own is confirmed"
    )


def test_they_stand_by_the_danish_alphabet_and_whole_regions_last() -> None:
    names = [each.name for each in read().choices()]
    assert names[0] == "Favrskov" and names[-2:] == ["Aarhus", "Region Hovedstaden"]
    assert names.index("Samsø") < names.index("Silkeborg")
