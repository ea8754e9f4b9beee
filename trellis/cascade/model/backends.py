"""Which inner loops to use: compiled where numba is installed (the `[fast]` extra), else plain NumPy.

The choice never changes a number. `TRELLIS_CASCADE_BACKEND=numpy` forces plain loops everywhere.
"""

import os
from importlib.util import find_spec
from types import ModuleType

from trellis.cascade.parameters import CascadeError

BACKENDS = ("numpy", "numba")


def default() -> str:
    """The backend used when none is named: what the environment says, else "numba" where it is installed, else
    "numpy"."""
    return os.environ.get("TRELLIS_CASCADE_BACKEND") or ("numba" if find_spec("numba") else "numpy")


def loops(backend: str | None = None) -> ModuleType:
    """The module that holds a backend's inner loops; `CascadeError` for a backend that is unknown or not installed."""
    name = backend or default()
    if name not in BACKENDS:
        raise CascadeError(f"backend is {name!r}; it must be one of {', '.join(BACKENDS)}")
    if name == "numpy":
        from trellis.cascade.model import loops as plain

        return plain
    if not find_spec("numba"):
        raise CascadeError("backend is 'numba', which is not installed; install trellis[fast] or use 'numpy'")
    from trellis.cascade.fast import loops as compiled

    return compiled
