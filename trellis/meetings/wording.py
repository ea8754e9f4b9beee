"""Reads the words of a listing for what its weekday and time do not say.

Feeds know only "weekly"; the truth stands in the notes: "held on the first Tuesday of each month only", "no meetings on
bank holidays". A reading is of four kinds, and the first two may come together:

* a rule, where the words plainly give the dates of *this* meeting on its own weekday: `rule`, and the words;
* days off, where they plainly say that it is not held on some holidays, on some dates, or until one (`days_off.py`);
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
from trellis.meetings.days_off import NOTHING, DaysOff, days_off, starting_on
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
    off: DaysOff = NOTHING
    off_words: str = ""


def read_wording(text_parts: Iterable[str], weekday: int | None, *, said_on: date | None = None) -> Reading:
    """`text_parts` are the name and then the notes; `weekday` (Monday = 0) is the meeting's, None if it has none.

    `said_on` is the day the words are from: it tells the year of a date that has none.
    """
    pieces = [piece for number, part in enumerate(text_parts) for piece in clauses(part, is_name=number == 0)]
    anchors = [first for piece in pieces if (first := anchor(piece, weekday))]
    begins = _first_dates(pieces, weekday, said_on)
    starts_on = next(iter(anchors), None) or next(iter(begins.values()), None)
    found = [(rule, piece.text) for piece in pieces if (rule := plain_rule(piece, weekday, pieces)) is not None]
    rules = dict(reversed([one for one in found if one[0]]))
    hinting = [piece for piece in pieces if doubts.hints(piece, weekday)]
    called_off = {piece.text: off for piece in hinting if (off := days_off(piece, weekday, said_on))}
    off = _merged(called_off.values())
    settled = {*begins, *called_off} if off is not None else {*begins}
    unclear = [words for rule, words in found if not rule and words not in settled]
    doubtful = [piece for piece in hinting if piece.text not in settled]
    off_words = _quoted([*called_off]) if off else ""
    if len(rules) == 1:
        [(rule, words)] = rules.items()
        lasting = [piece.text for piece in doubtful if not doubts.is_settled_by_a_rule(piece)]
        said = _quoted([words, *lasting[:1]])
        return Reading(rule, said, bool(lasting), starts_on, off or NOTHING, off_words)
    words_of_doubt = [*rules.values(), *unclear, *(piece.text for piece in doubtful)]
    return Reading("", _quoted(words_of_doubt[:1]), bool(words_of_doubt), starts_on, off or NOTHING, off_words)


def _merged(found: Iterable[DaysOff]) -> DaysOff | None:
    """All of them as one; None where they tell of two times away."""
    all_of_them = list(found)
    away = {(one.away_from, one.back_on) for one in all_of_them if one.is_away}
    if len(away) == 2:
        # "Away from 26 July to 10 August, back on the 17th".
        (since, back), (other, later) = sorted(away, key=lambda one: one[0] is None)
        away = {(since, later)} if since and other is None and back and later and back <= later else away
    if len(away) > 1:
        return None
    away_from, back_on = next(iter(away), (None, None))
    cancelled = tuple(sorted({day for one in all_of_them for day in one.cancelled}))
    # "No meeting on the 4th and 11th, back on the 18th": the dates say it already.
    is_told = back_on is not None and away_from is None and cancelled and cancelled[-1] < back_on
    if is_told:
        back_on = None
    return DaysOff(
        not_on=tuple(dict.fromkeys(code for one in all_of_them for code in one.not_on)),
        cancelled=cancelled,
        is_away=bool(away) and not is_told,
        away_from=away_from,
        back_on=back_on,
    )


def _quoted(words: list[str]) -> str:
    joined = " … ".join(" ".join(piece.split()) for piece in words)
    return joined if len(joined) <= LONGEST_WORDS else joined[: LONGEST_WORDS - 1] + "…"


_FIRST_DATE = compiled(
    rf"(?:(?:this|the|our|new)\s+)*(?:first\s+{MEETING}|{MEETING}|every\s+{DAY})\s+(?:is\s+)?"
    rf"(?:(?:start(?:s|ing)?|commenc(?:es|ing)|begin(?:s|ning)?)\s+)?(?:on\s+|from\s+)?(?:{DAY}\s+)?(?=[\dA-Z])"
)


def _first_dates(pieces: Iterable[Clause], weekday: int | None, said_on: date | None) -> dict[str, date]:
    """ "Meeting starts on Saturday 11 April": the words and the date right after them."""
    found = {}
    for piece in pieces:
        match = _FIRST_DATE.match(piece.text)
        if match is None or not re.search(r"first|start|commenc|begin", match[0], re.IGNORECASE):
            continue
        rest = piece.text[match.end() : match.end() + 24]
        if first := date_within(rest) or starting_on(rest, weekday, said_on):
            found[piece.text] = first
    return found
