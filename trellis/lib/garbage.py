"""How often Python looks for objects that point at each other in rings.

Left alone it looks after every 700 new objects. Hardly any of ours end in rings, so where many are made most of that
looking is in vain: a fifth of the time of a large import.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

SELDOM: Final = (50_000, 20, 50)


@contextmanager
def looked_for_seldom() -> Iterator[None]:
    """In this process, meanwhile."""
    usual = gc.get_threshold()
    gc.set_threshold(*SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def leave_alone_what_is_there() -> None:
    """What is loaded before a server takes requests stays: nobody looks through it again, and forks share it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*SELDOM)
