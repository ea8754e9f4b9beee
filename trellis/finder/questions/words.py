"""Free words turned into parts of a query: "na thu evening near bb11", "women burnley sunday", "online now".

The words are read from left to right, the longest phrase that means something first: a time, a way to take part, a
feature, a pathway, a place. What is left is read again with slips of the keyboard forgiven, unless a listing says the
word. What is left then is searched for in the names of meetings, groups and places. Words in quotes are only searched.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from itertools import pairwise
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from trellis.finder.indexing.textual import ORDINARY, words_of
from trellis.finder.questions.danger import is_of_danger
from trellis.finder.questions.heard import FILLER, Heard, Token, tokens
from trellis.finder.questions.needs import AROUND_A_NEED, NEEDS, need_label, pathways_for
from trellis.finder.questions.parts import Found, Gazetteer, Problem, Understood, listed, read_distance
from trellis.finder.questions.times_heard import TimesHeard
from trellis.lib.geo import distance_m
from trellis.meetings.features import FEATURES, feature_named
from trellis.meetings.pathways import PATHWAYS
from trellis.places.names import name_key

Says = Callable[[str], bool]
"""Whether any listing says a word."""

_LONGEST: Final = 5
_SHORTEST_SLIP: Final = 5
_WITHIN: Final = re.compile(
    r"\b(?:with)?in(?:side)?\s+(\d[\d.]*\s*(?:km|kms|kilomet\w+|mi|miles?|m|met\w+)?)\b(?:\s+(?:of|from))?"
    r"(?!\s*(?:h|hrs?|hours?|min(?:ute)?s?|days?|weeks?)\b)|\b(\d[\d.]*\s*(?:km|kilomet\w+|mi|miles?))\s+(?:of|from)\b"
)
_MODES: Final = {
    **dict.fromkeys(
        ("online", "on line", "zoom", "virtual", "from home", "by phone", "phone", "telephone", "skype"), "online"
    ),
    **dict.fromkeys(("in person", "in-person", "face to face", "face-to-face", "f2f"), "in-person"),
}
_EITHER: Final = re.compile(r"(?<=[a-z])/(?=[a-z])")
_OF_A_TOWN: Final = frozenset(
    re.split(
        " ", "city town centre center station train railway bus central greater north south east west area district"
    )
)
_NEAR: Final = frozenset({"near", "nr", "around", "nearby", "by"})
_ANY_TWELVE: Final = re.compile(r"(?:12|twelve)[ -]steps?")
"""Said of nearly all that is here, and of no meeting about the steps."""
_BOTH: Final = frozenset({"or", "and", "to"})
_IN: Final = frozenset({"in", "at", "of", "from", "to"})
_NEAR_ME: Final = re.compile(
    r"\b(?:near(?:by)? (?:me|us|here)|nearby|close (?:to (?:me|us|here)|by)|around (?:me|here)|in my area|nearest)\b"
)
_NEAR_ME_WORDS: Final = frozenset({"close", "here", "us", "area", "nearest"})
_SPEAKING: Final = frozenset({"speaking", "speaker", "speakers", "spoken", "language"})
_NO_POINT: Final = Problem(
    "near",
    "To search near you, press “Near me”, or type a town or postcode.",
    without_page="We do not know where you are. Give near= with a town, a postcode or lat,lon.",
)
_PATHWAYS: Final = {
    " ".join(words_of(name)): code for code, one in PATHWAYS.items() for name in (*one.also, one.name, one.short, code)
}
_LONG_NAMES: Final = [name for name in _PATHWAYS if len(name) > len("overeater")]
_NO_PLACE: Final = (AROUND_A_NEED | NEEDS.keys()) - {"much"}  # Much Wenlock
_FAR_APART_M: Final = 50_000
"""A town and a larger one that is nearer are said together to tell which is meant."""
_NO_NAME: Final = frozenset({"st", "saint", "hall", "church", "chapel", "club", "library", "hospital", "room", "house"})
"""Parts of names, though there are hamlets called Hall and Chapel."""
_POSTCODE: Final = re.compile(r"([a-z]{1,2}\d[a-z\d]?) ?\d[a-z]{2}", re.ASCII)
# Features by the word, towns by what people mean: "reading" alone is where they live.
_TOWNS: Final = frozenset({"reading"})
_GIVEN_UP: Final = frozenset({"smoking"})
LANGUAGES: Final = frozenset(code for code in FEATURES if code.startswith("lang-"))
_PLAIN_FORMATS: Final = frozenset({"open", "closed"})


def hear(text: str, gazetteer: Gazetteer, now: datetime, zone: tzinfo, *, says: Says, has_place: bool = False) -> Heard:
    """`has_place` when the place is said elsewhere: then no word is taken for one."""
    if not text:
        return Heard()
    listener = _Listener(now=now, zone=zone, gazetteer=gazetteer, says=says, has_place=has_place)
    return listener.hear(text)


@dataclass(kw_only=True)
class _Listener(TimesHeard):
    gazetteer: Gazetteer
    says: Says
    has_place: bool
    tokens: list[Token] = field(default_factory=list)
    needs: dict[str, str] = field(default_factory=dict)
    """What help is needed with, by the words that said so."""

    def hear(self, text: str) -> Heard:
        text = _EITHER.sub(" or ", text.lower())
        self.tokens = list(tokens(self._within(text)))
        self._each_phrase(self._danger)
        self._each_phrase(self._exactly)
        self._each_phrase(self._nearly)
        self._each_phrase(self._beginning)
        self._each_phrase(self._place_too)
        self._each_phrase(self._need)
        self._return_names()
        self._near_me()
        self._drop_beside_place()
        self._settle_needs()
        self._drop_speaking()
        if self.heard.is_of_danger:
            return self.heard  # nobody is asked to find such words in a name
        rest = [one for one in self.tokens if not one.is_taken and (one.is_quoted or not one.is_filler)]
        return replace(self.heard, text=" ".join(one.word for one in rest))

    def _danger(self, start: int, length: int) -> bool:
        if not is_of_danger(self._phrase(start, length)):
            return False
        self.heard = replace(self.heard, is_of_danger=True)
        return True

    def _return_names(self) -> None:
        """ "Open" beside a word that is searched for is part of a name: "open door"."""
        for token, beside in [*pairwise(self.tokens), *pairwise(reversed(self.tokens))]:
            if token.is_taken and token.word in _PLAIN_FORMATS and beside.is_free and not beside.is_filler:
                token.is_taken = False
                understood = tuple(one for one in self.heard.understood if one.words != token.word)
                features = self.heard.features - {feature_named(token.word) or ""}
                self.heard = replace(self.heard, features=features, understood=understood)

    def _near_me(self) -> None:
        """Where nobody said where they are, "near me" means nothing: say what to do about it."""
        said = " ".join("." if token.is_quoted else token.word for token in self.tokens)
        if not _NEAR_ME.search(said):
            return
        for token in self.tokens:
            token.is_taken |= token.is_free and token.word in _NEAR_ME_WORDS
        if not (self.has_place or self.heard.near or self.heard.area or self.heard.problems):
            self.heard = replace(self.heard, problems=(_NO_POINT,))

    def _drop_speaking(self) -> None:
        """ "Polish speaking" is Polish."""
        for language, token in pairwise(self.tokens):
            is_language = feature_named(language.word) in self.heard.features & LANGUAGES
            token.is_taken |= is_language and token.is_free and token.word in _SPEAKING

    def _drop_beside_place(self) -> None:
        """ "Leeds city centre", "leeds station" and "central london" are the town: the finder knows no nearer."""
        place = {word for one in self.heard.understood if one.kind == "near" for word in one.words.split()}
        for there, beside in [*pairwise(self.tokens), *pairwise(reversed(self.tokens))]:
            if there.is_taken and there.word in place and beside.is_free and beside.word in _OF_A_TOWN:
                beside.is_taken = True
                place.add(beside.word)

    def _settle_needs(self) -> None:
        """Needs become any of the pathways that are for them, unless a pathway was named: that says it better."""
        if not self.needs:
            return
        for token in self.tokens:
            token.is_taken |= token.is_free and token.word in AROUND_A_NEED
        if self.heard.pathways:
            return
        label, words = need_label(self.needs.values()), " ".join(self.needs)
        self.heard = replace(
            self.heard,
            pathways=pathways_for(self.needs.values()),
            understood=(*self.heard.understood, Understood("pathway", label, words, is_loose=True)),
        )

    def _within(self, text: str) -> str:
        found = _WITHIN.search(text)
        far = (found[1] or found[2]) if found else ""
        metres = read_distance(far)
        if not found or not metres:
            return text
        self._take("within", f"within {far}", found[0], within_m=metres)
        return f"{text[: found.start()]} near {text[found.end() :]}"

    def _each_phrase(self, take: Callable[[int, int], bool]) -> None:
        start = 0
        while start < len(self.tokens):
            free = 0
            while free < _LONGEST and start + free < len(self.tokens) and self.tokens[start + free].is_free:
                free += 1
            length = next((length for length in range(free, 0, -1) if take(start, length)), 0)
            for token in self.tokens[start : start + length]:
                token.is_taken = True
            start += max(1, length)

    def _phrase(self, start: int, length: int) -> str:
        return " ".join(token.word for token in self.tokens[start : start + length])

    def _exactly(self, start: int, length: int) -> bool:
        words = self._phrase(start, length)
        before = self.tokens[start - 1].word if start else ""
        if before in _NEAR and self._place(words, is_told=True):
            return True
        return (
            _ANY_TWELVE.fullmatch(words) is not None
            or self._when(words)
            or self._day(words)
            or self._mode(words)
            or self._feature(words)
            or self._pathway(words)
            or self._wrong_postcode(words)
            or ((before in _NEAR | _IN or words not in ORDINARY) and self._place(words, is_told=before in _NEAR | _IN))
        )

    def _nearly(self, start: int, length: int) -> bool:
        """The same with slips forgiven, for words that no listing says."""
        words = self._phrase(start, length)
        before = self.tokens[start - 1].word if start else ""
        phrase = self.tokens[start : start + length]
        if (
            len(words) < _SHORTEST_SLIP
            or any(token.is_filler or token.word in ORDINARY for token in phrase)
            or words in NEEDS
        ):
            return False
        if before in _NEAR and self._place(words, is_told=True, is_forgiving=True):
            return True
        if all(self.says(token.word) for token in self.tokens[start : start + length]):
            return False
        return (
            (length == 1 and self._time_with_slip(words))
            or self._pathway_with_slip(words)
            or self._place(words, is_told=False, is_forgiving=True)
            or (before in _NEAR and length == 1 and self._no_place(words))
        )

    def _beginning(self, start: int, length: int) -> bool:
        """A name that is not typed to its end ("manch tonight"), where nothing else is left to be understood."""
        others = [*self.tokens[:start], *self.tokens[start + length :]]
        if any(token.is_quoted or (token.is_free and not token.is_filler) for token in others):
            return False
        words = self._phrase(start, length)
        return words not in ORDINARY | _OF_A_TOWN and self._place(words, is_told=False, is_beginning=True)

    def _place_too(self, start: int, length: int) -> bool:
        """ "Leeds or bradford": one place is looked round at a time, and the other is a link away."""
        before, words = self.tokens[start - 1].word if start else "", self._phrase(start, length)
        told = next((one for one in self.heard.understood if one.kind == "near"), None)
        other = self.gazetteer.point(words) if before in _BOTH and told and len(words) > len("of") else None
        if told is None or not isinstance(other, Found) or not (other.is_exact and other.is_well_known):
            return False
        if other.label != told.label:
            both = replace(told, namesakes=(*told.namesakes, other.label))
            understood = tuple(both if one is told else one for one in self.heard.understood)
            self.heard = replace(self.heard, understood=understood)
        return True

    # -- what a phrase may be ------------------------------------------------------------------------------------------

    def _mode(self, words: str) -> bool:
        mode = _MODES.get(words)
        return mode is not None and self._take("mode", mode.replace("-", " "), words, modes=self.heard.modes | {mode})

    def _feature(self, words: str) -> bool:
        code = None if words in FILLER or words in _TOWNS | _GIVEN_UP else feature_named(words)
        if code is None:
            return False
        return self._take("feature", FEATURES[code].name, words, features=self.heard.features | {code})

    def _pathway(self, words: str, said: str = "") -> bool:
        code = None if words in FILLER else _PATHWAYS.get(" ".join(words_of(words)))
        if code is None:
            return False
        chosen = self.heard.pathways | {code}
        return self._take("pathway", PATHWAYS[code].name, said or words, is_corrected=bool(said), pathways=chosen)

    def _need(self, start: int, length: int) -> bool:
        words = self._phrase(start, length)
        key = " ".join(words_of(words))
        need = NEEDS.get(key) or NEEDS.get(" ".join(words_of(words.replace("'s", "").replace("’s", ""))))
        if need is None:
            return False
        self.needs[words] = need
        return True

    def _pathway_with_slip(self, words: str) -> bool:
        found = process.extractOne(words, _LONG_NAMES, scorer=OSA.normalized_similarity, score_cutoff=0.85)
        return found is not None and self._pathway(found[0], said=words)

    def _place(self, words: str, *, is_told: bool, is_forgiving: bool = False, is_beginning: bool = False) -> bool:
        """`is_told` when a word before it says that a place comes; `is_beginning` when the name may go on."""
        if self.has_place or self.heard.near or self.heard.area or words in FILLER or len(words) < 2:
            return False
        first, last = words.split(maxsplit=1)[0], words.rsplit(maxsplit=1)[-1]
        if {first, last} & _NO_PLACE or words in _NO_NAME:
            return False
        if first in FILLER or last in FILLER or (words.isdecimal() and not is_told):
            return False
        found = self.gazetteer.point(words)
        if not isinstance(found, Found) or found.is_exact == is_forgiving:
            return False
        if self.heard.is_of_danger and not (found.is_exact and found.is_well_known):
            return False
        if not is_told and (found.is_far or _only_begins(found, words) != is_beginning):
            return False
        # Phoenix is far away and Hope is a village: without "near", a word that listings say is meant as their name.
        if not is_told and not found.is_well_known and all(self.says(word) for word in words.split()):
            return False
        if self._says_more_than(found, words) or (not is_told and self._is_beaten(found, words)):
            return False
        if found.area and not self.heard.within_m:
            return self._take("area", found.label, words, is_corrected=is_forgiving, area=found.area)
        near = found.near(words)
        return self._take("near", found.label, words, is_corrected=is_forgiving, namesakes=found.namesakes, near=near)

    def _says_more_than(self, found: Found, words: str) -> bool:
        """Whether fewer of the words mean the same place, so that the rest means something else."""
        first, _, rest = words.partition(" ")
        start, _, last = words.rpartition(" ")
        fewer = [start] * (last in _PATHWAYS or last in FILLER) + [rest] * (first in _PATHWAYS or first in FILLER)
        if _POSTCODE.search(words) and not _POSTCODE.fullmatch(words):
            fewer += [start, rest]
        others = (self.gazetteer.point(one) for one in fewer if one)
        return any(isinstance(other, Found) and other.label == found.label for other in others)

    def _is_beaten(self, found: Found, words: str) -> bool:
        """Whether it only begins the name of a village while another word is a whole town ("my son leeds"), or is a
        small town, said by listings, while another word is a large one far from it ("hope and recovery leeds")."""
        is_called = _is_called(found, words)
        if found.area or (is_called and not (found.is_small and all(self.says(word) for word in words.split()))):
            return False
        free = (one.word for one in self.tokens if one.is_free and not one.is_filler)
        others = ((word, self.gazetteer.point(word)) for word in free)
        return any(
            isinstance(other, Found)
            and other.is_exact
            and other.is_well_known
            and _is_called(other, word)
            and not (is_called and (other.is_small or _metres_between(found, other) < _FAR_APART_M))
            for word, other in others
        )

    def _wrong_postcode(self, words: str) -> bool:
        """A postcode that does not exist: say so, and look round its district."""
        written = _POSTCODE.fullmatch(words)
        if written is None or self.has_place or isinstance(self.gazetteer.point(words), Found):
            return False
        return self._no_place(words.upper()) and (self._place(written[1], is_told=True) or True)

    def _no_place(self, words: str) -> bool:
        found = self.gazetteer.point(words)
        names = found if isinstance(found, tuple) else ()
        hint = f" Did you mean {listed(names)}?" if names else ""
        problem = Problem("near", f"We cannot find “{words}”.{hint} A town or a postcode works.", names)
        self.heard = replace(self.heard, problems=(*self.heard.problems, problem))
        return True


def _only_begins(found: Found, words: str) -> bool:
    """Whether the words end within a word of the name: "manch"; a postcode may be written in one."""
    label, said = name_key(found.label), name_key(words)
    return label.startswith(said) and label[len(said) :][:1].isalpha()


def _metres_between(one: Found, other: Found) -> float:
    return float(distance_m(one.lat, one.lon, other.lat, other.lon))


def _is_called(found: Found, words: str) -> bool:
    """Whether the words have the whole name, not the beginning of it: "st ives cornwall" has "St Ives"."""
    return name_key(words).startswith(name_key(found.label.partition(",")[0]))
