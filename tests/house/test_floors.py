"""Rules of the house: who may import whom, what stands where, and that no file has become a
drawer."""

import ast
import importlib
import re
from pathlib import Path

import pytest

from app.foundation.database import metadata

APP = Path(__file__).parents[2] / "app"
TESTS = APP.parent / "tests"

FLOORS = [
    {"__main__"},
    {"cli"},
    {"checking", "working", "directory_commands"},
    {"main"},
    {"worker"},
    {"house"},
    {"demo"},
    {"offline"},
    {"my_data", "intake"},
    {
        "today",
        "look_back",
        "welcome",
        "account",
        "ways_in",
        "preferences",
        "about",
        "circle",
        "personnel",
    },
    {"rooms"},
    {
        "days",
        "journal",
        "hopes",
        "goals",
        "good_things",
        "flower",
        "plan",
        "network",
        "hard_days",
        "help_now",
        "saved_places",
        "companions",
        "initiatives",
        "appointments",
    },
    {"reminders", "places"},
    {"chime", "sharing"},
    {"sign_in"},
    {"people"},
    {"municipality"},
    {"foundation"},
]
"""From the attic down. A room imports only rooms on lower floors, by their front door. The worker
refreshes the demo year."""

ATTIC = set.union(*FLOORS[:6])
RELATIVE = "."
LONGEST = 340
"""Lines of a file, of a hundred characters at most."""
WIDEST = 100
NO_DRAWERS = {"utils", "helpers", "services", "manager", "common", "misc"}


def floor(room: str) -> int:
    found = [number for number, rooms in enumerate(FLOORS) if room in rooms]
    assert found, f"app/{room} is on no floor: put it in FLOORS here and on the map in README.md"
    return found[0]


def room_of(path: Path) -> str:
    return path.relative_to(APP).parts[0].removesuffix(".py")


def imports(path: Path) -> list[tuple[int, str, list[str]]]:
    """(line, module, names) of everything a file imports from this house."""
    found: list[tuple[int, str, list[str]]] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            found.append((node.lineno, RELATIVE, []))
        elif (
            isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "app"
        ):
            found.append((node.lineno, node.module, [alias.name for alias in node.names]))
        if isinstance(node, ast.Import):
            found += [
                (node.lineno, alias.name, [])
                for alias in node.names
                if alias.name.startswith("app.")
            ]
    return found


def rooms_entered(module: str, names: list[str]) -> list[tuple[str, bool]]:
    """The rooms an import enters, and whether by the front door."""
    parts = module.split(".")
    if module == RELATIVE:
        return [(RELATIVE, False)]
    if len(parts) == 1:
        return [(name, True) for name in names]
    return [(parts[1], len(parts) == 2)]


def test_every_room_is_on_the_map() -> None:
    """The map in README.md names the rooms there are, each once."""
    drawn = (APP.parent / "README.md").read_text(encoding="utf-8").split("```")[3].splitlines()
    named = [name for line in drawn for name in re.split(r"\s{3,}", line.strip())[0].split()]
    rooms = {
        room_of(path)
        for path in APP.rglob("*.py")
        if path.parent != APP or path.stem not in ("__init__", "__main__")
    }
    assert len(named) == len(set(named)) and set(named) == rooms, set(named) ^ rooms


FILES = [
    pytest.param(path, id=str(path.relative_to(APP)))
    for path in sorted(APP.rglob("*.py"))
    if path.parent != APP or path.stem != "__init__"
]


def climbs(path: Path, here: str) -> list[str]:
    """What a file of a room imports and may not."""
    found = []
    for line, module, names in imports(path):
        for room, by_the_door in rooms_entered(module, names):
            if module == RELATIVE:
                found.append(
                    f"{line} imports by dots: write the whole name, so that it can be seen "
                    "which room it is"
                )
            elif room in (here, "app"):
                continue
            elif floor(room) <= floor(here):
                found.append(
                    f"{line} imports {room} from the same floor or above: let a higher room put "
                    "the two together"
                )
            elif not (by_the_door or room == "foundation" or here in ATTIC):
                found.append(
                    f"{line} climbs in by a window: write `from app import {room}` or add it to "
                    f"app/{room}/__init__.py"
                )
    return found


