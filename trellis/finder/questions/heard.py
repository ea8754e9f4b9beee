"""A question's words one by one, and all that was heard in them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from trellis.finder.indexing.textual import words_of
from trellis.finder.questions.parts import InArea, Near, Problem, Understood
from trellis.finder.questions.when import When

_TOKEN: Final = re.compile(r'"([^"]*)"|“([^”]*)”|([^\s,;!?"“”]+)')
FILLER: Final = frozenset(
    re.split(
        " ",
        "a all an and any are around at by can close closest find for from group groups have hello help hi how i in is"
        " just local looking me meeting meetings my near nearby nearest need nr of on or our please relapse relapsed"
        " some somewhere that the there this to want what what's whats when where which with",
    )
)
"""Words that ask for nothing."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What the words said; `text` is what remains. `is_of_danger` when they say that somebody may come to harm."""

    text: str = ""
    near: Near | None = None
    within_m: int | None = None
    area: InArea | None = None
    when: When | None = None
    days: frozenset[int] = frozenset()
    pathways: frozenset[str] = frozenset()
    features: frozenset[str] = frozenset()
    modes: frozenset[str] = frozenset()
    understood: tuple[Understood, ...] = ()
    problems: tuple[Problem, ...] = ()
    is_of_danger: bool = False


@dataclass(slots=True)
class Token:
    """One word; `is_quoted` words are left alone, `is_taken` ones mean something already."""

    word: str
    is_quoted: bool = False
    is_taken: bool = False

    @property
    def is_free(self) -> bool:
        return not self.is_quoted and not self.is_taken

    @property
    def is_filler(self) -> bool:
        return not self.is_quoted and self.word in FILLER


def tokens(text: str) -> Iterator[Token]:
    for found in _TOKEN.finditer(text):
        quoted = found[1] or found[2]
        if quoted:
            yield from (Token(word, is_quoted=True) for word in quoted.split())
        elif words_of(found[3] or ""):
            yield Token(found[3].strip(".:'’‘-"))
