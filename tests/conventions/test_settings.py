"""`.env.example` lists every variable that is read, and no other, each with a comment that says what it is."""

import ast
import re

from tests.conventions.code import REPOSITORY, dotted, name_of, parsed, python_files

READERS = {"text", "flag", "choice", "number", "numbers", "words", "web_address", "database", "mail"}
LOOKUPS = {"os.environ.get", "os.getenv", "environ.get"}
# Set by the machine, the browser's installation or Django itself: nobody chooses them for Trellis.
NOT_CHOSEN = {"DJANGO_SETTINGS_MODULE", "XDG_DATA_HOME", "LOCALAPPDATA"}
LISTED = re.compile(r"^#? ?([A-Z][A-Z0-9_]+)=", re.MULTILINE)


def variables_read(tree: ast.Module) -> set[str]:
    """The names that env.text("NAME") and its siblings, os.environ.get("NAME") and os.environ["NAME"] read."""
    found = set()
    for node in ast.walk(tree):
        match node:
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="env"), attr=reader), args=[ast.Constant(value=str(name)), *_]
            ):
                if reader in READERS:
                    found.add(name)
            case ast.Call(func=function, args=[ast.Constant(value=str(name)), *_]) if dotted(function) in LOOKUPS:
                found.add(name)
            case ast.Subscript(value=value, slice=ast.Constant(value=str(name)), ctx=ast.Load()):
                if dotted(value) == "os.environ":
                    found.add(name)
    return found - NOT_CHOSEN


def test_the_example_lists_every_variable_and_no_other():
    read: set[str] = set()
    for file in python_files(with_tests=False):
        if name_of(file).startswith("trellis/"):
            read |= variables_read(parsed(file))
    listed = set(LISTED.findall((REPOSITORY / ".env.example").read_text(encoding="utf-8")))
    assert read - listed == set(), "Add these to .env.example, with a line that says what they do."
    assert listed - read == set(), "Nothing reads these. Take them out of .env.example."


def test_every_variable_in_the_example_is_explained():
    before = ""
    for line in (REPOSITORY / ".env.example").read_text(encoding="utf-8").splitlines():
        if LISTED.match(line):
            assert before.startswith("#") or LISTED.match(before), f"{line} has no comment above it."
        before = line


def test_variables_are_seen_however_they_are_read():
    source = """
DEBUG = env.flag("A", default=False)
SECRET = env.text("B") or made()
os.environ.get("C")
os.environ["D"]
os.environ["E"] = "set, not read"
env.other("F")
"""
    assert variables_read(ast.parse(source)) == {"A", "B", "C", "D"}
