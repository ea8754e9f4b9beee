"""A boolean argument is named where it is passed: `search(text, fuzzy=True)`, never `search(text, True)`."""

import ast
from collections.abc import Iterator
from itertools import zip_longest

import pytest

from tests.conventions.code import findings, lines_found, told


def unnamed_booleans(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not is_given(node):
            for argument in positional_booleans(node.args):
                yield argument.lineno, f"{node.name}: put a * before {argument.arg}, so that callers must name it."


def is_given(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether somebody else decided the arguments: an override, a special method, a property's setter."""
    decorators = {ast.unparse(decorator).split("(")[0].split(".")[-1] for decorator in function.decorator_list}
    return bool(decorators & {"override", "setter"}) or function.name.startswith("__")


def positional_booleans(arguments: ast.arguments) -> Iterator[ast.arg]:
    positional = [*arguments.posonlyargs, *arguments.args]
    for argument, default in zip_longest(reversed(positional), reversed(arguments.defaults)):
        is_boolean = argument.annotation is not None and ast.unparse(argument.annotation) in {"bool", "bool | None"}
        has_boolean = isinstance(default, ast.Constant) and isinstance(default.value, bool)
        if (is_boolean or has_boolean) and len(positional) > 1:
            yield argument


def test_booleans_are_passed_by_name():
    problems = findings(unnamed_booleans, with_tests=False)
    assert not problems, told(problems)


@pytest.mark.parametrize(
    "bad", ["def f(a, b: bool): ...", "def f(a, b=True): ...", "async def f(a, b: bool = False): ..."]
)
def test_a_boolean_by_position_is_found(bad):
    assert lines_found(unnamed_booleans, bad) == [1]


@pytest.mark.parametrize(
    "good",
    [
        "def f(a, *, b: bool): ...",
        "def f(a, b: str = 'yes'): ...",
        "def words_for(is_open: bool): ...",  # the only argument: the name of the function says what it is
        "class A:\n    @override\n    def f(self, b: bool): ...",
    ],
)
def test_booleans_by_name_pass(good):
    assert lines_found(unnamed_booleans, good) == []
