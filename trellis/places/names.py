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
_BURGHS: Final = ("burgh", "brough", "borough", "burg", "bury", "berry")
_SOUNDS_LIKE_BURGH: Final = re.compile(rf"(?<=\w\w\w)(?:{'|'.join(_BURGHS)}|boro|bro|bourgh|bough|burough)$")
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
    near = [(position, int(slips)) for name, slips, position in found if slips and (len(key) > 4 or len(name) > 4)]
    if alike := _heard_alike(key):
        known = {position for position, _ in near}
        near += [(position, 2) for position, name in enumerate(keys) if name in alike and position not in known]
        near.sort(key=lambda found: found[1])
    return near[:limit]


def _heard_alike(key: str) -> frozenset[str]:
    """ "Edinbrough" is how people hear Edinburgh, though more than two letters are wrong."""
    ending = _SOUNDS_LIKE_BURGH.search(key)
    return frozenset(key[: ending.start()] + other for other in _BURGHS) - {key} if ending else frozenset()


def _slips_forgiven(letters: int) -> int:
    return 0 if letters < 4 else 1 if letters < 8 else 2 if letters < 14 else 3
