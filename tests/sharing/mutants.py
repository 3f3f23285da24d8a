"""Mutants of source code: one condition taken away at a time. Whatever tells right from wrong must
notice each of them."""

import ast
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from sqlalchemy import true


@dataclass(frozen=True)
class Mutant:
    """`name` says what was taken away, and where."""

    name: str
    module: ModuleType


def mutants(module: ModuleType, *functions: str) -> Iterator[Mutant]:
    """Every mutant of these functions: a module of its own each, everything else in it as it
    was."""
    tree = _source(module)
    for function in tree.body:
        if isinstance(function, ast.FunctionDef) and function.name in functions:
            for index, node in enumerate(ast.walk(function)):
                for what, change in _changes(node):
                    fresh = deepcopy(tree)
                    twin = next(
                        each
                        for each in fresh.body
                        if isinstance(each, ast.FunctionDef) and each.name == function.name
                    )
                    change(list(ast.walk(twin))[index])
                    yield Mutant(f"{function.name}: {what}", _run(fresh, module))


def twin(module: ModuleType, **changes: Any) -> ModuleType:
    """The same module once more, with something else in it."""
    made = _run(_source(module), module)
    made.__dict__.update(changes)
    return made


def _source(module: ModuleType) -> ast.Module:
    assert module.__file__ is not None
    with open(module.__file__, encoding="utf-8") as file:
        return ast.parse(file.read())


def _run(tree: ast.Module, like: ModuleType) -> ModuleType:
    made = ModuleType(like.__name__)
    made.__dict__.update(_as_it_is=lambda query: query, _always=true)
    exec(
        compile(ast.fix_missing_locations(tree), f"<{like.__name__}, mutated>", "exec"),
        made.__dict__,
    )
    return made


def _changes(node: ast.AST) -> Iterator[tuple[str, Any]]:
    """What can be taken away at this place: (what, how)."""
    if isinstance(node, ast.BoolOp):
        for number, operand in enumerate(node.values):
            yield (
                f"without «{ast.unparse(operand)}»",
                lambda twin, number=number: _neutral(twin, number),
            )
    if isinstance(node, ast.Compare) and len(node.ops) > 1:
        for number in range(len(node.ops)):
            yield (
                f"without half {number + 1} of «{ast.unparse(node)}»",
                lambda twin, number=number: _halve(twin, number),
            )
    if isinstance(node, ast.Compare):
        for number, op in enumerate(node.ops):
            if type(op) in NEXT_TO:
                yield (
                    f"off by one in «{ast.unparse(node)}»",
                    lambda twin, number=number: _shift(twin, number),
                )
    if isinstance(node, ast.Call):
        yield from _of_call(node)
    if isinstance(node, ast.Dict):
        for number, key in enumerate(node.keys):
            assert key is not None
            yield (
                f"without {ast.unparse(key)}",
                lambda twin, number=number: (twin.keys.pop(number), twin.values.pop(number)),
            )
    if isinstance(node, ast.FunctionDef):
        for number, line in enumerate(node.body):
            if isinstance(line, ast.If | ast.Return):
                first = ast.unparse(line).splitlines()[0]
                yield (
                    f"without the line «{first}»",
                    lambda twin, number=number: twin.body.__setitem__(number, ast.Pass()),
                )


def _of_call(node: ast.Call) -> Iterator[tuple[str, Any]]:
    """An argument of and_, or_ or where, and which outer row an inner query means."""
    called = (
        node.func.attr
        if isinstance(node.func, ast.Attribute)
        else node.func.id
        if isinstance(node.func, ast.Name)
        else ""
    )
    if called in ("and_", "or_", "where") and len(node.args) > 1:
        for number, argument in enumerate(node.args):
            yield (
                f"without «{ast.unparse(argument)}»",
                lambda twin, number=number: twin.args.pop(number),
            )
    if called == "join":
        yield (
            f"«{ast.unparse(node)}» on anything",
            lambda twin: twin.args.__setitem__(1, ast.parse("_always()", mode="eval").body),
        )
    if called == "correlate":
        yield f"«{ast.unparse(node)[-50:]}» left to itself", _uncorrelated
        yield (
            f"«{ast.unparse(node)[-50:]}» about rows of its own",
            lambda twin: twin.args.__setitem__(0, ast.Constant(None)),
        )


NEXT_TO: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
}


def _shift(twin: ast.Compare, number: int) -> None:
    twin.ops[number] = NEXT_TO[type(twin.ops[number])]()


def _neutral(twin: ast.BoolOp, number: int) -> None:
    """What makes no difference among the others."""
    twin.values[number] = ast.Constant(isinstance(twin.op, ast.And))


def _halve(twin: ast.Compare, number: int) -> None:
    """Of `a <= b < c` one of the two."""
    if number == 0:
        twin.left = twin.comparators.pop(0)
    else:
        twin.comparators.pop()
    twin.ops.pop(number)


def _uncorrelated(twin: ast.Call) -> None:
    """`query.correlate(table)` becomes `query`; in place, since its parent holds it."""
    twin.func, twin.args = ast.Name("_as_it_is", ast.Load()), [twin.func.value]  # type: ignore[attr-defined]
