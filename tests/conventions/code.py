"""The repository as the conventions see it: its files, its Python parsed, and what was found wrong with a place."""

import ast
import subprocess
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
NOT_OURS = {".venv", ".git", "build", "dist", "var", "node_modules"}


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """A mistake, where it is, and how to mend it."""

    path: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what}"


Rule = Callable[[ast.Module], Iterable[tuple[int, str]]]
"""Looks at one parsed file and gives line numbers with what is wrong there."""


@cache
def repository_files() -> tuple[Path, ...]:
    """Every file that is in the repository or about to be, without those that are made or fetched."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        names = subprocess.run(command, cwd=REPOSITORY, capture_output=True, check=True, text=True).stdout.split("\0")
        files = [REPOSITORY / name for name in names if name]
    except (OSError, subprocess.CalledProcessError):  # unpacked from an archive, without git
        files = [file for file in REPOSITORY.rglob("*") if not NOT_OURS & set(file.relative_to(REPOSITORY).parts)]
    return tuple(sorted(file for file in files if file.is_file()))


def files(*suffixes: str, under: tuple[str, ...] = ("trellis", "tests")) -> Iterator[Path]:
    for file in repository_files():
        relative = file.relative_to(REPOSITORY)
        if file.suffix in suffixes and (not under or relative.parts[0] in under):
            yield file


def python_files(*, with_tests: bool = True, with_migrations: bool = False) -> Iterator[Path]:
    for file in files(".py"):
        parts = file.relative_to(REPOSITORY).parts
        if ("tests" in parts and not with_tests) or ("migrations" in parts and not with_migrations):
            continue
        yield file


@cache
def parsed(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"), filename=str(file))


def name_of(file: Path) -> str:
    return file.relative_to(REPOSITORY).as_posix()


def findings(rule: Rule, *, with_tests: bool = True) -> list[Finding]:
    """What `rule` finds in the Python of the repository."""
    return sorted(
        Finding(name_of(file), line, what)
        for file in python_files(with_tests=with_tests)
        for line, what in rule(parsed(file))
    )


def told(found: Iterable[object]) -> str:
    """One finding a line, for the message of an assertion."""
    return "\n" + "\n".join(map(str, found))


def lines_found(rule: Rule, source: str) -> list[int]:
    """The lines of an example on which `rule` finds something."""
    return sorted(line for line, _ in rule(ast.parse(source)))


def dotted(node: ast.expr) -> str:
    """`a.b.c` of a name or attribute; nothing of anything else."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=attribute) if left := dotted(value):
            return f"{left}.{attribute}"
    return ""
