"""Words as they are compared: without case, accents, apostrophes or punctuation."""

import re
import unicodedata

_APOSTROPHES = "'’‘`´"
_WORD = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """Lower case without accents: "Café" and "CAFE" are one."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def words_of(text: str) -> list[str]:
    """The words of a text, in order; "St Peter's" is "st", "peters"."""
    for apostrophe in _APOSTROPHES:
        if apostrophe in text:
            text = text.replace(apostrophe, "")
    return _WORD.findall(fold(text))
