"""How far a run is, on standard error: a bar for who watches; a line a tenth in a log."""

import sys
from collections.abc import Callable
from time import monotonic

TELL_EVERY_S = 0.5


def teller() -> Callable[[int, int], None]:
    """Tells what is done of how many, and how long the rest may take, by what was done since it was made."""
    begun, watched = monotonic(), sys.stderr.isatty()
    first: int | None = None
    told = float("-inf")

    def tell(done: int, of: int) -> None:
        nonlocal first, told
        now = monotonic()
        first = done if first is None else first
        if done < of and (now < told + TELL_EVERY_S if watched else done < told + of / 10):
            return
        told = now if watched else done
        left = f", {_time((now - begun) / (done - first) * (of - done))} left" if first < done < of else ""
        bar = f"[{'#' * (done * 30 // of):<30}] {done:,} of {of:,} pairs{left}"
        if watched:
            print(f"\r{bar:<72}", end="\n" if done >= of else "", file=sys.stderr, flush=True)
        else:
            print(bar, file=sys.stderr, flush=True)

    return tell


def step_teller() -> Callable[[str, int, int], None]:
    """The same for several steps one after the other, each with its name."""
    now: tuple[str, int, Callable[[int, int], None]] | None = None

    def tell(what: str, done: int, of: int) -> None:
        nonlocal now
        if now is None or what != now[0] or done < now[1]:
            print(what, file=sys.stderr)
            now = what, done, teller()
        now = what, done, now[2]
        now[2](done, of)

    return tell


def _time(seconds: float) -> str:
    return f"{seconds:,.0f} s" if seconds < 100 else f"{seconds / 60:,.0f} min"
