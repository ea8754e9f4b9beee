"""Words that are read piece by piece: what is understood is taken out, and what is left at the end is named."""

import re
from collections.abc import Iterator
from typing import Final

_TIDY: Final = (
    (re.compile(r"[–—−]"), "-"),
    (re.compile(r"[’`]"), "'"),
    (re.compile(r"&|\+"), " and "),
    (re.compile(r"\b([ap])\.\s?m\b\.?"), r"\1m"),
    (re.compile(r"o'clock"), ""),
    (re.compile(r"1'st\b"), "1st"),
    (re.compile(r"\b24\s?/\s?7\b"), "every day, 24 hours"),
    (re.compile(r"\b(?:all )?day and night\b|\b(?:a)?round the clock\b"), "24 hours"),
    (re.compile(r"\s+"), " "),
)
_FILLERS: Final = frozenset({
    *("a", "an", "and", "at", "by", "each", "every", "from", "in", "is", "it", "its", "of", "on", "once", "only"),
    *("or", "our", "open", "the", "then", "this", "to", "time", "we", "all", "round", "around"),
    *("held", "hold", "holds", "meet", "meets", "meeting", "meetings", "gather", "gathers", "happens", "starts"),
    *("starting", "usually", "prompt", "promptly", "sharp"),
    *("morning", "mornings", "afternoon", "afternoons", "evening", "evenings", "night", "nights", "week", "weeks"),
    *("weekly", "year"),
})  # fmt: skip
"""Words that change nothing of what was said."""
_TAKEN: Final = " | "
"""Stands where something was taken out, so that the words around it do not become neighbours."""


class NotUnderstoodError(Exception):
    """Words that cannot be read; the message says which, and how to write them."""


class Words:
    """What is left to read, in lower case."""

    def __init__(self, words: str) -> None:
        text = words.lower()
        for pattern, instead in _TIDY:
            text = pattern.sub(instead, text)
        self.text = text.strip(" .;,")
        self.taken: list[str] = []

    @property
    def has_letters(self) -> bool:
        return bool(re.search(r"\w", self.text))

    def has(self, pattern: str) -> bool:
        return bool(re.search(rf"(?<![\w.:]){pattern}(?![\w])", self.text))

    def take(self, pattern: str) -> "re.Match[str] | None":
        """The first place where whole words fit the pattern."""
        found = re.search(rf"(?<![\w])(?:{pattern})(?![\w])", self.text)
        if found:
            self._cut(found)
        return found

    def take_all(self, pattern: "re.Pattern[str]") -> Iterator["re.Match[str]"]:
        found = list(pattern.finditer(self.text))
        for piece in reversed(found):
            self._cut(piece)
        return iter(found)

    def _cut(self, found: "re.Match[str]") -> None:
        self.taken.append(found[0])
        self.text = self.text[: found.start()] + _TAKEN + self.text[found.end() :]

    def refuse_rest(self) -> None:
        """Raises NotUnderstoodError for the first run of words that says something we do not know."""
        for run in re.split(r"[|,;.()/-]", self.text):
            words = run.split()
            unknown = [word for word in words if word.strip("':") not in _FILLERS and re.search(r"\w", word)]
            if unknown:
                said = " ".join(words)
                raise NotUnderstoodError(
                    f"We do not understand “{said}”. Write it another way, leave it out and say it later, or choose the"
                    " days and times yourself."
                )
