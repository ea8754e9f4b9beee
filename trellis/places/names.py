"""How names of areas and towns are compared: without case, accents, punctuation, or a council's formal words."""

import re
import unicodedata
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

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
        letters = unicodedata.normalize("NFKD", plain).casefold()  # there are capitals that casefold leaves: 𝘼
        plain = "".join(c for c in letters if not unicodedata.combining(c)).translate(_OTHER_LETTERS)
    words = _NOT_A_WORD.sub(" ", _APOSTROPHES.sub("", plain)).split()
    return " ".join(_SHORT_FORMS.get(word, word) for word in words)


def informal_key(name: str) -> str:
    """`name_key` without "city of", "borough council" and the like, unless nothing else would be left."""
    key = name_key(name)
    return _FORMAL.sub("", key).strip() or key


def slug_of(name: str) -> str:
    return name_key(name).replace(" ", "-")


def likely_keys(key: str, keys: list[str], *, limit: int = 5) -> list[tuple[int, int]]:
    """Positions in `keys` of what a hand that slipped may have meant by `key`, nearest first, with how many slips.

    A slip is a letter too many, too few, another, or two that changed places. Short words must be nearer: one wrong
    letter in four is a different town ("Hull", "Hall"); there, only a letter left out is forgiven ("Lutn").
    """
    most = _slips_forgiven(len(key))
    if not most:
        return []
    found = process.extract(key, keys, scorer=OSA.distance, score_cutoff=most, limit=limit)
    return [(position, int(slips)) for name, slips, position in found if slips and (len(key) > 4 or len(name) > 4)]


def _slips_forgiven(letters: int) -> int:
    return 0 if letters < 4 else 1 if letters < 8 else 2 if letters < 14 else 3
