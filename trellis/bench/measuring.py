"""Figures, and how they are taken: each question several times, the best of them kept, then medians over questions.

The best of a few is what the code costs; the others are what else the machine was doing.
"""

import ctypes
import gc
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

Item = TypeVar("Item")

_PAGE_BYTES: Final = 4096


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number. `target` is how it should come out, in words; `is_met` None where there is none."""

    what: str
    value: float
    unit: str
    target: str = ""
    is_met: bool | None = None

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    def line(self) -> str:
        mark = {True: "met", False: "MISSED", None: ""}[self.is_met]
        return f"{self.what:<58}{_short(self.value):>10} {self.unit:<14}{self.target:<16}{mark}".rstrip()


def summary(figures: Sequence[Figure]) -> str:
    """How many of the targets are met, and which are not."""
    missed = [one.what for one in figures if one.is_met is False]
    met = sum(one.is_met is True for one in figures)
    return f"{met} of {met + len(missed)} targets met." + "".join(f"\nMissed: {what}" for what in missed)


def under(what: str, value: float, unit: str, most: float) -> Figure:
    return Figure(what, round(value, 4), unit, f"under {most:g}", value < most)


def over(what: str, value: float, unit: str, least: float) -> Figure:
    return Figure(what, round(value, 4), unit, f"over {least:g}", value >= least)


def _short(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def percentile(values: Sequence[float], share: float) -> float:
    """The value that so large a share of them does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def seconds(call: Callable[[], object]) -> float:
    begun = time.perf_counter()
    call()
    return time.perf_counter() - begun


def best_seconds(items: Iterable[Item], call: Callable[[Item, int], object], *, rounds: int) -> list[float]:
    """The least time of each item over the rounds; `call` is told the round."""
    kept = list(items)
    best = [float("inf")] * len(kept)
    for number in range(rounds):
        for position, item in enumerate(kept):
            begun = time.perf_counter()
            call(item, number)
            best[position] = min(best[position], time.perf_counter() - begun)
    return best


def resident_bytes() -> int:
    """What this process holds in memory, once what was freed is given back. 0 where the system does not say."""
    gc.collect()
    pages = Path("/proc/self/statm")
    if not pages.exists():
        return 0
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim:
        trim(0)
    return int(pages.read_text(encoding="ascii").split()[1]) * _PAGE_BYTES