@pytest.mark.parametrize("path", FILES)
def test_imports_only_go_down_and_by_the_front_door(path: Path) -> None:
    found = climbs(path, room_of(path))
    assert not found, f"{path}:{found[0]}"


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("from app.journal.models import entries", "same floor"),
        ("from app import journal", "same floor"),
        ("import app.journal", "same floor"),
        ("def later():\n    from app.today import screen", "same floor or above"),
        ("from app.sign_in.logins import begin", "by a window"),
        ("import app.sharing.rule", "by a window"),
        ("from .models import days", "by dots"),
        ("from ..journal import entries", "by dots"),
        (
            "from app.foundation.database import metadata\nfrom app import people, "
            "sharing\nfrom app.days.models import days",
            "",
        ),
    ],
)
def test_a_climb_is_noticed(tmp_path: Path, source: str, told: str) -> None:
    """Seeded, as if it stood in app/days."""
    (tmp_path / "wrong.py").write_text(source)
    found = climbs(tmp_path / "wrong.py", "days")
    assert (told in found[0]) if told else not found, found


def framework(source: str) -> list[str]:
    """What a file takes from the framework, however it asks for it."""
    return [
        module
        for module in _taken(ast.parse(source))
        if module.split(".")[0] in ("litestar", "starlette", "uvicorn")
    ]


@pytest.mark.parametrize("path", FILES)
def test_only_pages_know_the_framework(path: Path) -> None:
    """Domain files raise our own errors; `foundation/web`, guards and main are the framework's own
    corner."""
    corner = (
        path.stem in ("live", "guards")
        or path.stem.endswith("pages")
        or "web" in path.parts
        or room_of(path) in ("main", "cli")
    )
    front_door_of_sign_in = path == APP / "sign_in" / "__init__.py"
    if not corner and not front_door_of_sign_in:
        found = framework(path.read_text(encoding="utf-8"))
        assert not found, f"{path} imports the framework, {found}: move the HTTP to pages.py"


def test_the_framework_is_noticed_however_it_is_asked_for() -> None:
    """Seeded."""
    for source in (
        "import litestar",
        "from litestar import get",
        "import litestar.handlers as h",
        "def f():\n    from litestar import get",
    ):
        assert framework(source), source
    assert not framework("import msgspec\nfrom app.foundation import clock")


@pytest.mark.parametrize("path", FILES)
def test_no_file_is_a_drawer(path: Path) -> None:
    assert path.stem not in NO_DRAWERS, "name the file by the noun it handles"
    data = path.name in ("story.py", "danish_words.py")
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert data or lines <= LONGEST, (
        f"{path} has {lines} lines: which noun in it could have a file of its own?"
    )


def test_templates_and_scripts_are_as_wide_as_the_rest() -> None:
    """Python's are laid out by its formatter, which counts no templates."""
    top = APP.parent
    wide = [
        f"{path.relative_to(top)}:{at}"
        for folder, kind in (("templates", "*.html"), ("static/js", "*.js"))
        for path in (top / folder).rglob(kind)
        for at, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if len(line) > WIDEST and not re.match(r"\s*/[^/]", line)  # a pattern is one word
    ]
    assert not wide, "break these lines where nothing is shown of it: in a tag, or in braces"


@pytest.mark.parametrize("path", FILES)
def test_every_file_says_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), (
        f"{path}: begin with one sentence saying what it is for"
    )


TEST = re.compile(r"^(?:async )?def test_\w+\(", re.M)


def without_tests(app: Path, tests: Path) -> list[str]:
    """Rooms that have no test of their own: a file in the folder of their name, with a test in
    it."""
    rooms = sorted(
        path.parent.name for path in app.glob("*/__init__.py") if path.parent.name != "__pycache__"
    )
    return [
        room
        for room in rooms
        if not any(TEST.search(file.read_text("utf-8")) for file in tests.glob(f"{room}/test_*.py"))
    ]


def homeless(app: Path, templates: Path) -> list[str]:
    """Folders of templates that belong to no room with pages."""
    rooms = {path.parent.name for path in app.glob("*/pages.py")} | {"parts"}
    return sorted(
        folder.name
        for folder in templates.iterdir()
        if folder.is_dir() and folder.name not in rooms
    )


def test_every_room_has_its_tests_and_templates_stand_with_their_room() -> None:
    assert not without_tests(APP, TESTS), (
        f"write tests/<room>/test_….py for {without_tests(APP, TESTS)}"
    )
    assert not homeless(APP, APP.parent / "templates"), (
        f"templates of no room: {homeless(APP, APP.parent / 'templates')}"
    )


