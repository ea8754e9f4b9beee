"""The words of an index: for each word the rows that hold it, and the words nearest to one that none holds."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from trellis.finder.indexing.bits import Bits, has_bits, pack, unpack
from trellis.finder.indexing.textual import ORDINARY
from trellis.finder.indexing.where import Rows

_KEPT_WORDS: Final = 64
_FEW_FOUND: Final = 2048


def slips_forgiven(word: str) -> int:
    """How many slips of the keyboard are forgiven in a word: short and ordinary ones mean what they say."""
    if word in ORDINARY:
        return 0
    return 0 if len(word) < 4 or word.isdecimal() else 1 if len(word) < 8 else 2


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """Sorted words; the rows of word i are `rows[ends[i - 1] : ends[i]]`, so all words with a beginning are one run."""

    words: Sequence[str]
    starts: NDArray[np.int64]
    rows: NDArray[np.int32]

    @classmethod
    def of(cls, words: Sequence[str], word_ids: NDArray[np.int32], rows: NDArray[np.int32]) -> "Vocabulary":
        """From pairs of a word's number (in the order given) and a row."""
        order = sorted(range(len(words)), key=words.__getitem__)
        place = np.empty(len(words), np.int32)
        place[order] = np.arange(len(words), dtype=np.int32)
        placed = place[word_ids] if len(word_ids) else word_ids
        counts = np.bincount(placed, minlength=len(words))
        starts = np.concatenate([[0], np.cumsum(counts)])
        return cls([words[number] for number in order], starts, rows[np.argsort(placed, kind="stable")])

    def beginning(self, word: str) -> Rows:
        """Rows with a word that begins so; a row may come twice."""
        first = bisect_left(self.words, word)
        last = bisect_left(self.words, word + "\U0010ffff", lo=first)
        return self.rows[self.starts[first] : self.starts[last]]

    def exactly(self, word: str) -> Rows:
        first = bisect_left(self.words, word)
        is_there = first < len(self.words) and self.words[first] == word
        return self.rows[self.starts[first] : self.starts[first + is_there]]

    def near(self, word: str) -> list[tuple[str, int]]:
        """Words within the slips forgiven, and how many; words that begin with another letter are left out."""
        most = slips_forgiven(word)
        if not most:
            return []
        candidates = [
            other
            for length in range(len(word) - most, len(word) + most + 1)
            for other in self._by_shape.get((word[0], length), ())
        ]
        found = process.extract(word, candidates, scorer=OSA.distance, score_cutoff=most, limit=None)
        return [(other, int(distance)) for other, distance, _ in found]

    @cached_property
    def _by_shape(self) -> dict[tuple[str, int], list[str]]:
        shapes: dict[tuple[str, int], list[str]] = {}
        for word in self.words:
            shapes.setdefault((word[0], len(word)), []).append(word)
        return shapes


@dataclass(frozen=True, slots=True)
class Wanted:
    """One word of a search: the beginning of a word, or where no row has that, the words it was taken for."""

    word: str
    instead: tuple[str, ...] = ()

    def rows(self, vocabulary: Vocabulary) -> Rows:
        if not self.instead:
            return vocabulary.beginning(self.word)
        return np.concatenate([vocabulary.exactly(word) for word in self.instead])


class Sayings:
    """Which rows say a word, as one bit for each row; those of common words asked lately are kept."""

    def __init__(self, vocabulary: Vocabulary, length: int) -> None:
        self.vocabulary, self.length = vocabulary, length
        self._kept: dict[Wanted, Bits] = {}

    def bits(self, wanted: Wanted, rows: Rows) -> Bits:
        found = self._kept.get(wanted)
        if found is None:
            flags = np.zeros(self.length, bool)
            flags[rows] = True
            found = self._kept[wanted] = pack(flags)
            while len(self._kept) > _KEPT_WORDS:
                self._kept.pop(next(iter(list(self._kept))), None)
        return found


class Saying:
    """The rows that say a word."""

    def __init__(self, sayings: Sayings, wanted: Wanted) -> None:
        self.sayings, self.wanted = sayings, wanted
        self.found = wanted.rows(sayings.vocabulary)

    @property
    def size(self) -> int:
        return len(self.found)

    def bits(self) -> Bits:
        return self.sayings.bits(self.wanted, self.found)

    def rows(self) -> Rows:
        if self.size > _FEW_FOUND:
            return np.flatnonzero(unpack(self.bits(), self.sayings.length))
        found = np.sort(self.found)
        # A row comes twice where it has two words that begin so.
        return found[np.concatenate([[True], found[1:] != found[:-1]])] if len(found) else found

    def holds(self, rows: Rows) -> NDArray[np.bool_]:
        if self.size > _FEW_FOUND:
            return has_bits(self.bits(), rows)
        # Quicker than sorting both, as `np.isin` does.
        says = np.zeros(self.sayings.length, bool)
        says[self.found] = True
        return says[rows]


def nearest(word: str, found: Iterable[tuple[str, int]]) -> tuple[str, ...]:
    """The words that are fewest slips away."""
    slips = list(found)
    least = min((distance for _, distance in slips), default=0)
    return tuple(sorted({other for other, distance in slips if distance == least}))
