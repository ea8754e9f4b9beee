"""Reads the words of a listing for what its weekday and time do not say.

Feeds know only "weekly"; the truth stands in the notes: "held on the first Tuesday of each month only", "no meetings on
bank holidays". A reading is one of three:

* a rule, where the words plainly give the dates of *this* meeting on its own weekday: `rule`, and the words;
* a doubt, where the words hint at other dates and no rule states them ("alternate Fridays", from which Friday?):
  `check_dates` and the words, so that a page can say "check the dates with the group";
* nothing, which is nearly always right: most of what mentions a "first Tuesday" says what is done on it ("first
  Tuesday is a step meeting", "open on the last Friday of the month"), not when the meeting is held.

A wrong rule sends somebody to a locked door, so whatever is less than plain is a doubt. English only; figures in
`docs/recurrence.md`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from trellis.meetings import doubts
from trellis.meetings.phrases import DAY, MEETING, Clause, clauses, compiled, date_within
from trellis.meetings.plain import anchor, plain_rule

LONGEST_WORDS = 300


@dataclass(frozen=True, slots=True)
class Reading:
    """What the words say. `words` are the source's own, of the rule, of the doubt, or of both with " … " between."""

    rule: str = ""
    words: str = ""
    check_dates: bool = False
    starts_on: date | None = None


def read_wording(text_parts: Iterable[str], weekday: int | None) -> Reading:
    """`text_parts` are the name and then the notes; `weekday` (Monday = 0) is the meeting's, None if it has none."""
    pieces = [piece for number, part in enumerate(text_parts) for piece in clauses(part, is_name=number == 0)]
    anchors = [first for piece in pieces if (first := anchor(piece, weekday))]
    starts_on = next(iter(anchors), None) or next(filter(None, map(_first_date, pieces)), None)
    found = [(rule, piece.text) for piece in pieces if (rule := plain_rule(piece, weekday, pieces)) is not None]
    rules = dict(reversed([one for one in found if one[0]]))
    unclear = [words for rule, words in found if not rule]
    doubtful = [piece for piece in pieces if doubts.hints(piece, weekday)]
    if len(rules) == 1:
        [(rule, words)] = rules.items()
        lasting = [piece.text for piece in doubtful if piece.text != words and not doubts.is_settled_by_a_rule(piece)]
        return Reading(rule, _quoted([words, *lasting[:1]]), bool(lasting), starts_on)
    words_of_doubt = [*rules.values(), *unclear, *(piece.text for piece in doubtful)]
    return Reading("", _quoted(words_of_doubt[:1]), bool(words_of_doubt), starts_on)


def _quoted(words: list[str]) -> str:
    joined = " … ".join(" ".join(piece.split()) for piece in words)
    return joined if len(joined) <= LONGEST_WORDS else joined[: LONGEST_WORDS - 1] + "…"


_FIRST_DATE = compiled(
    rf"(?:(?:this|the|our|new)\s+)*(?:first\s+{MEETING}|{MEETING}|every\s+{DAY})\s+(?:is\s+)?"
    rf"(?:(?:start(?:s|ing)?|commenc(?:es|ing)|begin(?:s|ning)?)\s+)?(?:on\s+|from\s+)?(?:{DAY}\s+)?(?=[\dA-Z])"
)


def _first_date(clause: Clause) -> date | None:
    """ "Meeting starts on Saturday 11 April 2026": a date with its year right after the words."""
    match = _FIRST_DATE.match(clause.text)
    if match is None or not re.search(r"first|start|commenc|begin", match[0], re.IGNORECASE):
        return None
    return date_within(clause.text[match.end() : match.end() + 24])
