"""Free words turned into parts of a query: "na thu evening near bb11", "women burnley sunday", "online now".

Longest phrases first: times, ways to take part, features, pathways and places are taken out; what is left is searched
for in the names of meetings, groups and places.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from trellis.finder.query_parts import Found, Gazetteer, InArea, Near, Understood, read_distance
from trellis.finder.when import When, WhenError, read_when
from trellis.meetings.features import FEATURES, feature_named
from trellis.meetings.pathways import PATHWAYS, pathway_named

_MODES = {
    "online": "online",
    "zoom": "online",
    "virtual": "online",
    "in person": "in-person",
    "face to face": "in-person",
    "f2f": "in-person",
}
_WITHIN = re.compile(r"\b(?:within|inside)\s+([\d.]+\s*[a-z]*)(?:\s+(?:of|from))?\b")
_FILLER = {"meeting", "meetings", "in", "at", "on", "the", "a", "for", "of", "near", "me", "any", "around", "by", "to"}
_LONGEST = 4


@dataclass
class Heard:
    """What the words said; `text` is what remains."""

    text: str = ""
    near: Near | None = None
    within_m: int | None = None
    area: InArea | None = None
    when: When | None = None
    pathways: frozenset[str] = frozenset()
    features: frozenset[str] = frozenset()
    modes: frozenset[str] = frozenset()
    understood: list[Understood] = field(default_factory=list)


def hear(text: str, gazetteer: Gazetteer, now: datetime, zone: tzinfo) -> Heard:
    heard = Heard()
    words = _within(text.lower(), heard).split()
    for take in (_when(now, zone), _mode, _feature, _pathway, _place(gazetteer)):
        words = _take_phrases(words, heard, take)
    heard.text = " ".join(word for word in words if word not in _FILLER)
    return heard


Take = Callable[[str, Heard], bool]


def _take_phrases(words: list[str], heard: Heard, take: Take) -> list[str]:
    for length in range(min(_LONGEST, len(words)), 0, -1):
        start = 0
        while start + length <= len(words):
            if take(" ".join(words[start : start + length]), heard):
                del words[start : start + length]
            else:
                start += 1
    return words


def _within(text: str, heard: Heard) -> str:
    found = _WITHIN.search(text)
    metres = read_distance(found[1]) if found else None
    if not found or not metres:
        return text
    heard.within_m = metres
    heard.understood.append(Understood("within", found[0], found[0]))
    return text[: found.start()] + " near " + text[found.end() :]


def _when(now: datetime, zone: tzinfo) -> Take:
    def take(phrase: str, heard: Heard) -> bool:
        if heard.when or phrase.isdecimal():
            return False
        try:
            heard.when = read_when(phrase, now, zone)
        except WhenError:
            return False
        heard.understood.append(Understood("when", heard.when.label, phrase))
        return True

    return take


def _mode(phrase: str, heard: Heard) -> bool:
    if phrase not in _MODES:
        return False
    heard.modes |= {_MODES[phrase]}
    heard.understood.append(Understood("mode", phrase, phrase))
    return True


def _feature(phrase: str, heard: Heard) -> bool:
    code = feature_named(phrase)
    if code is None:
        return False
    heard.features |= {code}
    heard.understood.append(Understood("feature", FEATURES[code].name, phrase))
    return True


def _pathway(phrase: str, heard: Heard) -> bool:
    code = pathway_named(phrase)
    if code is None:
        return False
    heard.pathways |= {code}
    heard.understood.append(Understood("pathway", PATHWAYS[code].name, phrase))
    return True


def _place(gazetteer: Gazetteer) -> Take:
    def take(phrase: str, heard: Heard) -> bool:
        words = phrase.removeprefix("near ").removeprefix("in ")
        if heard.near or words in _FILLER:
            return False
        found = gazetteer.point(words)
        if not isinstance(found, Found):
            return False
        heard.near = Near(words, found.label, found.lat, found.lon)
        heard.understood.append(Understood("near", found.label, words, is_corrected=not found.is_exact))
        return True

    return take
