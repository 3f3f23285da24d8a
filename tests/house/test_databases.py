"""PostgreSQL is not forgotten: each room has a story on it that is tried every time."""

import ast
import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
MARK = "both"


def _takes_a_world(tree: ast.Module) -> bool:
    """Whether something in it is tried on whichever database there is."""
    return any(
        argument.arg in ("world", "template")
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
        for argument in node.args.args
    )


def _is_marked(tree: ast.Module) -> bool:
    return any(isinstance(node, ast.Attribute) and node.attr == MARK for node in ast.walk(tree))


def forgotten(files: list[Path]) -> bool:
    """Whether a room tries things on a database, and never on the other one."""
    trees = [ast.parse(file.read_text(encoding="utf-8")) for file in files]
    tried = [tree for tree in trees if _takes_a_world(tree)]
    return bool(tried) and not any(map(_is_marked, tried))


SKIPS = re.compile(r"if (?!not )[^\n]*\.(?:sqlite|server is None)\b[^\n]*:\n\s+pytest\.skip\(")
"""What is left out on SQLite has nothing but PostgreSQL's turn."""


def test_what_only_postgresql_does_is_tried_each_time() -> None:
    unmarked = [
        str(file.relative_to(TESTS))
        for file in sorted(TESTS.rglob("test_*.py"))
        if SKIPS.search(text := file.read_text(encoding="utf-8"))
        and not _is_marked(ast.parse(text))
    ]
    assert not unmarked, f"mark them `{MARK}`: {unmarked}"


ROOMS = sorted(each for each in TESTS.iterdir() if each.is_dir() and list(each.glob("test_*.py")))


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_each_room_has_a_story_on_both_databases(room: Path) -> None:
    assert not forgotten(sorted(room.glob("test_*.py"))), (
        f"tests/{room.name}: give one of its files `pytestmark = pytest.mark.both`"
    )


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("def test_a(world): ...", True),
        ("pytestmark = pytest.mark.both\ndef test_a(world): ...", False),
        ("@pytest.mark.both\ndef test_a(template): ...", False),
        ("def test_a(tmp_path): ...", False),
    ],
)
def test_one_without_is_noticed(tmp_path: Path, source: str, found: bool) -> None:
    """Seeded."""
    (tmp_path / "test_x.py").write_text(source)
    assert forgotten([tmp_path / "test_x.py"]) is found
