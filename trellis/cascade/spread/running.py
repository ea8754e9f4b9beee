"""One course of a contagion by contacts, by whichever inner loops there are."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from trellis.cascade.model.backends import loops
from trellis.cascade.parameters import CascadeError, check_whole
from trellis.cascade.people.network import Network
from trellis.cascade.spread.contacts import Contacts, Course, tables_of


def run_contacts(
    network: Network, law: Contacts, *, steps: int, seed: int, start: NDArray[Any], backend: str | None = None
) -> Course:
    """One course of at most 65,000 steps. `start`: who is infected at step 0, by number; `backend`: see `backends`.
    `CascadeError` for a number that no person has, or steps out of range."""
    check_whole("steps", steps, 0, 65_000)
    start = np.unique(np.asarray(start, dtype=np.int64))
    if len(start) and (start[0] < 0 or start[-1] >= len(network)):
        wrong = start[0] if start[0] < 0 else start[-1]
        raise CascadeError(f"start names person {wrong}; people are numbered from 0 to {len(network) - 1}")
    course: Course = loops(backend).course(network, law, tables_of(law, steps), seed, start)
    return course
