"""Postcodes as text: their shape, one way of writing them, and the slips people make.

Nothing here knows which postcodes exist; that is `postcodes.Postcodes`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

# The 121 postcode areas of the United Kingdom, and the three of the Channel Islands and Man.
_AREAS: Final = """
    AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX FK FY G GL
    GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX
    PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN
    WR WS WV YO ZE
"""
POSTCODE_AREAS: Final = frozenset(_AREAS.split())

LONGEST: Final = 7
"""So many letters and digits has a whole postcode at most."""

_SEPARATORS: Final = re.compile(r"[\s.\-‐‑–_]+")
_OUTWARD: Final = r"[A-Z]{1,2}[0-9][0-9A-Z]?"
_FULL: Final = re.compile(rf"({_OUTWARD}|GIR|NPT)([0-9][A-Z]{{2}})")
_PART: Final = re.compile(rf"{_OUTWARD} ([0-9][A-Z]?)?")
_IN_WORDS: Final = re.compile(
    # The second half never holds C, I, K, M, O or V: so "m7 7pm" is a place and a time.
    r"(?<![^\W_])([A-Z]{1,2})([0-9][0-9A-Z]?)(?:[ \t]*([0-9][ABD-HJLNP-UW-Z]{2}))?(?![^\W_])",
    re.IGNORECASE,
)

_LOOKALIKES: Final = {"O": "0Q", "0": "OQ", "I": "1L", "1": "IL", "L": "1I", "S": "5", "5": "S", "B": "8", "8": "B",
                      "Z": "2", "2": "Z", "G": "6", "6": "G", "Q": "O0", "U": "V", "V": "U"}  # fmt: skip
_KEYBOARD: Final = ("1234567890", "QWERTYUIOP", "ASDFGHJKL", "ZXCVBNM")
_CHARACTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


def compact(text: str) -> str:
    """Capitals without the spaces, hyphens and full stops people put between: " bb11-1jg " is "BB111JG"."""
    return _SEPARATORS.sub("", text).upper()


def normalise_postcode(text: str) -> str:
    """A whole postcode as the post office writes it, "BB11 1JG"; empty when the text has not that shape."""
    found = _FULL.fullmatch(compact(text))
    return f"{found[1]} {found[2]}" if found else ""


def partial_readings(text: str) -> list[tuple[str, str]]:
    """How the beginning of a postcode may be read: (outward code, what follows). "M11" is M11, or M1 and a 1."""
    typed = compact(text)
    readings = [(typed[:cut], typed[cut:]) for cut in range(len(typed), 1, -1)]
    return [(outward, rest) for outward, rest in readings if _PART.fullmatch(f"{outward} {rest}")]


@dataclass(frozen=True, slots=True)
class PostcodeInText:
    """A postcode, or the first half of one, among other words."""

    postcode: str  # as the post office writes it
    kind: Literal["postcode", "outward"]
    start: int
    end: int


def find_postcode(text: str) -> PostcodeInText | None:
    """The first whole postcode in the text; else the first outward code ("na near bb11 thu" holds BB11)."""
    outward = None
    for found in _IN_WORDS.finditer(text):
        area, district, inward = (part and part.upper() for part in found.groups())
        if area not in POSTCODE_AREAS:
            continue
        if inward:
            return PostcodeInText(f"{area}{district} {inward}", "postcode", found.start(), found.end())
        outward = outward or PostcodeInText(f"{area}{district}", "outward", found.start(), found.end())
    return outward


def slips(typed: str) -> Iterator[tuple[float, str]]:
    """What a hand that slipped once, writing `typed` (compact), may have meant; with how unlikely that slip is."""
    has_room = len(typed) < LONGEST
    for i, character in enumerate(typed):
        before, after = typed[:i], typed[i + 1 :]
        for unlikeliness, other in _others(character):
            yield unlikeliness, before + other + after
            if has_room:
                yield 2.5, before + other + typed[i:]
        if has_room:
            yield 1.0, before + character + character + after  # meant twice, hit once
        yield (1.0 if after[:1] == character else 2.0), before + after
        if after and after[0] != character:
            yield 1.0, before + after[0] + character + after[1:]
    if has_room:
        yield from ((2.5, typed + other) for other in _CHARACTERS)


@cache
def _others(typed: str) -> tuple[tuple[float, str], ...]:
    """Every other character, with how unlikely it is to have been meant."""
    return tuple((_unlikeliness(typed, other), other) for other in _CHARACTERS if other != typed)


def _unlikeliness(typed: str, meant: str) -> float:
    if meant in _LOOKALIKES.get(typed, ""):
        return 0.5
    for row in _KEYBOARD:
        if typed in row and meant in row and abs(row.index(typed) - row.index(meant)) == 1:
            return 1.2
    return 2.0 if typed.isalpha() == meant.isalpha() else 3.0
