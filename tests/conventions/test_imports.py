"""Imports go down only: the contract in pyproject.toml is kept, and would be seen to break."""

import tomllib

import grimp
import numpy as np
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from tests.conventions.code import REPOSITORY

CONTRACTS = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]


def test_the_contract_is_kept(monkeypatch):
    monkeypatch.chdir(REPOSITORY)
    # It would silence every other logger of this process, and tests that read the log would find nothing.
    monkeypatch.setattr("importlinter.cli._configure_logging", lambda verbose: None)
    assert lint_imports(no_cache=True) == EXIT_STATUS_SUCCESS, "script/lint shows which import goes up."


def test_every_room_stands_in_the_contract():
    layers = next(contract for contract in CONTRACTS["contracts"] if contract["type"] == "layers")
    assert layers["exhaustive"]
    placed = {room for layer in layers["layers"] for room in layer.split(" | ")}
    rooms = {file.parent.name for file in (REPOSITORY / "trellis").glob("*/__init__.py")}
    assert rooms <= placed


def test_no_modules_import_each_other_in_a_ring():
    """Late imports count as well, and so do those for types alone."""
    graph = grimp.build_graph("trellis")
    names = sorted(name for name in graph.modules if ".tests" not in name)
    place = {name: index for index, name in enumerate(names)}
    arrows = [
        (place[name], place[other])
        for name in names
        for other in graph.find_modules_directly_imported_by(name)
        if other in place
    ]
    rows, columns = np.array(arrows).T
    matrix = csr_array((np.ones(len(arrows)), (rows, columns)), shape=(len(names), len(names)))
    count, ring = connected_components(matrix, connection="strong")
    rings = [[names[index] for index in np.flatnonzero(ring == one)] for one in range(count)]
    assert not [found for found in rings if len(found) > 1], "Move what both sides need into a module below them."
