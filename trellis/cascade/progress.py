"""How far a run is, on standard error: a bar for who watches; in a log a line a tenth, and never many in a moment."""

import os
import sys
from collections.abc import Callable
from time import monotonic

TELL_EVERY_S, LOG_EVERY_S = 0.5, 5.0
WIDEST = 72
BAR = 30


def teller() -> Callable[[int, int], None]:
    """Tells what is done of how many, and how long the rest may take, by what was done since it was made."""
    begun, watched = monotonic(), sys.stderr.isatty()
    first: int | None = None
    told, when = 0, float("-inf")

    def tell(done: int, of: int) -> None:
        nonlocal first, told, when
        now = monotonic()
        first = done if first is None else first
        soon = now < when + TELL_EVERY_S if watched else now < when + LOG_EVERY_S or done < told + of / 10
        if done < of and when > float("-inf") and soon:
            return
        told, when = done, now
        left = f", {_time((now - begun) / (done - first) * (of - done))} left" if first < done < of else ""
        line = _line(done, of, left, _columns() if watched else WIDEST + 1)
        if watched:
            print(f"\r{line}", end="\n" if done >= of else "", file=sys.stderr, flush=True)
        else:
            print(line.rstrip(), file=sys.stderr, flush=True)

    return tell


def _line(done: int, of: int, left: str, columns: int) -> str:
    """As wide as there is room for, so that it can be written over."""
    words = f"{done:,} of {of:,} pairs{left}"
    room = min(BAR, columns - len(words) - 4)
    bar = f"[{'#' * (done * room // of):<{room}}] " if room >= BAR // 5 else ""
    wide = min(WIDEST, columns - 1)
    return f"{bar}{words}"[:wide].ljust(wide)


def _columns() -> int:
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns or WIDEST + 1
    except (OSError, ValueError):
        return WIDEST + 1


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
