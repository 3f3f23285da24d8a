"""Hjælp nu: 112 first, never one number alone, each with its source; a broken file stops the start."""

from datetime import date
from pathlib import Path

import pytest

from app.foundation.errors import CannotStart
from app.help_now import read
from tests.world import World


def test_112_stands_first_and_there_is_always_a_next(world: World) -> None:
    page = world.phone().get("/hjaelp-nu")
    numbers = [link for link in page.links if link.startswith("tel:")]
    assert numbers[0] == "tel:112"
    assert len(numbers) >= 3
    assert "Så prøv den næste på listen" in page.main
    assert page.main.count("Set på") == len(numbers), "each says where it was seen, and when"


def test_hours_that_nobody_confirmed_are_not_said(world: World) -> None:
    assert "Åbningstiden er ikke bekræftet" in world.phone().get("/hjaelp-nu").main
    unconfirmed = {"Lev Uden Vold", "Livslinien", "SIND Rådgivning", "Politiet, når det ikke haster"}
    assert {line.name for line in read() if line.hours is None} == unconfirmed


def test_numbers_of_other_regions_are_not_shown(world: World) -> None:
    assert "1813" not in world.phone().get("/hjaelp-nu").main


def test_no_line_is_checked_in_the_future_of_the_release() -> None:
    assert all(date(2020, 1, 1) < line.checked_on for line in read())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[line]\n", "cannot be read"),
        ('[[line]]\nname = "A"\n', "cannot be read"),
        ('[[line]]\nname="A"\nnumber="11Z"\nfor="x"\nowner="o"\nsource="s"\nchecked_on=2026-01-01\n', "the number is not one"),
        ("line = []\n", "at least 3"),
    ],
)
def test_a_broken_file_stops_the_start_and_says_why(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "lines.toml"
    file.write_text(text)
    with pytest.raises(CannotStart, match=said):
        read(file)


def test_it_is_on_every_page_even_the_errors(world: World) -> None:
    for path in ("/", "/velkommen", "/log-ind", "/om", "/was", "/findes-ikke"):
        page = world.phone().get(path, expect=404 if path == "/findes-ikke" else 200)
        assert "/hjaelp-nu" in page.links
