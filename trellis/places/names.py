"""How names of areas and towns are compared: without case, accents, punctuation, or a council's formal words."""

import re
import unicodedata
from typing import Final

from rapidfuzz import fuzz, process

_APOSTROPHES: Final = re.compile("['’‘`´.]")
_NOT_A_WORD: Final = re.compile(r"[^\w]+|_+")
_OTHER_LETTERS: Final = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th"}
)
_FORMAL: Final = re.compile(
    r"^(the )?((london|royal|metropolitan) )*(borough|city|county|district) (council )?of (the )?"
    r"|^the |( (city|county|district|borough|metropolitan|mbc|mdc|bc|cc|dc|council|area))+$"
)
_SHORT_FORMS: Final = {"st": "saint", "nr": "near", "upon": "on", "u": "under", "gt": "great", "lt": "little"}


def name_key(name: str) -> str:
    """The words of a name by which it is compared: "Ynys Môn" and "YNYS-MON" are both "ynys mon"."""
    plain = name.casefold().replace("&", " and ")
    if not plain.isascii():
        letters = unicodedata.normalize("NFKD", plain.translate(_OTHER_LETTERS))
        plain = "".join(c for c in letters if not unicodedata.combining(c))
    words = _NOT_A_WORD.sub(" ", _APOSTROPHES.sub("", plain)).split()
    return " ".join(_SHORT_FORMS.get(word, word) for word in words)


def informal_key(name: str) -> str:
    """`name_key` without "city of", "borough council" and the like, unless nothing else would be left."""
    key = name_key(name)
    return _FORMAL.sub("", key).strip() or key


def slug_of(name: str) -> str:
    return name_key(name).replace(" ", "-")


def likely_keys(key: str, keys: list[str], *, limit: int = 5) -> list[tuple[int, float]]:
    """Positions in `keys` of what a hand that slipped may have meant by `key`, best first, with a score up to 100.

    Short words must be nearer: one wrong letter in five is a different town ("Leeds", "Reeds").
    """
    if len(key) < 4:
        return []
    cutoff = 80.0 if len(key) >= 8 else 83.0
    return [
        (position, score)
        for _, score, position in process.extract(key, keys, scorer=fuzz.ratio, score_cutoff=cutoff, limit=limit)
    ]
