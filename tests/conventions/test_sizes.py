"""Files and functions stay small enough to hold in the head. What is larger stands in sizes.json and only shrinks."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path

from tests.conventions.code import REPOSITORY, files, name_of, parsed, python_files, told

LIMITS = {"file": 400, "function": 40, "view": 25, "template": 150}
ALLOWED: dict[str, int] = json.loads((Path(__file__).parent / "sizes.json").read_text())

Function = ast.FunctionDef | ast.AsyncFunctionDef


def length_of(function: Function) -> int:
    """Lines from `def` to the end, without decorators and the docstring."""
    docstring = function.body[0] if ast.get_docstring(function) is not None else None
    documented = (docstring.end_lineno or 0) - docstring.lineno + 1 if docstring else 0
    return (function.end_lineno or 0) - function.lineno + 1 - documented


def functions(tree: ast.Module) -> Iterator[tuple[str, Function]]:
    """Every function with the names around it: `Command.handle`."""

    def walk(node: ast.AST, around: str) -> Iterator[tuple[str, Function]]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, Function | ast.ClassDef):
                name = f"{around}{child.name}"
                if isinstance(child, Function):
                    yield name, child
                yield from walk(child, f"{name}.")
            else:
                yield from walk(child, around)

    yield from walk(tree, "")


def is_view(function: Function) -> bool:
    return bool(function.args.args) and function.args.args[0].arg == "request"


def sizes() -> dict[str, tuple[str, int]]:
    """Everything measured: its name → what kind it is and how many lines it has."""
    found = {}
    for file in files(".py", ".js", ".css", ".sh"):
        if "migrations" not in file.parts:
            found[name_of(file)] = ("file", line_count(file))
    for file in files(".html", under=("trellis",)):
        found[name_of(file)] = ("template", line_count(file))
    for file in python_files():
        for name, function in functions(parsed(file)):
            kind = "view" if "views" in name_of(file) and is_view(function) else "function"
            found[f"{name_of(file)}::{name}"] = (kind, length_of(function))
    return found


def line_count(file: Path) -> int:
    return len(file.read_text(encoding="utf-8").splitlines())


def test_nothing_is_larger_than_its_limit_or_than_it_was():
    too_large = [
        f"{name}: {lines} lines; a {kind} has at most {ALLOWED.get(name, LIMITS[kind])}. Split it by noun."
        for name, (kind, lines) in sizes().items()
        if lines > ALLOWED.get(name, LIMITS[kind])
    ]
    assert not too_large, told(too_large)


def test_what_shrank_is_written_down():
    measured = sizes()
    stale = [
        f"{name}: {measured.get(name, ('gone', 0))[1]} lines now, {allowed} in sizes.json. Lower it there."
        for name, allowed in ALLOWED.items()
        if name not in measured or measured[name][1] < allowed or allowed <= LIMITS[measured[name][0]]
    ]
    assert not stale, told(stale)


def test_the_length_of_a_function_leaves_out_decorators_and_docstring():
    source = '@public\ndef page(request):\n    """One.\n\n    Two.\n    """\n    return 1\n'
    [(name, function)] = functions(ast.parse(source))
    assert (name, length_of(function), is_view(function)) == ("page", 2, True)


def test_functions_inside_classes_and_functions_are_measured_too():
    source = "class A:\n    def b(self):\n        def c(): ...\n"
    assert [name for name, _ in functions(ast.parse(source))] == ["A.b", "A.b.c"]


def test_the_repository_has_files_to_measure():
    assert len(sizes()) > 100, REPOSITORY
