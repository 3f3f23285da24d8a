"""How long the sharing rule takes to be tried: every small world, and every mutant of the rule, on
both databases."""

import tempfile
import time
from pathlib import Path

from app.sharing import rule
from tests import postgres
from tests.bench.figure import Figure
from tests.sharing import matrix, worlds
from tests.sharing.matrix import Judged, Matrix, Stage
from tests.sharing.mutants import mutants
from tests.world import Template, make_template

MOST = 60.0


def matrix_s() -> Figure:
    with tempfile.TemporaryDirectory() as folder, postgres.start() as server:
        templates = [
            make_template(Path(folder, "sqlite"), None),
            make_template(Path(folder, "pg"), server),
        ]
        began = time.monotonic()
        everything = Matrix(worlds.Universe(worlds.every_combination()))
        small = Matrix(worlds.Universe(worlds.one_at_a_time()))
        wrong = [*everything.wrong_in_python(rule)]
        judged = [
            matrix.judged(
                mutants(rule, *matrix.PURE),
                lambda rule_: next(small.wrong_in_python(rule_), None) is not None,
            )
        ]
        for template in templates:
            where = Path(folder, template.settings.data.name)
            wrong += _staged(template, where, everything).wrong(within=False)
            judged.append(_judged(template, where, small))
        took = time.monotonic() - began
    return _figure(took, everything, wrong, judged)


def _staged(template: Template, where: Path, cells: Matrix) -> Stage:
    name = f"matrix_{len(cells.cells)}"
    return Stage(template.copied(where.with_name(f"{where.name}_{name}"), name).database_url, cells)


def _judged(template: Template, where: Path, small: Matrix) -> Judged:
    stage = _staged(template, where, small)
    found = stage.judge()
    assert stage.wrong(within=True) == []
    stage.close()
    return found


def _figure(took: float, cells: Matrix, wrong: list[str], judged: list[Judged]) -> Figure:
    alive = [name for each in judged for name in each.alive]
    many = sum(each.many for each in judged)
    detail = (
        f"{len(cells.cells)} cells, {cells.allowed} allowed, {len(wrong)} wrong; "
        f"{many - len(alive)}/{many} mutants noticed"
    )
    return Figure(
        round(took, 1),
        "s on both databases",
        f"≤ {MOST:g}",
        took <= MOST and not wrong and not alive,
        detail,
    )
