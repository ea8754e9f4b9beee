"""docs/security-requirements.md names every requirement that a test shows, where it is shown, and no others.

`UPDATE=1` writes its last column anew. A requirement that is new gets a row by hand.
"""

import os
import re
from collections import defaultdict

from tests.conventions.code import REPOSITORY, files, name_of, told

NUMBERS = REPOSITORY / "tests" / "security" / "asvs_5_0_0.txt"
"""Every requirement of ASVS 5.0.0 by number and level, one a line."""
SECTION = re.compile(r"^\| (\d+(?:\.\d+){0,2}) \| [a-zA-Z]", re.MULTILINE)
PAGE = REPOSITORY / "docs" / "security-requirements.md"
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| ([123]) \| (.+) \| (.+) \| (.*) \|$", re.MULTILINE)
TEST = re.compile(r"def test_asvs_(\d+_\d+_\d+(?:_and_\d+_\d+_\d+)*)_[a-z]")


def shown():
    """The requirements that tests are named after, and the files they stand in."""
    found = defaultdict(set)
    for file in files(".py"):
        if file.name.startswith("test_"):
            for names in TEST.findall(file.read_text(encoding="utf-8")):
                for name in names.split("_and_"):
                    found[name.replace("_", ".")].add(name_of(file))
    return found


def told_by_the_page():
    return {row[0]: row[4] for row in ROW.findall(PAGE.read_text(encoding="utf-8"))}


def column(places):
    return ", ".join(f"`{place}`" for place in sorted(places)) or "none"


def test_the_page_names_what_the_tests_show_and_where():
    tests, text = shown(), PAGE.read_text(encoding="utf-8")
    if os.environ.get("UPDATE"):
        PAGE.write_text(
            ROW.sub(lambda row: f"| {' | '.join(row.groups()[:4])} | {column(tests[row[1]])} |", text), encoding="utf-8"
        )
    page = told_by_the_page()
    assert set(tests) - set(page) == set(), "Give each a row in docs/security-requirements.md."
    wrong = [f"{name}: {column(tests[name])}" for name in page if page[name] != column(tests[name])]
    assert not wrong, "UPDATE=1 mends these:" + told(wrong)


def test_every_requirement_stands_once_and_in_order():
    numbers = [tuple(map(int, row[0].split("."))) for row in ROW.findall(PAGE.read_text(encoding="utf-8"))]
    assert len(numbers) > 80
    assert numbers == sorted(set(numbers))


def asked_for():
    return dict(line.split() for line in NUMBERS.read_text(encoding="utf-8").splitlines())


def is_within(number, sections):
    return any(f"{number}.".startswith(f"{section}.") for section in sections)


def test_every_requirement_of_levels_1_and_2_has_a_row_or_is_about_what_is_not_here():
    text = PAGE.read_text(encoding="utf-8")
    sections = SECTION.findall(text[text.index("## What is not here") :])
    asked = [number for number, level in asked_for().items() if level in "12"]
    assert len(asked) > 250
    lost = [number for number in asked if number not in told_by_the_page() and not is_within(number, sections)]
    assert not lost, told(lost)


def test_every_row_is_a_requirement_and_has_its_level():
    levels = {row[0]: row[1] for row in ROW.findall(PAGE.read_text(encoding="utf-8"))}
    assert {number: asked_for().get(number) for number in levels} == levels


def test_what_is_not_met_is_told_again_at_the_end():
    text = PAGE.read_text(encoding="utf-8")
    left = set(re.findall(r"\d+\.\d+\.\d+", text[text.index("## What is left") :]))
    unmet = {row[0] for row in ROW.findall(text) if re.match(r"not met|in part", row[3])}
    assert left == unmet


def test_what_no_test_shows_says_so():
    untested = [name for name, places in told_by_the_page().items() if places == "none"]
    met_by = {row[0]: row[3] for row in ROW.findall(PAGE.read_text(encoding="utf-8"))}
    assert not [
        name for name in untested if not met_by[name].startswith(("not applicable", "not met", "in part", "by"))
    ]
