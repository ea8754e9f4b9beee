"""Read a `.env` file into the environment, without overruling what is already set there."""

import os
from pathlib import Path


def load_dotenv(file: Path) -> None:
    """NAME=value lines; blank lines and lines that begin with # are passed over; quotes around a value are dropped."""
    if not file.is_file():
        return
    for line in file.read_text(encoding="utf-8").splitlines():
        name, equals, value = line.strip().partition("=")
        if equals and not name.startswith("#"):
            os.environ.setdefault(name.strip(), value.strip().strip("\"'"))
