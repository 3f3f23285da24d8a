"""docs/new-room.md names what exists: whoever follows it finds each thing where it says."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "new-room.md").read_text(encoding="utf-8")


def missing(page: str) -> list[str]:
    """What stands between backticks and looks like a path, and is not there; and names of a file
    that are not in it."""
    named = re.findall(r"`([^`]+)`", page)
    paths = [each for each in named if "/" in each or each.endswith(".md")]
    found = [each for each in paths if not (ROOT / each).exists()]
    for name, path in re.findall(r"`(\w+)` (?:of\s+|\()`([\w/.]+)`", page):
        if (ROOT / path).is_file() and not re.search(
            rf"(def|class) {name}\b", (ROOT / path).read_text(encoding="utf-8")
        ):
            found.append(f"{name} in {path}")
    return found


def test_every_step_names_what_exists() -> None:
    assert not missing(PAGE), missing(PAGE)
    assert len(re.findall(r"^\d\. ", PAGE, re.M)) == 8


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("`app/hopes/models.py`", "`app/hopes/tables.py`"),
        ("`README.md`", "`READ.md`"),
        ("`kept` of `app/foundation/columns.py`", "`keep` of `app/foundation/columns.py`"),
        ("as a `Room` (`app/foundation/room.py`)", "as a `Rom` (`app/foundation/room.py`)"),
    ],
)
def test_a_step_that_names_nothing_is_noticed(wrong: str, told: str) -> None:
    """Seeded."""
    assert wrong in PAGE
    assert len(missing(PAGE.replace(wrong, told, 1))) == 1
