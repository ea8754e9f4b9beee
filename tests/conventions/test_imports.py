"""Imports go down only: the contract in pyproject.toml is kept, and would be seen to break."""

import tomllib

from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

from tests.conventions.code import REPOSITORY

CONTRACTS = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]


def test_the_contract_is_kept(monkeypatch):
    monkeypatch.chdir(REPOSITORY)
    assert lint_imports(no_cache=True) == EXIT_STATUS_SUCCESS, "script/lint shows which import goes up."


def test_every_room_stands_in_the_contract():
    layers = next(contract for contract in CONTRACTS["contracts"] if contract["type"] == "layers")
    assert layers["exhaustive"]
    placed = {room for layer in layers["layers"] for room in layer.split(" | ")}
    rooms = {file.parent.name for file in (REPOSITORY / "trellis").glob("*/__init__.py")}
    assert rooms <= placed
