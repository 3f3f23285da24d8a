"""R1, R3, R8: the rule is its prose on every small world, three times over, and every condition in
it is needed."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from app.sharing import kinds, rule
from tests.sharing import matrix, worlds
from tests.sharing.matrix import Matrix, Stage
from tests.sharing.mutants import mutants
from tests.world import Template

pytestmark = pytest.mark.both

CELLS, ALLOWED, MUTANTS = 208_026, 574, {"in Python": 45, "in SQL": 76}
"""As counted; a matrix that shrinks misses something. Whoever adds a condition to the rule adds
here what it makes more."""


@pytest.fixture(scope="module")
def everything() -> Matrix:
    return Matrix(worlds.Universe(worlds.every_combination()))


@pytest.fixture(scope="module")
def small() -> Matrix:
    """What differs in one way only from what is seen: enough to show any single condition that is
    missing."""
    return Matrix(worlds.Universe(worlds.one_at_a_time()))


@pytest.fixture
def empty(template: Template, tmp_path: Path) -> Iterator[str]:
    """A database of its own, with its address."""
    name = f"t_{uuid4().hex[:12]}"
    yield template.copied(tmp_path / "data", name).database_url
    if template.server is not None:
        template.server.drop(name)


def test_the_pure_function_keeps_every_promise(everything: Matrix) -> None:
    print(f"{len(everything.cells)} cells, {everything.allowed} allowed")
    assert list(everything.wrong_in_python(rule)) == []
    assert (len(everything.cells), everything.allowed) == (CELLS, ALLOWED)


def test_the_filter_keeps_every_promise(everything: Matrix, empty: str) -> None:
    """Every reader asks the whole database, so that what leaks from one world into another
    shows."""
    stage = Stage(empty, everything)
    assert stage.wrong(within=False) == []
    stage.close()


def test_every_condition_of_the_pure_function_is_needed(small: Matrix) -> None:
    found = matrix.judged(
        mutants(rule, *matrix.PURE),
        lambda rule_: next(small.wrong_in_python(rule_), None) is not None,
    )
    print(found)
    assert (found.alive, found.many) == ([], MUTANTS["in Python"])


def test_every_condition_of_the_filter_is_needed(small: Matrix, empty: str) -> None:
    """Also the rooms it asks, and each word of which outer row is meant. None of these mutants is
    equivalent."""
    stage = Stage(empty, small)
    assert stage.wrong(within=True) == []
    found = stage.judge()
    print(found)
    stage.close()
    assert (found.alive, found.many) == ([], MUTANTS["in SQL"])


def test_of_a_kind_nobody_listed_nobody_sees_anything(everything: Matrix) -> None:
    """R1."""
    unlisted = [cell for cell in everything.cells if cell.question.kind not in kinds.KINDS]
    assert len(unlisted) > 10_000 and not any(cell.seen for cell in unlisted)


def test_the_worlds_are_the_kinds_there_are() -> None:
    assert {*worlds.KINDS} == {*kinds.KINDS, "letters"}
