"""Words as they are compared: without case, accents, apostrophes or punctuation."""

import re
import unicodedata

_APOSTROPHES = "'’‘`´"
_ORDINARY = """
    christmas xmas easter boxing hogmanay ramadan diwali hanukkah halloween holiday holidays bank birthday
    morning afternoon evening night today tomorrow tonight daily weekly monthly month months weeks year years
    first second third fourth last next every open opens start starts using uses used user users drink drinks
    drinking drinker want wants wanting need needs needing help helps helping stop stops stopping quit
    quitting going attend attending visit speak speaks speaking talk talking live lives living work works
    working have having free cheap local close nearby under over prison probation
    hospital phone home detox rehab jewish muslim christian hindu sikh buddhist catholic vegan smoking smoker smokers
    nicotine vaping
"""
ORDINARY = frozenset(_ORDINARY.split())
"""Words that are written as they are meant: where no listing has one, it is no slip for a name that looks like it."""

_WORD = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """Lower case without accents: "Café" and "CAFE" are one."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold()).casefold()
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def words_of(text: str) -> list[str]:
    """The words of a text, in order; "St Peter's" is "st", "peters"."""
    for apostrophe in _APOSTROPHES:
        if apostrophe in text:
            text = text.replace(apostrophe, "")
    return _WORD.findall(fold(text))
