"""In which language a listing's own words are, so that a screen reader says them in its voice (pure).

That a meeting is held in Polish does not make its notes Polish: of 162 real listings with a language nine in ten are
written in English. So words are marked only where the listing names one other language and the words themselves bear
it out: by letters that English has not, or by small words of that language, more of them than of English.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

PREFIX: Final = "lang-"
RIGHT_TO_LEFT: Final = frozenset({"ar", "fa", "he", "ur"})
_SMALL: Final = {
    "cy": "a ar dydd gan i mae nos o y yn yng yr",
    "da": "af den det en er et for med og på til vi",
    "de": "auf das dem den der die ein eine für ist mit und von wir zu zum zur",
    "en": "a and at be book by closed door entrance for from group held in is meeting no of on online open or please"
    " polish room speaking spoken step the this to we with you",
    "es": "con de del el en es la las los nosotros para por que se su un una",
    "fr": "au aux avec de des du elle est et la le les nous par pour sur un une",
    "it": "che con dei del della di e gli il la le nel per un una",
    "nl": "de een en het ons op van voor we wij zijn",
    "no": "av den det en er et for med og på til vi",
    "pl": "dla do jak jest lub na nie od po przy się sie tak w z za ze",
    "pt": "as com da das do dos em na nas no nos os ou para por que uma",
    "ro": "cu de din în la pe pentru și si un o",
    "sv": "av den det en ett för med och på till vi är",
}
_ENGLISH: Final = frozenset(_SMALL["en"].split())
_WORD: Final = re.compile(r"[^\W\d_]+")


@lru_cache(maxsize=4096)
def language_of(words: str, codes: tuple[str, ...]) -> str:
    """The tag (BCP 47) of the language that the words are in, as codes of features say; "" for English or unsure."""
    spoken = {code.removeprefix(PREFIX) for code in codes if code.startswith(PREFIX)} - {"en"}
    if len(spoken) != 1:
        return ""
    [tag] = spoken
    small = set(_SMALL.get(tag, "").split()) - _ENGLISH
    found = _WORD.findall(words.casefold())
    theirs = sum(word in small or not word.isascii() for word in found)
    return tag if theirs > sum(word in _ENGLISH for word in found) else ""


def common_language(each: Iterable[Iterable[str]]) -> tuple[str, ...]:
    """The languages that all of a group's meetings name, as codes."""
    sets = [{code for code in codes if code.startswith(PREFIX)} for codes in each]
    return tuple(sorted(set.intersection(*sets))) if sets else ()
