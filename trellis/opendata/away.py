"""Words that say that a meeting is away: "CANCELLED" in place of an address, "(SUSPENDED)" before a name. Pure.

"Closed meeting" is no such thing: it says for whom a meeting is.
"""

import re
from typing import Final

_AWAY: Final = r"(?:cancell?ed|suspended|closed)"
_HOW: Final = r"(?:(?:temporarily|temp\.?|permanently|currently|now)\s+)?"
_WHY: Final = (
    r"(?:until|till|due|for|while|temporarily|permanently|indefinitely|at\s+present|over|during|from|since|now)\b"
)
_FORMAT: Final = (
    r"(?:meeting|mtg|discussion|group|speaker|step|big|book|topic|literature|share|study|men|women|to\s+non|aa|na)"
)
_IN_NAME: Final = re.compile(
    rf"^\W*{_HOW}(?:cancell?ed|suspended)\b"
    rf"|^\W*(?:temporarily|temp\.?|permanently)\s+closed\b|^\W*closed\s+{_WHY}"
    rf"|^\W*closed\b(?=\s*(?:$|[)\]:!–—-]))(?!\W*{_FORMAT})"
    r"|\((?:temp\w*\W+|perm\w*\W+)?(?:suspended|cancell?ed)\)|\((?:temp\w*|perm\w*)\W+closed\)",
    re.IGNORECASE,
)
_STARTS: Final = re.compile(rf"\W*{_HOW}{_AWAY}\b\s*(?:$|(?=[,;:.()!–—-])|(?P<why>{_WHY}))", re.IGNORECASE)
_FURTHER: Final = re.compile(rf"\b{_AWAY}\b[^,;]{{0,20}}\buntil\s+further\s+notice\b", re.IGNORECASE)


def is_away_by_name(name: str) -> bool:
    """Whether the name begins with it, or has it in brackets."""
    return bool(_IN_NAME.search(name) or _FURTHER.search(name))


def without_standing(name: str) -> str:
    """A name without the "(SUSPENDED)"."""
    return _IN_NAME.sub(" ", name).strip()


def is_away_by_place(text: str) -> bool:
    """Whether the name or address of a place is no place but this word: "CANCELLED, Stoke On Trent"."""
    return bool(_STARTS.match(text) or _FURTHER.search(text))


def without_away(text: str) -> str:
    """What of the name or address of a place is a place."""
    parts = (_place_in(part) for part in text.split(", "))
    return ", ".join(part for part in parts if part)


def _place_in(part: str) -> str:
    match = _STARTS.match(part)
    if _FURTHER.search(part) or (match and match["why"]):
        return ""
    return part[match.end() :].strip(" ,;:.()!–—-") if match else part
