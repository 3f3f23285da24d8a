"""Rules of the house: who may import whom, what stands where, and that no file has become a drawer."""

import ast
from pathlib import Path

import pytest

APP = Path(__file__).parents[2] / "app"

FLOORS = [
    {"__main__"},
    {"cli"},
    {"main"},
    {"worker"},
    {"demo"},
    {"offline"},
    {"my_data", "intake"},
    {"today", "look_back", "welcome", "account", "ways_in", "preferences", "about", "circle", "personnel"},
    {"days", "journal", "hopes", "goals", "good_things", "flower", "plan", "network", "hard_days", "help_now"},
    {"chime", "sharing"},
    {"identity"},
    {"municipality"},
    {"foundation"},
]
"""From the attic down. A room imports only rooms on lower floors, by their front door. The worker refreshes the demo year."""

ATTIC = set.union(*FLOORS[:4])
NO_DRAWERS = {"utils", "helpers", "services", "manager", "common", "misc"}


def floor(room: str) -> int:
    found = [number for number, rooms in enumerate(FLOORS) if room in rooms]
    assert found, f"app/{room} is on no floor: put it in FLOORS here and on the map in README.md"
    return found[0]


def room_of(path: Path) -> str:
    return path.relative_to(APP).parts[0].removesuffix(".py")


def imports(path: Path) -> list[tuple[int, str, list[str]]]:
    """(line, module, names) of everything a file imports from this house."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "app":
            found.append((node.lineno, node.module, [alias.name for alias in node.names]))
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name, []) for alias in node.names if alias.name.startswith("app.")]
    return found


def rooms_entered(module: str, names: list[str]) -> list[tuple[str, bool]]:
    """The rooms an import enters, and whether by the front door."""
    parts = module.split(".")
    if len(parts) == 1:
        return [(name, True) for name in names]
    return [(parts[1], len(parts) == 2)]


FILES = [
    pytest.param(path, id=str(path.relative_to(APP)))
    for path in sorted(APP.rglob("*.py"))
    if path.parent != APP or path.stem != "__init__"
]


@pytest.mark.parametrize("path", FILES)
def test_imports_only_go_down_and_by_the_front_door(path: Path) -> None:
    here = room_of(path)
    for line, module, names in imports(path):
        for room, by_the_door in rooms_entered(module, names):
            if room == here or room == "app":
                continue
            assert floor(room) > floor(here), (
                f"{path}:{line} imports {room} from the same floor or above: let a higher room put the two together"
            )
            allowed = by_the_door or room == "foundation" or here in ATTIC
            assert allowed, (
                f"{path}:{line} climbs in by a window: write `from app import {room}` or add the name to app/{room}/__init__.py"
            )


def test_the_rule_bites(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.py"
    wrong.write_text("from app.journal.models import entries\n")
    [(_, module, names)] = imports(wrong)
    assert rooms_entered(module, names) == [("journal", False)]
    assert floor("journal") == floor("days")


@pytest.mark.parametrize("path", FILES)
def test_only_pages_know_the_framework(path: Path) -> None:
    """Domain files raise our own errors; `foundation/web`, doors and main are the framework's own corner."""
    corner = path.stem in ("pages", "live", "doors") or "web" in path.parts or room_of(path) == "main"
    front_door_of_identity = path == APP / "identity" / "__init__.py"
    if corner or front_door_of_identity:
        return
    tree = ast.parse(path.read_text(encoding="utf-8"))
    modules = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    assert not [m for m in modules if m.split(".")[0] == "litestar"], f"{path} imports the framework: move the HTTP to pages.py"


@pytest.mark.parametrize("path", FILES)
def test_no_file_is_a_drawer(path: Path) -> None:
    assert path.stem not in NO_DRAWERS, "name the file by the noun it handles"
    data = path.name in ("story.py", "danish_words.py")
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert data or lines <= 260, f"{path} has {lines} lines: which noun in it could have a file of its own?"


@pytest.mark.parametrize("path", FILES)
def test_every_file_says_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), f"{path}: begin with one sentence saying what it is for"


def test_every_room_has_its_tests_and_templates_stand_with_their_room() -> None:
    rooms = {path.parent.name for path in APP.glob("*/pages.py")}
    for folder in (APP.parent / "templates").iterdir():
        assert not folder.is_dir() or folder.name in rooms | {"parts"}, f"templates/{folder.name} belongs to no room"


def test_tables_refer_across_rooms_by_name_only() -> None:
    for path in APP.rglob("*.py"):
        assert "relationship(" not in path.read_text(encoding="utf-8"), (
            f"{path}: refer by foreign-key string, not by relationship()"
        )
