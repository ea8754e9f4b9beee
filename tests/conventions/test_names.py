"""A module is named after its idea. One named after nothing in particular gathers everything."""

from pathlib import PurePosixPath

import pytest

from tests.conventions.code import name_of, python_files, told

EMPTY_WORDS = {
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "misc",
    "tools",
    "base",
    "manager",
    "managers",
    "service",
}
EMPTY_WORDS |= {"services", "stuff", "lib2", "handlers", "shared"}


def says_nothing(path: str) -> bool:
    """Whether any part of the name is, or ends in, a word for nothing: `date_utils.py`, `helpers/`."""
    parts = PurePosixPath(path).with_suffix("").parts
    return any(part in EMPTY_WORDS or part.rpartition("_")[2] in EMPTY_WORDS for part in parts)


def test_modules_are_named_after_their_idea():
    found = [name_of(file) for file in python_files() if says_nothing(name_of(file))]
    assert not found, "Name these after what they hold:" + told(found)


@pytest.mark.parametrize("bad", ["trellis/lib/utils.py", "trellis/places/date_helpers.py", "trellis/common/geo.py"])
def test_names_that_say_nothing_are_found(bad):
    assert says_nothing(bad)


@pytest.mark.parametrize("good", ["trellis/lib/geo.py", "trellis/meetings/recurrence.py", "tests/conventions/code.py"])
def test_names_of_ideas_pass(good):
    assert not says_nothing(good)
