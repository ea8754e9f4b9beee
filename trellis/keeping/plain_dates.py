"""Reads when something is from the words of the person who adds it: "every first Tuesday at 7 pm".

    read("Mondays and Thursdays 10 to 12, term time", today)
    read("fortnightly on Fridays, half past 7 to 9 pm, from 1 December", today)

Other than `meetings.wording`, which doubts what stands in a feed's notes, the person is here to ask: what is read is
said back to them, with its next dates, before it counts. So ordinary ways of speaking are taken in their usual sense
("at 7" is the evening), but nothing is passed over: a word that is not understood is named, and so is one that may mean
two things. Pure; English only.
"""

import re
from dataclasses import dataclass
from datetime import date, time
from typing import Final

from trellis.keeping.dates_in_words import ONE_OR_MANY, Dates, take_dates
from trellis.keeping.off_in_words import take_days_off
from trellis.keeping.times_in_words import take_times
from trellis.keeping.words_left import NotUnderstoodError, Words
from trellis.lib.clock import parse_day
from trellis.meetings.phrases import DAY, ORDINAL
from trellis.meetings.recurrence import Day, Frequency, Rule, format_rule, parse_rule
from trellis.meetings.telling_time import say_time

LONGEST: Final = 300
USUAL_MINUTES: Final = 60


@dataclass(frozen=True, slots=True)
class Understood:
    """What the words say. `not_on` are holidays, "public" for those of the place; `notes` are of what no rule can hold,
    such as "In term time only."."""

    start: time
    minutes: int
    rule: str
    starts_on: date | None = None
    ends_on: date | None = None
    not_on: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    is_length_said: bool = True


def read(words: str, today: date) -> Understood:
    """Raises NotUnderstoodError, which says what is missing or not understood, and how to write it."""
    left = Words(words[:LONGEST])
    if not left.has_letters:
        raise NotUnderstoodError("Say on which days, and at what time. For example: every first Tuesday at 7 pm.")
    not_on = take_days_off(left)
    notes = _take_notes(left)
    dates = take_dates(left, today)
    steps = _take_steps(left)
    months = _take_months(left)
    skipped = _take_exception(left)
    times = take_times(left)
    days = _Days(left)
    left.refuse_rest()
    if dates.is_only and (days.weekdays or days.numbered or days.month_days or steps != _Steps()):
        raise NotUnderstoodError(ONE_OR_MANY)
    rule = _rule(days, skipped, steps, months, dates)
    if times is None:
        raise NotUnderstoodError("At what time does it start? Add it, such as “at 7 pm” or “10 to 12”.")
    return Understood(
        start=times.start,
        minutes=times.minutes or USUAL_MINUTES,
        rule=format_rule(parse_rule(format_rule(rule))),
        starts_on=dates.first,
        ends_on=dates.last,
        not_on=not_on,
        notes=notes if times.doors is None else (*notes, f"Doors open at {say_time(times.doors)}."),
        is_length_said=times.minutes is not None,
    )


# -- how often ---------------------------------------------------------------------------------------------------------

_NOTES: Final = (
    (r"(?:in |during |outside |not (?:in|during) )?(?:school )?term[- ]?times?(?: only)?|in term|term only", "term"),
    (r"(?:not|except|excluding|but not|apart from)(?: in| during| for)?(?: the)? (?:school )?holidays", "school"),
)
_SAID: Final = {
    "term": "In term time only: ask for the dates.",
    "school": "Not in the school holidays: ask for the dates.",
}
_NUMBERS: Final = {"other": 2, "two": 2, "second": 2, "2nd": 2, "three": 3, "four": 4, "five": 5, "six": 6, "eight": 8}
_COUNT: Final = r"two|three|four|five|six|eight|[2-9]|1[0-2]"
_FORTNIGHTLY: Final = (
    r"(?:every|each|once an?) fortnight|fortnightly|bi-?weekly|(?:every|each) (?:other|second|2nd|alternate) weeks?"
    r"|alternate weeks|every other\b(?! month)|alternate\b|alternating"
)


@dataclass(frozen=True, slots=True)
class _Steps:
    """Every so many weeks or months, and how many times in all."""

    weeks: int = 1
    months: int = 1
    times: int | None = None
    is_monthly: bool = False


def _take_notes(left: Words) -> tuple[str, ...]:
    found = [kind for pattern, kind in _NOTES if left.take(pattern)]
    if "term" in found and re.search(r"outside|not", left.taken[0] if left.taken else ""):
        raise NotUnderstoodError("We cannot read “not in term time”. Write only when it is on, and say the rest later.")
    return tuple(_SAID[kind] for kind in found)


