"""A recurrence column as people fill it in: "first Tuesday", "1st and 3rd Thursday", "fortnightly", or RFC 5545.

Only a field whose one purpose is to say when a meeting recurs is read like this. Free notes say many other things about
first Tuesdays; `trellis.meetings.wording` reads those, far more warily.
"""

import re
from collections.abc import Sequence
from typing import Final

from trellis.lib.clock import ClockError, parse_day
from trellis.meetings.recurrence import Day, Frequency, Rule, RuleError, format_rule, parse_rule
from trellis.opendata.listing import RowError

_CURE: Final = 'Write "weekly", "fortnightly", "first Tuesday", "last Sunday" or a rule such as FREQ=MONTHLY;BYDAY=1TU.'
_NTH: Final = {
    "1st": 1, "first": 1, "2nd": 2, "second": 2, "3rd": 3, "third": 3, "4th": 4, "fourth": 4, "5th": 5, "fifth": 5,
    "last": -1,
}  # fmt: skip
_MONTHS: Final = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_IGNORED: Final = frozenset(
    {"the", "of", "in", "on", "each", "every", "month", "monthly", "week", "weeks", "and", "a", "only", "day", "days"}
)
_FORTNIGHT: Final = re.compile(
    r"\b(fortnightly|fortnight|alternate|every (other|second|two|2) weeks?|every other|bi-?weekly)\b"
)
_EVERY_N: Final = re.compile(r"\bevery (\d+|three|four) weeks\b")
_WEEKLY: Final = re.compile(r"\b(weekly|every week|each week)\b")
_NUMBERS: Final = {"three": 3, "four": 4}


def rule_of(text: str, days: Sequence[int], months: tuple[int, ...] = ()) -> str:
    """The rule that the column states; `days` (Monday = 0) is what the day column says. Raises RowError."""
    text = " ".join(text.split())
    if "FREQ=" in text.upper():
        try:
            rule = parse_rule(text)
        except RuleError as error:
            raise RowError("repeats", str(error), _CURE) from error
        return format_rule(_in_months(rule, months))
    words = text.lower().replace("every day", "daily")
    return format_rule(_in_months(_spoken(words, text, days), months))


def _in_months(rule: Rule, months: tuple[int, ...]) -> Rule:
    return Rule(
        rule.frequency,
        rule.days,
        rule.month_days,
        rule.months or months,
        rule.interval,
        rule.week_start,
        rule.until,
        rule.count,
    )


def _spoken(words: str, text: str, days: Sequence[int]) -> Rule:
    interval = 1
    if match := _EVERY_N.search(words):
        interval, words = int(_NUMBERS.get(match[1], match[1])), _EVERY_N.sub(" ", words)
    elif _FORTNIGHT.search(words):
        interval, words = 2, _FORTNIGHT.sub(" ", words)
    words = _WEEKLY.sub(" ", words)
    if words.strip() == "daily":
        days, words = range(7), ""
    places, named = _places_and_days(words, text)
    weekdays = sorted(named or days)
    if not weekdays:
        raise RowError("repeats", f'"{text}" does not say on which day.', "Fill in the day too.")
    if places:
        numbered = tuple(Day(weekday, nth) for nth in places for weekday in weekdays)
        return parse_rule(format_rule(Rule(Frequency.MONTHLY, numbered)))
    if "month" in words and interval == 1:
        raise RowError("repeats", f'"{text}" does not say on which of the month\'s days.', _CURE)
    return Rule(Frequency.WEEKLY, tuple(Day(weekday) for weekday in weekdays), interval=interval)


def _places_and_days(words: str, text: str) -> tuple[list[int], set[int]]:
    places: list[int] = []
    days: set[int] = set()
    for word in re.findall(r"[\w']+", words):
        if word in _NTH:
            places.append(_NTH[word])
        elif word not in _IGNORED:
            try:
                days.add(parse_day(word, sunday=0))
            except ClockError as error:
                raise RowError("repeats", f'We cannot read "{text}".', _CURE) from error
    return places, days


def season_of(text: str) -> tuple[int, ...]:
    """The months of "April to September", "Oct-Mar", "4-9" or "6,7,8"; all year for nothing. Raises RowError."""
    words = text.strip().lower()
    if not words or words in {"all year", "always"}:
        return ()
    months: list[int] = []
    for part in re.split(r"[,;&]|\band\b", words):
        ends = [_month(end, text) for end in re.split(r"\s*(?:-|–|\bto\b|\buntil\b)\s*", part.strip()) if end]
        if len(ends) not in (1, 2):
            raise RowError("season", f'We cannot read "{text}".', "Write it as April to September.")
        first, last = ends[0], ends[-1]
        months += [(first - 1 + step) % 12 + 1 for step in range((last - first) % 12 + 1)]
    return tuple(sorted(set(months)))


def _month(word: str, text: str) -> int:
    word = word.strip().rstrip(".")
    if word.isdigit() and 1 <= int(word) <= 12:
        return int(word)
    if word[:3] in _MONTHS:
        return _MONTHS.index(word[:3]) + 1
    raise RowError("season", f'We cannot read "{text}".', "Write it as April to September.")
