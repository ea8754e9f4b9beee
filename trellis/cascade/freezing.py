"""Arrays that nobody can change by mistake: what is shared by many runs, and what results hold."""

from dataclasses import fields
from typing import Any

import numpy as np


def freeze(holder: Any) -> None:
    """The arrays of a dataclass refuse to be written to from now on."""
    for item in fields(holder):
        if isinstance(value := getattr(holder, item.name), np.ndarray):
            value.setflags(write=False)