def _take_steps(left: Words) -> _Steps:
    times = left.take(r"(\d{1,3}) times(?: in all)?")
    is_quarterly = left.take(r"quarterly|every quarter")
    months = left.take(rf"(?:(?:of|in) )?every (other|{_COUNT}) months?")
    weeks = left.take(rf"every ({_COUNT}) weeks?")
    is_fortnightly = not weeks and left.take(_FORTNIGHTLY)
    of_month = left.take(r"(?:(?:of|in|a|per) )?(?:(?:each|every|the|a|any) )?(?:calendar )?month|monthly")
    step = 3 if is_quarterly else _number(months[1]) if months else 1
    return _Steps(
        weeks=_number(weeks[1]) if weeks else 2 if is_fortnightly else 1,
        months=step,
        times=int(times[1]) if times else None,
        is_monthly=bool(of_month or months or is_quarterly),
    )


def _number(word: str) -> int:
    return int(word) if word.isdigit() else _NUMBERS[word]


# -- months ------------------------------------------------------------------------------------------------------------

_MONTH: Final = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_FIRST_LETTERS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SOME_MONTHS: Final = rf"{_MONTH}(?:(?:\s*,\s*| or | and |, and |, or ){_MONTH})*"
_SEASON: Final = (
    rf"(?:from |in )?{_MONTH}\s*(?:to|-|until|till|through)\s*{_MONTH}(?: only)?|between {_MONTH} and {_MONTH}"
)


def _take_months(left: Words) -> tuple[int, ...]:
    """The months it is held in; none where it is held in all."""
    if found := left.take(rf"(?:not|except|excluding|but not|apart from)(?: in| for)?(?: all of)? ({_SOME_MONTHS})"):
        return tuple(month for month in range(1, 13) if month not in _months(found[1]))
    if found := left.take(rf"(?:only )?in ({_SOME_MONTHS})(?: only)?(?!\s*(?:to\b|-|until|till|through))"):
        return tuple(sorted(set(_months(found[1]))))
    if found := left.take(_SEASON):
        first, last = _months(found[0])
        return tuple((first + step - 1) % 12 + 1 for step in range((last - first) % 12 + 1))
    return ()


def _months(words: str) -> list[int]:
    return [_FIRST_LETTERS.index(name[:3]) + 1 for name in re.findall(_MONTH, words)]


# -- days --------------------------------------------------------------------------------------------------------------

_ORDINALS: Final = {"first": 1, "second": 2, "third": 3, "fourth": 4, "forth": 4, "fifth": 5, "last": -1, "final": -1}
_NUMBERED: Final = r"\d{1,2}(?:st|nd|rd|th)"
_PIECE: Final = re.compile(
    rf"(?P<every>\bevery|\beach)|(?P<range>\b{DAY}\s*(?:to|-|until|through)\s*{DAY})|(?P<day>\b{DAY})"
    rf"|(?P<all>\bdaily|\bday\b|\bweekdays?|\bweekends?)|(?P<nth>\b(?:{ORDINAL}|{_NUMBERED})\b)"
)


class _Days:
    """The days named: plain weekdays, numbered ones ("first Tuesday"), and days of the month ("the 21st")."""

    def __init__(self, left: Words) -> None:
        self.weekdays: set[int] = set()
        self.numbered: set[Day] = set()
        self.month_days: set[int] = set()
        self.unclear = ""
        self._waiting: list[int] = []
        self._is_every = False
        self._end = 0
        for piece in left.take_all(_PIECE):
            self._read(piece)
        self.month_days.update(self._waiting)

    def _read(self, piece: re.Match[str]) -> None:
        words = piece[0].strip()
        if piece["every"]:
            self._is_every = True
        elif piece["nth"]:
            self._count(words, is_next=piece.start() == self._end + 1)
        elif piece["range"]:
            first, last = (parse_day(day, sunday=0) for day in re.split(r"\s*(?:\bto\b|-|until|through)\s*", words))
            self.weekdays.update((first + step) % 7 for step in range((last - first) % 7 + 1))
        elif piece["all"]:
            self._group(words)
        else:
            self._weekday(parse_day(words, sunday=0), words)
        self._end = piece.end()

    def _count(self, words: str, *, is_next: bool) -> None:
        number = _ORDINALS.get(words) or int(re.sub(r"\D", "", words))
        if number == -1 and is_next and self._waiting and 2 <= self._waiting[-1] <= 5:
            number = -self._waiting.pop()  # "second last", not "second and last"
        self._waiting.append(number)

    def _weekday(self, weekday: int, words: str) -> None:
        if not self._waiting:
            self.weekdays.add(weekday)
            return
        if self._is_every and len(self._waiting) == 1 and self._waiting[0] in {2, 3, 4}:
            self.unclear = f"every {_NAMES[self._waiting[0]]} {words}"
        self.numbered.update(Day(weekday, nth) for nth in self._waiting)
        self._waiting, self._is_every = [], False

    def _group(self, words: str) -> None:
        if words == "day" and self._waiting:  # "last day of the month"
            self.month_days.update(self._waiting)
            self._waiting = []
        elif words == "day" and not self._is_every:
            raise NotUnderstoodError("On which days is it? Add them, such as “Mondays” or “every day”.")
        else:
            self.weekdays.update(range(5, 7) if "end" in words else range(5 if "week" in words else 7))


