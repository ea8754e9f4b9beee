"""What was heard so far, and the times in it: a day here and an hour there are one time."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, tzinfo
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from trellis.finder.questions.heard import Heard
from trellis.finder.questions.parts import Understood
from trellis.finder.questions.parts_of_day import PARTS
from trellis.finder.questions.when import DAY_NAMES, DAY_WORDS, When, WhenError
from trellis.finder.questions.when_in_words import read_when

_TIME_WORDS: Final = ("tonight", "tomorrow", "today", "weekend", *(day.lower() for day in DAY_NAMES), *PARTS)
_DAYS: Final = {f"{name.lower()}s": frozenset({number}) for number, name in enumerate(DAY_NAMES)} | {
    **{f"every {name.lower()}": frozenset({number}) for number, name in enumerate(DAY_NAMES)},
    **dict.fromkeys(("weekdays", "week days", "mon-fri", "monday to friday", "mon to fri"), frozenset(range(5))),
    "weekends": frozenset({5, 6}),
}


@dataclass(kw_only=True)
class TimesHeard:
    now: datetime
    zone: tzinfo
    heard: Heard = field(default_factory=Heard)

    def _take(
        self,
        kind: str,
        label: str,
        words: str,
        *,
        is_corrected: bool = False,
        namesakes: tuple[str, ...] = (),
        **parts: object,
    ) -> bool:
        said = Understood(kind, label, words, is_corrected, namesakes)
        self.heard = replace(self.heard, understood=(*self.heard.understood, said), **parts)  # type: ignore[arg-type]
        return True

    def _when(self, words: str, said: str = "") -> bool:
        if words.isdecimal() or words in _DAYS:
            return False
        try:
            when = read_when(words, self.now, self.zone)
        except WhenError:
            return False
        if when.day in DAY_WORDS and (self.heard.days or (self.heard.when and self.heard.when.day in DAY_WORDS)):
            return self._any_day(when, said or words)
        if self.heard.when:
            return self._when_too(when, said or words)
        return self._take("when", when.label, said or words, is_corrected=bool(said), when=when)

    def _any_day(self, when: When, words: str) -> bool:
        """Several weekdays, of which any will do: "mon wed fri", "monday or tuesday evening"."""
        first, before = self._untold_when()
        for day, said in ((first.day, before), (when.day, words)):
            if day in DAY_WORDS:
                number = DAY_WORDS.index(day)
                self._take("day", f"{DAY_NAMES[number]}s", said, days=self.heard.days | {number})
        part = When(part=when.part or first.part)
        return self._take("when", part.label, part.part, when=part) if part.part else True

    def _when_too(self, when: When, words: str) -> bool:
        """The rest of a time: "tonight" after "7pm", "tomorrow" after "today or"."""
        first = self.heard.when or When()
        joined = first.joined(when)
        if first.day in {"today", "tonight"} and when == When(day="tomorrow"):
            today = self.now.astimezone(self.zone).date()
            joined = When(day=today.isoformat(), until=(today + timedelta(days=1)).isoformat())
        if joined is None:
            return False
        _, before = self._untold_when()
        return self._take("when", joined.label, f"{before} {words}", when=joined)

    def _untold_when(self) -> tuple[When, str]:
        """The time understood so far, taken back, and its words."""
        first, told = self.heard.when or When(), [one for one in self.heard.understood if one.kind == "when"]
        others = tuple(one for one in self.heard.understood if one.kind != "when")
        self.heard = replace(self.heard, when=None, understood=others)
        return first, told[0].words if told else ""

    def _time_with_slip(self, word: str) -> bool:
        found = process.extractOne(word, _TIME_WORDS, scorer=OSA.distance, score_cutoff=1 if len(word) < 8 else 2)
        return found is not None and self._when(found[0], said=word)

    def _day(self, words: str) -> bool:
        days = _DAYS.get(words)
        return days is not None and self._take("day", words, words, days=self.heard.days | days)
