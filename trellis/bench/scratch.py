"""A data folder for measuring, thrown away afterwards: never the operator's own."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.management import call_command

from trellis.places.gazetteer import build_gazetteer

INSIDE: Final = "TRELLIS_BENCH_INSIDE"
_TABLES: Final = ("postcodes.bin", "towns.bin")


def is_inside() -> bool:
    """Whether this process works in a scratch folder already."""
    return os.environ.get(INSIDE) == str(settings.DATA_FOLDER)


def run_inside(words: Sequence[str]) -> int:
    """The same command in a process of its own, with a fresh data folder. The tables of places are lent, if made."""
    with tempfile.TemporaryDirectory(prefix="trellis-bench-") as name:
        for table in _TABLES:
            own = Path(settings.DATA_FOLDER) / table
            if own.exists():
                (Path(name) / table).symlink_to(own)
        # An empty address would be refused, so the scratch database is named outright.
        environment = os.environ | {INSIDE: name, "TRELLIS_DATA": name}
        environment["DATABASE_URL"] = f"sqlite:///{name}/trellis.sqlite3"
        command = [sys.executable, "-m", "trellis", "bench", *words]
        return subprocess.run(command, env=environment, check=False).returncode  # noqa: S603 - our own words


def prepare() -> Path:
    """An empty database with its tables, files as a server sends them, and the tables of places. Returns the folder."""
    call_command("migrate", verbosity=0, skip_checks=True)
    call_command("collectstatic", verbosity=0, interactive=False)
    folder = Path(settings.DATA_FOLDER)
    build_gazetteer(folder)
    return folder