_NAMES: Final = {2: "second", 3: "third", 4: "fourth"}


def _take_exception(left: Words) -> tuple[int, ...]:
    """ "Every Wednesday except the first": the numbers that are left out."""
    numbers = rf"((?:{ORDINAL}(?:,| and|, and)? ?)+)"
    found = left.take(rf"(?:except|excluding|but not|apart from)(?: for| on)?(?: the)? {numbers}(?:ones?|{DAY})?")
    return tuple(_ORDINALS.get(word) or int(word[0]) for word in re.findall(ORDINAL, found[1])) if found else ()


def _rule(days: _Days, skipped: tuple[int, ...], steps: _Steps, months: tuple[int, ...], dates: Dates) -> Rule:
    if days.unclear and not steps.is_monthly:
        raise NotUnderstoodError(
            f"“{days.unclear.capitalize()}” can mean two things. Write “every other week”, or add “of the month”."
        )
    if skipped:
        chosen = _all_but(days, skipped)
    elif days.weekdays and (days.numbered or days.month_days):
        raise NotUnderstoodError("Some of these are every week and some once a month. Add them one after the other.")
    else:
        chosen = tuple(days.numbered) or tuple(Day(weekday) for weekday in days.weekdays)
    if days.numbered or skipped or days.month_days:
        return _monthly(chosen, days, steps, months, dates)
    if steps.is_monthly:
        raise NotUnderstoodError("Which one of the month is it? Write it as “first Tuesday of the month”.")
    if not chosen:
        if dates.first is None:
            raise NotUnderstoodError("On which days is it? Add them, as in “Tuesdays” or “first Monday of the month”.")
        chosen = (Day(dates.first.weekday()),)
    _need_first_date(dates, is_needed=steps.weeks > 1 or steps.times is not None)
    return Rule(Frequency.WEEKLY, chosen, months=months, interval=steps.weeks, count=steps.times)


def _monthly(chosen: tuple[Day, ...], days: _Days, steps: _Steps, months: tuple[int, ...], dates: Dates) -> Rule:
    if steps.weeks > 1:
        raise NotUnderstoodError("Is it every few weeks, or once a month? Say only one of them.")
    if chosen and days.month_days:
        raise NotUnderstoodError("Some of these are weekdays and some are dates of the month. Say only one of them.")
    if any(not -5 <= number <= 31 or number == 0 for number in days.month_days):
        raise NotUnderstoodError("A month has no such day. Write it as “the 21st of the month”.")
    _need_first_date(dates, is_needed=steps.months > 1 or steps.times is not None)
    month_days = tuple(days.month_days)
    return Rule(Frequency.MONTHLY, chosen, month_days, months, steps.months, count=steps.times)


def _all_but(days: _Days, skipped: tuple[int, ...]) -> tuple[Day, ...]:
    if len(days.weekdays) != 1 or days.numbered or days.month_days:
        raise NotUnderstoodError("Except which? Write it as “every Wednesday except the first of the month”.")
    [weekday] = days.weekdays
    left = {-2, -3, -4, -5} if set(skipped) == {-1} else {1, 2, 3, 4, 5} - set(skipped)
    if -1 in skipped and set(skipped) != {-1}:
        raise NotUnderstoodError("We cannot leave out the last one and others too. Name those that it is on.")
    return tuple(Day(weekday, nth) for nth in left)


def _need_first_date(dates: Dates, *, is_needed: bool) -> None:
    if is_needed and dates.first is None:
        raise NotUnderstoodError("From which date? Add the first or the next one, such as “from 1 December”.")
