"""Chance and the clock are passed in, so that the same input gives the same answer.

Randomness comes from a `numpy.random.Generator` or `random.Random` made with a seed. Secrets come from `secrets`.
A time is an aware datetime; a clock without a zone is read nowhere.
"""

import ast
from collections.abc import Iterator

import pytest

from tests.conventions.code import dotted, findings, lines_found, told

SEEDED = {"random.Random", "random.SystemRandom"}
NUMPY_ALLOWED = {"default_rng", "Generator", "SeedSequence", "PCG64", "PCG64DXSM", "Philox", "BitGenerator"}
NAIVE = {"utcnow", "utcfromtimestamp"}


def unseeded(tree: ast.Module) -> Iterator[tuple[int, str]]:
    names = imported_names(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = full_name(node.func, names)
            if problem := judge(called, has_arguments=bool(node.args or node.keywords)):
                yield node.lineno, problem


def judge(called: str, *, has_arguments: bool) -> str:
    """What is wrong with calling this, or nothing."""
    last = called.rpartition(".")[2]
    if called in SEEDED | {"numpy.random.default_rng"} and not has_arguments and called != "random.SystemRandom":
        return f"{called}() draws its own seed. Pass one in."
    if called.startswith("random.") and called not in SEEDED:
        return f"{called} shares one hidden state. Take an `rng` as an argument."
    if called.startswith("numpy.random.") and last not in NUMPY_ALLOWED:
        return f"{called} shares one hidden state. Take a numpy.random.Generator as an argument."
    if called.startswith("datetime.datetime.") and (last in NAIVE or (last == "now" and not has_arguments)):
        return f"{called} has no zone. Take `now` as an argument, or write datetime.now(tz)."
    if called == "datetime.date.today":
        return "date.today() is today somewhere else. Take `now` as an argument."
    return ""


def imported_names(tree: ast.Module) -> dict[str, str]:
    """What a name in this file stands for: np → numpy, dt → datetime."""
    names = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.asname or alias.name.split(".")[0]: alias.name for alias in node.names if alias.asname}
            names |= {alias.name.split(".")[0]: alias.name.split(".")[0] for alias in node.names if not alias.asname}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    return names


def full_name(node: ast.expr, names: dict[str, str]) -> str:
    first, _, rest = dotted(node).partition(".")
    known = names.get(first, "")
    return f"{known}.{rest}" if known and rest else known


def test_nothing_is_random_without_a_seed_and_no_clock_is_without_a_zone():
    problems = findings(unseeded)
    assert not problems, told(problems)


@pytest.mark.parametrize(
    "bad",
    [
        "import random\nrandom.choice([1])",
        "from random import shuffle\nshuffle([1])",
        "import random\nrandom.Random()",
        "import numpy as np\nnp.random.rand(3)",
        "import numpy as np\nnp.random.seed(1)",
        "from numpy import random\nrandom.normal()",
        "import numpy as np\nnp.random.default_rng()",
        "import datetime as dt\ndt.datetime.now()",
        "from datetime import datetime\ndatetime.utcnow()",
        "from datetime import date\ndate.today()",
    ],
)
def test_hidden_chance_and_zoneless_clocks_are_found(bad):
    assert lines_found(unseeded, bad) == [2]


@pytest.mark.parametrize(
    "good",
    [
        "import random\nrandom.Random(7).choice([1])",
        "import numpy as np\nnp.random.default_rng(7).normal()",
        "def draw(rng):\n    return rng.random()",
        "import datetime as dt\ndt.datetime.now(dt.UTC)",
        "import secrets\nsecrets.token_urlsafe(50)",
    ],
)
def test_seeds_and_zones_pass(good):
    assert lines_found(unseeded, good) == []