def test_a_room_without_tests_is_noticed(tmp_path: Path) -> None:
    """Seeded: no folder, an empty file, a file in which nothing is tried; and templates that nobody
    shows."""
    for room in ("bare", "empty", "idle", "tried"):
        for folder in ("app", "tests", "templates"):
            (tmp_path / folder / room).mkdir(parents=True)
        (tmp_path / "app" / room / "__init__.py").write_text('"""A room."""')
    (tmp_path / "tests" / "empty" / "test_empty.py").write_text("")
    (tmp_path / "tests" / "idle" / "test_idle.py").write_text("def helper() -> None: ...")
    (tmp_path / "tests" / "tried" / "test_tried.py").write_text(
        "def test_it() -> None:\n    assert 1"
    )
    (tmp_path / "app" / "tried" / "pages.py").write_text("")
    assert without_tests(tmp_path / "app", tmp_path / "tests") == ["bare", "empty", "idle"]
    assert homeless(tmp_path / "app", tmp_path / "templates") == ["bare", "empty", "idle"]


def references(source: str, *, models: bool) -> list[str]:
    """How a file ties tables together otherwise than by a foreign key's name, or makes one outside
    its room's models.py."""
    tree = ast.parse(source)
    told = [
        f"{node.lineno}: {why}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call | ast.ClassDef)
        for why in _ties(node)
    ]
    told += [
        f"{node.lineno}: a table outside its room's models.py"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and _called(node) == "Table" and not models
    ]
    taken = [
        module for module in _taken(tree) if module.split(".")[0] == "app" and module not in HOUSE
    ]
    return told + [
        f"models.py imports {module}: tables know each other by name only"
        for module in taken
        if models
    ]


HOUSE = ("app.foundation.database", "app.foundation.columns")
"""What tables of all rooms take from the house, where none lies."""


def _ties(node: ast.Call | ast.ClassDef) -> list[str]:
    called = _called(node)
    if called == "ForeignKey" and not isinstance(_first(node), str):
        return ['a foreign key that is no name: write ForeignKey("table.column")']
    if called in (
        "relationship",
        "registry",
        "declarative_base",
        "DeclarativeBase",
        "ForeignKeyConstraint",
    ):
        return [f'{called}: rows are read by a query, and refer by ForeignKey("table.column")']
    return []


def _taken(tree: ast.AST) -> list[str]:
    """Every module that is imported, however."""
    found = [node.module or RELATIVE for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    return found + [
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    ]


def _called(node: ast.AST) -> str:
    """What a call calls, or a class stands on."""
    named = (
        node.func
        if isinstance(node, ast.Call)
        else node.bases[0]
        if isinstance(node, ast.ClassDef) and node.bases
        else None
    )
    return (
        named.id
        if isinstance(named, ast.Name)
        else named.attr
        if isinstance(named, ast.Attribute)
        else ""
    )


def _first(call: ast.AST) -> object:
    given = call.args[0] if isinstance(call, ast.Call) and call.args else None
    return given.value if isinstance(given, ast.Constant) else None


def test_tables_refer_across_rooms_by_name_only() -> None:
    found = {
        path: references(path.read_text(encoding="utf-8"), models=path.name == "models.py")
        for path in APP.rglob("*.py")
    }
    assert len(found) > 150
    assert not any(found.values()), [
        f"{path}:{each}" for path, wrong in found.items() for each in wrong
    ]


@pytest.mark.parametrize(
    "source",
    [
        "from app.journal.models import entries",
        "from app import journal",
        "import app.journal.models",
        "from sqlalchemy import ForeignKey\nForeignKey(entries.c.id)",
        "sa.ForeignKey(f'{table}.id')",
        "from sqlalchemy.orm import relationship\nx = relationship('entries')",
        "class Entry(DeclarativeBase): ...",
        "class Entry(orm.DeclarativeBase): ...",
    ],
)
def test_a_table_that_holds_on_to_another_is_noticed(source: str) -> None:
    """Seeded."""
    assert references(source, models=True)


def test_a_table_of_its_own_kind_is_let_be() -> None:
    """Seeded the other way, and a table made where none belongs."""
    fine = (
        "from app.foundation.database import metadata\nx = Table('x', metadata, Column('goal', "
        "ForeignKey('goals.id')))"
    )
    assert not references(fine, models=True)
    assert references(fine, models=False) == ["2: a table outside its room's models.py"]


def test_every_foreign_key_leads_somewhere() -> None:
    for path in APP.glob("*/models.py"):
        importlib.import_module(f"app.{path.parent.name}.models")
    keys = [key for table in metadata.sorted_tables for key in table.foreign_keys]
    assert len(keys) > 30
    assert all(key.column is not None for key in keys)
